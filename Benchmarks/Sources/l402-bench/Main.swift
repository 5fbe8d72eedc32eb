/// Our side of `tools/bench`: does what the programs of Tests/Peers do under `--bench`.
///
///     l402-bench verify --seconds S   reads one line {"token","root_key"}: base64, parse, verify
///     l402-bench mint --seconds S     32-byte key, 66-byte identifier, 3 caveats, V2, base64
///
/// Prints `{"ops":N,"seconds":S}`.
@main
struct Main {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 3, arguments.dropFirst().first == "--seconds",
      let seconds = arguments.last.flatMap(Double.init)
    else { fatalError("usage: l402-bench verify|mint --seconds S") }
    let input = readLine() ?? ""
    let measure: (() -> Void)? =
      switch arguments.first {
      case "verify": verification(of: input)
      case "mint": minting()
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

  static func verification(of line: String) -> () -> Void {
    preconditionFailure("not measured yet: Macaroons has no verification")
  }

  static func minting() -> () -> Void {
    preconditionFailure("not measured yet: Macaroons has no minting")
  }
}
