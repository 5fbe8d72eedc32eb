import CCurl
import CurlTool
import Foundation
import Testing

@Suite struct SettingsTests {
  /// What curl writes of the options it sets, by name; numbers are expressions of C.
  static func realSettings(_ arguments: [String]) throws -> [String: String] {
    let folder = try ScratchFolder()
    let file = folder.path + "/source.c"
    _ = CurlUsage.run(
      ["-q", "-s", "-m", "5", "--libcurl", file, "http://127.0.0.1:1/"] + arguments)
    let source = try String(contentsOfFile: file, encoding: .utf8)
    var settings: [String: String] = [:]
    for match in source.matches(of: /curl_easy_setopt\(hnd, (CURLOPT_\w+), ([^;]*)\);/) {
      settings[String(match.1)] = String(match.2)
    }
    return settings
  }

  static let constants: [String: Int] = [
    "CURLAUTH_BASIC": 1, "CURLAUTH_DIGEST": 2, "CURLAUTH_NEGOTIATE": 4, "CURLAUTH_GSSNEGOTIATE": 4,
    "CURLAUTH_NONE": 0, "CURLAUTH_ONLY": 1 << 31,
    "CURLAUTH_NTLM": 8, "CURLAUTH_NTLM_WB": 32, "CURLAUTH_BEARER": 64, "CURLAUTH_AWS_SIGV4": 128,
    "CURLAUTH_ANY": -17, "CURLAUTH_ANYSAFE": -18,
    "CURL_SSLVERSION_TLSv1": 1, "CURL_SSLVERSION_TLSv1_0": 4, "CURL_SSLVERSION_TLSv1_1": 5,
    "CURL_SSLVERSION_TLSv1_2": 6, "CURL_SSLVERSION_TLSv1_3": 7,
    "CURL_HTTP_VERSION_1_0": 1, "CURL_HTTP_VERSION_1_1": 2, "CURL_HTTP_VERSION_2_0": 3,
    "CURL_HTTP_VERSION_2TLS": 4, "CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE": 5,
    "CURLSSLOPT_ALLOW_BEAST": 1, "CURLSSLOPT_NO_REVOKE": 2, "CURLSSLOPT_REVOKE_BEST_EFFORT": 8,
    "CURLSSLOPT_AUTO_CLIENT_CERT": 32, "CURLUSESSL_ALL": 3, "CURLUSESSL_TRY": 1,
    "CURLPROXY_SOCKS5": 5, "CURLPROXY_HTTP_1_0": 1,
  ]

  static func number(_ expression: String) -> Int? {
    var sum = 0
    for term in expression.split(separator: "|") {
      let word = term.replacing("(long)", with: "").replacing("(curl_off_t)", with: "")
        .trimmingCharacters(in: .whitespacesAndNewlines)
      let digits = word.trimmingCharacters(in: CharacterSet(charactersIn: "UL"))
      guard let value = constants[word] ?? UInt64(digits).map({ Int(truncatingIfNeeded: $0) })
      else { return nil }
      sum |= value
    }
    return sum
  }

  static let rows: [([String], String, CURLoption)] = [
    (["--digest", "--ntlm"], "HTTPAUTH", CURLOPT_HTTPAUTH),
    (["--anyauth", "--no-ntlm"], "HTTPAUTH", CURLOPT_HTTPAUTH),
    (["--anyauth"], "HTTPAUTH", CURLOPT_HTTPAUTH), (["--basic"], "HTTPAUTH", CURLOPT_HTTPAUTH),
    (["--oauth2-bearer", "t", "--negotiate"], "HTTPAUTH", CURLOPT_HTTPAUTH),
    (["--aws-sigv4", "a:b", "-u", "a:b"], "HTTPAUTH", CURLOPT_HTTPAUTH),
    (["--proxy-basic", "--proxy-digest"], "PROXYAUTH", CURLOPT_PROXYAUTH),
    (["--proxy-anyauth"], "PROXYAUTH", CURLOPT_PROXYAUTH),
    (["--proxy-ntlm", "--proxy-negotiate"], "PROXYAUTH", CURLOPT_PROXYAUTH),
    (["-1"], "SSLVERSION", CURLOPT_SSLVERSION), (["--tlsv1.3"], "SSLVERSION", CURLOPT_SSLVERSION),
    (["--tlsv1.0", "--tlsv1.2"], "SSLVERSION", CURLOPT_SSLVERSION),
    (["-0"], "HTTP_VERSION", CURLOPT_HTTP_VERSION),
    (["--http2", "--http1.1"], "HTTP_VERSION", CURLOPT_HTTP_VERSION),
    (["--http2-prior-knowledge"], "HTTP_VERSION", CURLOPT_HTTP_VERSION),
    (["--ssl-allow-beast", "--ssl-no-revoke"], "SSL_OPTIONS", CURLOPT_SSL_OPTIONS),
    (["--no-ssl-revoke-best-effort"], "SSL_OPTIONS", CURLOPT_SSL_OPTIONS),
    (["--ssl-auto-client-cert"], "SSL_OPTIONS", CURLOPT_SSL_OPTIONS),
    (["--socks5-basic", "--socks5-gssapi"], "SOCKS5_AUTH", CURLOPT_SOCKS5_AUTH),
    (["--ssl-reqd", "--ssl"], "USE_SSL", CURLOPT_USE_SSL), (["--ssl"], "USE_SSL", CURLOPT_USE_SSL),
    (["--local-port", "5000 - 5010"], "LOCALPORT", CURLOPT_LOCALPORT),
    (["--local-port", "5000-5010"], "LOCALPORTRANGE", CURLOPT_LOCALPORTRANGE),
    (["--local-port", "80x"], "LOCALPORTRANGE", CURLOPT_LOCALPORTRANGE),
    (["-y", "5"], "LOW_SPEED_LIMIT", CURLOPT_LOW_SPEED_LIMIT),
    (["-Y", "5"], "LOW_SPEED_TIME", CURLOPT_LOW_SPEED_TIME),
    (["--max-filesize", "2M"], "MAXFILESIZE_LARGE", CURLOPT_MAXFILESIZE_LARGE),
    (["--keepalive-time", "7"], "TCP_KEEPIDLE", CURLOPT_TCP_KEEPIDLE),
    (["--no-keepalive"], "TCP_KEEPALIVE", CURLOPT_TCP_KEEPALIVE),
    ([], "TCP_KEEPALIVE", CURLOPT_TCP_KEEPALIVE),
    (["--no-tcp-nodelay"], "TCP_NODELAY", CURLOPT_TCP_NODELAY),
    (["-4"], "IPRESOLVE", CURLOPT_IPRESOLVE), (["-4", "-6"], "IPRESOLVE", CURLOPT_IPRESOLVE),
    (["--no-sessionid"], "SSL_SESSIONID_CACHE", CURLOPT_SSL_SESSIONID_CACHE),
    (["--no-alpn"], "SSL_ENABLE_ALPN", CURLOPT_SSL_ENABLE_ALPN),
    (["--raw"], "HTTP_TRANSFER_DECODING", CURLOPT_HTTP_TRANSFER_DECODING),
    (["--expect100-timeout", "1.5"], "EXPECT_100_TIMEOUT_MS", CURLOPT_EXPECT_100_TIMEOUT_MS),
    (
      ["--happy-eyeballs-timeout-ms", "9"], "HAPPY_EYEBALLS_TIMEOUT_MS",
      CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS
    ),
    (["--delegation", "always"], "GSSAPI_DELEGATION", CURLOPT_GSSAPI_DELEGATION),
    (["--ignore-content-length"], "IGNORE_CONTENT_LENGTH", CURLOPT_IGNORE_CONTENT_LENGTH),
    (["-p"], "HTTPPROXYTUNNEL", CURLOPT_HTTPPROXYTUNNEL),
    (["--crlf"], "CRLF", CURLOPT_CRLF), (["--no-crlf"], "CRLF", CURLOPT_CRLF),
    (["--http0.9"], "HTTP09_ALLOWED", CURLOPT_HTTP09_ALLOWED),
    (["--form-escape", "-F", "a=b"], "MIME_OPTIONS", CURLOPT_MIME_OPTIONS),
    (["--haproxy-protocol"], "HAPROXYPROTOCOL", CURLOPT_HAPROXYPROTOCOL),
    (["--doh-insecure"], "DOH_SSL_VERIFYHOST", CURLOPT_DOH_SSL_VERIFYHOST),
    (["--tr-encoding"], "TRANSFER_ENCODING", CURLOPT_TRANSFER_ENCODING),
    (["--proxy1.0", "127.0.0.1:1"], "PROXYTYPE", CURLOPT_PROXYTYPE),
    (["--socks5", "127.0.0.1:1"], "PROXYTYPE", CURLOPT_PROXYTYPE),
    (["--proxy-tlsv1", "-x", "127.0.0.1:1"], "PROXY_SSLVERSION", CURLOPT_PROXY_SSLVERSION),
    (["-E", "a\\:b\\c:d:e"], "SSLCERT", CURLOPT_SSLCERT),
    (["-E", "a\\:b\\c:d:e"], "KEYPASSWD", CURLOPT_KEYPASSWD),
    (["-E", "PKCS11:x:y"], "SSLCERTTYPE", CURLOPT_SSLCERTTYPE),
    (["--capath", "/d"], "PROXY_CAPATH", CURLOPT_PROXY_CAPATH),
    (["--crlfile", "/f"], "PROXY_CRLFILE", CURLOPT_PROXY_CRLFILE),
    (["--ciphers", "x"], "SSL_CIPHER_LIST", CURLOPT_SSL_CIPHER_LIST),
    (["--interface", "lo"], "INTERFACE", CURLOPT_INTERFACE),
    (["-U", "a:b"], "PROXYUSERPWD", CURLOPT_PROXYUSERPWD),
    (["--service-name", "x"], "SERVICE_NAME", CURLOPT_SERVICE_NAME),
    (["--pinnedpubkey", "sha256//x"], "PINNEDPUBLICKEY", CURLOPT_PINNEDPUBLICKEY),
  ]

  @Test(.enabled(if: CurlUsage.isInstalled), arguments: rows)
  func `sets what curl sets`(arguments: [String], name: String, option: CURLoption) throws {
    let real = try Self.realSettings(arguments)["CURLOPT_" + name]
    let ours = try commandLine(["http://127.0.0.1:1/"] + arguments).operations[0].settings[option]
    switch ours {
    case nil: #expect(real == nil)
    case .text(let text):
      #expect(real == "\"" + text.replacing("\\", with: "\\\\") + "\"")
    // curl does not write a zero.
    case .number(0): #expect(real == nil || real.flatMap(Self.number) == 0)
    case .number(let number): #expect(real.flatMap(Self.number) == number)
    case .offset(let offset): #expect(real.flatMap(Self.number) == Int(offset))
    }
  }

  @Test func `joins the least and the greatest version of TLS`() throws {
    #expect(
      try operation(["--tlsv1.2", "--tls-max", "1.3"]).settings[CURLOPT_SSLVERSION]
        == .number(6 | 7 << 16))
    #expect(
      try operation(["--tls-max", "default"]).settings[CURLOPT_SSLVERSION] == .number(1 << 16))
  }

  @Test func `takes certificates from the variables unless the line names some`() throws {
    let variables = ["SSL_CERT_DIR": "/d", "SSL_CERT_FILE": "/f"]
    func settings(_ arguments: [String], _ variables: [String: String]) throws -> LibcurlSettings {
      try commandLine(["u"] + arguments, variables: variables).operations[0].settings
    }
    #expect(try settings([], variables)[CURLOPT_CAPATH] == .text("/d"))
    #expect(try settings([], variables)[CURLOPT_CAINFO] == nil)
    let bundle = variables.merging(["CURL_CA_BUNDLE": "/b"]) { $1 }
    #expect(try settings([], bundle)[CURLOPT_CAINFO] == .text("/b"))
    #expect(try settings(["--cacert", "/c"], bundle)[CURLOPT_CAINFO] == .text("/c"))
    #expect(try settings(["-k"], bundle)[CURLOPT_CAINFO] == nil)
    #expect(try settings(["-k", "--doh-url", "https://d/"], bundle)[CURLOPT_CAINFO] == .text("/b"))
  }
}
