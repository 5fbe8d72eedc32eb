/// A variable of `-w` that is a value.
struct WriteOutVariable: Sendable {
  /// A value, which text and JSON write in ways of their own.
  enum Value {
    case text(String?)
    case number(Int64)
    /// A status of three digits.
    case code(Int)
    /// Microseconds.
    case time(Int64)

    /// As `%{name}` writes it.
    var text: String {
      switch self {
      case .text(let text): text ?? ""
      case .number(let number): String(number)
      case .code(let code): Self.padded(Int64(code), to: 3)
      case .time(let time): "\(time / 1_000_000).\(Self.padded(time % 1_000_000, to: 6))"
      }
    }

    /// As `%{json}` writes it.
    var json: String {
      switch self {
      case .text(nil): "null"
      case .text(let text?): WriteOutJSON.quoted(text)
      case .code(let code): String(code)
      case .number, .time: text
      }
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
  }

  let name: String
  let value: @Sendable (TransferSummary) -> Value

  /// The variable of this name, in lower case.
  static func named(_ name: String) -> WriteOutVariable? { all.first { $0.name == name } }

  private init(_ name: String, _ value: @escaping @Sendable (TransferSummary) -> Value) {
    self.name = name
    self.value = value
  }

  private static func unlessEmpty(_ text: String) -> Value { .text(text.isEmpty ? nil : text) }

  /// In the order in which `%{json}` writes them.
  static let all: [WriteOutVariable] = [
    WriteOutVariable("certs") { _ in .text("") },
    WriteOutVariable("content_type") { .text($0.contentType) },
    WriteOutVariable("errormsg") { .text($0.exitStatus == 0 ? nil : $0.errorMessage) },
    WriteOutVariable("exitcode") { .number(Int64($0.exitStatus)) },
    WriteOutVariable("filename_effective") { .text($0.fileName) },
    WriteOutVariable("ftp_entry_path") { _ in .text(nil) },
    WriteOutVariable("http_code") { .code($0.status) },
    WriteOutVariable("http_connect") { .code($0.connectStatus) },
    WriteOutVariable("http_version") { .text($0.httpVersion) },
    WriteOutVariable("local_ip") { .text($0.localAddress) },
    WriteOutVariable("local_port") { .number(Int64($0.localPort)) },
    WriteOutVariable("method") { .text($0.method) },
    WriteOutVariable("num_certs") { _ in .number(0) },
    WriteOutVariable("num_connects") { .number(Int64($0.connections)) },
    WriteOutVariable("num_headers") { .number(Int64($0.fields.count)) },
    WriteOutVariable("num_redirects") { .number(Int64($0.redirects)) },
    WriteOutVariable("proxy_ssl_verify_result") { .number(Int64($0.proxyTLSVerifyResult)) },
    WriteOutVariable("redirect_url") { .text($0.redirectURL) },
    WriteOutVariable("referer") { unlessEmpty($0.referer) },
    WriteOutVariable("remote_ip") { .text($0.remoteAddress) },
    WriteOutVariable("remote_port") { .number(Int64($0.remotePort)) },
    WriteOutVariable("response_code") { .code($0.status) },
    WriteOutVariable("scheme") { unlessEmpty($0.scheme) },
    WriteOutVariable("size_download") { .number($0.downloaded) },
    WriteOutVariable("size_header") { .number(Int64($0.headerSize)) },
    WriteOutVariable("size_request") { .number(Int64($0.requestSize)) },
    WriteOutVariable("size_upload") { .number($0.uploaded) },
    WriteOutVariable("speed_download") { .number($0.downloadSpeed) },
    WriteOutVariable("speed_upload") { .number($0.uploadSpeed) },
    WriteOutVariable("ssl_verify_result") { .number(Int64($0.tlsVerifyResult)) },
    WriteOutVariable("time_appconnect") { .time($0.appConnectTime) },
    WriteOutVariable("time_connect") { .time($0.connectTime) },
    WriteOutVariable("time_namelookup") { .time($0.nameLookupTime) },
    WriteOutVariable("time_pretransfer") { .time($0.preTransferTime) },
    WriteOutVariable("time_redirect") { .time($0.redirectTime) },
    WriteOutVariable("time_starttransfer") { .time($0.startTransferTime) },
    WriteOutVariable("time_total") { .time($0.totalTime) },
    WriteOutVariable("url") { .text($0.givenURL) },
    WriteOutVariable("url_effective") { .text($0.effectiveURL) },
    WriteOutVariable("urlnum") { .number(Int64($0.urlNumber)) },
  ]
}
