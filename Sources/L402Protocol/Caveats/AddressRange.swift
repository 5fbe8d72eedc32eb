/// A range of IP addresses, written as an address or in CIDR notation.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
  private let network: IPAddress
  private let length: Int

  /// Reads `10.0.0.0/8`, `::1`, `fd00::/8`; nil for anything else, and where bits behind the
  /// prefix are set, since one of the two was meant otherwise.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    network = address
    guard parts.count == 2 else {
      length = address.bytes.count * 8
      return
    }
    guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(parts[1]),
      number <= address.bytes.count * 8
    else { return nil }
    length = number
    for (index, byte) in address.bytes.enumerated() where byte & ~mask(at: index) != 0 {
      return nil
    }
  }

  /// Loopback: 127.0.0.0/8 and ::1.
  public static let loopback = [AddressRange("127.0.0.0/8"), AddressRange("::1")].compactMap(\.self)

  /// Whether an address lies in it.
  public func contains(_ address: IPAddress) -> Bool {
    guard address.bytes.count == network.bytes.count else { return false }
    return address.bytes.indices.allSatisfy {
      (address.bytes[$0] ^ network.bytes[$0]) & mask(at: $0) == 0
    }
  }

  /// `network/length`.
  public var description: String { "\(network)/\(length)" }

  private func mask(at index: Int) -> UInt8 {
    let bits = min(8, max(0, length - index * 8))
    return bits == 0 ? 0 : ~UInt8(0) << UInt8(8 - bits)
  }
}
