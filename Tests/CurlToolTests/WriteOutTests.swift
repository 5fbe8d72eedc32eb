import CurlTool
import Foundation
import Testing

@Suite struct WriteOutTests {
  static func text(_ format: String, _ change: (inout TransferSummary) -> Void = { _ in }) -> String
  {
    var summary = TransferSummary()
    change(&summary)
    return WriteOut.render(format, summary).filter { $0.stream == .out }
      .map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
  }

  /// What curl tells in `%{json}`, as our summary.
  static func summary(of json: String) throws -> TransferSummary {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    func text(_ name: String) -> String? { object[name] as? String }
    func number(_ name: String) -> Int { (object[name] as? NSNumber)?.intValue ?? 0 }
    func time(_ name: String) -> Int64 {
      Int64((((object[name] as? NSNumber)?.doubleValue ?? 0) * 1_000_000).rounded())
    }
    var summary = TransferSummary()
    summary.exitStatus = Int32(number("exitcode"))
    summary.errorMessage = text("errormsg") ?? ""
    summary.givenURL = text("url") ?? ""
    summary.effectiveURL = text("url_effective") ?? ""
    summary.scheme = text("scheme") ?? ""
    summary.method = text("method") ?? ""
    summary.referer = text("referer") ?? ""
    summary.redirectURL = text("redirect_url")
    summary.fileName = text("filename_effective")
    summary.status = number("http_code")
    summary.connectStatus = number("http_connect")
    summary.httpVersion = text("http_version") ?? ""
    summary.contentType = text("content_type")
    summary.localAddress = text("local_ip") ?? ""
    summary.localPort = number("local_port")
    summary.remoteAddress = text("remote_ip") ?? ""
    summary.remotePort = number("remote_port")
    summary.connections = number("num_connects")
    summary.redirects = number("num_redirects")
    summary.tlsVerifyResult = number("ssl_verify_result")
    summary.proxyTLSVerifyResult = number("proxy_ssl_verify_result")
    summary.downloaded = Int64(number("size_download"))
    summary.uploaded = Int64(number("size_upload"))
    summary.headerSize = number("size_header")
    summary.requestSize = number("size_request")
    summary.downloadSpeed = Int64(number("speed_download"))
    summary.uploadSpeed = Int64(number("speed_upload"))
    summary.nameLookupTime = time("time_namelookup")
    summary.connectTime = time("time_connect")
    summary.appConnectTime = time("time_appconnect")
    summary.preTransferTime = time("time_pretransfer")
    summary.startTransferTime = time("time_starttransfer")
    summary.redirectTime = time("time_redirect")
    summary.totalTime = time("time_total")
    summary.urlNumber = number("urlnum")
    summary.fields = (0..<number("num_headers")).map { .init(name: "n\($0)", value: "") }
    return summary
  }

  static let names = [
    "certs", "content_type", "errormsg", "exitcode", "filename_effective", "ftp_entry_path",
    "http_code", "http_connect", "http_version", "local_ip", "local_port", "method", "num_certs",
    "num_connects", "num_headers", "num_redirects", "proxy_ssl_verify_result", "redirect_url",
    "referer", "remote_ip", "remote_port", "response_code", "scheme", "size_download",
    "size_header", "size_request", "size_upload", "speed_download", "speed_upload",
    "ssl_verify_result", "time_appconnect", "time_connect", "time_namelookup", "time_pretransfer",
    "time_redirect", "time_starttransfer", "time_total", "url", "url_effective", "urlnum",
  ]

  @Test(
    .enabled(if: RealCurl.isThere),
    arguments: [
      ["SERVER/a"], ["-o", "x y", "-e", "http://b/\"q\"", "SERVER/b"], ["-d", "abc", "SERVER/to"],
      ["http://127.0.0.1:1/"], ["nosuch://h/"], ["-f", "SERVER/missing"],
      ["-x", "SERVER", "http://h.test/"],
    ])
  func `writes every variable and the JSON as curl does`(arguments: [String]) throws {
    let server = try CannedServer { path in
      switch path {
      case "/to":
        [Array("HTTP/1.1 302 Found\r\nLocation: /z\\\"\r\nContent-Length: 0\r\n\r\n".utf8)]
      case "/missing": [Array("HTTP/1.0 404 No\r\n\r\n".utf8)]
      default: [CannedServer.answer(["Content-Type: text/plain; a=\"b\\\\c\"\t", "X: y"])]
      }
    }
    let format = "|" + Self.names.map { "\($0)=%{\($0)}\\n" }.joined() + "%%\\x%z\\"
    let run = try RealCurl.run(
      ["-s", "-w", "%{stderr}%{json}\n%{stdout}\(format)"]
        + arguments.map { $0.replacing("SERVER", with: server.url) })
    let json = String(run.errText.dropLast())
    let version = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])["curl_version"]
    let summary = try Self.summary(of: json)
    let pieces = WriteOut.render(
      "%{stderr}%{json}\n%{stdout}\(format)", summary, version: version as? String ?? "")
    #expect(pieces.map(\.stream) == [.err, .out])
    #expect(String(decoding: pieces[0].bytes, as: UTF8.self) == run.errText)
    let written = try #require(run.outText.firstIndex(of: "|"))
    #expect(String(decoding: pieces[1].bytes, as: UTF8.self) == run.outText[written...])
  }

  @Test(
    .enabled(if: RealCurl.isThere),
    arguments: [
      "%header{x-q}|%header{SET-cookie}|%header{none}|%header{x", "%{header_json}", "%{nope}a%{",
      "%header{", "%", "%%%", "\\", "\\\\n", "%{HTTP_Code}", "%{stderr}a%{nope}b%{stdout}c", "%{}",
    ])
  func `reads a format as curl does`(format: String) throws {
    let fields = [("Set-Cookie", "a=1"), ("SET-COOKIE", "b=2"), ("X-Q", "a\"b\\c\td/")]
    let server = try CannedServer { _ in
      [CannedServer.answer(fields.map { "\($0.0): \($0.1)" })]
    }
    let run = try RealCurl.run(["-s", "-o", "o", "-w", format, server.url])
    var summary = TransferSummary()
    summary.status = 200
    let all = fields + [("Content-Length", "6"), ("Connection", "close")]
    summary.fields = all.map { .init(name: $0.0, value: $0.1) }
    let pieces = WriteOut.render(format, summary)
    #expect(pieces.filter { $0.stream == .out }.flatMap(\.bytes) == run.out)
    #expect(pieces.filter { $0.stream == .err }.flatMap(\.bytes) == run.err)
  }

  @Test func `writes JSON that is JSON where curl 7_88 does not`() {
    let fields = [("A", "\u{1B}é"), ("B", "1"), ("a", "2")]
    let json = Self.text("%{header_json}") {
      $0.fields = fields.map { .init(name: $0.0, value: $0.1) }
    }
    #expect(json == "{\"a\":[\"\\u001bé\",\"2\"],\n\"b\":[\"1\"]\n}")
  }

  @Test func `stops at onerror unless the transfer failed`() {
    #expect(Self.text("a%{onerror}b") == "a")
    #expect(
      Self.text("a%{onerror}b%{errormsg}") { ($0.exitStatus, $0.errorMessage) = (7, "no") }
        == "abno")
  }

  @Test func `knows the variables of the caller, and keeps them out of the JSON`() {
    let text = Self.text("%{l402_paid}|%{json}") { $0.extras = ["l402_paid": "true"] }
    #expect(text.hasPrefix("true|{"))
    #expect(!text.contains("l402"))
  }
}
