import Foundation

/// The seed of this run: `L402_TEST_SEED`, or a random one that is printed.
enum Seed {
  static let value: UInt64 = {
    let text = ProcessInfo.processInfo.environment["L402_TEST_SEED"]
    let value = text.flatMap { UInt64($0) } ?? .random(in: 0..<1 << 53)
    print("differential tests: repeat this run with L402_TEST_SEED=\(value)")
    return value
  }()
}

/// SplitMix64 (Steele, Lea, Flood, 2014): the same numbers for the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// A stream of its own for each `label`.
  init(_ label: String) {
    state = label.utf8.reduce(Seed.value) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  mutating func bytes(_ range: ClosedRange<Int>) -> [UInt8] {
    let count = Int.random(in: range, using: &self)
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }

  /// Text in UTF-8, printable ASCII and newlines only where `ascii`.
  mutating func text(_ range: ClosedRange<Int>, ascii: Bool) -> [UInt8] {
    let foreign: [Unicode.Scalar] = [
      "\u{e9}", "\u{20ac}", "\u{1f600}", "\u{2028}", "\u{0}", "\u{7f}",
    ]
    var text = ""
    for _ in 0..<Int.random(in: range, using: &self) {
      let choice = Int.random(in: 0..<(ascii ? 96 : 104), using: &self)
      if choice < 95 {
        text.unicodeScalars.append(Unicode.Scalar(UInt8(0x20 + choice)))
      } else if choice == 95 {
        text.unicodeScalars.append("\n")
      } else {
        text.unicodeScalars.append(foreign[Int.random(in: foreign.indices, using: &self)])
      }
    }
    return Array(text.utf8)
  }
}
