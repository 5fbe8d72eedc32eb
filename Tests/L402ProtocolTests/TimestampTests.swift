import L402Protocol
import Testing

@Suite struct TimestampTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("2026-11-21T04:29:02Z", 1_795_235_342),
      ("2026-11-21t04:29:02z", 1_795_235_342),
      ("2026-11-21T05:29:02+01:00", 1_795_235_342),
      ("2026-11-20T22:59:02-05:30", 1_795_235_342),
      ("2026-11-22T04:28:02+23:59", 1_795_235_342),
      ("2026-11-21T04:29:02-00:00", 1_795_235_342),
      ("2026-11-21T04:29:02.000Z", 1_795_235_342),
      ("2026-11-21T04:29:02.999999999999999999999Z", 1_795_235_342),
      ("2026-11-21T04:29:02.5+00:00", 1_795_235_342),
      ("1969-12-31T23:59:59Z", -1),
      ("1969-12-31T23:59:59.9Z", -1),
      ("2000-02-29T12:00:00Z", 951_825_600),
      ("2024-02-29T00:00:00Z", 1_709_164_800),
      ("1600-02-29T00:00:00Z", -11_670_998_400),
      ("0000-01-01T00:00:00Z", -62_167_219_200),
      ("0000-02-29T00:00:00Z", -62_162_121_600),
      ("9999-12-31T23:59:59Z", 253_402_300_799),
      ("9999-12-31T23:59:59-23:59", 253_402_387_139),
      ("2016-12-31T23:59:60Z", 1_483_228_799),
      ("2017-01-01T00:59:60.7+01:00", 1_483_228_799),
    ] as [(String, Int64)])
  func `reads RFC 3339`(text: String, seconds: Int64) {
    #expect(Timestamp(rfc3339: bytes(text)) == Timestamp(unixSeconds: seconds))
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-11-21T04:29:02", "2026-11-21 04:29:02Z", "2026-11-21T04:29Z",
    "2026-11-21T04:29:02.Z", "2026-11-21T04:29:02,5Z", "2026-11-21T04:29:02+0100",
    "2026-11-21T04:29:02+01", "2026-11-21T04:29:02+24:00", "2026-11-21T04:29:02+01:60",
    "2026-11-21T04:29:02ZZ", "2026-11-21T04:29:02Z ", " 2026-11-21T04:29:02Z",
    "2026-11-21T04:29:02Z\0", "2026-00-21T04:29:02Z", "2026-13-21T04:29:02Z",
    "2026-11-00T04:29:02Z", "2026-11-31T04:29:02Z", "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z",
    "2026-11-21T24:00:00Z", "2026-11-21T04:60:00Z", "2026-11-21T04:29:61Z",
    "+026-11-21T04:29:02Z", "-2026-11-21T04:29:02Z", "12026-11-21T04:29:02Z",
    "2026-1-21T04:29:02Z", "20261121T042902Z", "2026-11-21T4:29:02Z", "２０26-11-21T04:29:02Z",
    "2026-11-21T04:29:02\u{2212}01:00", "2026-W47-6T04:29:02Z", "2026-325T04:29:02Z",
  ])
  func `refuses anything else`(text: String) {
    #expect(Timestamp(rfc3339: bytes(text)) == nil)
  }

  @Test func `no cut text of a moment is a moment`() {
    let whole = "2026-11-21T04:29:02.25+01:00"
    for count in 0..<whole.count {
      #expect(Timestamp(rfc3339: bytes(String(whole.prefix(count)))) == nil)
    }
  }

  @Test func `reads what it writes, for any second of the years 0 to 9999`() {
    var random = Seeded(402)
    for _ in 0..<20_000 {
      let seconds = Int64.random(in: -62_167_219_200...253_402_300_799, using: &random)
      let moment = Timestamp(unixSeconds: seconds)
      #expect(Timestamp(rfc3339: bytes(moment.rfc3339)) == moment)
    }
  }

  @Test func `later moments are greater`() {
    #expect(Timestamp(unixSeconds: -2) < Timestamp(unixSeconds: -1))
    #expect(!(Timestamp(unixSeconds: 5) < Timestamp(unixSeconds: 5)))
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (-86_400, "1969-12-31T00:00:00Z"),
      (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (4_107_542_400, "2100-03-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
      (253_402_300_800, "9999-12-31T23:59:59Z"), (.max, "9999-12-31T23:59:59Z"),
      (-62_167_219_201, "0000-01-01T00:00:00Z"), (.min, "0000-01-01T00:00:00Z"),
    ] as [(Int64, String)])
  func `writes RFC 3339, beyond its years the nearest moment`(seconds: Int64, text: String) {
    #expect(Timestamp(unixSeconds: seconds).rfc3339 == text)
  }

  @Test func `writes a form for people`() {
    #expect(Timestamp(unixSeconds: 1_795_235_342).spaced == "2026-11-21 04:29:02 UTC")
  }
}

@Suite struct RelativeTimeTests {
  @Test(
    arguments: [
      (0, "now"), (1, "in 1 second"), (-1, "1 second ago"), (59, "in 59 seconds"),
      (60, "in 1 minute"), (65, "in 1 minute"), (66, "in 66 seconds"), (119, "in 119 seconds"),
      (120, "in 2 minutes"), (3540, "in 59 minutes"), (-728, "12 minutes ago"),
      (3600, "in 1 hour"), (5400, "in 90 minutes"), (7199, "in 119 minutes"), (7200, "in 2 hours"),
      (86_400, "in 1 day"), (172_800, "in 2 days"), (2_629_746, "in 1 month"),
      (-63_113_904, "2 years ago"), (.max, "in 292277024626 years"),
    ] as [(Int64, String)])
  func `tells a span in the largest unit that leaves two, or one`(seconds: Int64, words: String) {
    let now = Timestamp(unixSeconds: 0)
    #expect(RelativeTime.words(from: now, to: Timestamp(unixSeconds: seconds)) == words)
  }

  @Test(
    arguments: [
      (-1, .max, "in ages"), (1, .min, "ages ago"), (.min, .max, "in ages"),
      (.max, .min, "ages ago"),
      (0, .min, "292277024626 years ago"),
    ] as [(Int64, Int64, String)])
  func `spans that no number holds do no harm`(from: Int64, to: Int64, words: String) {
    #expect(
      RelativeTime.words(
        from: Timestamp(unixSeconds: from), to: Timestamp(unixSeconds: to)) == words)
  }
}
