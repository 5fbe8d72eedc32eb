import Foundation
import HTTPTransport
public import JSON

/// A fake of `Tests/Peers/py` that has a control port: a node, or a proxy that breaks things.
public final class FakeNode: Sendable {
  private static let environment = ProcessInfo.processInfo.environment
  private static let python = (environment["L402_TEST_PEERS"] ?? "") + "/venv/bin/python"

  /// False where tests against fakes are to be skipped; where they are required they run, and fail.
  public static let isWanted =
    environment["L402_REQUIRE_PEERS"] == "1"
    || FileManager.default.isExecutableFile(atPath: python)

  /// What the control port answered that it should not.
  public struct Unexpected: Error {
    let status: Int
  }

  /// Where it listens.
  public var port: Int { server.port }
  /// What it said when it started.
  public let start: JSONValue
  private let server: PythonServer
  private let client = HTTPClient()
  private let control: Int

  /// Starts one.
  public init(_ script: String, _ arguments: [String] = []) throws {
    server = try PythonServer(script, arguments, python: Self.python)
    start = server.start
    guard let control = start["control"]?.integer else { throw Unexpected(status: 0) }
    self.control = Int(control)
  }

  /// A proxy before a port, which breaks what it is told to.
  public static func faults(before port: Int) throws -> FakeNode {
    try FakeNode("fault_proxy.py", ["\(port)"])
  }

  /// Ends it before the process does.
  public func stop() { server.stop() }

  /// Tells it how to behave: the members of a JSON object, as the script documents them.
  public func set(_ members: String) throws {
    _ = try send("POST", "/set", "{\(members)}")
  }

  /// Lets what is held succeed, or fail.
  public func release(failing: Bool = false) throws {
    _ = try send("POST", "/release", #"{"fail":\#(failing)}"#)
  }

  /// Lets what is held of one payment hash, in hexadecimal, succeed, or fail.
  public func release(_ hash: String, failing: Bool = false) throws {
    _ = try send("POST", "/release", #"{"fail":\#(failing),"hash":"\#(hash)"}"#)
  }

  /// What it counted.
  public func state() throws -> JSONValue { try send("GET", "/state", nil) }

  /// How often money left for a payment hash in hexadecimal.
  public func sends(_ hash: String) throws -> Int {
    try state()["sends"]?[hash]?.integer.map(Int.init) ?? 0
  }

  /// How often it was told to pay a payment hash in hexadecimal, whatever became of that.
  public func orders(_ hash: String) throws -> Int {
    try state()["orders"]?[hash]?.integer.map(Int.init) ?? 0
  }

  /// What it was asked, `METHOD PATH` each.
  public func calls() throws -> [String] {
    try state()["calls"]?.array?.compactMap(\.string) ?? []
  }

  private func send(_ method: String, _ path: String, _ body: String?) throws -> JSONValue {
    var request = HTTPRequest(method, "http://127.0.0.1:\(control)\(path)")
    if let body { request.body = .bytes(Array(body.utf8)) }
    let response = try client.send(request)
    guard response.status == 200 else { throw Unexpected(status: response.status) }
    return try JSONReader.read(response.body[...])
  }
}
