import Bytes
import Foundation
import JSON
import L402Protocol
import Macaroons
import Presentation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a token could do to those who read about it; each of these once worked.
@Suite struct HostileTextTests {
  @Test(arguments: ["a=\"\u{301} x=\u{301}", "a=<\u{301}b", "a=&\u{301}", "a=\u{fffe}\u{ffff}"])
  func `a combining mark hides no XML syntax`(caveat: String) throws {
    let report = TestReport.junit.text(try verify([caveat]))
    #expect(XMLParser(data: Data(report.utf8)).parse())
    #expect(!report.contains("=\"\u{301}") && !report.contains("<\u{301}"))
  }

  /// Readers of TAP take two backslashes for one, and the `#` behind them for a directive.
  @Test(arguments: [
    ("services=web:0\\# TODO", "caveat 1 services=web:0\\\\\\# TODO: "),
    ("services=web:0#\u{301} TODO", "caveat 1 services=web:0\\#\u{301} TODO: "),
    ("services=web:0\\", "caveat 1 services=web:0\\\\: "),
  ])
  func `a backslash frees no hash sign in TAP`(caveat: String, line: String) throws {
    let report = TestReport.tap.text(try verify([caveat]))
    #expect(report.utf8.split(separator: 0x0a).contains { text($0).contains(line) })
  }

  @Test(arguments: [
    "\u{ad}", "\u{34f}", "\u{115f}", "\u{17b4}", "\u{180e}", "\u{3164}", "\u{fe0f}", "\u{ffa0}",
    "\u{1d173}", "\u{e0001}", "\u{e0100}", "\u{fffe}",
  ])
  func `what cannot be seen is escaped`(text: String) throws {
    let scalar = try #require(text.unicodeScalars.first)
    #expect(Sanitizer.clean(text) == "\\u{\(String(scalar.value, radix: 16))}")
  }

  @Test func `names stay sorted where a value is no text`() throws {
    let line = [UInt8]("Payment a=\"".utf8) + [0xff] + Array("\", a1=\"x\", a_hex=\"y\"".utf8)
    let found = try Recogniser.recognise(line[...])
    let value = try json(Inspection.all(of: found, now: Timestamp(unixSeconds: 0)))
    #expect(unsorted(value) == [])
    #expect(
      value["payment"]?["parameters"]?.members?.map(\.name) == ["a1", "a_hex"])
  }

  @Test func `an empty name of an object does no harm`() throws {
    let value = try json(inspect(#"{"x402Version":1,"accepts":[{"":1,"a":{"":{}}}]}"#))
    #expect(value["x402"]?["accepts"]?.array?.first?.oneLine == #"{"":1,"a":{"":{}}}"#)
  }

  @Test(arguments: [
    "preimage=" + Model.preimage, "Preimage=" + Model.preimage, "preimage =" + Model.preimage,
    "preimage=" + Model.preimage.dropLast(),
  ])
  func `a preimage caveat is as secret as a preimage`(caveat: String) throws {
    let secret = String(Model.preimage.dropLast())
    let inspections = try inspect(try Model.line([caveat]))
    let verification = try verify([caveat])
    let page = try #require(inspections.first).text(Style(isFull: true))
    for hidden in [
      page, try json(inspections).oneLine, verification.text(Style()),
      try json(verification).oneLine, TestReport.tap.text(verification),
      TestReport.junit.text(verification),
    ] {
      #expect(!hidden.contains(secret))
    }
    let shown = try #require(inspections.first).text(Style(isFull: true, showsSecrets: true))
    #expect(shown.contains(caveat))
    let value = try json(inspections, showsSecrets: true)
    #expect(value["tokens"]?.array?.first?["caveats"]?.array?.first?["text"]?.string == caveat)
  }

  @Test func `a masked caveat is null in JSON, its name apart`() throws {
    let caveat = try json(inspect(try Model.line(["preimage=" + Model.preimage])))["tokens"]?
      .array?.first?["caveats"]?.array?.first
    #expect(caveat?["text"]?.isNull == true)
    #expect(caveat?["value"]?.isNull == true)
    #expect(caveat?["condition"]?.string == "preimage")
  }
}
