extension ParsedCaveat {
  /// Whether this caveat allows nothing that an earlier one of the same key forbids.
  ///
  /// True where no rule compares the two; false where either cannot be read, and where a number is
  /// followed by none.
  public func narrows(_ earlier: ParsedCaveat) -> Bool {
    switch (earlier.value, value) {
    case (.services(let before), .services(let after)):
      return after.allSatisfy { entry in before.contains { $0.name.isExactly(entry.name) } }
    case (.names(let before), .names(let after)):
      return after.allSatisfy { before.containsExactly($0) }
    case (.moment(let before), .moment(let after)): return after <= before
    case (.globs(let before), .globs(let after)):
      return after.allSatisfy { glob in before.contains { $0.covers(glob) } }
    case (.addresses(let before), .addresses(let after)): return Set(after).isSubset(of: before)
    case (.origin(let before), .origin(let after)): return before == after
    case (.text(let before), .text(let after)): return before.isExactly(after)
    case (.preimage(let before), .preimage(let after)): return before == after
    case (.integer(let before), .integer(let after)): return after <= before
    // A limit once counted stays one: "10", then "many", would be no limit at all.
    case (.integer, nil): return false
    case (nil, _), (_, nil): return true
    default: return false
    }
  }

  /// For each caveat the index of an earlier one that it widens, nil where it widens none.
  public static func widenings(in caveats: [ParsedCaveat]) -> [Int?] {
    // Few caveats are compared one by one; an attacker's thousands would take forever that way.
    guard caveats.count > 8 else {
      return caveats.indices.map { index in
        guard let key = caveats[index].key,
          let earlier = caveats[..<index].lastIndex(where: { $0.key == key }),
          !caveats[index].narrows(caveats[earlier])
        else { return nil }
        return earlier
      }
    }
    var latest: [String: Int] = [:]
    return caveats.enumerated().map { index, caveat in
      guard let key = caveat.key else { return nil }
      defer { latest[key] = index }
      guard let earlier = latest[key], !caveat.narrows(caveats[earlier]) else { return nil }
      return earlier
    }
  }
}
