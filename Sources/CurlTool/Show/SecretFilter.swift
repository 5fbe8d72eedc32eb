/// Takes the secrets out of header lines as they come, in pieces of any size.
struct SecretFilter: Sendable {
  /// Whether a header was begun and its empty line has not come yet.
  private(set) var isInHeader = false

  private enum Place {
    /// Within the name, which is in `pending` so far.
    case name
    /// Within a value that is shown.
    case shown
    /// Within a value that is not, which is in `pending` until its line ends.
    case held(SecretField)
  }

  private var place = Place.name
  private var pending: [UInt8] = []
  /// The field of the line before, which a line that begins with a blank goes on with.
  private var previous: SecretField?
  /// Whether the line has no byte yet but a carriage return.
  private var isEmptyLine = true

  /// What may be shown now.
  mutating func filter(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var shown: [UInt8] = []
    for byte in bytes { take(byte, &shown) }
    return shown
  }

  /// Takes the rest of a header from data; how many bytes of it that is.
  func headerLength(in data: [UInt8]) -> Int {
    guard isInHeader else { return 0 }
    var copy = self
    var none: [UInt8] = []
    for (count, byte) in data.enumerated() {
      copy.take(byte, &none)
      if !copy.isInHeader { return count + 1 }
    }
    return data.count
  }

  private mutating func take(_ byte: UInt8, _ shown: inout [UInt8]) {
    isInHeader = true
    if isEmptyLine, byte == 0x20 || byte == 0x09, let previous { place = .held(previous) }
    let isLineEnd = byte == UInt8(ascii: "\n")
    switch place {
    case .name:
      shown.append(byte)
      if byte == UInt8(ascii: ":") {
        place = SecretField(name: pending).map(Place.held) ?? .shown
        pending = []
      } else if pending.count < SecretField.longestName {
        pending.append(byte)
      }
    case .shown: shown.append(byte)
    case .held(let field):
      pending.append(byte)
      if isLineEnd { shown += field.shown(pending) }
    }
    guard isLineEnd else {
      if byte != UInt8(ascii: "\r") { isEmptyLine = false }
      return
    }
    if case .held(let field) = place { previous = field } else { previous = nil }
    if isEmptyLine { isInHeader = false }
    place = .name
    pending = []
    isEmptyLine = true
  }
}
