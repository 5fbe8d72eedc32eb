import Bech32
import Testing

/// Every kind of typo, at every position of random texts.
struct Bech32RepairTests {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let partCharacters = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

  private func isRight(_ sample: SampleText, _ text: [UInt8]) -> Bool {
    (try? UncheckedBech32(parsing: text[...]).checked(sample.variant)) != nil
  }

  /// Whether the right text is among the repairs of a broken one, each of which must be right.
  private func finds(
    _ sample: SampleText, in broken: [UInt8], _ isTypo: (Bech32Repair) -> Bool = { _ in true }
  ) -> Bool {
    let repairs = Bech32Repair.all(of: ([0, 0] + broken)[2...], variant: sample.variant)
    return repairs.allSatisfy { isRight(sample, $0.text) && $0.text != broken }
      && Set(repairs.map(\.text)).count == repairs.count
      && repairs.contains { $0.text == sample.text && isTypo($0) }
  }

  @Test(arguments: SampleText.all)
  func `another character is replaced`(sample: SampleText) {
    var generator = SplitMix64(seed: 1)
    for (offset, wanted) in sample.text.enumerated() {
      let others = offset < sample.separator ? Self.partCharacters : Self.alphabet
      guard let other = others.filter({ $0 != wanted | 0x20 }).randomElement(using: &generator)
      else { continue }
      var broken = sample.text
      broken[offset] = sample.dressed(other)
      let typo = Bech32Repair.Typo.substitution(found: broken[offset], wanted: wanted)
      #expect(
        finds(sample, in: broken) { $0.typo == typo && $0.offset == offset }, "\(text(broken))")
    }
  }

  /// A blank, a control character, half a character of UTF-8, letters that no data part has.
  @Test(arguments: SampleText.all, [UInt8(0x20), 0x00, 0x7f, 0xc3] + Array("b1o-".utf8))
  func `a foreign character is replaced`(sample: SampleText, foreign: UInt8) {
    for (offset, wanted) in sample.text.enumerated() where sample.text[offset] | 0x20 != foreign {
      var broken = sample.text
      broken[offset] = sample.dressed(foreign)
      let typo = Bech32Repair.Typo.substitution(found: broken[offset], wanted: wanted)
      #expect(
        finds(sample, in: broken) { $0.typo == typo && $0.offset == offset }, "\(text(broken))")
    }
  }

  @Test(arguments: SampleText.all)
  func `one letter in the other case is replaced`(sample: SampleText) {
    for (offset, wanted) in sample.text.enumerated() where wanted >= 0x41 {
      var broken = sample.text
      broken[offset] = wanted ^ 0x20
      let typo = Bech32Repair.Typo.substitution(found: broken[offset], wanted: wanted)
      #expect(
        finds(sample, in: broken) { $0.typo == typo && $0.offset == offset }, "\(text(broken))")
    }
  }

  @Test(arguments: SampleText.all)
  func `several letters in the other case are put into the case of most`(sample: SampleText) {
    let letters = sample.text.indices.filter { sample.text[$0] >= 0x41 }
    for count in 2..<letters.count / 2 {
      for odd in [Array(letters.prefix(count)), letters.suffix(count)] {
        var broken = sample.text
        for offset in odd { broken[offset] ^= 0x20 }
        let repair = Bech32Repair.all(of: broken[...], variant: sample.variant)
        #expect(repair.map(\.text) == [sample.text])
        #expect(repair.first?.typo == .letterCase)
        #expect(repair.first?.offset == odd[0])
      }
    }
  }

  @Test(arguments: SampleText.all)
  func `neighbours that changed places change back`(sample: SampleText) {
    for offset in sample.text.indices.dropLast() {
      var broken = sample.text
      broken.swapAt(offset, offset + 1)
      guard broken != sample.text else { continue }
      let typo = Bech32Repair.Typo.transposition(broken[offset], broken[offset + 1])
      #expect(
        finds(sample, in: broken) { $0.typo == typo && $0.offset == offset }, "\(text(broken))")
    }
  }

  /// In a run of equal characters the place is that of the first.
  @Test(arguments: SampleText.all)
  func `a missing character is put back`(sample: SampleText) {
    for (offset, wanted) in sample.text.enumerated() {
      var broken = sample.text
      broken.remove(at: offset)
      guard !isRight(sample, broken) else { continue }
      #expect(
        finds(sample, in: broken) {
          $0.typo == .missing(wanted: wanted) && $0.offset <= offset
            && sample.text[$0.offset...offset].allSatisfy { $0 == wanted }
        }, "\(text(broken))")
    }
  }

  @Test(arguments: SampleText.all)
  func `an extra character is taken out`(sample: SampleText) {
    var generator = SplitMix64(seed: 2)
    for offset in 0...sample.text.count {
      let random = sample.dressed(Self.alphabet.randomElement(using: &generator) ?? 0)
      let neighbour = offset > 0 ? sample.text[offset - 1] : random
      for extra in [random, neighbour, 0x20, 0x31, 0xff] {
        var broken = sample.text
        broken.insert(extra, at: offset)
        guard !isRight(sample, broken) else { continue }
        #expect(
          finds(sample, in: broken) {
            $0.typo == .extra(found: extra) && $0.offset <= offset
              && broken[$0.offset...offset].allSatisfy { $0 == extra }
          }, "\(text(broken))")
      }
    }
  }
}
