internal import Bytes

/// A Bitcoin address for a witness program (BIP 173 for version 0, BIP 350 from version 1 on).
public struct SegwitAddress: Hashable, Sendable {
  /// `bc`, `tb`, `bcrt`, ...
  public let humanReadablePart: String
  /// From 0 to 16.
  public let version: UInt8
  /// 2 to 40 bytes; for version 0, 20 or 32.
  public let program: [UInt8]

  /// Puts an address together (BIP 141, "Witness program").
  ///
  /// - Throws: `Bech32Error` for a version above 16 or a length that the version does not allow.
  public init(
    humanReadablePart: String, version: UInt8, program: [UInt8]
  ) throws(Bech32Error) {
    guard version <= 16 else { throw Bech32Error(.witnessVersion(version), at: 0) }
    guard Self.isProgramLength(program.count, version: version) else {
      throw Bech32Error(.witnessProgramLength(program.count), at: 1)
    }
    self.humanReadablePart = humanReadablePart
    self.version = version
    self.program = program
  }

  /// Reads an address for a network.
  ///
  /// - Parameters:
  ///   - text: the address alone.
  ///   - humanReadablePart: the one that it must have, in lower case.
  /// - Throws: `Bech32Error`, offsets in `text`.
  public init(
    parsing text: ArraySlice<UInt8>, humanReadablePart: String
  ) throws(Bech32Error) {
    let unchecked = try UncheckedBech32(parsing: text, most: 90)
    guard unchecked.humanReadablePart.elementsEqual(humanReadablePart.utf8) else {
      throw Bech32Error(.otherHumanReadablePart, at: 0)
    }
    let bech32 = try unchecked.checkedAnyVariant()
    let start = unchecked.humanReadablePart.count + 1
    guard let version = bech32.data.first else {
      throw Bech32Error(.witnessProgramLength(0), at: start)
    }
    guard version <= 16 else { throw Bech32Error(.witnessVersion(version), at: start) }
    guard bech32.variant == Self.variant(version) else {
      throw Bech32Error(.variant(expected: Self.variant(version)), at: text.count - 6)
    }
    let program: [UInt8]
    do {
      program = try FiveBitGroups.bytes(bech32.data.dropFirst())
    } catch {
      throw Bech32Error(error.reason, at: start + 1 + error.offset)
    }
    guard Self.isProgramLength(program.count, version: version) else {
      throw Bech32Error(.witnessProgramLength(program.count), at: start + 1)
    }
    self.humanReadablePart = humanReadablePart
    self.version = version
    self.program = program
  }

  /// The address in lower case.
  public var text: String {
    Bech32(
      humanReadablePart: Array(humanReadablePart.utf8)[...],
      data: ([version] + FiveBitGroups.groups(program))[...], variant: Self.variant(version)
    ).text
  }

  /// Whether a program of that many bytes can be (BIP 141).
  public static func isProgramLength(_ count: Int, version: UInt8) -> Bool {
    version == 0 ? count == 20 || count == 32 : (2...40).contains(count)
  }

  private static func variant(_ version: UInt8) -> Bech32Variant {
    version == 0 ? .bech32 : .bech32m
  }
}
