import Foundation
import Testing

/// Payments of the sandbox through the built program: pipes, signals, several processes.
struct SandboxPaymentTests {
  let program: Program

  init() throws { program = try Program() }

  @Test(arguments: [
    (
      "l402 challenge -q --amount 21sat --service api | l402 pay -q --as header "
        + "| l402 verify --service api --field accepted", "true\n"
    ),
    ("l402 challenge -q --amount 21 --as http | l402 pay -q --field amount_msat", "21000\n"),
    ("l402 challenge -q --amount 21 --field invoice | l402 pay -q | wc -c", "65\n"),
    (
      "l402 challenge -q --amount 21 > $C; l402 pay -q @$C | true; echo ${PIPESTATUS[0]}; "
        + "l402 pay -q @$C --field reused", "0\ntrue\n"
    ),
  ])
  func `challenges go through pipes`(script: String, out: String) throws {
    let outcome = try program.shell(script, variables: ["C": program.folder.file("challenge")])
    #expect(outcome.out == out)
    #expect(outcome.error == "")
  }

  @Test func `a result that cannot be printed is paid for, and handed out again`() throws {
    let outcome = try program.shell(
      """
      l402 challenge -q --amount 21 > $C
      l402 pay -q @$C --json > /dev/full; echo $?
      l402 pay -q @$C --field reused
      """, variables: ["C": program.folder.file("challenge")])
    #expect(outcome.out == "115\ntrue\n")
    #expect(
      outcome.error.hasPrefix(
        "l402: error: paid, but cannot write: no space left on device\nl402: hint: run the same "))
    #expect(outcome.error.contains("\"money\":\"spent\""))
  }

  // Without --foreground timeout(1) sends two at once: to the process, and to its group.
  @Test(arguments: ["--foreground -s INT", "--foreground -s TERM", "-s TERM"])
  func `a signal during a payment leaves it undecided`(options: String) throws {
    let outcome = try program.shell(
      """
      l402 wallet sandbox --behaviour hold > /dev/null
      l402 challenge -q --amount 21 > $C
      timeout \(options) --preserve-status 1 l402 pay -q @$C --timeout 1h; echo $?
      l402 payments list --field payments[0].state
      l402 wallet sandbox --release > /dev/null
      l402 pay -q @$C --field reused
      """, variables: ["C": program.folder.file("challenge")])
    #expect(outcome.out == "110\nsending\ntrue\n")
  }

  @Test func `several processes pay for one challenge once`() throws {
    let outcome = try program.shell(
      """
      l402 challenge -q --amount 21sat > $C
      for i in 1 2 3 4; do l402 pay -q @$C > $C.$i & done
      wait
      sort -u $C.? | wc -l
      l402 wallet info --field balance_msat
      l402 payments list --json | grep -o payment_hash | wc -l
      """, variables: ["C": program.folder.file("challenge")])
    #expect(outcome.out == "1\n999979000\n1\n")
    #expect(outcome.error == "")
  }
}
