internal import CQRencode

/// A QR code of error correction level L, drawn by libqrencode, which is opened on first use.
public struct QRCode: Hashable, Sendable {
  /// The most characters of alphanumeric mode, in version 40 and level L (ISO/IEC 18004, "Data
  /// capacity").
  public static let maximumLength = 4296
  /// Light modules on each side, as readers need them (ISO/IEC 18004, "Quiet zone").
  public static let quietZone = 4

  /// Modules a side, without the quiet zone: 21 to 177, always odd.
  public let width: Int
  /// Row by row.
  private let modules: [Bool]

  /// Encodes a text of `0-9`, `A-Z`, space and `$%*+-./:`.
  ///
  /// Others are refused: they take 8 bits each instead of 5.5. Write an invoice in upper case, as
  /// BOLT 11 advises for QR codes.
  public init(_ text: String) throws(QRCodeError) {
    try self.init(text, library: nil)
  }

  /// Encodes with the library of a file; nil is the installed one.
  init(_ text: String, library: String?) throws(QRCodeError) {
    try Self.check(text)
    var modules = [UInt8](repeating: 0, count: Int(CQRENCODE_WIDTH_MAX * CQRENCODE_WIDTH_MAX))
    var width = 0
    switch unsafe cqrencode_encode(library, text, &modules, modules.count, &width) {
    case .success: break
    case .libraryMissing: throw QRCodeError(.libraryMissing, at: 0)
    case .tooLong: throw QRCodeError(.tooLong, at: 0)
    case .outOfMemory: throw QRCodeError(.outOfMemory, at: 0)
    case .failed: throw QRCodeError(.libraryFailed, at: 0)
    }
    self.width = width
    self.modules = modules.prefix(width * width).map { $0 != 0 }
  }

  /// Whether a module is dark, from 0 at the top left; all around the code is light.
  public func isDark(column: Int, row: Int) -> Bool {
    guard (0..<width).contains(column), (0..<width).contains(row) else { return false }
    return modules[row * width + column]
  }

  private static func check(_ text: String) throws(QRCodeError) {
    guard !text.isEmpty else { throw QRCodeError(.empty, at: 0) }
    for (offset, byte) in text.utf8.enumerated() {
      guard offset < maximumLength else { throw QRCodeError(.tooLong, at: offset) }
      guard isAlphanumeric(byte) else { throw QRCodeError(.foreignCharacter, at: offset) }
    }
  }

  /// The alphabet of alphanumeric mode (ISO/IEC 18004, "Alphanumeric mode").
  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    default: " $%*+-./:".utf8.contains(byte)
    }
  }
}
