internal import Bytes

/// Writes the V2 binary format, byte for byte as go-macaroon does.
enum MacaroonV2Encoder {
  static func encode(_ macaroon: Macaroon) -> [UInt8] {
    var bytes: [UInt8] = []
    var size = macaroon.location.count + macaroon.identifier.count + 64
    for caveat in macaroon.caveats { size += caveat.identifier.count + 16 }
    bytes.reserveCapacity(size)
    bytes.append(MacaroonV2Decoder.version)
    if !macaroon.location.isEmpty {
      append(MacaroonV2Decoder.Field.location, macaroon.location, to: &bytes)
    }
    append(MacaroonV2Decoder.Field.identifier, macaroon.identifier, to: &bytes)
    bytes.append(0)
    for caveat in macaroon.caveats {
      // JSON can give a first-party caveat a location; V2 readers refuse it there.
      if caveat.verificationID != nil, !caveat.location.isEmpty {
        append(MacaroonV2Decoder.Field.location, caveat.location, to: &bytes)
      }
      append(MacaroonV2Decoder.Field.identifier, caveat.identifier, to: &bytes)
      if let verificationID = caveat.verificationID {
        append(MacaroonV2Decoder.Field.verificationID, verificationID, to: &bytes)
      }
      bytes.append(0)
    }
    bytes.append(0)
    bytes.append(UInt8(MacaroonV2Decoder.Field.signature))
    bytes.appendVarint(32)
    unsafe macaroon.signature.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    return bytes
  }

  private static func append(_ type: UInt64, _ data: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(type))
    bytes.appendVarint(data.count)
    bytes.append(contentsOf: data)
  }
}
