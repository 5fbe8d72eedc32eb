import Foundation
import HTTPTransport
import Synchronization
import Testing

struct RequestTests {
  @Test func `a request has the method, path and fields that were given, in order`() throws {
    let server = try Loopback()
    let request = HTTPRequest(
      "GET", server.url("/a/../b/./c?q=%41#fragment"),
      headers: [
        HTTPHeader("X-One", "1"), HTTPHeader("x-one", "2"), HTTPHeader("X-Empty", ""),
        HTTPHeader("X-Blank", "  "), HTTPHeader("X-High", bytes: [0xe9, 0x20, 0xff]),
        HTTPHeader("X-Signs", "a;b:c"),
        HTTPHeader("Authorization", "L402 token:preimage"),
      ])
    #expect(try HTTPClient().send(request).text == "hello")
    let seen = try #require(try server.events("request").first)
    #expect(seen.line == "GET /a/../b/./c?q=%41 HTTP/1.1")
    #expect(
      seen.headers == [
        ["Host", "127.0.0.1:\(server.port)"], ["Accept", "*/*"], ["X-One", "1"], ["x-one", "2"],
        ["X-Empty", ""], ["X-Blank", ""], ["X-High", "\u{e9} \u{ff}"], ["X-Signs", "a;b:c"],
        ["Authorization", "L402 token:preimage"],
      ])
  }

  @Test func `the user agent of the options gives way to the request's`() throws {
    let server = try Loopback()
    let client = HTTPClient(.with { $0.userAgent = "l402/1" })
    _ = try client.send(HTTPRequest(server.url()))
    _ = try client.send(HTTPRequest(server.url(), headers: [HTTPHeader("user-agent", "other")]))
    let agents = try server.events("request").map { event in
      event.headers?.filter { $0[0].lowercased() == "user-agent" }.map { $0[1] }
    }
    #expect(agents == [["l402/1"], ["other"]])
  }

  @Test(
    arguments: [
      ("POST", [], "0"), ("PUT", [], "0"), ("PATCH", [], "0"), ("GET", [], nil),
      ("DELETE", [], nil),
      ("QUERY", [], nil), ("OPTIONS", [], nil), ("POST", [0, 10, 255], "3"), ("PUT", [65], "1"),
      ("DELETE", [65], "1"), ("GET", [65], "1"), ("M-SEARCH", [65], "1"),
    ] as [(String, [UInt8], String?)])
  func `a body has its length and no type that nobody gave`(
    method: String, body: [UInt8], length: String?
  ) throws {
    let server = try Loopback()
    let request = HTTPRequest(method, server.url(), body: body.isEmpty ? .none : .bytes(body))
    #expect(try HTTPClient().send(request).status == 200)
    let seen = try #require(try server.events("request").first)
    #expect(seen.line == "\(method) /hello HTTP/1.1")
    #expect(seen.body == String(String.UnicodeScalarView(body.map { UnicodeScalar($0) })))
    let fields = try #require(seen.headers)
    #expect(fields.first { $0[0] == "Content-Length" }?[1] == length)
    #expect(Set(fields.map { $0[0] }).isSubset(of: ["Host", "Accept", "Content-Length"]))
  }

  @Test func `empty bytes are a body of length 0, and a type that was given is sent`() throws {
    let server = try Loopback()
    let type = HTTPHeader("content-type", "application/json")
    let request = HTTPRequest("POST", server.url(), headers: [type], body: .bytes([]))
    #expect(try HTTPClient().send(request).status == 200)
    let fields = try #require(try server.events("request").first?.headers)
    #expect(fields.contains(["Content-Length", "0"]))
    #expect(fields.contains(["content-type", "application/json"]))
  }

  @Test func `a long body is sent without asking first`() throws {
    let server = try Loopback()
    let body = [UInt8](repeating: 7, count: 3_000_000)
    #expect(
      try HTTPClient().send(HTTPRequest("POST", server.url(), body: .bytes(body))).status == 200)
    let seen = try #require(try server.events("request").first)
    #expect(seen.length == body.count)
    #expect(seen.headers?.contains { $0[0] == "Expect" } == false)
  }

  @Test(arguments: [nil, 250_000] as [Int64?])
  func `a stream is sent piece by piece, chunked where its length is unknown`(
    length: Int64?
  ) throws {
    let server = try Loopback()
    let stream = Pieces([UInt8](repeating: 65, count: 100_000), [], 100_000, 50_000)
    let body = HTTPBody.stream(HTTPBodyStream(length: length) { stream.next() })
    #expect(try HTTPClient().send(HTTPRequest("PUT", server.url(), body: body)).status == 200)
    let seen = try #require(try server.events("request").first)
    #expect(seen.length == 250_000)
    let framing = length.map { ["Content-Length", "\($0)"] } ?? ["Transfer-Encoding", "chunked"]
    #expect(seen.headers?.contains(framing) == true)
    #expect(seen.headers?.contains { $0[0] == "Expect" } == false)
  }

  @Test(arguments: [9, 11] as [Int64])
  func `a stream of another length than was said fails the request`(length: Int64) throws {
    let server = try Loopback()
    let stream = Pieces([UInt8](repeating: 65, count: 10))
    let body = HTTPBody.stream(HTTPBodyStream(length: length) { stream.next() })
    let error = try failure(HTTPRequest("POST", server.url(), body: body))
    #expect(error.reason == .bodyFailed)
    #expect(error.mayHaveBeenSent)
    #expect(try server.closings().count == 1)
    #expect(try server.events("request").isEmpty)
  }

  @Test func `a stream that fails fails the request`() throws {
    let server = try Loopback()
    let body = HTTPBody.stream(HTTPBodyStream(length: nil) { .failed })
    let error = try failure(HTTPRequest("POST", server.url(), body: body))
    #expect(error.reason == .bodyFailed)
    #expect(error.curlCode == 26)
    #expect(try server.closings().count == 1)
    #expect(try server.events("request").isEmpty)
  }

  @Test func `no variable, file or cookie of before changes a request`() throws {
    let server = try Loopback()
    let client = HTTPClient()
    let secret = HTTPHeader("X-Api-Key", "secret")
    _ = try client.send(
      HTTPRequest("POST", server.url("/cookie"), headers: [secret], body: .bytes([1, 2])))
    _ = try client.send(HTTPRequest(server.url()))
    let seen = try #require(try server.events("request").last)
    #expect(seen.line == "GET /hello HTTP/1.1")
    #expect(seen.headers?.map { $0[0] } == ["Host", "Accept"])
    #expect(seen.length == 0)
  }
}

/// Pieces of a body, each given once.
final class Pieces: Sendable {
  private let pieces: Mutex<[[UInt8]]>

  init(_ pieces: [UInt8]...) { self.pieces = Mutex(pieces) }

  /// A piece, an empty one, and two of as many bytes as told.
  init(_ first: [UInt8], _ empty: [UInt8], _ counts: Int...) {
    pieces = Mutex([first, empty] + counts.map { [UInt8](repeating: 65, count: $0) })
  }

  func next() -> HTTPBodyStream.Piece {
    pieces.withLock { $0.isEmpty ? .end : .bytes($0.removeFirst()) }
  }
}
