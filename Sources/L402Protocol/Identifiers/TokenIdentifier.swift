public import Bytes

/// What the identifier of a token says, by whichever layout it follows.
public struct TokenIdentifier: Hashable, Sendable {
  /// The layouts that L402 servers use.
  public enum Layout: String, Hashable, Sendable, CaseIterable {
    /// 66 bytes: version 0 (2, big-endian), payment hash (32), token id (32). L402, "Identifier".
    case l402v0 = "l402-v0"
    /// The same 66 bytes with another version.
    case l402Unknown = "l402-unknown-version"
    /// The 66 bytes as 132 hexadecimal characters (boltwall).
    case l402v0Hex = "l402-v0-hex"
    /// The 66 bytes as base64 text (lsat-js).
    case l402v0Base64 = "l402-v0-base64"
    /// 32 bytes: the payment hash alone (l402_middleware, ngx-l402).
    case hash = "payment-hash"
    /// `ff` and the payment hash (l402_middleware).
    case prefixedHash = "ff-payment-hash"
    /// The payment hash as 64 hexadecimal characters (pullthatupjamie).
    case hexHash = "hex-payment-hash"
    /// 16 bytes as hexadecimal text; the hash stays with the server (cashu-l402).
    case hex16 = "hex-16"
    /// LND's own: 3 and a protobuf message. A node credential, not an L402.
    case lnd
    /// None of these.
    case other
  }

  /// Which layout the bytes follow.
  public let layout: Layout
  /// The version of a 66-byte identifier.
  public let version: UInt16?
  /// The payment hash, where the layout holds one.
  public let paymentHash: Bytes32?
  /// The token id, where the layout holds one.
  public let tokenID: Bytes32?
  /// The identifier itself.
  public let bytes: ArraySlice<UInt8>

  /// Length of the layout that the L402 text defines.
  public static let size = 66

  /// Recognises the layout of an identifier.
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    let start = bytes.startIndex
    switch bytes.count {
    case _ where LNDIdentifier(bytes) != nil:
      // Of any length, those of other layouts included.
      (layout, version, paymentHash, tokenID) = (.lnd, nil, nil, nil)
    case Self.size:
      let version = UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
      self.version = version
      layout = version == 0 ? .l402v0 : .l402Unknown
      paymentHash = version == 0 ? Bytes32(bytes, at: start + 2) : nil
      tokenID = version == 0 ? Bytes32(bytes, at: start + 34) : nil
    case 32 where !Hex.isHex(bytes):
      (layout, version, tokenID) = (.hash, nil, nil)
      paymentHash = Bytes32(bytes, at: start)
    case 33 where bytes[start] == 0xff:
      (layout, version, tokenID) = (.prefixedHash, nil, nil)
      paymentHash = Bytes32(bytes, at: start + 1)
    default:
      let text = Self.decodeText(bytes)
      layout = text.layout
      version = text.hash == nil || text.layout == .hexHash ? nil : 0
      paymentHash = text.hash
      tokenID = text.tokenID
    }
  }

  /// The 66 bytes of version 0.
  public static func version0(paymentHash: Bytes32, tokenID: Bytes32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    bytes.append(contentsOf: [0, 0])
    bytes.append(contentsOf: paymentHash.array)
    bytes.append(contentsOf: tokenID.array)
    return bytes
  }

  private static func decodeText(
    _ bytes: ArraySlice<UInt8>
  ) -> (layout: Layout, hash: Bytes32?, tokenID: Bytes32?) {
    guard bytes.count <= 132, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      return (.other, nil, nil)
    }
    if let decoded = try? Hex.decode(bytes) {
      switch decoded.count {
      case size:
        let inner = TokenIdentifier(decoded[...])
        if inner.layout == .l402v0 { return (.l402v0Hex, inner.paymentHash, inner.tokenID) }
      case 32: return (.hexHash, Bytes32(decoded), nil)
      case 16: return (.hex16, nil, nil)
      default: break
      }
    }
    if let decoded = try? Base64.decode(bytes).bytes, decoded.count == size {
      let inner = TokenIdentifier(decoded[...])
      if inner.layout == .l402v0 { return (.l402v0Base64, inner.paymentHash, inner.tokenID) }
    }
    return (.other, nil, nil)
  }
}
