import TOMLKit

/// A table of the configuration, read key by key; every mistake names the file and the key.
struct ConfigurationTable {
  /// What it is called, with the tables that it is in: `wallets.mine`.
  let name: String
  /// The file, for messages.
  let path: String
  private let table: TOMLTable

  /// Wraps a table of the file.
  init(_ table: TOMLTable, name: String, path: String) {
    self.table = table
    self.name = name
    self.path = path
  }

  /// The names of its keys.
  var keys: [String] { table.keys }

  /// A mistake in it; `message` begins with a key of it.
  func failure(_ message: String, hint: String? = nil) -> Failure {
    Failure(.configuration, "\"\(path)\": \(name)\(message)", hint: hint)
  }

  /// Refuses keys that nothing reads.
  func allow(_ known: [String]) throws {
    for key in table.keys where !known.contains(key) {
      throw Configuration.unknown(
        "\(name).\(key)", among: known.map { "\(name).\($0)" }, path: path)
    }
  }

  /// A text; nil where it is not given.
  func text(_ key: String) throws -> String? {
    try value(key, "a text in quotes") { $0 }
  }

  /// A text that stands for a value; `what` says which.
  func value<Value>(
    _ key: String, _ what: String, _ read: (String) -> Value?
  ) throws -> Value? {
    guard let given = table[key] else { return nil }
    guard let text = given.string, let value = read(text) else {
      throw failure(".\(key) is \(what)")
    }
    return value
  }

  /// A list of texts that stand for values.
  func list<Value>(
    _ key: String, _ what: String, _ read: (String) -> Value?
  ) throws -> [Value]? {
    guard let given = table[key] else { return nil }
    guard let array = given.array else { throw failure(".\(key) is \(what)") }
    return try array.map { element in
      guard let value = element.string.flatMap(read) else { throw failure(".\(key) is \(what)") }
      return value
    }
  }

  /// True or false.
  func flag(_ key: String) throws -> Bool? {
    guard let given = table[key] else { return nil }
    guard let flag = given.bool else { throw failure(".\(key) is true or false") }
    return flag
  }

  /// A number, whole or not.
  func number(_ key: String) throws -> Double? {
    guard let given = table[key] else { return nil }
    if let whole = given.int { return Double(whole) }
    guard let number = given.double else { throw failure(".\(key) is a number") }
    return number
  }

  /// A moment, without quotes or with.
  func moment(_ key: String) throws -> TimeArgument? {
    guard let given = table[key] else { return nil }
    let text = given.string ?? given.dateTime.map { "\($0)" }
    guard let moment = text.flatMap(TimeArgument.init(argument:)) else {
      throw failure(".\(key) is a moment: 2026-11-21T04:00:00Z")
    }
    return moment
  }

  /// Where a secret comes from: a file, a variable, a descriptor; never the secret itself.
  func source(_ key: String) throws -> String? {
    guard let text = try text(key) else { return nil }
    switch Source(text) {
    case .file(let path):
      try requireRoot(path, key)
      return text
    case .variable, .descriptor: return text
    case .standardInput, .inline, nil:
      throw failure(
        ".\(key) takes a source, not the key itself",
        hint: "\(key) = \"file:PATH\" or \"env:NAME\"")
    }
  }

  /// The path of a file, which means the same in every folder.
  func path(_ key: String) throws -> String? {
    guard let path = try text(key) else { return nil }
    try requireRoot(path, key)
    return path
  }

  /// Refuses a path that would lead elsewhere in each folder.
  func requireRoot(_ path: String, _ key: String) throws {
    guard path.hasPrefix("/") || path.hasPrefix("~/") else {
      throw failure(
        ".\(key) is another file in each folder", hint: "begin the path with / or ~/")
    }
  }

  /// A table in it; nil where it is not given.
  func table(_ key: String, _ what: String) throws -> ConfigurationTable? {
    guard let given = table[key] else { return nil }
    guard let inner = given.table else { throw failure("\(name.isEmpty ? "" : ".")\(key) \(what)") }
    return ConfigurationTable(inner, name: name.isEmpty ? key : "\(name).\(key)", path: path)
  }
}
