import Glibc

/// The text of `config.toml`, changed line by line: comments and order stay as their author wrote them.
struct ConfigurationFile {
  let path: String
  /// What there is now; nil where there is no file.
  private let text: String?
  /// What the text says.
  let configuration: Configuration

  /// Reads the file; an absent one is empty.
  init(_ home: Home) throws {
    path = home.configurationFile
    configuration = try Configuration(file: path)
    var status = stat()
    guard lstat(path, &status) == 0 else {
      text = nil
      return
    }
    text = String(decoding: try DescriptorReader.read(path: path, home: nil), as: UTF8.self)
  }

  /// Writes the file with one change, whole or not at all.
  ///
  /// - Throws: `Failure` where the new text would say anything but what it said and the change.
  func write(_ change: Change) throws {
    let changed = change.applied(to: text ?? "")
    var expected = configuration
    change.apply(to: &expected)
    guard try Configuration(toml: changed, path: path) == expected else {
      throw Failure(
        .configuration, "\"\(path)\" is written in a way that cannot be changed safely",
        hint: "change it by hand: \(change.hint)")
    }
    if let slash = path.lastIndex(of: "/") { try Folder.create(String(path[..<slash])) }
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
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
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
