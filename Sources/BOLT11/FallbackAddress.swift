internal import Bech32
internal import Bytes
internal import Digests

/// Where to pay on chain if Lightning fails (BOLT 11, field `f`).
public struct FallbackAddress: Hashable, Sendable {
  /// 0 to 16 a witness program, 17 a public key's hash, 18 a script's hash.
  public let version: UInt8
  /// The program, 2 to 40 bytes (version 0: 20 or 32), or the hash, 20 bytes.
  public let program: [UInt8]

  /// Nil for a version above 18 and for a length that the version does not allow.
  public init?(version: UInt8, program: [UInt8]) {
    guard Self.isLength(program.count, version: version) else { return nil }
    self.version = version
    self.program = program
  }

  /// What kind of address it is.
  public var kind: String {
    switch (version, program.count) {
    case (0, 20): "P2WPKH"
    case (0, _): "P2WSH"
    case (1, 32): "P2TR"
    case (17, _): "P2PKH"
    case (18, _): "P2SH"
    default: "witness version \(version)"
    }
  }

  /// The address on a network: Base58Check, bech32 or bech32m, as its version demands.
  public func text(on network: LightningNetwork) -> String {
    switch version {
    case 17: Base58Check.encode([network.publicKeyHashVersion] + program)
    case 18: Base58Check.encode([network.scriptHashVersion] + program)
    default:
      // The lengths were checked, so there always is one.
      (try? SegwitAddress(
        humanReadablePart: network.addressPart, version: version, program: program))?.text ?? ""
    }
  }

  /// Reads an address of a network; nil for anything else, other networks' addresses included.
  public init?(parsing text: ArraySlice<UInt8>, on network: LightningNetwork) {
    if let address = try? SegwitAddress(parsing: text, humanReadablePart: network.addressPart) {
      self.init(version: address.version, program: address.program)
    } else if let payload = Base58Check.decode(text), payload.count == 21 {
      switch payload[0] {
      case network.publicKeyHashVersion: self.init(version: 17, program: Array(payload[1...]))
      case network.scriptHashVersion: self.init(version: 18, program: Array(payload[1...]))
      default: return nil
      }
    } else {
      return nil
    }
  }

  /// Reads a field's groups; nil for versions that are to be skipped.
  ///
  /// - Throws: `InvoiceError`, the offset in groups of the field.
  static func read(_ groups: ArraySlice<UInt8>) throws(InvoiceError) -> FallbackAddress? {
    guard let version = groups.first else { throw InvoiceError(.emptyFallback, at: 0) }
    guard version <= 18 else { return nil }
    let body = groups.dropFirst()
    guard FiveBitGroups.isPadded(body) else { throw InvoiceError(.padding(.fallback), at: 1) }
    let program = FiveBitGroups.paddedBytes(body).prefix(body.count * 5 / 8)
    guard isLength(program.count, version: version) else {
      throw InvoiceError(.fallbackLength(version: version, bytes: program.count), at: 1)
    }
    return FallbackAddress(version: version, program: Array(program))
  }

  /// The field.
  var field: TaggedField {
    TaggedField(tag: .fallback, groups: ([version] + FiveBitGroups.groups(program))[...])
  }

  private static func isLength(_ count: Int, version: UInt8) -> Bool {
    switch version {
    case 0...16: SegwitAddress.isProgramLength(count, version: version)
    case 17, 18: count == 20
    default: false
    }
  }
}

/// Bitcoin's base 58 with a checksum of four bytes of double SHA-256.
enum Base58Check {
  private static let alphabet = Array(
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  /// Longer than any address; the conversion takes quadratic time.
  private static let mostCharacters = 64

  static func encode(_ payload: [UInt8]) -> String {
    let bytes = payload + checksum(payload[...])
    var digits: [UInt8] = []
    for byte in bytes {
      var carry = Int(byte)
      for index in digits.indices {
        carry += Int(digits[index]) << 8
        digits[index] = UInt8(carry % 58)
        carry /= 58
      }
      while carry > 0 {
        digits.append(UInt8(carry % 58))
        carry /= 58
      }
    }
    let zeros = bytes.prefix { $0 == 0 }.count
    let text =
      [UInt8](repeating: alphabet[0], count: zeros)
      + digits.reversed().map {
        alphabet[Int($0)]
      }
    return String(decoding: text, as: UTF8.self)
  }

  /// The payload without its checksum; nil for anything that is none.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.count <= mostCharacters else { return nil }
    var bytes: [UInt8] = []
    for character in text {
      guard let digit = alphabet.firstIndex(of: character) else { return nil }
      var carry = digit
      for index in bytes.indices {
        carry += Int(bytes[index]) * 58
        bytes[index] = UInt8(carry & 255)
        carry >>= 8
      }
      while carry > 0 {
        bytes.append(UInt8(carry & 255))
        carry >>= 8
      }
    }
    let zeros = text.prefix { $0 == alphabet[0] }.count
    let all = [UInt8](repeating: 0, count: zeros) + bytes.reversed()
    guard all.count > 4, checksum(all.dropLast(4)) == Array(all.suffix(4)) else { return nil }
    return all.dropLast(4)
  }

  private static func checksum(_ payload: ArraySlice<UInt8>) -> [UInt8] {
    Array(SHA256.digest(SHA256.digest(payload)).array.prefix(4))
  }
}
