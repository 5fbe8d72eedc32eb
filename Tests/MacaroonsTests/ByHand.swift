import Bytes
import Digests
import Macaroons

/// Layouts and signatures put together without the encoders and the chain under test.
enum ByHand {
  /// A V1 packet: length in hexadecimal, name, blank, data, newline.
  static func packet(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let length = String(4 + name.utf8.count + 1 + data.count + 1, radix: 16)
    return Array((String(repeating: "0", count: 4 - length.count) + length + name + " ").utf8)
      + data + [0x0a]
  }

  static func packet(_ name: String, _ text: String) -> [UInt8] { packet(name, Array(text.utf8)) }

  /// A V2 field of at most 127 bytes.
  static func field(_ type: UInt8, _ data: [UInt8]) -> [UInt8] {
    [type, UInt8(data.count)] + data
  }

  static func field(_ type: UInt8, _ text: String) -> [UInt8] { field(type, Array(text.utf8)) }

  /// HMAC over HMAC, as in the paper: from the root key over each text in turn.
  static func signature(_ key: [UInt8], _ texts: [[UInt8]]) -> Bytes32 {
    let generator = HMACSHA256(key: Array("macaroons-key-generator".utf8)[...])
    return texts.reduce(generator.authenticate(key[...])) { signature, text in
      HMACSHA256(key: signature).authenticate(text[...])
    }
  }

  static func base64(_ bytes: [UInt8]) -> String {
    String(
      decoding: Base64.encode(bytes, alphabet: .urlSafe, padded: false), as: UTF8.self)
  }
}

/// The first example of libmacaroons' README.md: key, identifier, location and each signature.
enum Bank {
  static let rootKey = Array("this is our super secret key; only we should know it".utf8)
  static let key = ChainKey(rootKey: rootKey[...])
  static let identifier = "we used our secret key"
  static let location = "http://mybank/"
  static let conditions = [
    "account = 3735928559", "time < 2015-01-01T00:00", "email = alice@example.org",
  ]
  /// After no condition, after the first, after the second, after the third.
  static let signatures = [
    "e3d9e02908526c4c0039ae15114115d97fdd68bf2ba379b342aaf0f617d0552f",
    "1efe4763f290dbce0c1d08477367e11f4eee456a64933cf662d79772dbb82128",
    "696665d0229f9f801b588bb3f68bbdb806b26d1fbcd40ca22d9017bce4a075f1",
    "882e6d59496ed5245edb7ab5b8839ecd63e5d504e54839804f164070d8eed952",
  ]
  /// The signature after the first condition.
  static let signature = (try? Hex.decode(Array(signatures[1].utf8)[...])) ?? []

  /// As V1 with the first condition, 142 bytes: packets at 0, 28, 66 and 95.
  static let v1 = v1(caveat: ByHand.packet("cid", conditions[0]))
  /// As V2 with the first condition, 100 bytes: fields at 1, 17, 42 and 66.
  static let v2 = v2(caveat: ByHand.field(2, conditions[0]) + [0])

  /// V1 with other packets between identifier and signature.
  static func v1(caveat: [UInt8]) -> [UInt8] {
    ByHand.packet("location", location) + ByHand.packet("identifier", identifier) + caveat
      + ByHand.packet("signature", signature)
  }

  /// V2 with another caveat section.
  static func v2(caveat: [UInt8]) -> [UInt8] {
    [2] + ByHand.field(1, location) + ByHand.field(2, identifier) + [0] + caveat + [0]
      + ByHand.field(6, signature)
  }

  /// V2 JSON out of raw members, the signature added.
  static func v2JSON(
    _ members: String = #""i":"we used our secret key","c":[{"i":"account = 3735928559"}]"#
  ) -> [UInt8] {
    Array("{\(members),\"s64\":\"\(ByHand.base64(signature))\"}".utf8)
  }

  static func macaroon(conditions count: Int = 1) -> Macaroon {
    var macaroon = Macaroon(
      identifier: Array(identifier.utf8)[...], location: Array(location.utf8)[...], key: key)
    for condition in conditions.prefix(count) {
      macaroon.addFirstPartyCaveat(Array(condition.utf8)[...])
    }
    return macaroon
  }
}

extension String {
  /// The UTF-8 bytes as a slice.
  var slice: ArraySlice<UInt8> { Array(utf8)[...] }
}
