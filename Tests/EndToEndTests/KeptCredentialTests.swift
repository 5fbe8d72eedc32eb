import Foundation
import Testing

/// Credentials that are kept, through the built program.
struct KeptCredentialTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func `what was bought is shown for use, and opens the door`() throws {
    let outcome = try program.shell(
      """
      l402 challenge -q --amount 21 --service api | l402 pay -q --origin https://a.example > $C
      l402 credentials show https://a.example/v1/x --as credential | diff - $C && echo same
      l402 credentials show https://a.example/v1/x --as header |
        l402 verify -q --service api && echo accepted
      l402 credentials list | grep -c "$(cut -d : -f 2 $C)"
      l402 payments list --json | grep -o '"totals":.*"payments":1'
      """, variables: ["C": program.folder.file("credential")])
    #expect(outcome.error == "")
    let lines = outcome.out.split(separator: "\n").map(String.init)
    #expect(lines.prefix(3) == ["same", "accepted", "0"])
    #expect(lines.last?.hasPrefix("\"totals\":[{\"amount_msat\":21000,\"day\":\"20") == true)
  }

  @Test func `what another program bought is kept, until it is removed`() throws {
    let outcome = try program.shell(
      """
      l402 mint -q --paid --as header > $C
      l402 credentials add --for http://127.0.0.1:8402/v1/x @$C --field scope
      l402 credentials show http://127.0.0.1:8402/v1/y --as header | diff - $C && echo same
      l402 credentials show http://127.0.0.1:8402/v1/../x -q; echo $?
      H=$(l402 credentials list --field credentials[0].payment_hash)
      l402 credentials remove $H --field removed
      l402 credentials list
      """, variables: ["C": program.folder.file("credential")])
    #expect(outcome.out == "/v1/\nsame\n66\n1\nno credentials\n")
  }

  @Test func `several processes that buy and add lose nothing`() async throws {
    let outcome = try program.shell(
      """
      l402 challenge -q --amount 21 > $C
      for i in 1 2 3 4; do
        l402 pay -q @$C --origin https://a.example > /dev/null &
        l402 mint -q --paid | l402 credentials add --for https://b.example/$i/ > /dev/null &
      done
      wait
      l402 credentials list --field credentials | grep -o '"id"' | wc -l
      l402 credentials list --origin https://a.example | wc -l
      l402 wallet info --field balance_msat
      """, variables: ["C": program.folder.file("challenge")])
    #expect(outcome.out == "5\n1\n999979000\n")
    #expect(outcome.error == "")
  }

  @Test func `one that cannot be stored is printed all the same, with 115`() throws {
    let outcome = try program.shell(
      """
      l402 challenge -q --amount 21 > $C
      python3 -c 'import sqlite3, sys
      sqlite3.connect(sys.argv[1]).execute("CREATE TRIGGER t BEFORE INSERT ON credentials "
        "BEGIN SELECT RAISE(ABORT, refused); END")' "$L402_HOME/l402.db"
      l402 pay -q @$C --origin https://a.example > $C.1; echo $?
      l402 pay -q @$C --origin https://a.example > $C.2; echo $?
      cmp $C.1 $C.2 && grep -c : $C.1
      l402 payments list --field payments[0].state
      l402 credentials list
      """, variables: ["C": program.folder.file("challenge")])
    #expect(outcome.out == "115\n0\n1\nsucceeded\nno credentials\n")
    #expect(outcome.error.hasPrefix("l402: error: paid and printed, but the credential could not "))
    #expect(outcome.error.split(separator: "\n").count == 2)
  }
}
