public struct ExtraOption: Sendable {
  let name: String
  let takesValue: Bool
  public init(_ name: String, takesValue: Bool) {
    self.name = name
    self.takesValue = takesValue
  }
}
public enum ParsedCommandLine {
  case run(CurlCommandLine)
  case help(category: String?)
  case version
}
public struct CommandLineParser {
  let extras: [ExtraOption]
  public init(
    extras: [ExtraOption], variables: [String: String], standardInput: Int32,
    askPassword: @escaping (String) -> String?
  ) { self.extras = extras }
  public func parse(_ arguments: [String]) throws(CurlFailure) -> ParsedCommandLine {
    var line = CurlCommandLine()
    var i = 0
    var op = CurlOperation()
    while i < arguments.count {
      let a = arguments[i]
      i += 1
      func value() -> String {
        defer { i += 1 }
        return arguments[i]
      }
      if let extra = extras.first(where: { "--" + $0.name == a }) {
        line.extras.append((extra.name, extra.takesValue ? value() : nil))
        continue
      }
      switch a {
      case "-s":
        op.isSilent = true
        op.showsErrors = false
      case "-sS": op.isSilent = true
      case "-i": op.showsHeader = true
      case "-I": op.isHead = true
      case "-L": op.followsRedirects = true
      case "-k": op.isInsecure = true
      case "-f": op.failMode = .withoutBody
      case "-X": op.method = value()
      case "-H": op.headers.append(value())
      case "-w": op.writeOut = value()
      case "-d": op.body = .data(Array(value().utf8))
      case "-o":
        op.targets.append(.init())
        op.targets[op.targets.count - 1].output = .file(value())
      case "-T":
        op.targets.append(.init())
        op.targets[op.targets.count - 1].upload = value()
      default:
        if op.targets.last?.url != nil || op.targets.isEmpty { op.targets.append(.init()) }
        op.targets[op.targets.count - 1].url = a
      }
    }
    line.operations = [op]
    return .run(line)
  }
}
public struct URLPattern {
  var text: String?
  public init(_ text: String, readsPatterns: Bool) throws(CurlFailure) { self.text = text }
  public mutating func next() -> (url: String, captures: [String])? {
    defer { text = nil }
    return text.map { ($0, []) }
  }
  public static func fileName(_ template: String, captures: [String]) -> String { template }
}
enum StyledHeader { static func styled(_ line: [UInt8]) -> [UInt8] { line } }
