internal import Bytes
public import JSON
public import Macaroons

/// The token of a challenge or credential, with its text byte for byte.
public struct HeaderToken: Hashable, Sendable {
  /// What the text turned out to be.
  public enum Content: Hashable, Sendable {
    /// A macaroon.
    case macaroon(MacaroonText)
    /// Base64 of a JSON object that nothing signs.
    case json(JSONValue)
    /// Anything else; only its issuer can read it.
    case opaque
  }

  /// The token as it must be sent back.
  public let text: ArraySlice<UInt8>
  /// What it is.
  public let content: Content
  /// What a stricter reader would stumble over.
  public let warnings: [HeaderWarning.Code]

  /// Longest text of one token, in bytes.
  public static let longest = 8 * 1024

  /// Looks at a token of a header; nil when its characters belong to no token (RFC 9110, token68,
  /// and never both base64 alphabets).
  public init?(_ text: ArraySlice<UInt8>) {
    // Nearly every token; strict base64 has looked at each of its characters.
    if !text.has(where: { $0 <= 0x20 }), let macaroon = try? MacaroonText(parsing: text),
      macaroon.encoding == .base64 || macaroon.encoding == .base64url
    {
      self.text = text
      content = .macaroon(macaroon)
      warnings = macaroon.encoding == .base64url ? [.base64URL] : []
      return
    }
    let body = text.prefix { $0 != UInt8(ascii: "=") }
    guard !body.isEmpty, text.dropFirst(body.count).allSatisfy({ $0 == UInt8(ascii: "=") }) else {
      return nil
    }
    var isStandard = false
    var isURLSafe = false
    var isBase64 = true
    for byte in body {
      switch byte {
      case UInt8(ascii: "+"), UInt8(ascii: "/"): isStandard = true
      case UInt8(ascii: "-"), UInt8(ascii: "_"): isURLSafe = true
      case UInt8(ascii: "."), UInt8(ascii: "~"): isBase64 = false
      default: guard Base64.isCharacter(byte) else { return nil }
      }
    }
    guard !(isStandard && isURLSafe) else { return nil }
    self.text = text
    var warnings: [HeaderWarning.Code] = isURLSafe && isBase64 ? [.base64URL] : []
    content = Self.content(of: text, isBase64: isBase64, warnings: &warnings)
    self.warnings = warnings
  }

  /// A macaroon that came in another dressing than a header's, such as gRPC metadata.
  init(macaroon: MacaroonText, text: ArraySlice<UInt8>) {
    self.text = text
    content = .macaroon(macaroon)
    warnings = []
  }

  /// The macaroon, if it is one.
  public var macaroon: MacaroonText? {
    guard case .macaroon(let text) = content else { return nil }
    return text
  }

  private static func content(
    of text: ArraySlice<UInt8>, isBase64: Bool, warnings: inout [HeaderWarning.Code]
  ) -> Content {
    guard isBase64 else { return .opaque }
    if text.count >= 64, text.count % 2 == 0, text.prefix(2).elementsEqual("02".utf8),
      Hex.isHex(text)
    {
      warnings.append(.tokenLooksHex)
      return .opaque
    }
    if let macaroon = try? MacaroonText(parsing: text), macaroon.encoding != .hex {
      return .macaroon(macaroon)
    }
    do {
      let decoded = try Base64.decode(text)
      if decoded.bytes.first == UInt8(ascii: "{"),
        let value = try? JSONReader.read(decoded.bytes[...])
      {
        return .json(value)
      }
    } catch  where error.reason == .padding {
      warnings.append(.base64Padding)
    } catch {
      // Opaque: only its issuer knows.
    }
    return .opaque
  }
}
