internal import Bytes

/// The human-readable part of an invoice: network and amount (BOLT 11, "Human-Readable Part").
public struct InvoicePrefix: Hashable, Sendable {
  /// What to pay on.
  public let network: LightningNetwork
  /// What to pay; nil where the payer chooses, which is not the same as 0.
  public let amount: Millisatoshis?
  /// The amount's digits as written; empty without one.
  let digits: ArraySlice<UInt8>
  /// One of `munp`; nil where the digits count whole bitcoin.
  let multiplier: UInt8?

  /// Reads a human-readable part in lower case.
  ///
  /// - Throws: `InvoiceError`, offsets in the part.
  public init(parsing part: ArraySlice<UInt8>) throws(InvoiceError) {
    guard part.starts(with: "ln".utf8) else { throw InvoiceError(.notLightning, at: 0) }
    let currency = part.dropFirst(2).prefix { !(0x30...0x39).contains($0) }
    guard let network = LightningNetwork(currency: currency) else {
      throw InvoiceError(.currency(String(decoding: currency, as: UTF8.self)), at: 2)
    }
    self.network = network
    let amount = part[currency.endIndex...]
    guard let last = amount.last else {
      self.amount = nil
      digits = []
      multiplier = nil
      return
    }
    let hasMultiplier = Self.factor(of: last) != nil || last == UInt8(ascii: "p")
    digits = hasMultiplier ? amount.dropLast() : amount
    multiplier = hasMultiplier ? last : nil
    if let foreign = digits.firstIndex(where: { !(0x30...0x39).contains($0) }) {
      throw InvoiceError(.amountCharacter(digits[foreign]), at: foreign - part.startIndex)
    }
    let start = amount.startIndex - part.startIndex
    if multiplier == UInt8(ascii: "p") {
      // A tenth of a millisatoshi: the last digit must be 0.
      guard digits.last == 0x30 else {
        throw InvoiceError(.subMillisatoshi, at: part.count - 2)
      }
      self.amount = try Self.millisatoshis(digits.dropLast(), times: 1, at: start)
    } else {
      let factor = multiplier.flatMap(Self.factor) ?? Self.bitcoin
      self.amount = try Self.millisatoshis(digits, times: factor, at: start)
    }
  }

  /// The shortest part for an amount: the largest unit that needs no fraction.
  public init(network: LightningNetwork, amount: Millisatoshis?) {
    self.network = network
    self.amount = amount
    guard let value = amount?.value else {
      digits = []
      multiplier = nil
      return
    }
    let units = [(Self.bitcoin, UInt8?.none)] + Self.factors.map { ($0.factor, $0.letter) }
    for (factor, letter) in units where value % factor == 0 {
      digits = Array(String(value / factor).utf8)[...]
      multiplier = letter
      return
    }
    digits = Array("\(value)0".utf8)[...]
    multiplier = UInt8(ascii: "p")
  }

  /// The part as text, in lower case.
  public var text: String {
    let unit = multiplier.map { String(Unicode.Scalar($0)) } ?? ""
    return "ln" + network.currency + String(decoding: digits, as: UTF8.self) + unit
  }

  /// Millisatoshis of a bitcoin.
  private static let bitcoin: UInt64 = 100_000_000_000

  private static let factors: [(letter: UInt8, factor: UInt64)] = [
    (UInt8(ascii: "m"), 100_000_000), (UInt8(ascii: "u"), 100_000), (UInt8(ascii: "n"), 100),
  ]

  private static func factor(of letter: UInt8) -> UInt64? {
    factors.first { $0.letter == letter }?.factor
  }

  private static func millisatoshis(
    _ digits: ArraySlice<UInt8>, times factor: UInt64, at offset: Int
  ) throws(InvoiceError) -> Millisatoshis {
    var value: UInt64 = 0
    for digit in digits {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(digit - 0x30))
      guard !overflow, !carry else { throw InvoiceError(.amountOverflow, at: offset) }
      value = sum
    }
    let (amount, overflow) = value.multipliedReportingOverflow(by: factor)
    guard !overflow else { throw InvoiceError(.amountOverflow, at: offset) }
    return Millisatoshis(amount)
  }
}
