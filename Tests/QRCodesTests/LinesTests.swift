import QRCodes
import Testing

struct LinesTests {
  static let samples: [Sample] = ["A", "LIGHTNING:LNBC1", .invoice(279), .invoice(4_296)]

  @Test func `an invoice of 279 characters takes 57 columns and 29 rows`() throws {
    let code = try QRCode(Sample.invoice(279).text)
    #expect(code.columns == 57)
    #expect(code.rows == 29)
  }

  @Test(arguments: samples, [true, false])
  func `the lines show every module, and light around them`(
    sample: Sample, coloured: Bool
  ) throws {
    let code = try QRCode(sample.text)
    let picture = try #require(Bitmap(code.lines(coloured: coloured), coloured: coloured))
    // One row of pixels more than modules: the last half line.
    let expected = (-4..<code.width + 5).map { row in
      (-4..<code.width + 4).map { code.isDark(column: $0, row: row) }
    }
    #expect(picture.rows == expected)
  }

  @Test(arguments: samples, [true, false])
  func `columns and rows are the size of the lines`(sample: Sample, coloured: Bool) throws {
    let code = try QRCode(sample.text)
    let lines = code.lines(coloured: coloured)
    let picture = try #require(Bitmap(lines, coloured: coloured))
    #expect(lines.count == code.rows)
    #expect(picture.rows.allSatisfy { $0.count == code.columns })
  }

  @Test func `the quiet zone is four light modules on each side`() throws {
    let code = try QRCode("LIGHTNING:LNBC1")
    let picture = try #require(Bitmap(code.lines(coloured: false), coloured: false))
    for (y, row) in picture.rows.enumerated() {
      for (x, isDark) in row.enumerated() where isDark {
        #expect((4..<4 + code.width).contains(x))
        #expect((4..<4 + code.width).contains(y))
      }
    }
    #expect(picture.rows[4][4])
  }

  @Test func `without colours there is no escape`() throws {
    let lines = try QRCode("A").lines(coloured: false)
    #expect(lines.joined().allSatisfy { " ▀▄█".contains($0) })
    #expect(lines.first == String(repeating: "█", count: 29))
  }

  @Test func `with colours each line is set and reset`() throws {
    let lines = try QRCode("A").lines(coloured: true)
    let blank = "\u{1b}[38;5;16;48;5;231m" + String(repeating: " ", count: 29) + "\u{1b}[0m"
    #expect(lines.first == blank)
    #expect(lines.last == blank)
  }
}
