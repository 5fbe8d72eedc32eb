internal import HTTPTransport
internal import Bytes
internal import JSON

/// JSON over HTTP with a wallet's server: what the backends have in common.
///
/// No body of an answer is ever part of a message, since it may hold a preimage; only the words of an
/// error that the server gives are, shortened.
struct WalletHTTP: Sendable {
  let address: WalletAddress
  private let client: HTTPClient
  private let options: TransportOptions

  /// How many seconds a call may take that sends no money.
  static let patience = 15
  /// The most bytes of an answer.
  static let largestAnswer = 1 << 20

  /// - Parameters:
  ///   - address: plain http is spoken with this machine only.
  ///   - trust: who may vouch for an https server.
  ///   - pinnedKeys: SHA-256 of public keys, one of which an https server must have; empty for any.
  init(_ address: WalletAddress, trust: TLSTrust = .system, pinnedKeys: [Bytes32] = []) {
    self.address = address
    var options = TransportOptions()
    options.peers = address.isPlain ? .loopback : .any
    options.trust = trust
    options.pinnedKeys = pinnedKeys
    options.maximumBody = Self.largestAnswer
    options.userAgent = "l402"
    self.options = options
    client = HTTPClient(options)
  }

  /// An answer, whatever its status.
  struct Answer: CustomStringConvertible, CustomReflectable {
    let status: Int
    /// Nil where the body is no JSON.
    let json: JSONValue?
    /// The body, for servers that write their errors as plain text.
    let body: [UInt8]

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The status alone.
    var description: String { "(answer with status \(status))" }
    var customMirror: Mirror { Mirror(self, children: ["status": status]) }
  }

  /// A call.
  struct Call {
    var method = "GET"
    /// Below the address, with its leading slash.
    var path: String
    var headers: HTTPHeaders
    /// Nil for none.
    var body: [UInt8]?
    /// What the body is.
    var contentType = "application/json"
    var timeout = WalletHTTP.patience
    /// Whether to take no kept connection: one that the server has just closed would leave it open
    /// whether the call was received.
    var isFresh = false
    /// Ends the call when it is raised.
    var cancellation: Cancellation?

    init(_ path: String, headers: HTTPHeaders) {
      self.path = path
      self.headers = headers
    }
  }

  /// Makes a call.
  ///
  /// - Throws: `WalletError` where there is no whole answer; it keeps whether the call was sent.
  func send(_ call: Call) throws(WalletError) -> Answer {
    let (client, request, options) = prepare(call)
    let response: HTTPResponse
    do {
      response = try client.send(request, options)
    } catch {
      throw WalletError(error)
    }
    return Answer(
      status: response.status, json: try? JSONReader.read(response.body[...]), body: response.body)
  }

  /// Who sends a call, and what and how.
  func prepare(_ call: Call) -> (HTTPClient, HTTPRequest, TransportOptions) {
    var options = options
    options.timeout = .seconds(call.timeout)
    options.connectTimeout = .seconds(min(call.timeout, Self.patience))
    options.cancellation = call.cancellation
    var request = HTTPRequest(call.method, address.description + call.path, headers: call.headers)
    if let body = call.body {
      request.headers.append(HTTPHeader("Content-Type", call.contentType))
      request.body = .bytes(body)
    }
    return (call.isFresh ? HTTPClient(options) : client, request, options)
  }

  /// The words of an error, fit for a message: one short line without anything that could be a key,
  /// a preimage or an invoice.
  static func words(_ text: String) -> String {
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      let isLong = word.split { !$0.isLetter && !$0.isNumber }.contains { $0.count > longestWord }
      line += (line.isEmpty ? "" : " ") + (isLong ? "..." : word)
    }
    let clean = line.unicodeScalars.reduce(into: "") { text, scalar in
      text.unicodeScalars.append(scalar.isTerminalControl ? "?" : scalar)
    }
    return clean.count <= longestLine ? clean : clean.prefix(longestLine) + "..."
  }

  /// Keys of LNbits have 32 characters.
  private static let longestWord = 23
  private static let longestLine = 160
}

extension WalletError {
  /// Why there is no answer; whether the request was sent stays as the transport says.
  init(_ error: TransportError) {
    let reason: Reason =
      switch error.reason {
      case .libraryMissing, .libraryTooOld, .libraryLacks, .libraryFailed: .missingLibrary
      case .invalidURL, .invalidRequest, .invalidOptions, .unusableRoots, .peerNotAllowed:
        .configuration
      case .malformedAnswer, .headerTooLarge, .bodyTooLarge: .malformedAnswer
      default: .unreachable
      }
    let hint =
      error.reason == .peerNotAllowed ? "; plain http is for this machine only, use https" : ""
    self.init(reason, "\(error)\(hint)", mayHaveBeenSent: error.mayHaveBeenSent)
  }
}
