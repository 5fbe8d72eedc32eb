import BOLT11
import Bech32
import Bytes
import Digests
import Secp256k1
import Testing

/// An invoice put together by hand, so that every part of it can be wrong; its signature is right
/// for what it says unless `sign` says otherwise.
struct Sketch {
  var part = "lnbc25m"
  var timestamp: UInt64 = 1_496_314_658
  var fields: [TaggedField]
  /// Groups between the fields and the signature.
  var stray: [UInt8] = []
  var variant = Bech32Variant.bech32
  /// Makes 65 bytes of the right signature.
  var sign: (RecoverableSignature) -> [UInt8] = { $0.compact + [$0.recoveryID] }

  static let paymentHash = TaggedField(
    tag: .paymentHash,
    bytes: hex("0001020304050607080900010203040506070809000102030405060708090102"))
  static let paymentSecret = TaggedField(
    tag: .paymentSecret, bytes: [UInt8](repeating: 0x11, count: 32))
  static let description = TaggedField(tag: .description, bytes: "coffee beans".utf8)
  static let descriptionHash = TaggedField(
    tag: .descriptionHash, bytes: [UInt8](repeating: 0x22, count: 32))
  /// Bits 8 and 14.
  static let features = TaggedField(tag: .features, groups: [16, 8, 0])
  static let delta = TaggedField(tag: .minFinalCLTVExpiryDelta, number: 40)

  /// What needs neither problem nor note.
  static let usual = [paymentHash, paymentSecret, description, delta, features]

  /// The usual fields, and others behind them.
  init(_ others: TaggedField...) { fields = Self.usual + others }

  /// These fields, and no others.
  init(only fields: [TaggedField]) { self.fields = fields }

  /// The usual fields with one in the place of its kind.
  init(instead field: TaggedField) {
    fields = Self.usual.map { $0.tag == field.tag ? field : $0 }
  }

  /// Everything but the checksum.
  var data: [UInt8] {
    get throws {
      var groups = (0..<7).map { UInt8(truncatingIfNeeded: timestamp >> (5 * (6 - $0)) & 31) }
      for field in fields {
        groups += [field.tag.type, UInt8(field.groups.count >> 5), UInt8(field.groups.count & 31)]
        groups += field.groups
      }
      groups += stray
      let signed = Array(part.utf8) + FiveBitGroups.paddedBytes(groups[...])
      let signature = try specificationKey().sign(SHA256.digest(signed))
      return groups + FiveBitGroups.groups(sign(signature))
    }
  }

  var text: String {
    get throws {
      Bech32(
        humanReadablePart: Array(part.utf8)[...], data: try data[...], variant: variant
      ).text
    }
  }

  /// Where the content of the field at an index begins in the text.
  func offset(_ index: Int) -> Int {
    part.utf8.count + 1 + 7 + fields[..<index].reduce(0) { $0 + 3 + $1.groups.count } + 3
  }

  /// Where the content of the last field begins in the text.
  var lastOffset: Int { offset(fields.count - 1) }

  /// Where the signature begins in the text.
  var signatureOffset: Int { offset(fields.count) - 3 + stray.count }

  func invoice() throws -> Invoice { try Invoice(parsing: bytes(try text)) }

  /// Expects the invoice to be refused.
  func isRefused(
    _ reason: InvoiceError.Reason, at offset: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = try text
    #expect(throws: InvoiceError(reason, at: offset), sourceLocation: sourceLocation) {
      try Invoice(parsing: bytes(text))
    }
  }
}

extension Invoice {
  var problemCodes: [String] { problems.map(\.code) }
  var noteCodes: [String] { notes.map(\.code) }
}
