/// The lines of a request's header in the way that libcurl takes them, all of them checked.
struct RequestLines {
  /// In order, without line ends; `Name;` is a field without a value, `Name:` one not to be added.
  let lines: [[UInt8]]

  /// Checks method, fields and body, before anything is sent.
  init(_ request: HTTPRequest, userAgent: String?) throws(TransportError) {
    guard Self.isToken(request.method) else { throw Self.refusal(.method) }
    if request.method == "HEAD" {
      guard case .none = request.body else { throw Self.refusal(.bodyOfHead) }
    }
    // libcurl would ask with an Expect whether a long body is welcome, and calls any body a form.
    var lines = [Array("Expect:".utf8)]
    if request.headers.first("Content-Type") == nil { lines.append(Array("Content-Type:".utf8)) }
    for (index, field) in request.headers.fields.enumerated() {
      guard Self.isToken(field.name) else { throw Self.refusal(.headerName(index: index)) }
      guard Self.isValue(field.value) else { throw Self.refusal(.headerValue(index: index)) }
      guard !Self.framing.contains(where: field.isNamed) else {
        throw Self.refusal(.framingHeader(index: index))
      }
      lines.append(Self.line(field.name, field.value))
    }
    if let userAgent, request.headers.first("User-Agent") == nil {
      let value = Array(userAgent.utf8)
      guard Self.isValue(value) else {
        throw TransportError(.invalidOptions(.userAgent), code: TransportError.badArgument)
      }
      lines.append(Self.line("User-Agent", value))
    }
    self.lines = lines
  }

  /// Fields that the body and the connection decide.
  private static let framing = ["Content-Length", "Transfer-Encoding", "Expect"]

  private static func line(_ name: String, _ value: [UInt8]) -> [UInt8] {
    let isBlank = value.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    return isBlank ? Array("\(name);".utf8) : Array("\(name): ".utf8) + value
  }

  private static func refusal(_ problem: TransportError.InvalidRequest) -> TransportError {
    TransportError(.invalidRequest(problem), code: TransportError.badArgument)
  }

  /// RFC 9110, 5.6.2.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  /// RFC 9110, 5.5: what could end the line must not be in it.
  private static func isValue(_ value: [UInt8]) -> Bool {
    value.allSatisfy { $0 != 0x0d && $0 != 0x0a && $0 != 0 }
  }
}
