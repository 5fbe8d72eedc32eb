import Presentation
import Testing

@Suite struct SanitizerTests {
  @Test(arguments: ["", "plain text, 100 % ASCII \\ \"'", "Grüße ✓ 漢字 🎉 e\u{301}", "a/b=c"])
  func `text that a terminal shows as it is stays as it is`(text: String) {
    #expect(Sanitizer.clean(text) == text)
  }

  @Test(arguments: [
    ("a\u{1b}[31mb", "a\\x1b[31mb"), ("\u{7}\u{8}\0", "\\x07\\x08\\x00"), ("\u{7f}", "\\x7f"),
    ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{85}\u{9b}31m", "\\u{85}\\u{9b}31m"),
    ("\u{80}\u{9f}", "\\u{80}\\u{9f}"),
    ("\u{202e}abc\u{202c}", "\\u{202e}abc\\u{202c}"),
    ("\u{202a}\u{202b}\u{202d}", "\\u{202a}\\u{202b}\\u{202d}"),
    ("\u{2066}\u{2067}\u{2068}\u{2069}", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"),
    ("\u{200e}\u{200f}\u{61c}", "\\u{200e}\\u{200f}\\u{61c}"),
    ("a\u{200b}b\u{200c}\u{200d}", "a\\u{200b}b\\u{200c}\\u{200d}"),
    ("\u{2060}\u{feff}", "\\u{2060}\\u{feff}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
    ("\u{fff9}\u{fffb}", "\\u{fff9}\\u{fffb}"),
    ("\u{e0041}\u{e007f}", "\\u{e0041}\\u{e007f}"),
    ("e\u{301}\u{1b}", "e\u{301}\\x1b"),
  ])
  func `what a terminal obeys, or does not show, is escaped`(text: String, clean: String) {
    #expect(Sanitizer.clean(text) == clean)
  }

  @Test(
    arguments: [
      ([0x80], "\\x80"), ([0xff, 0xfe], "\\xff\\xfe"), ([0xc3], "\\xc3"), ([0xc3, 0x28], "\\xc3("),
      ([0xc0, 0xaf], "\\xc0\\xaf"), ([0xc1, 0xbf], "\\xc1\\xbf"), ([0xe2, 0x82], "\\xe2\\x82"),
      ([0xe2, 0x82, 0x41], "\\xe2\\x82A"), ([0xe0, 0x80, 0xaf], "\\xe0\\x80\\xaf"),
      ([0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"), ([0xf0, 0x9f, 0x8e], "\\xf0\\x9f\\x8e"),
      ([0xf0, 0x80, 0x80, 0xaf], "\\xf0\\x80\\x80\\xaf"),
      ([0xf4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
      ([0xf8, 0x88, 0x80, 0x80, 0x80], "\\xf8\\x88\\x80\\x80\\x80"),
      ([0xc3, 0xa9, 0xff, 0xc3, 0xa9], "é\\xffé"), ([0x61, 0xe2, 0x9c, 0x93, 0xe2], "a✓\\xe2"),
    ] as [([UInt8], String)])
  func `bytes that are no UTF-8 are shown one by one`(bytes: [UInt8], clean: String) {
    #expect(Sanitizer.clean(([0x41, 0x41] + bytes)[2...]) == clean)
  }

  @Test func `no control character of any kind comes through`() {
    for value in UInt32(0)...0x10ffff {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      guard [.control, .lineSeparator, .paragraphSeparator].contains(category) else { continue }
      let clean = Sanitizer.clean(String(scalar))
      #expect(clean.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "U+\(String(value, radix: 16))")
    }
  }
}
