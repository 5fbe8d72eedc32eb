/// Percent-encoding as curl_easy_escape does it (RFC 3986, 2.1).
enum PercentEncoding {
  /// All but the unreserved characters encoded, in capitals.
  static func encoded(_ text: some StringProtocol) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { result, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
