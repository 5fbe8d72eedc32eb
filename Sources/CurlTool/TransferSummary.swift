/// What is known of a transfer when it is over, all its requests together: what `-w` writes and
/// `--report` sums up.
public struct TransferSummary: Sendable {
  /// A field of the last answer's header, as it came.
  public struct Field: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// curl's exit status; 0 for success.
  public var exitStatus: Int32 = 0
  /// What curl says of it; empty for success.
  public var errorMessage = ""
  /// The URL that was asked for, as it was given and as its patterns became.
  public var givenURL = ""
  /// `url_effective`, `scheme` (`HTTP` or `HTTPS` in 7.88), `method`, `referer`.
  public var effectiveURL = ""
  public var scheme = ""
  public var method = ""
  public var referer = ""
  /// `redirect_url`: where the last answer leads that was not followed; nil for nowhere.
  public var redirectURL: String?
  /// `filename_effective`; nil for standard output.
  public var fileName: String?
  /// 0 where there was no answer: `http_code`, `http_connect`, `http_version` (`0`, `1.1`, `2`).
  public var status = 0
  public var connectStatus = 0
  public var httpVersion = "0"
  /// `content_type`; nil for none.
  public var contentType: String?
  /// The last answer's fields, in order.
  public var fields: [Field] = []
  /// `local_ip`, `local_port`, `remote_ip`, `remote_port`.
  public var localAddress = ""
  public var localPort = 0
  public var remoteAddress = ""
  public var remotePort = 0
  /// `num_connects`, `num_redirects`, `num_headers` is `fields.count`.
  public var connections = 0
  public var redirects = 0
  /// `ssl_verify_result`, `proxy_ssl_verify_result`.
  public var tlsVerifyResult = 0
  public var proxyTLSVerifyResult = 0
  /// Bytes: `size_download`, `size_upload`, `size_header`, `size_request`.
  public var downloaded: Int64 = 0
  public var uploaded: Int64 = 0
  public var headerSize = 0
  public var requestSize = 0
  /// Bytes a second.
  public var downloadSpeed: Int64 = 0
  public var uploadSpeed: Int64 = 0
  /// Microseconds since the beginning.
  public var nameLookupTime: Int64 = 0
  public var connectTime: Int64 = 0
  public var appConnectTime: Int64 = 0
  public var preTransferTime: Int64 = 0
  public var startTransferTime: Int64 = 0
  public var redirectTime: Int64 = 0
  public var totalTime: Int64 = 0
  /// `urlnum`, from 0.
  public var urlNumber = 0
  /// Variables of the caller's, such as `l402_paid`.
  public var extras: [String: String] = [:]

  /// Of a transfer that never began.
  public init() {}
}
