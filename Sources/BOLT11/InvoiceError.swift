public import Bech32
internal import Bytes

/// Why a text is no invoice that could be decoded.
///
/// What makes a decoded invoice unpayable is an `InvoiceProblem` instead.
public struct InvoiceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// The bech32 text is broken.
    case bech32(Bech32Error.Reason)
    /// The human-readable part does not begin with `ln`.
    case notLightning
    /// A currency that no network has.
    case currency(String)
    /// A byte in the amount that is neither digit nor, at its end, one of `munp`.
    case amountCharacter(UInt8)
    /// An amount with parts of a millisatoshi.
    case subMillisatoshi
    /// An amount beyond 64 bits of millisatoshis.
    case amountOverflow
    /// Too short for timestamp and signature.
    case tooShort
    /// The data ends inside a tagged field.
    case truncatedField(FieldTag?)
    /// The bits left over in a field are no padding of zeros.
    case padding(FieldTag)
    /// The description is not UTF-8.
    case descriptionEncoding
    /// The payee's key is no point of the curve.
    case payee
    /// A route hint of this many bytes: not a positive multiple of 51.
    case routeHintLength(Int)
    /// A hop's key is no point of the curve.
    case hopKey
    /// A fallback address without a version.
    case emptyFallback
    /// A fallback address of a length that its version does not allow.
    case fallbackLength(version: UInt8, bytes: Int)
    /// A number beyond `bits` bits.
    case integerOverflow(FieldTag, bits: Int)
    /// A recovery id above 3, or r or s out of their range.
    case signatureRange
    /// No key recovers from the signature.
    case signatureRecovery
    /// The signature does not verify with the key that the invoice names.
    case signatureMismatch
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in the text as given.
  public let offset: Int

  /// An error at a byte offset.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// A stable name of the kind of mistake.
  public var code: String {
    switch reason {
    case .bech32(.checksum), .bech32(.variant): "bech32-checksum"
    case .bech32(.mixedCase): "bech32-mixed-case"
    case .bech32(.missingSeparator), .bech32(.empty): "bech32-no-separator"
    case .bech32(.emptyHumanReadablePart): "bech32-empty-hrp"
    case .bech32(.missingChecksum): "bech32-too-short"
    case .bech32: "bech32-character"
    case .notLightning, .currency: "prefix"
    case .amountCharacter, .subMillisatoshi, .amountOverflow: "amount"
    case .tooShort: "too-short"
    case .truncatedField: "truncated-field"
    case .padding: "padding"
    case .descriptionEncoding: "description"
    case .payee: "payee"
    case .routeHintLength, .hopKey: "route-hint"
    case .emptyFallback, .fallbackLength: "fallback"
    case .integerOverflow: "integer"
    case .signatureRange, .signatureRecovery, .signatureMismatch: "signature"
    }
  }

  /// Every code that there is; codes are only ever added.
  public static let codes = [
    "bech32-checksum", "bech32-mixed-case", "bech32-no-separator", "bech32-empty-hrp",
    "bech32-too-short", "bech32-character", "prefix", "amount", "too-short", "truncated-field",
    "padding", "description", "payee", "route-hint", "fallback", "integer", "signature",
  ]

  /// One line, lower case, without the offset.
  public var description: String {
    switch reason {
    case .bech32(let reason): Self.words(reason)
    case .notLightning: "it does not begin with \"ln\""
    case .currency(let name): "\"\(name)\" is the currency of no network"
    case .amountCharacter(let byte): "\(BytesError.name(of: byte)) in the amount"
    case .subMillisatoshi: "the amount has parts of a millisatoshi"
    case .amountOverflow: "the amount is beyond 64 bits of millisatoshis"
    case .tooShort: "too short for a timestamp and a signature"
    case .truncatedField(let tag?): "the invoice ends inside tagged field \"\(tag)\""
    case .truncatedField(nil): "the invoice ends inside the head of a tagged field"
    case .padding(let tag): "field \"\(tag)\" has padding bits that are too many or not zero"
    case .descriptionEncoding: "the description is not UTF-8"
    case .payee: "the payee's public key, field \"n\", is no point of the curve"
    case .routeHintLength(let count): "a route hint of \(count) bytes, not a multiple of 51"
    case .hopKey: "the public key of a route hint is no point of the curve"
    case .emptyFallback: "a fallback address without version"
    case .fallbackLength(let version, let bytes):
      "a fallback address of version \(version) with \(bytes) bytes"
    case .integerOverflow(let tag, let bits): "field \"\(tag)\" is beyond \(bits) bits"
    case .signatureRange: "no signature: a recovery id above 3, or r or s out of range"
    case .signatureRecovery: "the signature recovers to no public key"
    case .signatureMismatch: "the signature is not the payee's of field \"n\""
    }
  }

  private static func words(_ reason: Bech32Error.Reason) -> String {
    Bech32Error(reason, at: 0).description
  }
}
