import Testing

@testable import QRCodes

struct QRCodeTests {
  @Test(
    arguments: [
      // The first and the last size, and each side of a step between two (ISO/IEC 18004).
      ("A", 21), (Sample("A", times: 25), 21), (Sample("A", times: 26), 25),
      (.invoice(279), 49), (.invoice(280), 53), (.invoice(4_296), 177),
    ] as [(Sample, Int)])
  func `the smallest code of level L that holds the text`(sample: Sample, width: Int) throws {
    #expect(try QRCode(sample.text).width == width)
  }

  @Test func `the finder patterns are where they belong`() throws {
    let code = try QRCode(Sample.invoice(300).text)
    let finder = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"]
    let far = code.width - 7
    for (left, top) in [(0, 0), (far, 0), (0, far)] {
      let seen = (top..<top + 7).map { row in
        String((left..<left + 7).map { code.isDark(column: $0, row: row) ? "#" : " " })
      }
      #expect(seen == finder)
    }
  }

  @Test func `equal texts give equal codes`() throws {
    #expect(try QRCode("LNBC1") == QRCode("LNBC1"))
    #expect(try QRCode("LNBC1") != QRCode("LNBC2"))
  }

  @Test func `many at once are as good as one`() async throws {
    let text = Sample.invoice(300).text
    let alone = try QRCode(text)
    let codes = try await withThrowingTaskGroup(of: QRCode.self) { group in
      for _ in 0..<64 { group.addTask { try QRCode(text) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes == [QRCode](repeating: alone, count: 64))
  }

  @Test func `all around the code is light`() throws {
    let code = try QRCode("A")
    for i in -9..<30 {
      for outside in [-9, -1, code.width, code.width + 9, .min, .max] {
        #expect(!code.isDark(column: i, row: outside))
        #expect(!code.isDark(column: outside, row: i))
      }
    }
  }
}

struct RefusalTests {
  @Test(
    arguments: [
      ("", .empty, 0),
      ("lnbc1", .foreignCharacter, 0),
      ("LIGHTNING:lnbc1", .foreignCharacter, 10),
      ("A,B", .foreignCharacter, 1),
      ("A\n", .foreignCharacter, 1),
      ("A\u{0}B", .foreignCharacter, 1),
      ("AÄB", .foreignCharacter, 1),
      (Sample("A", times: 4_297), .tooLong, 4_296),
      (Sample(Sample("A", times: 4_296).text + "a"), .tooLong, 4_296),
      (Sample("0", times: 5_000), .tooLong, 4_296),
    ] as [(Sample, QRCodeError.Reason, Int)])
  func `refuses a text at its first bad byte`(
    sample: Sample, reason: QRCodeError.Reason, offset: Int
  ) {
    #expect(throws: QRCodeError(reason, at: offset)) { try QRCode(sample.text) }
  }

  @Test func `of ASCII only the alphabet is taken`() {
    let taken = (UInt8(0)..<128).map { String(UnicodeScalar($0)) }.filter {
      (try? QRCode($0)) != nil
    }
    #expect(Set(taken) == Set(Sample.alphabet.text.map { String($0) }))
  }

  @Test(arguments: ["/nowhere/libqrencode.so.4", "libc.so.6", "/etc/passwd", ""])
  func `a missing library and a foreign one are named`(file: String) {
    // dlopen takes an empty name for the program itself, which has none of the functions.
    #expect(throws: QRCodeError(.libraryMissing, at: 0)) { try QRCode("A", library: file) }
  }

  @Test func `a named library does what the installed one does`() throws {
    #expect(try QRCode("LNBC1", library: "libqrencode.so.4") == QRCode("LNBC1"))
  }

  @Test func `the package to install is named`() {
    let description = QRCodeError(.libraryMissing, at: 0).description
    #expect(description.contains("libqrencode4"))
  }
}
