import Foundation
import HTTPTransport
public import JSON

/// A real LNbits with play money, one for all tests of the process.
///
/// `make peers` installs it into `lnbits-venv` of the folder that `L402_TEST_PEERS` names.
public final class LNbitsPeer: Sendable {
  /// A wallet of its own for a test.
  public struct Account: Sendable {
    /// Its id.
    public let id: String
    /// Pays.
    public let adminKey: String
    /// Makes invoices.
    public let invoiceKey: String
  }

  /// What the server answered that it should not.
  public struct Unexpected: Error {
    let status: Int
    let path: String
  }

  private static let environment = ProcessInfo.processInfo.environment
  private static let python =
    (environment["L402_TEST_PEERS"] ?? "") + "/lnbits-venv/bin/python"

  /// False where tests against it are to be skipped; where it is required they run, and fail.
  public static let isWanted =
    environment["L402_REQUIRE_PEERS"] == "1"
    || FileManager.default.isExecutableFile(atPath: python)

  private static let started = Result { try LNbitsPeer() }

  /// The one of this process, started when it is first asked for.
  ///
  /// It ends with the process, in order; should that be killed, with the pipe between them.
  public static func shared() throws -> LNbitsPeer {
    let peer = try started.get()
    _ = endsAtExit
    return peer
  }

  private static let endsAtExit: Void = {
    atexit { try? LNbitsPeer.started.get().stop() }
  }()

  private let server: PythonServer
  private let client = HTTPClient()
  private let administrator: String

  /// Where it is.
  public var url: String { "http://127.0.0.1:\(server.port)" }

  /// Starts one; variables of LNbits as `NAME=VALUE`.
  public init(_ variables: [String] = []) throws {
    let server = try PythonServer("lnbits_peer.py", variables, python: Self.python)
    self.server = server
    let client = client
    let url = "http://127.0.0.1:\(server.port)"
    _ = try PythonServer.wait(seconds: 60) {
      try? client.send(HTTPRequest(url + "/api/v1/health")).status
    }
    let answer = try Self.send(
      client, "PUT", url + "/api/v1/auth/first_install",
      """
      {"username":"testadmin","password":"testbed-pass-1","password_repeat":"testbed-pass-1"}
      """)
    guard let token = answer["access_token"]?.string else {
      throw Unexpected(status: 200, path: "first_install")
    }
    administrator = token
  }

  /// Ends it before the process does.
  public func stop() { server.stop() }

  /// A new wallet with so many satoshis.
  public func account(_ satoshis: Int = 0) throws -> Account {
    let answer = try send("POST", "/api/v1/account", #"{"name":"test"}"#)
    guard let id = answer["id"]?.string, let admin = answer["adminkey"]?.string,
      let invoice = answer["inkey"]?.string
    else { throw Unexpected(status: 200, path: "account") }
    if satoshis > 0 {
      _ = try send(
        "PUT", "/users/api/v1/balance", #"{"id":"\#(id)","amount":\#(satoshis)}"#,
        HTTPHeader("Authorization", "Bearer \(administrator)"))
    }
    return Account(id: id, adminKey: admin, invoiceKey: invoice)
  }

  /// What is left, in satoshis.
  public func balance(_ account: Account) throws -> Int {
    let answer = try send(
      "GET", "/api/v1/wallet", nil, HTTPHeader("X-Api-Key", account.adminKey))
    guard let balance = answer["balance"]?.integer else {
      throw Unexpected(status: 200, path: "wallet")
    }
    return Int(balance) / 1000
  }

  /// What it paid, as LNbits lists it; what it was given at first is no part of it.
  public func sent(by account: Account) throws -> [JSONValue] {
    let answer = try send(
      "GET", "/api/v1/payments", nil, HTTPHeader("X-Api-Key", account.adminKey))
    return (answer.array ?? []).filter { ($0["amount"]?.integer ?? 0) < 0 }
  }

  private func send(
    _ method: String, _ path: String, _ body: String?, _ header: HTTPHeader? = nil
  ) throws -> JSONValue {
    try Self.send(client, method, url + path, body, header)
  }

  private static func send(
    _ client: HTTPClient, _ method: String, _ url: String, _ body: String?,
    _ header: HTTPHeader? = nil
  ) throws -> JSONValue {
    var request = HTTPRequest(method, url)
    if let header { request.headers.append(header) }
    if let body {
      request.headers.append(HTTPHeader("Content-Type", "application/json"))
      request.body = .bytes(Array(body.utf8))
    }
    let response = try client.send(request)
    guard (200..<300).contains(response.status) else {
      throw Unexpected(status: response.status, path: url)
    }
    return try JSONReader.read(response.body[...])
  }
}
