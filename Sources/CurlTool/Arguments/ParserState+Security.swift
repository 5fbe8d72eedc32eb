import CCurl

extension ParserState {
  mutating func performSecurity(
    _ option: SpecialOption, _ text: String, isOn: Bool
  ) throws(OptionStop) {
    switch option {
    case .anyAuthentication:
      if isOn { drafts[active].authentication = OperationDraft.anyAuthentication }
    case .bearer:
      drafts[active].operation.bearer = text
      drafts[active].authentication |= 1 << 6
    case .awsSignature:
      drafts[active].operation.settings[CURLOPT_AWS_SIGV4] = .text(text)
      drafts[active].authentication |= 1 << 7
    case .delegation: setDelegation(text)
    case .certificate:
      let (file, password) = Self.splitCertificate(text)
      drafts[active].certificate = file
      if let password { drafts[active].operation.settings[CURLOPT_KEYPASSWD] = .text(password) }
    case .proxyCertificate:
      let (file, password) = Self.splitCertificate(text)
      drafts[active].proxyCertificate = file
      if let password {
        drafts[active].operation.settings[CURLOPT_PROXY_KEYPASSWD] = .text(password)
      }
    case .engine:
      if ASCII.areEqual(text, "list") {
        throw .refused(CurlFailure(2, "option --engine list: curl has it, l402 curl does not"))
      }
      drafts[active].operation.settings[CURLOPT_SSLENGINE] = .text(text)
    case .ftpStyleTLS:
      drafts[active].triesTLS = isOn
      if isOn { warn("--ssl is an insecure option, consider --ssl-reqd instead") }
    case .tlsAuthType, .proxyTLSAuthType:
      guard ASCII.areEqual(text, "SRP") else { throw .wrong(.notInLibcurl) }
      let setting = option == .tlsAuthType ? CURLOPT_TLSAUTH_TYPE : CURLOPT_PROXY_TLSAUTH_TYPE
      drafts[active].operation.settings[setting] = .text(text)
    case .tlsMaximum:
      let versions = ["default": 1, "1.0": 4, "1.1": 5, "1.2": 6, "1.3": 7]
      guard let version = versions[text] else { throw .wrong(.badUse) }
      drafts[active].tlsMaximum = version << 16
    default: break
    }
  }

  private mutating func setDelegation(_ text: String) {
    var level = 0
    if ASCII.areEqual(text, "policy") {
      level = 1
    } else if ASCII.areEqual(text, "always") {
      level = 2
    } else if !ASCII.areEqual(text, "none") {
      warn("unrecognized delegation method '\(text)', using none")
    }
    drafts[active].operation.settings[CURLOPT_GSSAPI_DELEGATION] = level == 0 ? nil : .number(level)
  }

  /// Splits `file:password`; a backslash takes its meaning from a colon or a backslash.
  static func splitCertificate(_ text: String) -> (file: String?, password: String?) {
    if text.isEmpty { return (nil, nil) }
    if ASCII.hasPrefix(text.utf8, "pkcs11:") { return (text, nil) }
    var file: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: ":") {
        let password = String(decoding: bytes[index...], as: UTF8.self)
        return (String(decoding: file, as: UTF8.self), password.isEmpty ? nil : password)
      }
      if byte == UInt8(ascii: "\\"), index < bytes.count, [0x3a, 0x5c].contains(bytes[index]) {
        file.append(bytes[index])
        index += 1
      } else {
        file.append(byte)
      }
    }
    return (String(decoding: file, as: UTF8.self), nil)
  }
}
