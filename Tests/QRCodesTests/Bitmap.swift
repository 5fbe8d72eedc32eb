import Foundation

/// What a terminal shows of half blocks: dark and light pixels, two a cell.
struct Bitmap: Equatable {
  /// Rows of pixels, true for dark.
  var rows: [[Bool]] = []

  /// Draws lines as a terminal does; nil where one holds anything but half blocks, and, if they
  /// are coloured, black on white at its start and a reset at its end.
  init?(_ lines: [String], coloured: Bool) {
    let (start, end) = coloured ? ("\u{1b}[38;5;16;48;5;231m", "\u{1b}[0m") : ("", "")
    for line in lines {
      guard line.hasPrefix(start), line.hasSuffix(end) else { return nil }
      var upper: [Bool] = []
      var lower: [Bool] = []
      for cell in line.dropFirst(start.count).dropLast(end.count) {
        guard let ink = Self.ink[cell] else { return nil }
        // Ink is black when coloured, and the light foreground of a dark terminal when not.
        upper.append(ink.upper == coloured)
        lower.append(ink.lower == coloured)
      }
      rows += [upper, lower]
    }
  }

  private static let ink: [Character: (upper: Bool, lower: Bool)] = [
    "█": (true, true), "▀": (true, false), "▄": (false, true), " ": (false, false),
  ]

  /// A portable graymap ("P5") of `scale` pixels a module.
  func graymap(scale: Int = 4) -> Data {
    var data = Data("P5\n\((rows.first ?? []).count * scale) \(rows.count * scale)\n255\n".utf8)
    for row in rows {
      let line = row.flatMap { [UInt8](repeating: $0 ? 0 : 255, count: scale) }
      for _ in 0..<scale { data += line }
    }
    return data
  }
}
