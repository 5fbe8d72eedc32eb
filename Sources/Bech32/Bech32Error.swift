internal import Bytes

/// Why a text is no bech32, or why five-bit groups are no bytes.
public struct Bech32Error: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// Nothing was given.
    case empty
    /// More characters than the `most` that were allowed.
    case tooLong(most: Int)
    /// A byte that no bech32 text has at that place.
    case foreignCharacter(UInt8)
    /// Letters of both cases.
    case mixedCase
    /// No `1` between human-readable part and data.
    case missingSeparator
    /// Nothing before the separator.
    case emptyHumanReadablePart
    /// Fewer than the six characters of the checksum behind the separator.
    case missingChecksum
    /// The checksum is another one.
    case checksum
    /// The checksum is that of the other variant than the `expected` one.
    case variant(expected: Bech32Variant)
    /// Bits left over that fill a group, or are not zero.
    case padding
    /// A witness version above 16.
    case witnessVersion(UInt8)
    /// A witness program of a length that its version does not allow.
    case witnessProgramLength(Int)
    /// An address for another human-readable part.
    case otherHumanReadablePart
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in the text as given; for groups, groups from 0.
  public let offset: Int

  /// An error at a byte offset.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// One line, lower case, without the offset.
  public var description: String {
    switch reason {
    case .empty: "nothing was given"
    case .tooLong(let most): "more than \(most) characters"
    case .foreignCharacter(let byte): "\(BytesError.name(of: byte)) is no bech32 character here"
    case .mixedCase: "upper and lower case mixed"
    case .missingSeparator: "no \"1\" between the human-readable part and the data"
    case .emptyHumanReadablePart: "nothing before the separator \"1\""
    case .missingChecksum: "fewer than 6 characters behind the separator \"1\""
    case .checksum: "checksum fails"
    case .variant(let expected): "checksum of the other variant, \(expected.rawValue) is needed"
    case .padding: "padding bits that fill a group or are not zero"
    case .witnessVersion(let version): "witness version \(version), 16 is the highest"
    case .witnessProgramLength(let count): "a witness program of \(count) bytes"
    case .otherHumanReadablePart: "another human-readable part than the one asked for"
    }
  }
}
