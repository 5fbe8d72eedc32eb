/// The code as text: a terminal cell is one module wide and two high.
extension QRCode {
  /// The width in terminal cells, with the quiet zone.
  public var columns: Int { width + 2 * Self.quietZone }

  /// The height in terminal lines, with the quiet zone.
  public var rows: Int { (columns + 1) / 2 }

  /// Draws it, dark on light, with its quiet zone; the lines have no line break.
  ///
  /// With colours it is black on white on any terminal. Without, the light modules are what is
  /// drawn, so that it is right on a dark terminal and inverted on a light one. The height in
  /// modules is odd: the half line that is left over belongs to the quiet zone.
  public func lines(coloured: Bool) -> [String] {
    let modules = -Self.quietZone..<width + Self.quietZone
    return stride(from: modules.lowerBound, to: modules.upperBound, by: 2).map { row in
      var line = coloured ? Self.blackOnWhite : ""
      for column in modules {
        line += Self.cell(
          upper: isDark(column: column, row: row) == coloured,
          lower: isDark(column: column, row: row + 1) == coloured)
      }
      return coloured ? line + Self.reset : line
    }
  }

  /// From the fixed part of the 256 colours: themes change the first 16.
  private static let blackOnWhite = "\u{1b}[38;5;16;48;5;231m"
  private static let reset = "\u{1b}[0m"

  /// A cell whose halves are drawn or left blank.
  private static func cell(upper: Bool, lower: Bool) -> String {
    switch (upper, lower) {
    case (true, true): "\u{2588}"
    case (true, false): "\u{2580}"
    case (false, true): "\u{2584}"
    case (false, false): " "
    }
  }
}
