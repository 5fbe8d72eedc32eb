import Foundation
import L402Protocol
import Macaroons
import Presentation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct TestReportTests {
  @Test func `a refused credential as TAP`() throws {
    let verification = try verify { $0.path = RequestPath("/v1/users") }
    #expect(
      TestReport.tap.text(verification) == """
        TAP version 13
        1..9
        ok 1 - parse: V2 macaroon
        ok 2 - identifier: version 0, token id 20212223...
        ok 3 - preimage: fits payment hash ca2a4fe7...
        ok 4 - signature: fits key env:K
        ok 5 - caveat 1 services=api:0: api is in the list
        not ok 6 - caveat 2 api_capabilities=read,write: no --capability given
        not ok 7 - caveat 3 api_valid_until=1795235342: ended 2026-11-21 04:29:02 UTC, 12 minutes ago
        not ok 8 - caveat 4 path=/v1/reports/**: /v1/users is outside
        ok 9 - caveat 5 api_monthly_volume_sats=200000: no rule; the service must count it # SKIP

        """)
  }

  @Test func `a refused credential as JUnit XML`() throws {
    let verification = try verify(["services=web:0", "a=<&>\"'"], now: 0)
    #expect(
      TestReport.junit.text(verification) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="l402 verify" tests="6" failures="1" errors="0" skipped="1">
          <testcase classname="l402.verify" name="parse"/>
          <testcase classname="l402.verify" name="identifier"/>
          <testcase classname="l402.verify" name="preimage"/>
          <testcase classname="l402.verify" name="signature"/>
          <testcase classname="l402.verify" name="caveat 1 services=web:0"><failure message="api is not in the list"/></testcase>
          <testcase classname="l402.verify" name="caveat 2 a=&lt;&amp;&gt;&quot;'"><skipped message="no rule"/></testcase>
        </testsuite>

        """)
  }

  @Test func `a hash sign begins no directive`() throws {
    let report = TestReport.tap.text(try verify(["services=web:0 # TODO", "a=# SKIP"]))
    #expect(report.contains("caveat 1 services=web:0 \\# TODO: "))
    #expect(report.contains("caveat 2 a=\\# SKIP: no rule # SKIP"))
  }

  @Test func `where strict, a skipped caveat is a failure`() throws {
    let verification = try verify(["a=b"]) { $0.isStrict = true }
    #expect(TestReport.tap.text(verification).contains("not ok 5 - caveat 1 a=b: no rule\n"))
  }

  @Test func `what no check says is a failure of its own`() throws {
    // A play-money token: every check passes, and it is refused all the same.
    var macaroon = try Model.macaroon([])
    macaroon.location = bytes(Verifier.sandboxLocation)
    let verification = try verify(macaroon)
    #expect(
      TestReport.tap.text(verification)
        .hasSuffix("not ok 5 - accepted: a play-money token of the sandbox\n"))
    #expect(TestReport.junit.text(verification).contains("failures=\"1\""))
  }

  @Test func `no caveat breaks a line`() throws {
    let report = TestReport.tap.text(try verify(["a=b\nok 99 - fake"]))
    #expect(report.split(separator: "\n").count == 7)
  }

  @Test func `JUnit is well-formed XML`() throws {
    let caveats = ["a=\u{0}\u{1}]]>", "services=web:0\"><!--", "e=é✓", "Realm = &#0;"]
    let report = TestReport.junit.text(try verify(caveats))
    #expect(XMLParser(data: Data(report.utf8)).parse())
  }
}
