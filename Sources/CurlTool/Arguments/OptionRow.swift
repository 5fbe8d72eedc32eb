import CCurl

/// One option of curl's command line.
struct OptionRow: Sendable {
  /// What may follow a name.
  enum Kind: Sendable {
    /// Nothing, and no `--no-` before it.
    case plain
    /// Nothing; `--no-` before it turns it off.
    case boolean
    /// A value.
    case text
    /// A value that names a file.
    case file

    var takesValue: Bool { self == .text || self == .file }
  }

  let name: String
  let letter: UInt8?
  let kind: Kind
  let action: OptionAction

  static func plain(_ name: String, _ letter: Character? = nil, _ action: OptionAction) -> Self {
    Self(name: name, letter: letter?.asciiValue, kind: .plain, action: action)
  }

  static func boolean(_ name: String, _ letter: Character? = nil, _ action: OptionAction) -> Self {
    Self(name: name, letter: letter?.asciiValue, kind: .boolean, action: action)
  }

  static func text(_ name: String, _ letter: Character? = nil, _ action: OptionAction) -> Self {
    Self(name: name, letter: letter?.asciiValue, kind: .text, action: action)
  }

  static func file(_ name: String, _ letter: Character? = nil, _ action: OptionAction) -> Self {
    Self(name: name, letter: letter?.asciiValue, kind: .file, action: action)
  }
}

/// What an option does.
enum OptionAction: Sendable {
  typealias Path<Value> = any WritableKeyPath<OperationDraft, Value> & Sendable
  typealias GlobalPath = any WritableKeyPath<GlobalOptions, Bool> & Sendable

  /// curl has it and we do not.
  case refused
  /// As in curl, nothing.
  case ignored
  /// As in curl, nothing but these words.
  case warned(String)
  /// On, or off after `--no-`.
  case flag(Path<Bool>)
  /// The opposite.
  case inverse(Path<Bool>)
  /// On, after `--no-` as well: what curl does with a few.
  case raised(Path<Bool>)
  case global(GlobalPath)
  case value(Path<String?>)
  case list(Path<[String]>)
  /// A number that is not negative.
  case number(Path<Int>)
  /// Seconds with decimals, kept as milliseconds.
  case seconds(Path<Int>)
  /// A bit that is set, or cleared after `--no-`.
  case bit(Path<Int>, Int)
  case httpVersion(Int)
  case tlsVersion(Int)
  case proxy(OperationDraft.ProxyKind)
  /// A text for libcurl.
  case setting(CURLoption)
  /// A number for libcurl while it is on, and while it is off.
  case settingOn(CURLoption, Int)
  case settingOff(CURLoption, Int)
  /// A number for libcurl, after `--no-` as well.
  case settingRaised(CURLoption, Int)
  case special(SpecialOption)
}

/// Options that have code of their own.
enum SpecialOption: Sendable {
  case abstractUnixSocket, anyAuthentication, awsSignature, bearer, certificate, clobber, config
  case continueAt, cookie, createFileMode, delegation, dohURL, engine, ftpStyleTLS, get, head, help
  case keepBuffer, limitRate, localPort, location, locationTrusted, maximumFileSize
  case maximumRedirects, next, output, outputRemote, proto, protoDefault, protoRedirects
  case proxyCertificate, range, referer, retryDelay, retryMaximumTime, speedLimit, speedTime
  case standardError, tlsAuthType, proxyTLSAuthType, tlsMaximum, trace, traceASCII, unixSocket
  case upload, url, urlQuery, verbose, version, writeOut
  case data, dataRaw, dataBinary, dataURLEncoded, json
  case fail, failWithBody, form, formString, header, proxyHeader
}
