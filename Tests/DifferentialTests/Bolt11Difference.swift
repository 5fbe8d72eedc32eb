import BOLT11
import Bech32
import Bytes

/// What PyPI bolt11 2.2.0 reads otherwise than BOLT 11 says: all of it, nothing else is excused.
///
/// Each case turns what is right into what that library must come to by its mistake; the answer has
/// to be just that.
enum Bolt11Difference: String, CaseIterable {
  /// `lnsb` is unknown to it: refused.
  case simnet = "simnet is refused"
  /// `x` or `c` without a group, which is how 0 is written in the fewest groups: refused.
  case emptyNumber = "an empty x or c is refused"
  /// Of `d` and `h` it keeps what comes first; to BOLT 11 it is a broken invoice with both.
  case firstPurpose = "of d and h only the first"
  /// Of each pair below bit 36, those that it has names for, it keeps the odd bit if both are set.
  case oddBitOnly = "only the odd bit of a pair"
  /// It keeps one fallback; a first one of version 19, which is to be skipped, hides the others.
  case firstFallback = "only the first fallback"
  /// Versions 20 to 31 are to be skipped.
  case laterVersions = "a fallback of version 20 to 31"
  /// It has no prefixes for signet and regtest.
  case noAddress = "no address on signet and regtest"
  /// Version 1 and above: the checksum is that of bech32 instead of bech32m (BIP 350).
  case addressChecksum = "an address with the checksum of bech32"
  /// It wants more bits than the hops have: the last one is lost if they fill their groups exactly.
  case lostHop = "the last of 5 or 10 hops"
  /// It reads fees and the CLTV delta as signed.
  case signedNumbers = "fees and CLTV deltas are signed"

  /// What the error of a refusal contains; nil where it reads the invoice.
  func refusal(_ invoice: Invoice) -> String? {
    switch self {
    case .simnet: invoice.network == .simnet ? "Bolt11HrpInvalidException" : nil
    case .emptyNumber:
      [invoice.raw.first(.expiry), invoice.raw.first(.minFinalCLTVExpiryDelta)].contains {
        $0?.isEmpty == true
      } ? "Cannot interpret a zero length bitstring" : nil
    default: nil
    }
  }

  /// Turns what is right into what it reads.
  func apply(to fields: inout InvoiceFields, of invoice: Invoice) {
    switch self {
    case .simnet, .emptyNumber: break
    case .firstPurpose:
      let first = invoice.raw.fields.first {
        $0.tag == .description || $0.tag == .descriptionHash && $0.groups.count == 52
      }
      if first?.tag == .description {
        fields.descriptionHash = nil
      } else {
        fields.description = nil
      }
    case .oddBitOnly:
      let all = Set(fields.features)
      fields.features.removeAll { $0 < 36 && $0 % 2 == 0 && all.contains($0 + 1) }
    case .firstFallback:
      let isKnown = invoice.raw.first(.fallback)?.first.map { $0 <= 18 } ?? false
      fields.fallbacks = isKnown ? fields.fallbacks.map { Array($0.prefix(1)) } : nil
    case .laterVersions:
      guard let groups = invoice.raw.first(.fallback), let version = groups.first, version > 19
      else { return }
      let bits = groups.dropFirst()
      let program = FiveBitGroups.paddedBytes(bits).prefix(bits.count * 5 / 8)
      fields.fallbacks = [.init(version: version, program: Hex.encode(program), address: nil)]
    case .noAddress:
      guard [.signet, .regtest].contains(invoice.network), let fallback = fields.fallbacks?.first
      else { return }
      fields.fallbacks = [.init(version: fallback.version, program: fallback.program, address: nil)]
    case .addressChecksum:
      guard let fallback = fields.fallbacks?.first, fallback.address != nil,
        (1...16).contains(fallback.version), let groups = invoice.raw.first(.fallback)
      else { return }
      let address = Bech32(
        humanReadablePart: Array(invoice.network.addressPart.utf8)[...], data: groups,
        variant: .bech32)
      fields.fallbacks?[0].address = address.text
    case .lostHop:
      fields.routeHints = fields.routeHints?.map { $0.count % 5 == 0 ? $0.dropLast() : $0 }
    case .signedNumbers:
      fields.routeHints = fields.routeHints?.map { $0.map(\.withSignedNumbers) }
    }
  }
}

extension RawInvoice {
  /// The content of the first field of that type.
  fileprivate func first(_ tag: FieldTag) -> ArraySlice<UInt8>? {
    fields.first { $0.tag == tag }?.groups
  }
}

extension InvoiceFields.Hop {
  fileprivate var withSignedNumbers: Self {
    var hop = self
    hop.feeBase = Int64(Int32(truncatingIfNeeded: feeBase))
    hop.feeProportionalMillionths = Int64(Int32(truncatingIfNeeded: feeProportionalMillionths))
    hop.cltvExpiryDelta = Int64(Int16(truncatingIfNeeded: cltvExpiryDelta))
    return hop
  }
}
