public import Bytes

/// The revocations of a text file, an entry a line.
///
/// An entry is the SHA-256 of a token's identifier in 64 hexadecimal digits, or `token-id:` and
/// 64 digits, with no blanks. Blank lines and lines that start with `#` say nothing; lines end
/// with LF or CR LF.
public struct RevocationList: Hashable, Sendable {
  private var targets: Set<RevocationTarget> = []

  /// A list without entries.
  public init() {}

  /// A list of these entries.
  public init(_ targets: some Sequence<RevocationTarget>) { self.targets = Set(targets) }

  /// Reads a whole file; one bad line refuses all of it.
  public init(parsing text: ArraySlice<UInt8>) throws(RevocationListError) {
    var rest = text
    var number = 0
    while !rest.isEmpty {
      number += 1
      var line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      let isBlank = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard !isBlank, line.first != UInt8(ascii: "#") else { continue }
      targets.insert(
        try Self.target(line, number: number, offset: line.startIndex - text.startIndex))
    }
  }

  /// How many different entries there are.
  public var count: Int { targets.count }

  /// Whether the token with this identifier hash, or its token ID if it has one, is listed.
  public func contains(identifierHash: Bytes32, tokenID: Bytes32?) -> Bool {
    guard !targets.isEmpty else { return false }
    if targets.contains(.identifierHash(identifierHash)) { return true }
    guard let tokenID else { return false }
    return targets.contains(.tokenID(tokenID))
  }

  /// The line for one entry, with the line feed that ends it.
  public static func line(for target: RevocationTarget) -> String {
    switch target {
    case .identifierHash(let hash): "\(hash.hex)\n"
    case .tokenID(let tokenID): "\(Self.tokenIDPrefix)\(tokenID.hex)\n"
    }
  }

  private static func target(
    _ line: ArraySlice<UInt8>, number: Int, offset: Int
  ) throws(RevocationListError) -> RevocationTarget {
    let isTokenID = line.starts(with: tokenIDPrefix.utf8)
    let skipped = isTokenID ? tokenIDPrefix.utf8.count : 0
    let digits = line.dropFirst(skipped)
    for (index, byte) in digits.enumerated() where Hex.value(of: byte) == nil {
      throw RevocationListError(
        .foreignCharacter(byte), line: number, at: offset + skipped + index)
    }
    guard digits.count == 64, let bytes = try? Hex.decode(digits),
      let value = Bytes32(bytes[...], at: 0)
    else {
      throw RevocationListError(
        .length(found: digits.count), line: number, at: offset + skipped + min(digits.count, 64))
    }
    return isTokenID ? .tokenID(value) : .identifierHash(value)
  }

  private static let tokenIDPrefix = "token-id:"
}
