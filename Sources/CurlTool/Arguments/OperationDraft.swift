import CCurl

/// What holds for all of a command line.
struct GlobalOptions {
  var isSilent = false
  var showsErrors = false
  var showsBar = false
  var showsProgress = true
  var traceHasTime = false
  var isStyled = true
  var failsEarly = false
  var trace = CurlOperation.Trace.none
  var errorFile: String?
}

/// An operation while its options are read.
struct OperationDraft {
  /// Which request the options amount to.
  enum Request {
    case undecided, get, head, form, post, put

    var words: String {
      switch self {
      case .undecided: ""
      case .get: "GET (-G, --get)"
      case .head: "HEAD (-I, --head)"
      case .form: "multipart formpost (-F, --form)"
      case .post: "POST (-d, --data)"
      case .put: "PUT (-T, --upload-file)"
      }
    }
  }

  /// A kind of proxy, by its number in curl.h.
  enum ProxyKind: Int {
    case http = 0
    case http10 = 1
    case socks4 = 4
    case socks5 = 5
    case socks4a = 6
    case socks5Hostname = 7

    var scheme: String {
      switch self {
      case .http, .http10: "http"
      case .socks4: "socks4"
      case .socks4a: "socks4a"
      case .socks5: "socks5"
      case .socks5Hostname: "socks5h"
      }
    }
  }

  /// A target, and which of its parts were given.
  struct Node {
    var target = CurlOperation.Target()
    var hasURL = false
    var hasOutput = false
    var hasUpload = false
    var isRemote: Bool
  }

  var operation = CurlOperation()
  var nodes: [Node] = []
  var urlCursor: Int?
  var outputCursor: Int?
  var uploadCursor: Int?
  var namesRemoteByDefault = false

  var request = Request.undecided
  var data: [UInt8]?
  var query: [UInt8]?
  var isJSON = false
  var sendsDataAsQuery = false
  var form = FormDraft()
  var cookies: [String] = []
  var isRaw = false
  var expectTimeout = 0
  var keepsPost301 = false
  var keepsPost302 = false
  var keepsPost303 = false
  var httpVersion = 0
  var resumesFromOutput = false

  var authentication = 0
  var socksAuthentication = 0
  var readsNetrc = false
  var mayReadNetrc = false

  var happyEyeballsTimeout = 200
  var keepsAlive = true
  var keepAliveTime = 0
  var speedLimit = 0
  var speedTime = 0

  var authorityFile: String?
  var authorityFolder: String?
  var revocationFile: String?
  var certificate: String?
  var certificateType: String?
  var key: String?
  var keyType: String?
  var tlsVersion = 0
  var tlsMaximum = 0
  var tlsOptions = 0
  var skipsRevocation = false
  var triesRevocation = false
  var isDOHInsecure = false
  var triesTLS = false
  var requiresTLS = false

  var proxy: (address: String, kind: ProxyKind)?
  var proxyUser: String?
  var proxyAnyAuthentication = false
  var proxyBasic = false
  var proxyDigest = false
  var proxyNegotiate = false
  var proxyNTLM = false
  var isProxyInsecure = false
  var proxyAuthorityFolder: String?
  var proxyRevocationFile: String?
  var proxyCertificate: String?
  var proxyCertificateType: String?
  var proxyKey: String?
  var proxyKeyType: String?
  var proxyTLSOptions = 0
  var proxyNeedsTLS1 = false

  /// The next target without such a part, a new one where there is none.
  mutating func node(
    _ cursor: WritableKeyPath<Self, Int?>, without part: KeyPath<Node, Bool>
  ) -> Int {
    var index = self[keyPath: cursor] ?? 0
    while index < nodes.count, nodes[index][keyPath: part] { index += 1 }
    if index == nodes.count { nodes.append(Node(isRemote: namesRemoteByDefault)) }
    self[keyPath: cursor] = index
    return index
  }

  /// Decides for a request; the words of the conflict where another was decided for.
  mutating func decide(_ wanted: Request) -> String? {
    guard request == .undecided || request == wanted else {
      return "You can only select one HTTP request method! You asked for both \(wanted.words) and "
        + "\(request.words)."
    }
    request = wanted
    return nil
  }
}
