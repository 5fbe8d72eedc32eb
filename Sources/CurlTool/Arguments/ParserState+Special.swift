import CCurl
import Glibc

extension ParserState {
  /// Does what the options with code of their own do.
  mutating func perform(
    _ option: SpecialOption, _ text: String, isOn: Bool
  ) throws(OptionStop) {
    switch option {
    case .url, .output, .outputRemote, .upload, .clobber, .createFileMode:
      try performTarget(option, text, isOn: isOn)
    case .data, .dataRaw, .dataBinary, .dataURLEncoded, .json, .urlQuery, .form, .formString,
      .header, .proxyHeader, .cookie, .referer, .writeOut:
      try performContent(option, text)
    case .get, .head, .fail, .failWithBody, .location, .locationTrusted, .maximumRedirects, .range,
      .continueAt:
      try performRequest(option, text, isOn: isOn)
    case .anyAuthentication, .bearer, .awsSignature, .delegation, .certificate, .proxyCertificate,
      .engine, .ftpStyleTLS, .tlsAuthType, .proxyTLSAuthType, .tlsMaximum:
      try performSecurity(option, text, isOn: isOn)
    case .abstractUnixSocket, .unixSocket, .dohURL, .limitRate, .localPort, .maximumFileSize,
      .retryDelay, .retryMaximumTime, .speedLimit, .speedTime, .proto, .protoDefault,
      .protoRedirects:
      try performConnection(option, text)
    case .trace, .traceASCII, .verbose: performTrace(option, text, isOn: isOn)
    case .standardError: globals.errorFile = text
    case .config:
      if try !readFile(text) {
        complain("cannot read config from '\(text)'")
        throw .wrong(.readError)
      }
    case .next: throw .next
    case .version: if isOn { throw .version }
    case .help, .keepBuffer: break
    }
  }

  mutating func addURL(_ url: String) {
    let index = drafts[active].node(\.urlCursor, without: \.hasURL)
    drafts[active].nodes[index].hasURL = true
    drafts[active].nodes[index].target.url = url
  }

  private mutating func performTarget(
    _ option: SpecialOption, _ text: String, isOn: Bool
  ) throws(OptionStop) {
    switch option {
    case .url: addURL(text)
    case .output:
      let index = drafts[active].node(\.outputCursor, without: \.hasOutput)
      guard !text.isEmpty else {
        warn("output file name has no length")
        throw .wrong(.badUse)
      }
      drafts[active].nodes[index].hasOutput = true
      drafts[active].nodes[index].isRemote = false
      drafts[active].nodes[index].target.output = text == "-" ? .standard : .file(text)
      drafts[active].nodes[index].target.isStandardOutputNamed = text == "-"
    case .outputRemote:
      let index = drafts[active].node(\.outputCursor, without: \.hasOutput)
      drafts[active].nodes[index].hasOutput = true
      drafts[active].nodes[index].isRemote = isOn
    case .upload:
      let index = drafts[active].node(\.uploadCursor, without: \.hasUpload)
      drafts[active].nodes[index].hasUpload = true
      if !text.isEmpty { drafts[active].nodes[index].target.upload = text }
    case .clobber:
      drafts[active].operation.keepsExistingFiles = !isOn
      drafts[active].operation.overwritesNamedFiles = isOn
    case .createFileMode: drafts[active].operation.fileMode = try Numbers.mode(text)
    default: break
    }
  }

  private mutating func performRequest(
    _ option: SpecialOption, _ text: String, isOn: Bool
  ) throws(OptionStop) {
    switch option {
    case .get: drafts[active].sendsDataAsQuery = isOn
    case .head:
      drafts[active].operation.isHead = isOn
      drafts[active].operation.showsHeader = isOn
      if let conflict = drafts[active].decide(isOn ? .head : .get) {
        warn(conflict)
        throw .wrong(.badUse)
      }
    case .fail, .failWithBody: try setFailing(option, isOn: isOn)
    case .location: drafts[active].operation.followsRedirects = isOn
    case .locationTrusted:
      drafts[active].operation.followsRedirects = isOn
      drafts[active].operation.trustsRedirects = isOn
    case .maximumRedirects:
      let count = try Numbers.integer(text)
      guard count >= -1 else { throw .wrong(.badNumber) }
      drafts[active].operation.maximumRedirects = count < 0 ? nil : count
    case .range: try setRange(text)
    case .continueAt:
      let isAutomatic = text == "-"
      drafts[active].operation.resume = isAutomatic ? .automatic : .at(try Numbers.offset(text))
      drafts[active].resumesFromOutput = isAutomatic
    default: break
    }
  }

  private mutating func setFailing(_ option: SpecialOption, isOn: Bool) throws(OptionStop) {
    let mode = drafts[active].operation.failMode
    let wanted: CurlOperation.FailMode = option == .fail ? .withoutBody : .withBody
    if isOn, mode != .never, mode != wanted {
      complain("You must select either --fail or --fail-with-body, not both.")
      throw .wrong(.badUse)
    }
    if isOn {
      drafts[active].operation.failMode = wanted
    } else if mode == wanted {
      drafts[active].operation.failMode = .never
    }
  }

  private mutating func setRange(_ text: String) throws(OptionStop) {
    let bytes = Array(text.utf8)
    let dash = UInt8(ascii: "-")
    if let first = bytes.first, ASCII.isDigit(first), !bytes.contains(dash) {
      guard let start = Int64(String(decoding: bytes.prefix(while: ASCII.isDigit), as: UTF8.self))
      else {
        warn("unsupported range point")
        throw .wrong(.badUse)
      }
      warn("A specified range MUST include at least one dash (-). Appending one for you!")
      drafts[active].operation.range = "\(start)-"
      return
    }
    if !bytes.allSatisfy({ ASCII.isDigit($0) || $0 == dash || $0 == UInt8(ascii: ",") }) {
      warn(
        "Invalid character is found in given range. A specified range MUST have only digits in "
          + "'start'-'stop'. The server's response to this request is uncertain.")
    }
    drafts[active].operation.range = text
  }

  private mutating func performTrace(_ option: SpecialOption, _ text: String, isOn: Bool) {
    let wanted: CurlOperation.Trace
    let name: String
    switch option {
    case .trace: (wanted, name) = (.hex(text), "--trace")
    case .traceASCII: (wanted, name) = (.ascii(text), "--trace-ascii")
    default: (wanted, name) = (isOn ? .verbose : .none, "-v, --verbose")
    }
    let isAnother =
      switch (globals.trace, wanted) {
      case (.none, _), (_, .none), (.hex, .hex), (.ascii, .ascii), (.verbose, .verbose): false
      default: true
      }
    if isAnother { warn("\(name) overrides an earlier trace/verbose option") }
    globals.trace = wanted
  }
}
