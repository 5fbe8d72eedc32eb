public import Bech32
public import Bytes
internal import Digests
public import Secp256k1

/// An invoice cut into its parts, none of them judged: every field is kept, in order.
public struct RawInvoice: Hashable, Sendable {
  /// Network and amount.
  public let prefix: InvoicePrefix
  /// Seconds since 1970-01-01T00:00:00Z, 35 bits.
  public let timestamp: UInt64
  /// Every field, unknown ones too, in the order of the text.
  public let fields: [TaggedField]
  /// r, s and recovery id, 65 bytes, as given.
  public let signature: ArraySlice<UInt8>
  /// SHA-256 of what is signed: the human-readable part in lower case and the groups before the
  /// signature, as they stand in the text, filled up with zero bits.
  public let signedDigest: Bytes32
  /// The text that this was read from, or is.
  let bech32: Bech32

  /// Reads an invoice's text, the text alone.
  ///
  /// - Throws: `InvoiceError` with the offset in `text`.
  public init(parsing text: ArraySlice<UInt8>) throws(InvoiceError) {
    let bech32: Bech32
    do {
      bech32 = try UncheckedBech32(parsing: text).checked(.bech32)
    } catch {
      throw InvoiceError(.bech32(error.reason), at: error.offset)
    }
    try self.init(bech32)
  }

  /// Cuts a text whose checksum holds.
  ///
  /// - Throws: `InvoiceError` with the offset in the text.
  public init(_ bech32: Bech32) throws(InvoiceError) {
    let prefix = try InvoicePrefix(parsing: bech32.humanReadablePart)
    let start = bech32.humanReadablePart.count + 1
    let data = bech32.data
    guard data.count >= Self.timestampGroups + Self.signatureGroups else {
      throw InvoiceError(.tooShort, at: start + data.count)
    }
    let signed = data.dropLast(Self.signatureGroups)
    var rest = signed.dropFirst(Self.timestampGroups)
    var fields: [TaggedField] = []
    fields.reserveCapacity(10)
    while !rest.isEmpty {
      let offset = start + rest.startIndex - data.startIndex
      guard rest.count >= 3 else { throw InvoiceError(.truncatedField(nil), at: offset) }
      let tag = FieldTag(type: rest[rest.startIndex])
      let length = Int(rest[rest.startIndex + 1]) << 5 | Int(rest[rest.startIndex + 2])
      rest = rest.dropFirst(3)
      guard rest.count >= length else { throw InvoiceError(.truncatedField(tag), at: offset) }
      fields.append(TaggedField(tag: tag, groups: rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    self.prefix = prefix
    self.fields = fields
    self.bech32 = bech32
    timestamp = signed.prefix(Self.timestampGroups).reduce(0) { $0 << 5 | UInt64($1) }
    // 104 groups are 65 bytes without a bit left over.
    signature = FiveBitGroups.paddedBytes(data.suffix(Self.signatureGroups))[...]
    signedDigest = Self.digest(part: bech32.humanReadablePart, groups: signed)
  }

  /// Signs an invoice.
  ///
  /// - Parameters:
  ///   - prefix: network and amount.
  ///   - timestamp: seconds since 1970-01-01T00:00:00Z, below 2^35.
  ///   - fields: in the order in which they are to be written; nothing is added, nothing judged.
  ///   - key: the payee's.
  public init(
    prefix: InvoicePrefix, timestamp: UInt64, fields: [TaggedField], signedBy key: SecretKey
  ) {
    precondition(timestamp < 1 << 35, "a timestamp has 35 bits")
    let part = Array(prefix.text.utf8)[...]
    var groups = (0..<Self.timestampGroups).map {
      UInt8(truncatingIfNeeded: timestamp >> (5 * (Self.timestampGroups - 1 - $0)) & 31)
    }
    for field in fields {
      let length = field.groups.count
      groups += [field.tag.type, UInt8(length >> 5), UInt8(length & 31)]
      groups += field.groups
    }
    let signature = key.sign(Self.digest(part: part, groups: groups[...]))
    groups += FiveBitGroups.groups(signature.compact + [signature.recoveryID])
    do {
      try self.init(Bech32(humanReadablePart: part, data: groups[...], variant: .bech32))
    } catch {
      preconditionFailure("what was put together can be cut again: \(error)")
    }
  }

  /// The invoice's text in lower case.
  public var text: String { bech32.text }

  /// Where the signature begins in the text.
  var signatureOffset: Int {
    bech32.humanReadablePart.count + 1 + bech32.data.count - Self.signatureGroups
  }

  /// Where a field's content begins in the text.
  func offset(of field: TaggedField) -> Int {
    bech32.humanReadablePart.count + 1 + field.groups.startIndex - bech32.data.startIndex
  }

  private static let timestampGroups = 7
  private static let signatureGroups = 104

  private static func digest(part: ArraySlice<UInt8>, groups: ArraySlice<UInt8>) -> Bytes32 {
    SHA256.digest(FiveBitGroups.paddedBytes(groups, after: part))
  }
}
