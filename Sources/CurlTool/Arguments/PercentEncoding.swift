/// Percent-encoding (RFC 3986, 2.1) as curl does it: all but the unreserved characters, in capitals.
enum PercentEncoding {
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Encodes bytes; with `blankIsPlus` as in a form.
  static func encoded(_ bytes: some Sequence<UInt8>, blankIsPlus: Bool = false) -> [UInt8] {
    var result: [UInt8] = []
    for byte in bytes {
      if ASCII.isWord(byte) || "-._~".utf8.contains(byte) {
        result.append(byte)
      } else if byte == 0x20, blankIsPlus {
        result.append(UInt8(ascii: "+"))
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return result
  }
}
