public import Bytes
public import Secp256k1

/// A decoded invoice: its signature is good and every field that it understands is well-formed.
///
/// Whether a payer may pay it is another question: see `problems`, and the clock.
public struct Invoice: Hashable, Sendable {
  /// All of it, as it stands in the text.
  public let raw: RawInvoice
  /// What SHA-256 of the preimage will be; nil only with the problem `missing-p`.
  public internal(set) var paymentHash: Bytes32?
  /// What the payer proves to the payee that it has the invoice; nil only with `missing-s`.
  public internal(set) var paymentSecret: Bytes32?
  /// What it is for.
  public internal(set) var description: String?
  /// SHA-256 of what it is for.
  public internal(set) var descriptionHash: Bytes32?
  /// Who is paid: named by the invoice, or recovered from the signature.
  public let payee: PublicKey
  /// Whether the invoice names the payee (field `n`).
  public let namesPayee: Bool
  /// Seconds from the timestamp on, as written; nil stands for 3600.
  public internal(set) var writtenExpiry: UInt64?
  /// Blocks for the last hop, as written; nil stands for 18.
  public internal(set) var writtenMinFinalCLTVExpiryDelta: UInt32?
  /// On-chain addresses, the preferred one first.
  public internal(set) var fallbacks: [FallbackAddress] = []
  /// Ways to the payee; each leads from a public node to it.
  public internal(set) var routeHints: [[RouteHop]] = []
  /// Feature bits.
  public internal(set) var features = FeatureBits([])
  /// What the payer must hand to the payee as it is.
  public internal(set) var metadata: [UInt8]?
  /// r, s and recovery id.
  public let signature: RecoverableSignature
  /// Why a payer must refuse it; empty where there is no reason, the clock apart.
  public internal(set) var problems: [InvoiceProblem] = []
  /// What is odd, and no reason to refuse it.
  public internal(set) var notes: [InvoiceNote] = []

  /// Reads an invoice's text, the text alone: no white space, no `lightning:`.
  ///
  /// - Throws: `InvoiceError` with the offset in `text`.
  public init(parsing text: ArraySlice<UInt8>) throws(InvoiceError) {
    try self.init(RawInvoice(parsing: text))
  }

  init(
    raw: RawInvoice, signature: RecoverableSignature, payee: PublicKey, namesPayee: Bool
  ) {
    self.raw = raw
    self.signature = signature
    self.payee = payee
    self.namesPayee = namesPayee
  }

  /// What to pay on.
  public var network: LightningNetwork { raw.prefix.network }

  /// What to pay; nil where the payer chooses.
  public var amount: Millisatoshis? { raw.prefix.amount }

  /// When it was made, in seconds since 1970-01-01T00:00:00Z.
  public var timestamp: UInt64 { raw.timestamp }

  /// For how many seconds it can be paid (BOLT 11: 3600 unless field `x` says otherwise).
  public var expiry: UInt64 { writtenExpiry ?? 3600 }

  /// For how many blocks the last hop must hold (BOLT 11: 18 unless field `c` says otherwise).
  public var minFinalCLTVExpiryDelta: UInt32 { writtenMinFinalCLTVExpiryDelta ?? 18 }

  /// When it ends, in seconds since 1970-01-01T00:00:00Z; nil beyond 63 bits, which is never.
  public var expiresAt: Int64? {
    let (end, overflow) = timestamp.addingReportingOverflow(expiry)
    return overflow ? nil : Int64(exactly: end)
  }

  /// Whether readers agree on the payment hash.
  public var hasOnePaymentHash: Bool {
    paymentHash != nil && !problems.contains { $0.code == "duplicate-p" }
  }

  /// Whether readers agree on what it is for: one description, or one hash of it, not both.
  public var hasOneDescription: Bool {
    !problems.contains { ["both-d-h", "duplicate-d", "duplicate-h"].contains($0.code) }
  }

  /// Whether a payer may pay it as far as the invoice itself goes; the clock is not asked.
  public var isPayable: Bool { problems.isEmpty }
}
