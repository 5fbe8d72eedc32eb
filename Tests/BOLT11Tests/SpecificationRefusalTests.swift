import BOLT11
import Bech32
import Testing

/// BOLT 11, "Examples of Invalid Invoices": those that do not decode.
struct SpecificationRefusalTests {
  /// A text that lacks its last letter: two examples differ in it alone.
  private static let coffee =
    "pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyq"
    + "c7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45t"
    + "ftc9c5fh0nnqpnl2jfll544esqchsrn"

  static let refused: [(name: String, text: String, error: InvoiceError)] = [
    (
      "a wrong checksum", "lnbc2500u1" + coffee + "t", InvoiceError(.bech32(.checksum), at: 216)
    ),
    ("no separator", coffee + "y", InvoiceError(.bech32(.missingSeparator), at: 212)),
    ("mixed case", "LNBC2500u1" + coffee + "y", InvoiceError(.bech32(.mixedCase), at: 0)),
    (
      "a signature from which no key recovers",
      "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7e"
        + "nxv4jsxqzpusp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9qrsgqwgt7mcn5yqw3yx"
        + "0w94pswkpq6j9uh6xfqqqtsk4tnarugeektd4hg5975x9am52rz4qskukxdmjemg92vvqz8nvmsye63r5ykel4"
        + "3pgz7zq0g2",
      InvoiceError(.signatureRecovery, at: 161)
    ),
    (
      "too short",
      "lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5"
        + "kgetjypeh2ursdae8g6na6hlh", InvoiceError(.tooShort, at: 108)
    ),
    (
      "an unknown multiplier",
      "lnbc2500x1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7e"
        + "nxv4jsxqzpusp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9qrsgqrrzc4cvfue4zp3"
        + "hggxp47ag7xnrlr8vgcmkjxk3j5jqethnumgkpqp23z9jclu3v0a7e0aruz366e9wqdykw6dxhdzcjjhldxq0w"
        + "6wgqcnu43j", InvoiceError(.amountCharacter(UInt8(ascii: "x")), at: 8)
    ),
    (
      "a tenth of a millisatoshi",
      "lnbc2500000001p1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxats"
        + "yp3k7enxv4jsxqzpusp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9qrsgq0lzc236j"
        + "96a95uv0m3umg28gclm5lqxtqqwk32uuk4k6673k6n5kfvx3d2h8s295fad45fdhmusm8sjudfhlf6dcsxmfvk"
        + "eywmjdkxcp99202x", InvoiceError(.subMillisatoshi, at: 13)
    ),
  ]

  @Test(arguments: refused)
  func `is refused as the specification says`(name: String, text: String, error: InvoiceError) {
    #expect(throws: error, "\(name)") { try invoice(text) }
  }

  @Test func `each reason has a stable code`() {
    let codes = [
      "bech32-checksum", "bech32-no-separator", "bech32-mixed-case", "signature", "too-short",
      "amount", "amount",
    ]
    #expect(Self.refused.map(\.error.code) == codes)
  }

  /// It is an older invoice, without secret: only the case is in the way of reading it.
  @Test func `mixed case is repaired to an invoice`() throws {
    let repairs = InvoiceRepair.candidates(for: bytes("LNBC2500u1" + Self.coffee + "y"))
    #expect(repairs.map(\.text) == [Array(("lnbc2500u1" + Self.coffee + "y").utf8)])
    #expect(repairs.map(\.typo) == [.letterCase])
  }

  @Test func `the wrong checksum is repaired`() {
    let repairs = InvoiceRepair.candidates(for: bytes("lnbc2500u1" + Self.coffee + "t"))
    #expect(repairs.map(\.offset) == [221])
    #expect(
      repairs.map(\.typo)
        == [.substitution(found: UInt8(ascii: "t"), wanted: UInt8(ascii: "y"))])
  }
}
