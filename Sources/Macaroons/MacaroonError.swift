public import Bytes
public import JSON

/// Why something is no macaroon, or cannot be written as one.
public struct MacaroonError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// Nothing was given.
    case empty
    /// The first byte announces no known format.
    case unknownFormat(UInt8)
    /// Hexadecimal or base64 that cannot be read, or a field that ends too early.
    case bytes(BytesError.Reason)
    /// JSON that cannot be read.
    case json(JSONError.Reason)
    /// The input ends before the macaroon does.
    case truncated
    /// V1: four characters that are no packet length in lower-case hexadecimal.
    case packetLength
    /// V1: a packet without field name, blank or closing newline.
    case packet
    /// A field that does not belong here.
    case unexpectedField(String)
    /// V2: field types of a section that do not rise.
    case fieldOrder
    /// More caveats than `Macaroon.mostCaveats`.
    case tooManyCaveats
    /// A caveat without identifier.
    case caveatWithoutIdentifier
    /// V2: a first-party caveat with a location.
    case locationOfFirstParty
    /// A signature of another length than 32 bytes.
    case signatureLength(Int)
    /// JSON with the members of both versions, or of neither.
    case jsonVersion
    /// JSON without a member that must be there.
    case missingMember(String)
    /// JSON with a plain and a base64 form of the same member.
    case ambiguousMember(String)
    /// A JSON member of the wrong type.
    case memberType(String)
    /// Writing: a field longer than the format can hold, in bytes.
    case fieldTooLong(limit: Int)
    /// Writing V1 JSON: bytes that are no UTF-8.
    case notUTF8
    /// A nonce that is not 24 bytes.
    case nonce
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in the text as given.
  public let offset: Int
  /// Bytes from 0 in the decoded macaroon, where the problem lies in there.
  public let decodedOffset: Int?

  /// An error at a byte offset.
  public init(_ reason: Reason, at offset: Int, decodedOffset: Int? = nil) {
    self.reason = reason
    self.offset = offset
    self.decodedOffset = decodedOffset
  }

  /// One line, lower case, without the offset.
  public var description: String {
    switch reason {
    case .empty: "nothing was given"
    case .unknownFormat(let byte):
      "no macaroon format begins with byte \(BytesError.name(of: byte))"
    case .bytes(let reason): BytesError(reason, at: 0).description
    case .json(let reason): JSONError(reason, at: 0).description
    case .truncated: "the macaroon is cut short"
    case .packetLength: "a V1 packet length that is not 4 lower-case hexadecimal digits in range"
    case .packet: "a V1 packet without field name, blank or closing newline"
    case .unexpectedField(let name): "unexpected field \(name)"
    case .fieldOrder: "V2 fields out of order"
    case .tooManyCaveats: "more than \(Macaroon.mostCaveats) caveats"
    case .caveatWithoutIdentifier: "a caveat without identifier"
    case .locationOfFirstParty: "a first-party caveat with a location"
    case .signatureLength(let length): "the signature has \(length) bytes, not 32"
    case .jsonVersion: "JSON that is neither a V1 nor a V2 macaroon"
    case .missingMember(let name): "JSON member \"\(name)\" is missing"
    case .ambiguousMember(let name): "JSON members \"\(name)\" and \"\(name)64\" contradict"
    case .memberType(let name): "JSON member \"\(name)\" has the wrong type"
    case .fieldTooLong(let limit): "a field longer than the \(limit) bytes that the format holds"
    case .notUTF8: "V1 JSON cannot hold bytes that are no UTF-8"
    case .nonce: "a nonce that is not 24 bytes"
    }
  }
}
