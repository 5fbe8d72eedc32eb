import Foundation
import QRCodes
import Testing

@Suite(.enabled(if: Zbarimg.isWanted, "zbarimg is not installed (Debian package zbar-tools)"))
struct ReaderTests {
  static let samples: [Sample] = [
    "A", "0", .alphabet, "LIGHTNING:LNBC1", .invoice(300), .invoice(1_000), .invoice(2_500),
    .invoice(QRCode.maximumLength), Sample("7", times: QRCode.maximumLength),
    // Where digits are parted from letters in vain, libqrencode finds no room for these.
    Sample(String(repeating: "1234567A", count: QRCode.maximumLength / 8)),
    Sample(String(repeating: "12345678901234A", count: QRCode.maximumLength / 15)),
  ]

  @Test(arguments: samples, [true, false])
  func `zbarimg reads the text from the lines`(sample: Sample, coloured: Bool) throws {
    let lines = try QRCode(sample.text).lines(coloured: coloured)
    let picture = try #require(Bitmap(lines, coloured: coloured))
    #expect(try Zbarimg.read(picture) == sample.text)
  }

  @Test func `zbarimg reads nothing where there is no code`() throws {
    let lines = [String](repeating: String(repeating: "█", count: 40), count: 20)
    let blank = try #require(Bitmap(lines, coloured: false))
    #expect(throws: ZbarimgError.status(4)) { try Zbarimg.read(blank) }
  }
}

struct ZbarimgTests {
  @Test func `a reader that does not end is given up`() {
    let output = FileManager.default.temporaryDirectory.appending(path: "l402-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    #expect(throws: ZbarimgError.silent) {
      try Zbarimg.run("/bin/sleep", ["1000"], output: output, patience: 0.2)
    }
  }
}
