/// One small change that would make a text's checksum hold: a guess at the typo.
///
/// Only ever to be shown: whoever uses a repaired text unseen pays somebody that a typo chose.
public struct Bech32Repair: Hashable, Sendable {
  /// What was done to the text, so that undoing it repairs it; characters as the text has them.
  public enum Typo: Hashable, Sendable {
    /// The byte `found` stands where `wanted` should.
    case substitution(found: UInt8, wanted: UInt8)
    /// The characters at the offset and behind it changed places.
    case transposition(UInt8, UInt8)
    /// The byte `found` should not be there.
    case extra(found: UInt8)
    /// The byte `wanted` is missing before the offset.
    case missing(wanted: UInt8)
    /// Some letters are in the other case; the offset is that of the first.
    case letterCase
  }

  /// What went wrong.
  public let typo: Typo
  /// Bytes from 0 in the text as given.
  public let offset: Int
  /// The whole text without the typo.
  public let text: [UInt8]

  /// Every single change that repairs a text, each result once, the leftmost change first.
  ///
  /// Empty for a text that needs none. Finds substitutions, transpositions of neighbours, extra and
  /// missing characters, anywhere in the text, the separator included; time and memory grow with
  /// the length. In the human-readable part letters and digits are tried.
  public static func all(
    of text: ArraySlice<UInt8>, variant: Bech32Variant = .bech32
  ) -> [Bech32Repair] {
    var search = Bech32RepairSearch(text, variant)
    return search.run()
  }

  /// Changes that the checksum cannot see: a `q` more or less before a closing `p`.
  ///
  /// This is the known weakness of bech32 (BIP 350, "Motivation"): both texts are right, and only
  /// what they mean can tell which one was meant. Empty for a text of any other ending.
  public static func unseen(in text: ArraySlice<UInt8>) -> [Bech32Repair] {
    guard let last = text.last, last | 0x20 == UInt8(ascii: "p") else { return [] }
    let zero = UInt8(ascii: "q") & (last | ~0x20)
    let end = text.count - 1
    var longer = Array(text)
    longer.insert(zero, at: end)
    var repairs = [Bech32Repair(typo: .missing(wanted: zero), offset: end, text: longer)]
    if text.dropLast().last == zero {
      var shorter = Array(text)
      shorter.remove(at: end - 1)
      repairs.append(Bech32Repair(typo: .extra(found: zero), offset: end - 1, text: shorter))
    }
    return repairs
  }
}

/// The search: the state of the checksum is known from the front up to a change, and from the end
/// back to it; a change fits where the two meet.
private struct Bech32RepairSearch {
  /// The text as given.
  private let given: [UInt8]
  /// In lower case; nil where a byte cannot be right: outside 33...126, or of the rarer case.
  private var symbols: [UInt8?]
  private let isUpperCase: Bool
  private let variant: Bech32Variant
  /// The state that must be reached before the symbol at each index; nil before a symbol that is no
  /// character of a data part.
  private var backward: [Bech32Checksum?]
  private var found: [Bech32Repair] = []

  /// Human-readable parts longer than this are not searched; an invoice's has 25 characters at most.
  private static let longestPart = 90
  /// What is tried in a human-readable part.
  private static let partCharacters = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
  private static let separator = UInt8(ascii: "1")

  init(_ text: ArraySlice<UInt8>, _ variant: Bech32Variant) {
    given = Array(text)
    self.variant = variant
    let upper = given.count { $0 &- 0x41 < 26 }
    isUpperCase = upper > given.count { $0 &- 0x61 < 26 }
    let rare: UInt8 = isUpperCase ? 0x61 : 0x41
    symbols = given.map { byte in
      byte < 33 || byte > 126 || byte &- rare < 26 ? nil : UncheckedBech32.lowerCase(byte)
    }
    backward = []
    backward = states(of: symbols)
  }

  mutating func run() -> [Bech32Repair] {
    guard !isRight(given) else { return [] }
    letterCase()
    if symbols.count(where: { $0 == nil }) <= 1 {
      let separators = symbols.indices.filter { symbols[$0] == Self.separator }
      // With the last separator in its place, or with it as the typo.
      for separator in separators.suffix(2).reversed() {
        if separator > 0 { data(behind: separator) }
        if separator == separators.last { part(before: separator) }
      }
      lostSeparator()
      if let separator = separators.last { shiftedSeparator(separator) }
    }
    var texts: Set<[UInt8]> = [given]
    return found.sorted { $0.offset < $1.offset }
      .filter { texts.insert($0.text).inserted && isRight($0.text) }
  }

  /// Whether a text is bech32: the checksum alone may also hold for one that is too short.
  private func isRight(_ text: [UInt8]) -> Bool {
    (try? UncheckedBech32(parsing: text[...]).checked(variant)) != nil
  }

  // MARK: Typos

  private mutating func letterCase() {
    let odd = given.indices.filter { symbols[$0] == nil }
    guard odd.count > 1, odd.allSatisfy({ (33...126).contains(given[$0]) }) else { return }
    let lower = given.map { Optional(UncheckedBech32.lowerCase($0)) }
    guard let separator = lower.lastIndex(of: Self.separator), separator > 0,
      let rest = states(of: lower)[separator + 1],
      rest == Bech32Checksum(humanReadablePart: lower[..<separator].compactMap { $0 })
    else { return }
    found.append(
      Bech32Repair(typo: .letterCase, offset: odd[0], text: dressed(lower.compactMap { $0 })))
  }

  /// Typos in the data part behind a separator that stays.
  private mutating func data(behind separator: Int) {
    let start = separator + 1
    let part = symbols[..<separator]
    guard part.allSatisfy({ $0 != nil }) else { return }
    var forward = Bech32Checksum(humanReadablePart: part.compactMap { $0 })
    for index in start...given.count {
      var fed = forward
      fed.feed(0)
      if let target = backward[index] {
        // A missing character before this one: the state tells which.
        let group = fed.state ^ target.state
        if group < 32 {
          let wanted = Bech32Alphabet.character(UInt8(group))
          repair(.missing(wanted: shown(wanted)), at: index, insert: wanted)
        }
      }
      guard index < given.count else { return }
      if let target = backward[index + 1] {
        let group = fed.state ^ target.state
        if group < 32 {
          let wanted = Bech32Alphabet.character(UInt8(group))
          repair(
            .substitution(found: given[index], wanted: shown(wanted)), at: index, replace: wanted)
        }
        if forward == target { repair(.extra(found: given[index]), at: index, removing: true) }
      }
      guard let group = self.group(at: index) else { return }
      if index + 2 <= given.count, let next = self.group(at: index + 1), next != group {
        var swapped = forward
        swapped.feed(next)
        swapped.feed(group)
        if backward[index + 2] == swapped { swap(at: index) }
      }
      forward.feed(group)
    }
  }

  /// Typos in the human-readable part before the last separator.
  private mutating func part(before separator: Int) {
    guard separator <= Self.longestPart, let target = backward[separator + 1] else { return }
    let part = symbols[..<separator]
    let unknown = part.firstIndex { $0 == nil }
    for index in 0...separator {
      let before = part[..<index].compactMap { $0 }
      if unknown == nil {
        for character in Self.partCharacters {
          let after = part[index...].compactMap { $0 }
          if target == Bech32Checksum(humanReadablePart: before + [character] + after) {
            repair(.missing(wanted: shown(character)), at: index, insert: character)
          }
        }
      }
      guard index < separator, unknown == nil || unknown == index else { continue }
      let after = part[(index + 1)...].compactMap { $0 }
      for character in Self.partCharacters
      where target == Bech32Checksum(humanReadablePart: before + [character] + after) {
        repair(
          .substitution(found: given[index], wanted: shown(character)), at: index,
          replace: character)
      }
      if separator > 1, target == Bech32Checksum(humanReadablePart: before + after) {
        repair(.extra(found: given[index]), at: index, removing: true)
      }
      guard index + 1 < separator, unknown == nil, let one = part[index],
        let other = part[index + 1], one != other
      else { continue }
      let swapped = before + [other, one] + part[(index + 2)...].compactMap { $0 }
      if target == Bech32Checksum(humanReadablePart: swapped) { swap(at: index) }
    }
  }

  /// A separator that is missing, or has become another character.
  private mutating func lostSeparator() {
    for index in 1..<max(1, min(given.count, Self.longestPart)) {
      let part = symbols[..<index]
      guard part.allSatisfy({ $0 != nil }) else { return }
      let checksum = Bech32Checksum(humanReadablePart: part.compactMap { $0 })
      if backward[index] == checksum {
        repair(.missing(wanted: Self.separator), at: index, insert: Self.separator)
      }
      if backward[index + 1] == checksum, symbols[index] != Self.separator {
        repair(
          .substitution(found: given[index], wanted: Self.separator), at: index,
          replace: Self.separator)
      }
    }
  }

  /// A separator that changed places with its neighbour.
  private mutating func shiftedSeparator(_ separator: Int) {
    for index in [separator - 1, separator] where index >= 0 && index + 1 < given.count {
      var changed = symbols
      changed.swapAt(index, index + 1)
      let place = index == separator ? separator + 1 : separator - 1
      guard place > 0, changed[..<place].allSatisfy({ $0 != nil }),
        let target = states(of: changed)[place + 1],
        target == Bech32Checksum(humanReadablePart: changed[..<place].compactMap { $0 })
      else { continue }
      swap(at: index)
    }
  }

  // MARK: What was found

  private mutating func repair(_ typo: Bech32Repair.Typo, at index: Int, insert character: UInt8) {
    var text = plain
    text.insert(character, at: index)
    add(typo, index, text)
  }

  private mutating func repair(_ typo: Bech32Repair.Typo, at index: Int, replace character: UInt8) {
    var text = plain
    text[index] = character
    add(typo, index, text)
  }

  private mutating func repair(_ typo: Bech32Repair.Typo, at index: Int, removing: Bool) {
    var text = plain
    text.remove(at: index)
    add(typo, index, text)
  }

  private mutating func swap(at index: Int) {
    var text = plain
    text.swapAt(index, index + 1)
    add(.transposition(given[index], given[index + 1]), index, text)
  }

  private mutating func add(_ typo: Bech32Repair.Typo, _ index: Int, _ text: [UInt8]) {
    let text = dressed(text)
    guard text != given else { return }
    found.append(Bech32Repair(typo: typo, offset: index, text: text))
  }

  // MARK: Symbols

  /// The text in lower case, unknown bytes as they are.
  private var plain: [UInt8] { zip(symbols, given).map { $0 ?? $1 } }

  private func shown(_ character: UInt8) -> UInt8 {
    isUpperCase && character &- 0x61 < 26 ? character & ~0x20 : character
  }

  private func dressed(_ text: [UInt8]) -> [UInt8] { text.map(shown) }

  private func group(at index: Int) -> UInt8? {
    index < symbols.count ? symbols[index].flatMap(Bech32Alphabet.group) : nil
  }

  /// For each index, and the end, the state that the rest of the symbols completes; nil where it
  /// has one that is no character of a data part.
  private func states(of symbols: [UInt8?]) -> [Bech32Checksum?] {
    var states = [Bech32Checksum?](repeating: nil, count: symbols.count + 1)
    var state = Bech32Checksum(state: variant.constant)
    states[symbols.count] = state
    for index in symbols.indices.reversed() {
      guard let group = symbols[index].flatMap(Bech32Alphabet.group) else { break }
      state = state.unfed(group)
      states[index] = state
    }
    return states
  }
}
