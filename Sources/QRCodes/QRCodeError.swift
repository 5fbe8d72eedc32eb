/// Why there is no QR code of a text.
public struct QRCodeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// No text at all.
    case empty
    /// A character outside the alphanumeric alphabet, such as a lower-case letter.
    case foreignCharacter
    /// More than the largest QR code holds.
    case tooLong
    /// libqrencode is not installed, or in another version than the one known.
    case libraryMissing
    /// No memory to draw it in.
    case outOfMemory
    /// libqrencode gave no code, for a reason that it has no name for.
    case libraryFailed
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in the text's UTF-8; 0 where the text is not at fault.
  public let offset: Int

  /// An error at a byte offset.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// One line, lower case, without the offset.
  public var description: String {
    switch reason {
    case .empty: "no text for a QR code"
    case .foreignCharacter: "a character that is none of a QR code's 0-9 A-Z $%*+-./: and space"
    case .tooLong: "more than the \(QRCode.maximumLength) characters that a QR code holds"
    case .libraryMissing: "libqrencode.so.4 cannot be opened (Debian package libqrencode4)"
    case .outOfMemory: "no memory for a QR code"
    case .libraryFailed: "libqrencode made no QR code of the text"
    }
  }
}
