/// A Bitcoin network as invoices name it (BOLT 11, "Human-Readable Part").
public enum LightningNetwork: String, Hashable, Sendable, CaseIterable {
  /// The real one.
  case bitcoin
  /// Testnet 3 and testnet 4, which invoices do not tell apart.
  case testnet
  /// Signet.
  case signet
  /// A network of one's own.
  case regtest
  /// btcd's; LND and LDK know it.
  case simnet

  /// What follows `ln` in an invoice.
  public var currency: String {
    switch self {
    case .bitcoin: "bc"
    case .testnet: "tb"
    case .signet: "tbs"
    case .regtest: "bcrt"
    case .simnet: "sb"
    }
  }

  /// The network of a whole currency token in lower case; nil for an unknown one.
  public init?(currency: some Collection<UInt8>) {
    guard let network = Self.allCases.first(where: { $0.currency.utf8.elementsEqual(currency) })
    else { return nil }
    self = network
  }

  /// What addresses for witness programs begin with.
  public var addressPart: String {
    switch self {
    case .bitcoin: "bc"
    case .testnet, .signet: "tb"
    case .regtest: "bcrt"
    case .simnet: "sb"
    }
  }

  /// The version byte of Base58Check addresses that pay to a public key's hash.
  var publicKeyHashVersion: UInt8 {
    switch self {
    case .bitcoin: 0
    case .testnet, .signet, .regtest: 0x6f
    case .simnet: 0x3f
    }
  }

  /// The version byte of Base58Check addresses that pay to a script's hash.
  var scriptHashVersion: UInt8 {
    switch self {
    case .bitcoin: 5
    case .testnet, .signet, .regtest: 0xc4
    case .simnet: 0x7b
    }
  }
}
