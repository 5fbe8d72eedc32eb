internal import Bech32
internal import Bytes
internal import Secp256k1

extension Invoice {
  /// Judges the parts of an invoice by BOLT 11, "Requirements", for readers.
  ///
  /// - Throws: `InvoiceError` with the offset in the text.
  public init(_ raw: RawInvoice) throws(InvoiceError) {
    var reader = InvoiceReader(raw: raw)
    self = try reader.read()
  }
}

/// Reads the tagged fields of one invoice.
private struct InvoiceReader {
  private let raw: RawInvoice
  private var problems: [InvoiceProblem] = []
  private var notes: [InvoiceNote] = []
  /// How often each type stands there with a good length.
  private var counts = SIMD32<UInt32>()

  init(raw: RawInvoice) { self.raw = raw }

  mutating func read() throws(InvoiceError) -> Invoice {
    guard
      let signature = RecoverableSignature(
        compact: raw.signature.prefix(64), recoveryID: raw.signature[raw.signature.startIndex + 64])
    else { throw InvoiceError(.signatureRange, at: raw.signatureOffset) }
    let named = try namedPayee()
    var invoice = Invoice(
      raw: raw, signature: signature, payee: try payee(named, signature),
      namesPayee: named != nil)
    for field in raw.fields { try self.field(field, &invoice) }
    judge(&invoice)
    remark(&invoice)
    invoice.problems = problems
    invoice.notes = notes
    return invoice
  }

  // MARK: Signature

  /// The key of the first `n` of the right length.
  private func namedPayee() throws(InvoiceError) -> PublicKey? {
    for field in raw.fields where field.tag == .payee && field.groups.count == 53 {
      guard let key = PublicKey(try bytes(field)[...]) else {
        throw InvoiceError(.payee, at: raw.offset(of: field))
      }
      return key
    }
    return nil
  }

  /// Who signed it: verified with the key that is given, else recovered.
  private mutating func payee(
    _ named: PublicKey?, _ signature: RecoverableSignature
  ) throws(InvoiceError) -> PublicKey {
    guard let named else {
      guard let key = signature.recover(raw.signedDigest) else {
        throw InvoiceError(.signatureRecovery, at: raw.signatureOffset)
      }
      if !signature.isLowS {
        note("high-s-recovered", "the signature has a high S, which is legal without field n")
      }
      return key
    }
    guard signature.isValid(for: raw.signedDigest, by: named) else {
      throw InvoiceError(.signatureMismatch, at: raw.signatureOffset)
    }
    if !signature.isLowS { problems.append(.highS) }
    return named
  }

  // MARK: Fields

  private mutating func field(
    _ field: TaggedField, _ invoice: inout Invoice
  ) throws(InvoiceError) {
    switch field.tag {
    case .paymentHash:
      if let value = try bytes32(field) { invoice.paymentHash = invoice.paymentHash ?? value }
    case .paymentSecret:
      if let value = try bytes32(field) { invoice.paymentSecret = invoice.paymentSecret ?? value }
    case .descriptionHash:
      if let value = try bytes32(field) {
        invoice.descriptionHash = invoice.descriptionHash ?? value
      }
    case .description:
      let text = try description(field)
      invoice.description = invoice.description ?? text
    case .payee:
      guard field.groups.count == 53 else { return wrongLength(field) }
      count(field)
    case .expiry:
      let value = try number(field, bits: 64)
      invoice.writtenExpiry = invoice.writtenExpiry ?? value
    case .minFinalCLTVExpiryDelta:
      let value = UInt32(truncatingIfNeeded: try number(field, bits: 32))
      invoice.writtenMinFinalCLTVExpiryDelta = invoice.writtenMinFinalCLTVExpiryDelta ?? value
    case .fallback: try fallback(field, &invoice)
    case .routeHint: invoice.routeHints.append(try routeHint(field))
    case .features:
      count(field)
      checkMinimal(field)
      if count(of: field.tag) == 1 { invoice.features = FeatureBits(groups: field.groups) }
    case .metadata:
      count(field)
      let value = try bytes(field)
      invoice.metadata = invoice.metadata ?? value
    default: break
    }
  }

  private mutating func count(_ field: TaggedField) { counts[Int(field.tag.type)] += 1 }

  private func count(of tag: FieldTag) -> Int { Int(counts[Int(tag.type)]) }

  /// Thirty-two bytes; nil for a copy of another length, which is skipped.
  private mutating func bytes32(_ field: TaggedField) throws(InvoiceError) -> Bytes32? {
    guard field.groups.count == 52 else {
      wrongLength(field)
      return nil
    }
    count(field)
    if let value = FiveBitGroups.bytes32(field.groups) { return value }
    throw InvoiceError(.padding(field.tag), at: raw.offset(of: field) + field.groups.count - 1)
  }

  private func bytes(_ field: TaggedField) throws(InvoiceError) -> [UInt8] {
    do {
      return try FiveBitGroups.bytes(field.groups)
    } catch {
      throw InvoiceError(.padding(field.tag), at: raw.offset(of: field) + max(0, error.offset))
    }
  }

  private mutating func description(_ field: TaggedField) throws(InvoiceError) -> String {
    count(field)
    guard let text = String(utf8: try bytes(field)[...]) else {
      throw InvoiceError(.descriptionEncoding, at: raw.offset(of: field))
    }
    return text
  }

  /// A big-endian number; a field without groups is 0.
  private mutating func number(
    _ field: TaggedField, bits: Int
  ) throws(InvoiceError) -> UInt64 {
    count(field)
    checkMinimal(field)
    var value: UInt64 = 0
    for group in field.groups {
      guard value >> (bits - 5) == 0 else {
        throw InvoiceError(
          .integerOverflow(field.tag, bits: bits), at: raw.offset(of: field))
      }
      value = value << 5 | UInt64(group)
    }
    return value
  }

  private mutating func checkMinimal(_ field: TaggedField) {
    if field.groups.isEmpty {
      note("empty-\(field.tag)", "field \(field.tag) is empty: read as 0, some readers refuse it")
    } else if field.groups.first == 0 {
      problems.append(.nonMinimal(field.tag))
    }
  }

  private mutating func fallback(
    _ field: TaggedField, _ invoice: inout Invoice
  ) throws(InvoiceError) {
    do {
      guard let address = try FallbackAddress.read(field.groups) else { return }
      invoice.fallbacks.append(address)
      if address.version == 1, address.program.count != 32 {
        note("fallback-v1-not-32", "a fallback address of version 1 that is no Taproot output")
      }
    } catch {
      throw InvoiceError(error.reason, at: raw.offset(of: field) + error.offset)
    }
  }

  private func routeHint(_ field: TaggedField) throws(InvoiceError) -> [RouteHop] {
    let bytes = try bytes(field)
    guard !bytes.isEmpty, bytes.count % RouteHop.size == 0 else {
      throw InvoiceError(.routeHintLength(bytes.count), at: raw.offset(of: field))
    }
    var hops: [RouteHop] = []
    for start in stride(from: 0, to: bytes.count, by: RouteHop.size) {
      guard let hop = RouteHop(bytes[start..<start + RouteHop.size]) else {
        throw InvoiceError(.hopKey, at: raw.offset(of: field) + start * 8 / 5)
      }
      hops.append(hop)
    }
    return hops
  }

  // MARK: Judgement

  private mutating func judge(_ invoice: inout Invoice) {
    if invoice.paymentHash == nil { problems.append(.missingPaymentHash) }
    if invoice.paymentSecret == nil { problems.append(.missingPaymentSecret) }
    if invoice.description == nil, invoice.descriptionHash == nil {
      problems.append(.missingDescription)
    }
    if invoice.description != nil, invoice.descriptionHash != nil {
      problems.append(.bothDescriptions)
    }
    if counts.max() > 1 {
      for tag in [FieldTag.paymentHash, .paymentSecret, .description, .descriptionHash] {
        let count = count(of: tag)
        if count > 1 { problems.append(.duplicate(tag, count: count)) }
      }
    }
    let unknown = invoice.features.unknownRequired
    if !unknown.isEmpty { problems.append(.unknownFeatures(unknown)) }
    if invoice.features.has(.multiPath), !invoice.features.has(.paymentSecret) {
      problems.append(.featureDependency)
    }
  }

  private mutating func wrongLength(_ field: TaggedField) {
    note(
      "wrong-length-\(field.tag)",
      "a field \(field.tag) of \(field.groups.count) groups was skipped: the wrong length")
  }

  private mutating func remark(_ invoice: inout Invoice) {
    if counts.max() > 1 {
      for tag in [FieldTag.payee, .expiry, .minFinalCLTVExpiryDelta, .features, .metadata]
      where count(of: tag) > 1 {
        note(
          "duplicate-\(tag)",
          "field \(tag) stands there \(count(of: tag)) times: the first was taken")
      }
    }
    if !raw.fields.allSatisfy(\.isKnown) {
      let unknown = raw.fields.filter { !$0.isKnown }.map(\.name)
      note(
        "unknown-fields",
        "unknown field\(unknown.count == 1 ? "" : "s") skipped: \(unknown.joined(separator: ","))")
    }
    if let amount = invoice.amount { remark(amount) }
    if invoice.paymentSecret != nil, !invoice.features.has(.paymentSecret) {
      note("no-secret-feature", "feature payment_secret is not set: LDK wallets refuse it")
    }
    if invoice.writtenMinFinalCLTVExpiryDelta == nil {
      note("default-c", "no field c: 18 blocks by BOLT 11; LND assumes 24")
    }
    if invoice.minFinalCLTVExpiryDelta > Self.mostUsualBlocks {
      note(
        "long-c",
        "asks to hold the payment for \(invoice.minFinalCLTVExpiryDelta) blocks; more than "
          + "\(Self.mostUsualBlocks) is unusual, and payers may refuse it")
    }
    if raw.length > Self.longestOfMany {
      note(
        "long", "\(raw.length) characters: LND and LDK read at most \(Self.longestOfMany)")
    }
  }

  private mutating func remark(_ amount: Millisatoshis) {
    if raw.prefix.hasLeadingZero, amount.value > 0 {
      note("amount-leading-zero", "the amount is written with a leading zero")
    }
    if amount.value == 0 {
      note("amount-zero", "an amount of 0 is no amount to some wallets and refused by others")
    }
    if amount > .supply {
      note("amount-above-supply", "more than the 21,000,000 BTC that will ever be")
    }
  }

  /// A day: what wallets ask for stays below.
  private static let mostUsualBlocks: UInt32 = 144
  /// What LND and LDK read.
  private static let longestOfMany = 7089

  private mutating func note(_ code: String, _ message: String) {
    notes.append(InvoiceNote(code: code, message: message))
  }
}

extension TaggedField {
  /// Whether a reader knows what to do with it.
  public var isKnown: Bool {
    if tag == .fallback { return groups.first.map { $0 <= 18 } ?? true }
    return Self.knownTypes >> tag.type & 1 == 1
  }

  /// The letter, for a fallback address with its version.
  var name: String { tag == .fallback ? "f\(groups.first ?? 0)" : "\(tag)" }

  /// A bit for each type.
  private static let knownTypes = [
    FieldTag.paymentHash, .paymentSecret, .description, .descriptionHash, .payee, .expiry,
    .minFinalCLTVExpiryDelta, .fallback, .routeHint, .features, .metadata,
  ].reduce(UInt32(0)) { $0 | 1 << $1.type }
}

extension RawInvoice {
  /// How many characters the text has.
  var length: Int { bech32.humanReadablePart.count + 1 + bech32.data.count + 6 }
}

extension InvoicePrefix {
  /// Whether an amount is written with a leading zero.
  var hasLeadingZero: Bool { digits.first == 0x30 }
}
