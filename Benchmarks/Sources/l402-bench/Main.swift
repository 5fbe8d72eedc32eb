import BOLT11
import Bytes
import JSON
import Macaroons

/// Our side of `tools/bench`: does what the programs of Tests/Peers do under `--bench`.
///
///     l402-bench verify --seconds S   reads one line {"token","root_key"}: base64, parse, verify
///     l402-bench mint --seconds S     32-byte key, 66-byte identifier, 3 caveats, V2, base64
///     l402-bench decode --seconds S   reads one line {"invoices":[..]}: decode, recover the key
///     l402-bench invoices             prints such a line, of a hundred invoices
///
/// The measures print `{"ops":N,"seconds":S}`.
@main
struct Main {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments != ["invoices"] else { return print(SampleInvoices.line) }
    guard arguments.count == 3, arguments.dropFirst().first == "--seconds",
      let seconds = arguments.last.flatMap(Double.init)
    else { fatalError("usage: l402-bench invoices, or verify|mint|decode --seconds S") }
    let input = readLine() ?? ""
    let measure: (() -> Void)? =
      switch arguments.first {
      case "verify": verification(of: input)
      case "mint": minting()
      case "decode": decoding(input)
      default: nil
      }
    guard let measure else { fatalError("no such measure: \(arguments.first ?? "")") }
    let (operations, elapsed) = repeating(measure, for: .seconds(seconds))
    print(#"{"ops":\#(operations),"seconds":\#(elapsed / .seconds(1))}"#)
  }

  /// Looks at the clock every 100 times only.
  static func repeating(_ work: () -> Void, for limit: Duration) -> (Int, Duration) {
    let clock = ContinuousClock()
    let start = clock.now
    var operations = 0
    while clock.now - start < limit {
      for _ in 0..<100 { work() }
      operations += 100
    }
    return (operations, clock.now - start)
  }

  /// As the peers do it: text to bytes, parse, derive the key, chain, look at every condition.
  static func verification(of line: String) -> () -> Void {
    guard let request = try? JSONReader.read(Array(line.utf8)[...]),
      let token = request["token"]?.string.map({ Array($0.utf8) }),
      let hex = request["root_key"]?.string, let rootKey = try? Hex.decode(Array(hex.utf8)[...])
    else { fatalError("standard input must be a line {\"token\",\"root_key\"}") }
    return {
      guard let text = try? MacaroonText(parsing: token[...]),
        let conditions = try? text.macaroon.verify(
          key: ChainKey(rootKey: rootKey[...]), discharges: [])
      else { fatalError("the token does not verify") }
      for condition in conditions {
        precondition(!condition.isThirdParty)
      }
    }
  }

  /// One invoice after the other, round and round.
  static func decoding(_ line: String) -> () -> Void {
    let request = try? JSONReader.read(Array(line.utf8)[...])
    let invoices =
      request?["invoices"]?.array?.compactMap { $0.string.map { Array($0.utf8) } } ?? []
    guard !invoices.isEmpty else { fatalError("standard input must be a line {\"invoices\"}") }
    var next = 0
    return {
      guard let invoice = try? Invoice(parsing: invoices[next][...]), invoice.isPayable else {
        fatalError("an invoice that cannot be paid")
      }
      next = next + 1 == invoices.count ? 0 : next + 1
    }
  }

  static func minting() -> () -> Void {
    let rootKey = Array(UInt8(0)..<32)
    let identifier = [0, 0] + Array(UInt8(2)..<66)
    let location = Array("https://api.example".utf8)
    let caveats = ["services=api:0", "api_valid_until=1900000000", "path=/v1/reports/**"]
      .map { Array($0.utf8) }
    return {
      var macaroon = Macaroon(
        identifier: identifier[...], location: location[...], key: ChainKey(rootKey: rootKey[...]))
      for caveat in caveats { macaroon.addFirstPartyCaveat(caveat[...]) }
      let text = MacaroonText(macaroon: macaroon, encoding: .base64url, isPadded: false)
      guard let encoded = try? text.encoded(), !encoded.isEmpty else {
        fatalError("the macaroon cannot be written")
      }
    }
  }
}
