internal import Glibc

/// Which program helps: its file, what it is called with, and what it gets of our environment.
struct HelperProgram: Sendable {
  /// The file, from the root on.
  let path: String
  /// The command line, without the operation that comes last.
  let arguments: [String]
  /// `NAME=VALUE`, without what is ours.
  let environment: [String]

  /// Variables of ours that a helper may see: where our files are, and what limits paying.
  ///
  /// All others may be secrets or sources of them.
  static let harmless: Set<String> = [
    "L402_BUDGET", "L402_HOME", "L402_MAX_AMOUNT", "L402_MAX_FEE", "L402_NO_PAY", "L402_PROMPT",
  ]
  /// What a bare name stands for first, as it is with git's helpers.
  static let prefix = "l402-wallet-"

  /// Finds the program of a command.
  ///
  /// A name without a slash is looked for on the path, first as `l402-wallet-NAME`; another is a file,
  /// as seen from the folder that we were started in.
  init(command: [String], environment: [String: String]) throws(WalletError) {
    guard let name = command.first, !name.isEmpty else { throw Self.error("the command is empty") }
    guard !command.contains(where: { $0.utf8.contains(0) }) else {
      throw Self.error("the command has a NUL in it")
    }
    if name.utf8.contains(UInt8(ascii: "/")) {
      guard let file = Self.fromRoot(name), Self.isProgram(file) else {
        throw Self.error("there is no program \(WalletHTTP.words("\"\(name)\""))")
      }
      path = file
    } else {
      // A folder that depends on where we were started would let strangers choose the wallet.
      let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
      let names = name.hasPrefix(Self.prefix) ? [name] : [Self.prefix + name, name]
      let files = names.flatMap { name in folders.map { "\($0)/\(name)" } }
      guard let file = files.first(where: Self.isProgram) else {
        let wanted = names.map { "\"\($0)\"" }.joined(separator: " or ")
        throw Self.error("there is no program \(WalletHTTP.words(wanted)) on the path")
      }
      path = file
    }
    arguments = command
    self.environment = environment.filter { variable in
      !variable.key.hasPrefix("L402_") || Self.harmless.contains(variable.key)
    }.map { "\($0.key)=\($0.value)" }.sorted()
  }

  /// File and arguments on one line that no other command has.
  ///
  /// Without the file two programs of one name would be one wallet, and what was sent through one be
  /// asked of the other.
  var identity: String {
    ([path] + arguments.dropFirst()).map { word in
      HelperMessage.percentEncoded(word) { byte in
        (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "%")
      }
    }.joined(separator: " ")
  }

  private static func fromRoot(_ path: String) -> String? {
    guard !path.hasPrefix("/") else { return path }
    guard let folder = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(folder) }
    return unsafe String(cString: folder) + "/" + path
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0, unsafe access(path, X_OK) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFREG
  }

  private static func error(_ message: String) -> WalletError {
    WalletError(.configuration, message, mayHaveBeenSent: false)
  }
}
