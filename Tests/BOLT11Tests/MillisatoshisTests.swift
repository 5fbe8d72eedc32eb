import BOLT11
import Testing

struct MillisatoshisTests {
  @Test(arguments: [
    (UInt64(0), "0", "0"), (1, "0.001", "0.00000000001"), (10, "0.01", "0.0000000001"),
    (999, "0.999", "0.00000000999"), (1_000, "1", "0.00000001"), (1_500, "1.5", "0.000000015"),
    (15_000, "15", "0.00000015"), (1_500_250, "1500.25", "0.0000150025"),
    (100_000_000_000, "100000000", "1"),
    (2_100_000_000_000_000_000, "2100000000000000", "21000000"),
    (.max, "18446744073709551.615", "184467440.73709551615"),
  ])
  func `satoshis and bitcoin are exact`(value: UInt64, satoshis: String, bitcoin: String) {
    #expect(Millisatoshis(value).satoshis == satoshis)
    #expect(Millisatoshis(value).bitcoin == bitcoin)
  }

  @Test func `less is less`() {
    #expect(Millisatoshis(1) < Millisatoshis(2))
    #expect(!(Millisatoshis(2) < Millisatoshis(2)))
  }

  @Test(arguments: [
    ("01", ["amount-leading-zero"]), ("0025m", ["amount-leading-zero"]), ("0", ["amount-zero"]),
    ("0p", ["amount-zero"]), ("000m", ["amount-zero"]), ("21000000", []),
    ("21000001", ["amount-above-supply"]),
    ("021000001", ["amount-leading-zero", "amount-above-supply"]), ("10", []), ("1000n", []),
  ])
  func `odd amounts are payable, with a note`(amount: String, notes: [String]) throws {
    var sketch = Sketch()
    sketch.part = "lnbc" + amount
    let invoice = try sketch.invoice()
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == notes)
  }

  @Test func `an amount of 0 is not the same as none`() throws {
    var sketch = Sketch()
    sketch.part = "lnbc0"
    #expect(try sketch.invoice().amount == Millisatoshis(0))
    sketch.part = "lnbc"
    #expect(try sketch.invoice().amount == nil)
  }
}
