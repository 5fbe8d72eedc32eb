/// What is known of a transfer when it is over, all its requests together: what `-w` writes and
/// `--report` sums up.
public struct TransferSummary: Sendable {
  /// A field of the last answer's header, as it came.
  public struct Field: Sendable, Hashable {
    /// As it was sent.
    public let name: String
    /// Without the blanks round it.
    public let value: String

    /// A field.
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
  /// `url_effective`.
  public var effectiveURL = ""
  /// `scheme`.
  public var scheme = ""
  /// `method`.
  public var method = ""
  /// `referer`.
  public var referer = ""
  /// `redirect_url`: where the last answer leads that was not followed; nil for nowhere.
  public var redirectURL: String?
  /// `filename_effective`; nil for standard output.
  public var fileName: String?
  /// `http_code`; 0 where there was no answer.
  public var status = 0
  /// `http_connect`.
  public var connectStatus = 0
  /// `http_version`: `0`, `1.1`, `2`.
  public var httpVersion = "0"
  /// `content_type`; nil for none.
  public var contentType: String?
  /// The last answer's fields, in order.
  public var fields: [Field] = []
  /// `local_ip`.
  public var localAddress = ""
  /// `local_port`.
  public var localPort = 0
  /// `remote_ip`.
  public var remoteAddress = ""
  /// `remote_port`.
  public var remotePort = 0
  /// `num_connects`; `num_headers` is `fields.count`.
  public var connections = 0
  /// `num_redirects`.
  public var redirects = 0
  /// `ssl_verify_result`.
  public var tlsVerifyResult = 0
  /// `proxy_ssl_verify_result`.
  public var proxyTLSVerifyResult = 0
  /// `size_download`, in bytes as the next three.
  public var downloaded: Int64 = 0
  /// `size_upload`.
  public var uploaded: Int64 = 0
  /// `size_header`.
  public var headerSize = 0
  /// `size_request`.
  public var requestSize = 0
  /// `speed_download`, in bytes a second as the next.
  public var downloadSpeed: Int64 = 0
  /// `speed_upload`.
  public var uploadSpeed: Int64 = 0
  /// `time_namelookup`, in microseconds as the next six.
  public var nameLookupTime: Int64 = 0
  /// `time_connect`.
  public var connectTime: Int64 = 0
  /// `time_appconnect`.
  public var appConnectTime: Int64 = 0
  /// `time_pretransfer`.
  public var preTransferTime: Int64 = 0
  /// `time_starttransfer`.
  public var startTransferTime: Int64 = 0
  /// `time_redirect`.
  public var redirectTime: Int64 = 0
  /// `time_total`.
  public var totalTime: Int64 = 0
  /// `urlnum`, from 0.
  public var urlNumber = 0
  /// Variables of the caller's, such as `l402_paid`.
  public var extras: [String: String] = [:]

  /// Of a transfer that never began.
  public init() {}
}
