/// What one stretch of a command line asks for, up to its end or to `--next`: the options, and the
/// URLs that they are for.
///
/// Options that libcurl alone acts on are in `settings`; the others have a member each, named after
/// what they do.
public struct CurlOperation: Sendable, Equatable {
  /// A URL, where its body goes to, and what is sent there.
  public struct Target: Sendable, Hashable {
    /// The URL or its pattern as it was given; nil where only `-o`, `-O` or `-T` came.
    public var url: String?
    /// Where the body goes to.
    public var output = Output.standard
    /// Whether `-o -` was given: bytes of any kind may then go to a terminal.
    public var isStandardOutputNamed = false
    /// `-T`: a file, `-` for standard input, `.` for standard input without waiting.
    public var upload: String?

    /// An empty one.
    public init() {}
  }

  /// Where a body goes to.
  public enum Output: Sendable, Hashable {
    /// Standard output, and `-o -`.
    case standard
    /// `-o`: a file, in which `#1` stands for what the first pattern of the URL became.
    case file(String)
    /// `-O`: a file named as the last part of the URL's path, or by the answer with `-J`.
    case remoteName
  }

  /// What is sent.
  public enum Body: Sendable, Hashable {
    /// Nothing, or what `-T` names.
    case none
    /// `-d` and its relatives, joined by `&`; `--json`, joined as they are.
    case data([UInt8])
    /// `-F`.
    case form([FormPart])
  }

  /// What an answer of 400 or above does.
  public enum FailMode: Sendable, Hashable {
    /// It is an answer as any other.
    case never
    /// `-f`: status 22 and no body.
    case withoutBody
    /// `--fail-with-body`: status 22 and the body.
    case withBody
  }

  /// What is shown while bytes move.
  public enum Progress: Sendable, Hashable {
    /// curl's table of numbers.
    case meter
    /// `-#`.
    case bar
    /// `-s`, `--no-progress-meter`.
    case none
  }

  /// What is told of the exchange.
  public enum Trace: Sendable, Hashable {
    /// Nothing.
    case none
    /// `-v`, on standard error.
    case verbose
    /// `--trace`: all bytes in hex, to a file; `-` standard output, `%` standard error.
    case hex(String)
    /// `--trace-ascii`: the same without hex.
    case ascii(String)
  }

  /// When to try once more.
  public struct Retry: Sendable, Hashable {
    /// `--retry`: how often.
    public var count = 0
    /// `--retry-delay` in milliseconds; nil doubles from one second on.
    public var delay: Int?
    /// `--retry-max-time` in milliseconds; nil for no end.
    public var maximumTime: Int?
    /// `--retry-all-errors`.
    public var allErrors = false
    /// `--retry-connrefused`.
    public var refusedConnections = false

    /// Never.
    public init() {}
  }

  /// `-C`.
  public enum Resume: Sendable, Hashable {
    /// From the first byte.
    case no
    /// `-C -`: from where the output ends, or the upload's counterpart.
    case automatic
    /// From this byte on.
    case at(Int64)
  }

  /// `-n` and its relatives.
  public enum Netrc: Sendable, Hashable {
    /// Not read.
    case no
    /// `--netrc-optional`: the URL's own user comes first.
    case optional
    /// `-n`.
    case required
  }

  /// The URLs, in order.
  public var targets: [Target] = []
  /// `--url-query`, encoded and joined by `&`, and with `-G` the data; nil for none.
  public var query: String?
  /// `-X`.
  public var method: String?
  /// `-I`.
  public var isHead = false
  /// What is sent.
  public var body = Body.none
  /// `-H`, each as `Name: value`, `Name;` or `Name:`, those of `@file` included; `--json` and its like
  /// add theirs only where none of that name was given.
  public var headers: [String] = []
  /// `--proxy-header`.
  public var proxyHeaders: [String] = []
  /// What libcurl alone acts on.
  public var settings = LibcurlSettings()
  /// `-i`.
  public var showsHeader = false
  /// `-D`: a file, `-` for standard output.
  public var headerFile: String?
  /// `-w`, its file already read.
  public var writeOut: String?
  /// `-s`.
  public var isSilent = false
  /// `-S`, or no `-s`.
  public var showsErrors = true
  /// What is shown while bytes move.
  public var progress = Progress.meter
  /// What is told of the exchange.
  public var trace = Trace.none
  /// `--trace-time`.
  public var traceHasTime = false
  /// What an answer of 400 or above does.
  public var failMode = FailMode.never
  /// `-L`.
  public var followsRedirects = false
  /// `--location-trusted`.
  public var trustsRedirects = false
  /// `--max-redirs`; nil for no limit.
  public var maximumRedirects: Int? = 50
  /// `--post301`, `--post302`, `--post303`: the statuses that keep a POST.
  public var statusesKeepingPost: Set<Int> = []
  /// `-k`.
  public var isInsecure = false
  /// `-u`, `user:password`; the password was asked for where it was left out.
  public var user: String?
  /// `--oauth2-bearer`.
  public var bearer: String?
  /// Whether a `.netrc` is read.
  public var netrc = Netrc.no
  /// `--netrc-file`.
  public var netrcFile: String?
  /// `-A`; nil for `curl`'s own, empty for none.
  public var userAgent: String?
  /// `-e`, without `;auto`; nil for none.
  public var referer: String?
  /// Whether `-e` ended in `;auto`.
  public var setsRefererOnRedirect = false
  /// `-b` with a `=` in it, joined by `;`.
  public var cookies: String?
  /// `-b` with a file.
  public var cookieFiles: [String] = []
  /// `-c`; `-` for standard output.
  public var cookieJar: String?
  /// `-j`.
  public var dropsSessionCookies = false
  /// `--compressed`.
  public var isCompressed = false
  /// `-x`, `--socks5-hostname` and their like, with scheme; empty for none at all, nil for what the
  /// environment says.
  public var proxy: String?
  /// `--preproxy`.
  public var preproxy: String?
  /// `--noproxy`; nil for what the environment says.
  public var noProxy: String?
  /// `--unix-socket`, or after `@` that of `--abstract-unix-socket`.
  public var unixSocket: String?
  /// `--resolve`.
  public var resolve: [String] = []
  /// `--connect-to`.
  public var connectTo: [String] = []
  /// `--output-dir`.
  public var outputFolder: String?
  /// `--create-dirs`.
  public var createsFolders = false
  /// `--create-file-mode`.
  public var fileMode: UInt32?
  /// `--no-clobber`.
  public var keepsExistingFiles = false
  /// `--clobber`: with `-J` as well, where a file that exists is otherwise kept.
  public var overwritesNamedFiles = false
  /// `--remove-on-error`.
  public var removesOnError = false
  /// `-J`.
  public var usesNameFromHeader = false
  /// `-R`.
  public var setsFileTime = false
  /// Where to go on.
  public var resume = Resume.no
  /// `-r`.
  public var range: String?
  /// `--limit-rate`, in bytes a second; 0 for none.
  public var rateLimit: Int64 = 0
  /// `-m`, in milliseconds; 0 for none.
  public var maximumTime = 0
  /// `--connect-timeout`, in milliseconds; 0 for libcurl's own.
  public var connectTimeout = 0
  /// When to try once more.
  public var retry = Retry()
  /// `-N`.
  public var isUnbuffered = false
  /// `-g` turns it off.
  public var readsPatterns = true
  /// `--path-as-is`.
  public var keepsPath = false
  /// `--proto-default`: the scheme of URLs without one.
  public var defaultScheme: String?
  /// `--proto`: the schemes that are allowed, of those that we speak.
  public var schemes: Set<String> = ["http", "https"]
  /// `--proto-redir`.
  public var redirectSchemes: Set<String> = ["http", "https"]
  /// `--disallow-username-in-url`.
  public var refusesUserInURL = false
  /// `--etag-compare`: a file.
  public var etagToCompare: String?
  /// `--etag-save`: a file.
  public var etagFile: String?
  /// `-z`: a date or the name of a file, after `-` for "not newer than", `=` for the time itself, or
  /// `+`, which says nothing.
  public var timeCondition: String?
  /// `--suppress-connect-headers`.
  public var hidesConnectHeader = false
  /// `-a`: appends to the file at the other end; and `--styled-output` are curl's own of other
  /// protocols or terminals.
  public var isStyled = true

  /// What is wrong with it, said in its turn and the end of the command line; nil for nothing.
  ///
  /// That of the first operation is thrown by the parser.
  public var failure: CurlFailure?

  /// curl's defaults.
  public init() {}
}

/// A whole command line.
public struct CurlCommandLine: Sendable {
  /// In order; at least one.
  public var operations: [CurlOperation]
  /// `--fail-early`.
  public var failsEarly = false
  /// `--stderr`: where messages go; nil for standard error, `-` for standard output.
  public var errorFile: String?
  /// Options that the caller of the parser named, in order, each with its value.
  public var extras: [(name: String, value: String?)] = []
  /// What to say before anything else, one line each, without `Warning: ` in front.
  public var warnings: [String] = []

  /// One operation without anything.
  public init() { operations = [CurlOperation()] }
}
