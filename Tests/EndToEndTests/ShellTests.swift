import BOLT11
import Bytes
import Foundation
import Secp256k1
import Testing

/// Pipes and scripts, as shells run them.
struct ShellTests {
  let program: Program

  init() throws { program = try Program() }

  @Test(arguments: [
    "l402 mint --paid --service api --expires-in 1h | l402 verify --service api -q",
    "l402 mint --paid --service api --as header | l402 verify --service api -q",
    "l402 mint --paid --root-key env:K | l402 verify --root-key env:K -q",
    "l402 mint --paid --root-key env:K | l402 verify --root-key @<(printenv K) -q",
    "l402 mint --paid --root-key fd:3 3< <(printenv K) | l402 verify --root-key env:K -q",
    """
    l402 mint --paid --service api | l402 add-caveat --expires-in 5m \
      | l402 add-caveat - 'path=/v1/**' method=GET \
      | l402 verify --service api --path /v1/x --method GET -q
    """,
    "l402 mint --paid --count 500 --root-key env:K | l402 verify --batch -q --root-key env:K",
    "test $(l402 mint --paid --count 2500 | l402 verify --batch --field accepted | sort -u) = true",
    """
    l402 keys generate -o key && l402 mint --paid --master-key file:key > token \
      && l402 verify @token --master-key file:key -q
    """,
    """
    l402 mint --paid > token && l402 keys export @token -o key \
      && L402_HOME=$PWD/other l402 verify @token --root-key file:key -q
    """,
    "l402 completion bash > c && bash -n c && . ./c && complete -p l402 | grep -q _l402",
    "test \"$(l402 | head -1)\" = \"$(l402 --help | head -1)\"",
  ])
  func `pipes work`(script: String) throws {
    expect(
      try program.shell("cd \"$HOME\" && \(script)"), is: Outcome(status: 0, out: "", error: ""))
  }

  /// An invoice that can be paid now.
  private static func invoice() throws -> String {
    func filled(_ byte: UInt8) -> Bytes32 { Bytes32(storage: SIMD32(repeating: byte)) }
    var draft = InvoiceDraft(
      network: .regtest, amount: Millisatoshis(21_000),
      timestamp: UInt64(Date().timeIntervalSince1970), paymentHash: filled(7),
      paymentSecret: filled(8), purpose: .description("a page"))
    draft.minFinalCLTVExpiryDelta = 18
    let key = try #require(SecretKey(filled(1)))
    return try draft.signed(by: key).raw.text
  }

  @Test func `the step for continuous integration runs`() throws {
    let invoice = try Self.invoice()
    let dump = try program.shell(
      """
      printf 'HTTP/1.1 402 Payment Required\\r\\nWWW-Authenticate: '
      printf 'L402 macaroon="%s", invoice="%s"\\r\\n\\r\\n' \
        "$(l402 mint --invoice \(invoice) --root-key env:K --as token --service api)" \(invoice)
      """)
    let path = try program.folder.write(dump.out.utf8, to: "dump")
    let outcome = try program.shell(
      """
      set -e
      good=$(l402 mint --paid --service api --expires-in 5m --master-key env:KEY)
      AUTH=$good l402 verify env:AUTH --master-key env:KEY --service api --strict -q
      old=$(l402 mint --paid --service api --expires-in=-1h --master-key env:KEY)
      test "$(AUTH=$old l402 verify env:AUTH --master-key env:KEY --service api --field reason)" = expired
      cat "$DUMP" | l402 inspect --check --expect challenge -q
      """, variables: ["KEY": Program.key, "L402_NO_PAY": "1", "DUMP": path])
    expect(outcome, is: Outcome(status: 0, out: "", error: ""))
  }

  @Test(arguments: [
    ("l402 decode-invoice --field amount_msat <<< \"$I\"", "21000\n"),
    ("printf 'lightning:%s' \"$I\" | l402 decode-invoice --check -q; echo $?", "0\n"),
    ("l402 decode-invoice env:I --qr --color never | tail -n +17 | head -1 | grep -c .", "1\n"),
    ("yes \"$I\" | head -2000 | l402 decode-invoice --batch --field line | tail -1", "2000\n"),
    ("yes \"$I\" | l402 decode-invoice --batch | head -1 | grep -c payee", "1\n"),
    ("l402 decode-invoice \"${I%?}\" 2>&1 >/dev/null | grep -c 'put in before'", "1\n"),
    ("l402 decode-invoice \"$I\" > /dev/full; echo $?", "74\n"),
  ])
  func `invoices go through pipes`(script: String, out: String) throws {
    let outcome = try program.shell(script, variables: ["I": try Self.invoice()])
    #expect(outcome.out == out)
  }

  @Test(arguments: [
    "l402 help caveats", "l402 completion bash", "l402 mint --paid --count 20000 --root-key env:K",
    "yes \"$K\" 2>/dev/null | head -20000 2>/dev/null | l402 inspect --batch",
  ])
  func `a reader that goes away is a quiet success`(command: String) throws {
    expect(
      try program.shell(
        "set +o pipefail; { \(command); echo $? > \"$HOME/status\"; } | true; cat \"$HOME/status\""),
      is: Outcome(status: 0, out: "0\n", error: ""))
  }

  @Test(arguments: [
    "mint --paid --root-key env:K", "inspect env:K", "inspect env:K --field kind", "--help",
    "--version",
    "help keys", "keys list", "config show", "completion zsh", "verify --help",
  ])
  func `a full device is status 74`(command: String) throws {
    expect(
      try program.shell("l402 \(command) > /dev/full"),
      is: Outcome(
        status: 74, out: "", error: "l402: error: cannot write: no space left on device\n"))
  }

  @Test func `a closed standard output is status 74`() throws {
    let outcome = try program.shell("l402 inspect env:K >&-")
    expect(
      outcome,
      is: Outcome(status: 74, out: "", error: "l402: error: cannot write: bad file descriptor\n"))
  }

  @Test func `waiting for a pipe is told after a while`() throws {
    let outcome = try program.shell("{ sleep 2.5; printenv K; } | l402 inspect --field kind")
    expect(
      outcome,
      is: Outcome(status: 0, out: "bytes32\n", error: "l402: reading standard input...\n"))
  }

  @Test func `a batch answers each line at once`() throws {
    // The next line is written only after the answer to the one before.
    let outcome = try program.shell(
      """
      coproc l402 inspect --batch --field line
      for n in 1 2 3; do
        echo "$K" >&"${COPROC[1]}"
        read -r -t 20 answer <&"${COPROC[0]}" || exit 9
        echo "$answer"
      done
      """)
    #expect(outcome.out == "1\n2\n3\n")
  }
}
