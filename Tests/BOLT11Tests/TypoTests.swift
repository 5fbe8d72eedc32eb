import BOLT11
import Bech32
import Foundation
import Testing

/// How many typos were repaired.
private struct Tally: CustomStringConvertible {
  private(set) var all = 0
  /// With the original for the only candidate.
  private(set) var unique = 0
  /// With the original among the candidates.
  private(set) var found = 0

  mutating func add(_ text: [UInt8], _ index: Int, _ byte: UInt8) {
    var broken = text
    broken[index] = byte
    let repairs = InvoiceRepair.candidates(for: broken[...]).map(\.text)
    all += 1
    unique += repairs == [text] ? 1 : 0
    found += repairs.contains(text) ? 1 : 0
  }

  var description: String { "\(all) typos, \(found) repaired, \(unique) of them without doubt" }
}

/// Two hundred invoices, every character of each replaced: none is accepted, and nearly all are
/// repaired to what they were.
///
/// `L402_TEST_ALL_TYPOS=1` repairs at all positions instead of a sample; take a release build.
struct TypoTests {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  /// One in lower case, one in upper case.
  private static let few = [0, 13]
  private static let printable = Array(UInt8(0x20)...0x7e)
  private static let isComplete =
    ProcessInfo.processInfo.environment["L402_TEST_ALL_TYPOS"] == "1"

  /// Another bech32 character in the case of the text.
  private func other(
    than byte: UInt8, _ isUpperCase: Bool, using generator: inout SplitMix64
  ) -> UInt8 {
    let others = Self.alphabet.filter { $0 != byte | 0x20 }
    let chosen = others.randomElement(using: &generator) ?? 0
    return isUpperCase && chosen >= 0x61 ? chosen & ~0x20 : chosen
  }

  private func isUpperCase(_ text: [UInt8]) -> Bool { text.first == UInt8(ascii: "L") }

  private func isAccepted(_ text: [UInt8]) -> Bool { (try? Invoice(parsing: text[...])) != nil }

  @Test func `there are two hundred different invoices, all accepted`() {
    #expect(Set(RandomInvoices.texts).count == 200)
    #expect(RandomInvoices.texts.allSatisfy(isAccepted))
    #expect(RandomInvoices.texts.allSatisfy { InvoiceRepair.candidates(for: $0[...]) == [] })
  }

  @Test(arguments: 0..<200)
  func `no invoice is accepted with one character replaced`(number: Int) {
    let text = RandomInvoices.texts[number]
    var generator = SplitMix64(seed: UInt64(number))
    var broken = text
    for index in text.indices {
      broken[index] = other(than: text[index], isUpperCase(text), using: &generator)
      if isAccepted(broken) { Issue.record("\(String(decoding: broken, as: UTF8.self))") }
      broken[index] = text[index]
    }
  }

  /// All 31 others of bech32, and in every tenth place everything that can be typed.
  private func replacements(in text: [UInt8]) -> [(index: Int, byte: UInt8)] {
    text.indices.flatMap { index in
      (index % 10 == 0 ? Self.printable : Self.alphabet)
        .map { isUpperCase(text) && $0 >= 0x61 && index % 10 != 0 ? $0 & ~0x20 : $0 }
        .filter { $0 != text[index] }.map { (index, $0) }
    }
  }

  @Test(arguments: few)
  func `none is accepted with any character in the place of any other`(number: Int) {
    let text = RandomInvoices.texts[number]
    var broken = text
    for (index, byte) in replacements(in: text) {
      broken[index] = byte
      if isAccepted(broken) { Issue.record("\(String(decoding: broken, as: UTF8.self))") }
      broken[index] = text[index]
    }
  }

  @Test func `at least 95 of 100 replaced characters have one repair, the original`() {
    var tally = Tally()
    for (number, text) in RandomInvoices.texts.enumerated() {
      var generator = SplitMix64(seed: UInt64(number))
      for index in text.indices {
        let byte = other(than: text[index], isUpperCase(text), using: &generator)
        if Self.isComplete || (index + number) % 29 == 0 { tally.add(text, index, byte) }
      }
    }
    print("one character each: \(tally)")
    #expect(tally.unique * 100 >= tally.all * 95)
    #expect(tally.found == tally.all)
  }

  @Test func `at least 95 of 100 characters of any kind have one repair, the original`() {
    var tally = Tally()
    for text in Self.few.map({ RandomInvoices.texts[$0] }) {
      for (place, change) in replacements(in: text).enumerated()
      where Self.isComplete || place % 61 == 0 {
        tally.add(text, change.index, change.byte)
      }
    }
    print("all characters: \(tally)")
    #expect(tally.unique * 100 >= tally.all * 95)
    #expect(tally.found == tally.all)
  }

  @Test func `a text that is too long to search has no candidates`() {
    let long = RandomInvoices.texts[0] + [UInt8](repeating: 0x71, count: InvoiceRepair.mostBytes)
    #expect(InvoiceRepair.candidates(for: long[...]) == [])
  }

  @Test func `a repair that is no invoice is no candidate`() {
    let address = Array("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5".utf8)
    let repairs = Bech32Repair.all(of: address[...]).map(\.text)
    #expect(repairs.contains(Array("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4".utf8)))
    #expect(InvoiceRepair.candidates(for: address[...]) == [])
  }
}
