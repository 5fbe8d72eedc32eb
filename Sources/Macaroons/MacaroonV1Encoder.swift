internal import Bytes

/// Writes the V1 binary format, byte for byte as go-macaroon does.
enum MacaroonV1Encoder {
  /// A packet's length has four hexadecimal digits.
  private static let longestPacket = 0xffff

  static func encode(_ macaroon: Macaroon) throws(MacaroonError) -> [UInt8] {
    var bytes: [UInt8] = []
    try append("location", macaroon.location, to: &bytes)
    try append("identifier", macaroon.identifier, to: &bytes)
    for caveat in macaroon.caveats {
      try append("cid", caveat.identifier, to: &bytes)
      if let verificationID = caveat.verificationID {
        try append("vid", verificationID, to: &bytes)
        try append("cl", caveat.location, to: &bytes)
      }
    }
    try append("signature", macaroon.signature.array[...], to: &bytes)
    return bytes
  }

  private static func append(
    _ name: String, _ data: ArraySlice<UInt8>, to bytes: inout [UInt8]
  ) throws(MacaroonError) {
    let overhead = 4 + name.utf8.count + 1 + 1
    let length = overhead + data.count
    guard length <= longestPacket else {
      throw MacaroonError(.fieldTooLong(limit: longestPacket - overhead), at: 0)
    }
    for shift in [12, 8, 4, 0] { bytes.append(Hex.digit(UInt8(length >> shift & 15))) }
    bytes.append(contentsOf: name.utf8)
    bytes.append(0x20)
    bytes.append(contentsOf: data)
    bytes.append(0x0a)
  }
}
