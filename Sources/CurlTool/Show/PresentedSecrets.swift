/// What a guard presented, to be masked wherever a server repeats it.
struct PresentedSecrets: Sendable {
  private var pieces: Set<[UInt8]> = []

  /// Shorter ones stand in too much else.
  private static let shortest = 16

  /// None yet.
  init() {}

  /// Takes note of the value of an Authorization: its tokens and its preimage.
  mutating func note(_ authorization: String) {
    for word in authorization.utf8.split(whereSeparator: { " :,".utf8.contains($0) })
    where word.count >= Self.shortest {
      pieces.insert(Array(word))
    }
  }

  /// The bytes with a mask in place of each.
  func masked(_ bytes: [UInt8]) -> [UInt8] {
    pieces.reduce(bytes) { Self.replacing($1, in: $0) }
  }

  /// The same for text.
  func masked(_ text: String) -> String {
    pieces.isEmpty ? text : String(decoding: masked(Array(text.utf8)), as: UTF8.self)
  }

  private static func replacing(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard let first = secret.first, bytes.count >= secret.count else { return bytes }
    var result: [UInt8] = []
    var rest = bytes[...]
    while let start = rest.firstIndex(of: first) {
      result += rest[..<start]
      rest = rest[start...]
      if rest.starts(with: secret) {
        result += SecretField.mask
        rest = rest.dropFirst(secret.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }
}
