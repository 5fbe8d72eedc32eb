import Glibc

/// The text of `config.toml`, changed line by line: comments and order stay as their author wrote them.
struct ConfigurationFile {
  /// The file, or what a link of that name leads to.
  let path: String
  /// What there is now; nil where there is no file.
  private let text: String?
  /// What the text says.
  let configuration: Configuration

  /// How long to wait for another process that changes the file, in milliseconds.
  private static let patience = 10_000

  /// Changes the file while nobody else does, whole or not at all.
  ///
  /// - Parameter changes: what to change, given what the file says; may throw.
  /// - Returns: the path of the file.
  static func edit(
    _ environment: Environment, _ changes: (ConfigurationFile) throws -> [Change]
  ) throws -> String {
    let home = try Home(environment)
    try Folder.create(home.configurationFolder)
    // The folder is what is locked: no file is left behind.
    let folder = open(home.configurationFolder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw Failure(
        .configuration, "cannot open \"\(home.configurationFolder)\": \(SystemError.text(errno))")
    }
    defer { close(folder) }
    var waited = 0
    while flock(folder, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, waited < patience else {
        throw Failure(
          .configuration, "another l402 is changing \"\(home.configurationFile)\"",
          hint: "run again")
      }
      usleep(20_000)
      waited += 20
    }
    let file = try ConfigurationFile(home)
    try file.write(try changes(file))
    return file.path
  }

  private init(_ home: Home) throws {
    path = Self.resolved(home.configurationFile)
    configuration = try Configuration(file: path)
    var status = stat()
    guard lstat(path, &status) == 0 else {
      text = nil
      return
    }
    text = String(decoding: try DescriptorReader.read(path: path, home: nil), as: UTF8.self)
  }

  /// What a link leads to, so that it stays one.
  private static func resolved(_ path: String) -> String {
    guard let target = realpath(path, nil) else { return path }
    defer { free(target) }
    return String(cString: target)
  }

  private func write(_ changes: [Change]) throws {
    var changed = text ?? ""
    var expected = configuration
    for change in changes {
      changed = change.applied(to: changed)
      change.apply(to: &expected)
    }
    guard (try? Configuration(toml: changed, path: path)) == expected else {
      throw Failure(
        .configuration, "\"\(path)\" is written in a way that cannot be changed safely",
        hint: "change it by hand: \(changes.map(\.hint).joined(separator: ", and "))")
    }
    try SecretFile.write(Array(changed.utf8), to: path, replaces: text != nil)
  }

  /// What is changed.
  enum Change {
    /// A wallet that was not there.
    case addWallet(name: String, WalletDefinition)
    /// Which wallet pays and is paid.
    case setDefault(String)

    fileprivate func apply(to configuration: inout Configuration) {
      switch self {
      case .addWallet(let name, let definition): configuration.wallets[name] = definition
      case .setDefault(let name): configuration.wallet = name
      }
    }

    /// The lines to write by hand.
    fileprivate var hint: String {
      switch self {
      case .addWallet(let name, _): "it needs a table [wallets.\(name)]"
      case .setDefault(let name): "wallet = \(TOMLText.quoted(name)) above all tables"
      }
    }

    fileprivate func applied(to text: String) -> String {
      switch self {
      case .addWallet(let name, let definition):
        let gap = text.isEmpty ? "" : text.hasSuffix("\n") ? "\n" : "\n\n"
        return text + gap + TOMLText.table("wallets.\(name)", definition.shown)
      case .setDefault(let name):
        let line = "wallet = \(TOMLText.quoted(name))"
        // By bytes: to Swift CRLF is one character, and no line feed.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
          .map { String(Substring($0)) }
        let firstTable = lines.firstIndex { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("[") }
        let top = lines[..<(firstTable ?? lines.endIndex)]
        let isSetting = { (line: String) in
          line.split(separator: "=", maxSplits: 1).first
            .map { $0.filter { $0 != " " && $0 != "\t" } == "wallet" } ?? false
        }
        if let old = top.firstIndex(where: isSetting) {
          lines[old] = line
        } else if let note = top.firstIndex(where: { isSetting(String($0.drop { $0 == "#" })) }) {
          // Where the template has it, commented out.
          lines.insert(line, at: note + 1)
        } else {
          lines.insert(line, at: 0)
        }
        return lines.joined(separator: "\n") + (text.isEmpty ? "\n" : "")
      }
    }
  }
}

/// Writes TOML.
enum TOMLText {
  /// A table with its header.
  static func table(_ name: String, _ rows: [(key: String, value: ShownSetting)]) -> String {
    // The type first, as people write it.
    let sorted = rows.filter { $0.key == "type" } + rows.filter { $0.key != "type" }
    return "[\(name)]\n"
      + sorted.map { "\($0.key) = \(value($0.value))\n" }.joined()
  }

  private static func value(_ setting: ShownSetting) -> String {
    switch setting {
    case .text(let text, _): quoted(text ?? "")
    case .flag(let flag): "\(flag)"
    case .list(let texts): "[" + texts.map(quoted).joined(separator: ", ") + "]"
    }
  }

  /// A basic string (TOML 1.0).
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        guard scalar.value >= 0x20, scalar.value != 0x7f else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          continue
        }
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
