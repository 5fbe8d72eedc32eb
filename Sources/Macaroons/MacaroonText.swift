internal import Bytes

/// A macaroon together with how it was dressed, so that it can be written the same way again.
public struct MacaroonText: Hashable, Sendable {
  /// How bytes were made text.
  public enum Encoding: String, Hashable, Sendable {
    /// Base64 with `+` and `/`, or with neither alphabet's own characters.
    case base64
    /// Base64 with `-` and `_`.
    case base64url
    /// Pairs of hexadecimal digits.
    case hex
    /// A JSON object.
    case json
    /// The bytes themselves, as in LND's files.
    case binary
  }

  /// The macaroon.
  public var macaroon: Macaroon
  /// Its layout.
  public var format: MacaroonFormat
  /// Its dressing.
  public var encoding: Encoding
  /// Whether base64 was closed by `=` or needed none; true for other dressings.
  public var isPadded: Bool
  /// How many bytes follow the signature; never written again.
  public var trailingBytes: Int
  /// Whether unused bits of the last base64 character were set; never written again.
  public var hasSpareBits: Bool

  /// A macaroon and the dressing to write it in.
  public init(
    macaroon: Macaroon, format: MacaroonFormat = .v2, encoding: Encoding = .base64,
    isPadded: Bool = true
  ) {
    self.macaroon = macaroon
    self.format = format
    self.encoding = format.isJSON ? .json : encoding
    self.isPadded = isPadded
    trailingBytes = 0
    hasSpareBits = false
  }

  /// Reads base64 of any dressing, hexadecimal, JSON or the bare bytes; ASCII white space may
  /// stand round a text, line breaks within base64.
  ///
  /// - Throws: `MacaroonError`, offsets in `text` as given.
  public init(parsing text: ArraySlice<UInt8>) throws(MacaroonError) {
    if text.first == MacaroonV2Decoder.version {
      self = try Self.decode(binary: text, encoding: .binary, isPadded: true) { $0 }
      return
    }
    let start = text.firstIndex { !Self.isSpace($0) } ?? text.endIndex
    let end = text.lastIndex { !Self.isSpace($0) }.map { $0 + 1 } ?? text.endIndex
    let body = text[start..<max(start, end)]
    let lead = start - text.startIndex
    guard let first = body.first else { throw MacaroonError(.empty, at: 0) }
    if first == UInt8(ascii: "{") {
      do {
        let (macaroon, format) = try MacaroonJSONDecoder.decode(body)
        self.init(macaroon: macaroon, format: format)
      } catch {
        throw MacaroonError(error.reason, at: error.offset + lead)
      }
      return
    }
    if body.count % 2 == 0, Self.beginsLikeHex(body), Hex.isHex(body),
      let bytes = try? Hex.decode(body)
    {
      self = try Self.decode(binary: bytes[...], encoding: .hex, isPadded: true) { lead + $0 * 2 }
      return
    }
    let decoded: Base64.Decoded
    var lines = WrappedLines(unbroken: body)
    if let strict = try? Base64.decode(body) {
      decoded = strict
    } else {
      // Few texts are broken into lines; only those that fail are searched for breaks.
      lines = WrappedLines(body)
      do {
        decoded = try Base64.decode(lines.joined)
      } catch {
        // V1's own text packets, not base64: they hold blanks and newlines.
        if body.contains(0x20), Hex.isHex(text.prefix(4)) {
          self = try Self.decode(binary: text, encoding: .binary, isPadded: true) { $0 }
          return
        }
        throw MacaroonError(.bytes(error.reason), at: lines.offset(of: error.offset) + lead)
      }
    }
    self = try Self.decode(
      binary: decoded.bytes[...], encoding: decoded.alphabet == .urlSafe ? .base64url : .base64,
      isPadded: decoded.isPadded
    ) { lead + lines.offset(of: $0 * 4 / 3) }
    hasSpareBits = decoded.hasSpareBits
  }

  /// Writes the macaroon in this dressing.
  ///
  /// - Throws: `MacaroonError` with `.fieldTooLong` (V1) or `.notUTF8` (V1 JSON).
  public func encoded() throws(MacaroonError) -> [UInt8] {
    let bytes = try macaroon.encode(format)
    return switch encoding {
    case .json, .binary: bytes
    case .hex: Hex.encodedBytes(bytes)
    case .base64: Base64.encode(bytes, alphabet: .standard, padded: isPadded)
    case .base64url: Base64.encode(bytes, alphabet: .urlSafe, padded: isPadded)
    }
  }

  private static func decode(
    binary bytes: ArraySlice<UInt8>, encoding: Encoding, isPadded: Bool,
    textOffset: (Int) -> Int
  ) throws(MacaroonError) -> MacaroonText {
    do {
      let (macaroon, format, trailing) = try Macaroon.decode(binary: bytes)
      var text = MacaroonText(
        macaroon: macaroon, format: format, encoding: encoding, isPadded: isPadded)
      text.trailingBytes = trailing
      return text
    } catch {
      let decoded = error.decodedOffset ?? error.offset
      throw MacaroonError(error.reason, at: textOffset(decoded), decodedOffset: decoded)
    }
  }

  /// `02` of V2, or a digit `0`-`9`, `a`-`f` of V1 as 30..39, 61..66.
  private static func beginsLikeHex(_ text: ArraySlice<UInt8>) -> Bool {
    let first = text[text.startIndex]
    let second = text[text.startIndex + 1]
    return (first == UInt8(ascii: "0") && second == UInt8(ascii: "2"))
      || first == UInt8(ascii: "3") || first == UInt8(ascii: "6")
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}

/// Base64 that a mail program or `base64` itself broke into lines.
private struct WrappedLines {
  let joined: ArraySlice<UInt8>
  private let original: ArraySlice<UInt8>

  /// A text that is known to have no breaks.
  init(unbroken text: ArraySlice<UInt8>) {
    original = text
    joined = text
  }

  /// Takes the breaks out of a text.
  init(_ text: ArraySlice<UInt8>) {
    original = text
    joined = text.contains(where: Self.isBreak) ? text.filter { !Self.isBreak($0) }[...] : text
  }

  /// Where the character at `offset` of the joined text stood.
  func offset(of offset: Int) -> Int {
    guard joined.count != original.count else { return offset }
    var left = offset
    for (place, byte) in original.enumerated() where !Self.isBreak(byte) {
      if left == 0 { return place }
      left -= 1
    }
    return original.count
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
}
