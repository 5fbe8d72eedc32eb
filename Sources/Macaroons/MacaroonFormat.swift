/// How a macaroon is laid out before it is dressed as text.
public enum MacaroonFormat: String, Hashable, Sendable, CaseIterable {
  /// Text packets with hexadecimal lengths (libmacaroons 0.2).
  case v1
  /// Typed fields with varint lengths (libmacaroons' `doc/format.txt`).
  case v2
  /// The JSON object of go-macaroon's version 1.
  case v1JSON = "v1-json"
  /// The JSON object of version 2.
  case v2JSON = "v2-json"

  /// Whether the layout is text already.
  public var isJSON: Bool { self == .v1JSON || self == .v2JSON }
}

extension Macaroon {
  /// Reads a binary macaroon, V1 or V2 by its first byte.
  ///
  /// - Returns: the macaroon, its format, and how many bytes follow the signature. Deployed
  ///   verifiers overlook such bytes; nothing of ours writes them again.
  /// - Throws: `MacaroonError`, offsets in `bytes`.
  public static func decode(
    binary bytes: ArraySlice<UInt8>
  ) throws(MacaroonError) -> (macaroon: Macaroon, format: MacaroonFormat, trailing: Int) {
    guard let first = bytes.first else { throw MacaroonError(.empty, at: 0) }
    switch first {
    case MacaroonV2Decoder.version:
      let (macaroon, trailing) = try MacaroonV2Decoder.decode(bytes)
      return (macaroon, .v2, trailing)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
      let (macaroon, trailing) = try MacaroonV1Decoder.decode(bytes)
      return (macaroon, .v1, trailing)
    default: throw MacaroonError(.unknownFormat(first), at: 0, decodedOffset: 0)
    }
  }

  /// Writes the macaroon; JSON formats as UTF-8 text.
  ///
  /// - Throws: `MacaroonError` with `.fieldTooLong` (V1) or `.notUTF8` (V1 JSON).
  public func encode(_ format: MacaroonFormat) throws(MacaroonError) -> [UInt8] {
    switch format {
    case .v1: try MacaroonV1Encoder.encode(self)
    case .v2: MacaroonV2Encoder.encode(self)
    case .v1JSON: try MacaroonJSONEncoder.encodeV1(self)
    case .v2JSON: MacaroonJSONEncoder.encodeV2(self)
    }
  }
}
