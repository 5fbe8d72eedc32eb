import Bytes
import Glibc

extension Session {
  /// Reads a TEXT operand; left out, standard input, or a prompt on a terminal.
  mutating func text(_ operand: String?) throws -> [UInt8] {
    guard let operand else { return try read(.standardInput, for: "TEXT") }
    guard let source = Source(operand) else { return Array(operand.utf8) }
    return try read(source, for: "TEXT")
  }

  /// Reads the text of an option: itself, or a source's without its closing line break.
  mutating func line(_ text: String, for option: String) throws -> String {
    if text.hasPrefix("text:") { return String(text.dropFirst("text:".count)) }
    guard let source = Source(text) else { return text }
    var content = try read(source, for: option)
    if content.last == 0x0a { content.removeLast() }
    guard let text = String(utf8: content[...]) else {
      throw Failure(.malformed, "\(option): \(source.name) is not UTF-8")
    }
    return text
  }

  /// Reads a preimage from its source.
  ///
  /// - Parameter takesHex: whether the digits may stand there themselves.
  mutating func preimage(
    _ text: String, for option: String, takesHex: Bool = false
  ) throws -> Bytes32 {
    if takesHex, Source(secret: text) == nil {
      guard let bytes = Bytes32(hexDigits: Array(text.utf8)[...]) else {
        throw Failure(
          .usage, "\(option) takes 64 hexadecimal digits, or a source",
          hint: "a source is env:NAME, @FILE, - or fd:N")
      }
      return bytes
    }
    let (content, name) = try secret(text, for: option)
    if content.count == 32, let bytes = Bytes32(content) { return bytes }
    let digits = content.last == 0x0a ? content.dropLast() : content[...]
    guard let bytes = Bytes32(hexDigits: digits) else {
      throw Failure(.malformed, "\(name): a preimage is 64 hexadecimal digits, or 32 raw bytes")
    }
    return bytes
  }

  /// Reads a secret from its source.
  ///
  /// - Throws: `Failure` for a bare value: command lines are visible to other users.
  mutating func secret(_ text: String, for option: String) throws -> (bytes: [UInt8], name: String)
  {
    guard let source = Source(secret: text) else {
      throw Failure(
        .usage,
        "\(option) takes a source, not the secret itself; command lines are visible to other users",
        hint: "put it in a variable and write \(option) env:NAME, or in a file and write "
          + "\(option) file:PATH")
    }
    if case .inline(let kind, let value) = source {
      if environment.isTerminal(environment.standardError) {
        console.warn("\(option) \(kind):... can be seen by other users of this machine")
      }
      return (try Self.decodeInline(kind, value, option: option), source.name)
    }
    if case .file(let path) = source,
      DescriptorReader.isOpenToOthers(path: path, home: environment.variables["HOME"])
    {
      console.warn("\"\(path)\" can be read by other users; chmod 600 it")
    }
    return (try read(source, for: option), source.name)
  }

  private mutating func read(_ source: Source, for reader: String) throws -> [UInt8] {
    switch source {
    case .standardInput:
      try claimStandardInput(for: reader)
      let console = console
      if environment.isTerminal(environment.standardInput) {
        return try PastePrompt(
          environment: environment, console: console, isSecret: reader.hasPrefix("--")
        ).read()
      }
      return try DescriptorReader.read(
        environment.standardInput, name: "standard input",
        whenIdle: console.isQuiet ? nil : { console.say("l402: reading standard input...\n") })
    case .file(let path):
      return try DescriptorReader.read(path: path, home: environment.variables["HOME"])
    case .variable(let name):
      return try variable(name)
    case .descriptor(let number):
      return try DescriptorReader.read(number, name: "descriptor \(number)")
    case .inline(let kind, let value):
      return try Self.decodeInline(kind, value, option: reader)
    }
  }

  private func variable(_ name: String) throws -> [UInt8] {
    if let value = environment.variables[name] { return Array(value.utf8) }
    if let value = environment.binaryVariables[name] { return value }
    // `env:$NAME` hands over the value: it must not end up in a log.
    guard name.utf8.count <= 40, name.utf8.allSatisfy(Self.isOfVariableName) else {
      throw Failure(
        .usage, "env: takes the name of a variable, this is none",
        hint: "leave the $ out: env:NAME, not env:$NAME")
    }
    throw Failure(
      .unreadable, "the variable \(name) is not set",
      hint: "was it exported? export \(name)=...")
  }

  private static func isOfVariableName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "_"), 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }

  private static func decodeInline(_ kind: String, _ value: String, option: String) throws
    -> [UInt8]
  {
    let text = Array(value.utf8)
    do {
      switch kind {
      case "hex": return try Hex.decode(text[...])
      case "base64": return try Base64.decode(text[...]).bytes
      default: return text
      }
    } catch {
      throw Failure(.malformed, "\(option) \(kind):...: \(error)", offset: error.offset)
    }
  }
}
