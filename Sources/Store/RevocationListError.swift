internal import Bytes

/// Why a text is no list of revocations.
public struct RevocationListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// A byte where a hexadecimal digit should be.
    case foreignCharacter(UInt8)
    /// Another count of digits than 64.
    case length(found: Int)
  }

  /// What is wrong.
  public let reason: Reason
  /// Lines from 1.
  public let line: Int
  /// Bytes from 0 in the text as given.
  public let offset: Int

  /// An error at a line and byte offset.
  public init(_ reason: Reason, line: Int, at offset: Int) {
    self.reason = reason
    self.line = line
    self.offset = offset
  }

  /// One line, lower case, with the line number and without the offset.
  public var description: String {
    switch reason {
    case .foreignCharacter(let byte):
      "line \(line) is neither 64 hexadecimal digits nor \"token-id:\" with such: "
        + "found \(BytesError.name(of: byte))"
    case .length(let found): "line \(line) has \(found) hexadecimal digits, not 64"
    }
  }
}
