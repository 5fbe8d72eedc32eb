import CurlTool
import Foundation
import Testing

/// Numbers that are the same at every run.
struct SteadyNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}

@Suite struct RandomInputTests {
  static let values = [
    "", "x", "-", "--", "@-", "@/nonexistent", "a=b", "a=@f;type=x/y,g", "=)", "a=(", "-1", "1.5",
    "99999999999999999999", "nan", "inf", "0x1p2000", "http://h/{a,b}[1-3]", "[", "a;filename=\"",
    "\u{e9}\u{1F600}", "\"", "\\", "a:b", ";", "=", "a=\"\\", "#1", "5k", "all,-http", "=", "a=b;",
    "a=b;type=a/b;", "a=b;headers=@/dev/null;", "a=@,,;;", "1-2", "80-90", "\r\n", "pkcs11:x",
  ]
  static let letters = "#:~@0123469aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ"

  /// Long names, as curl itself lists them.
  static let names: [String] = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = ["--help", "all"]
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return [] }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.matches(of: /(?m)^ .{4}(--[a-z0-9.-]+)/).map { String($0.1) }
  }()

  static func argument(_ numbers: inout SteadyNumbers) -> String {
    switch UInt.random(in: 0..<6, using: &numbers) {
    case 0: return values.randomElement(using: &numbers) ?? ""
    case 1:
      let count = Int.random(in: 1...4, using: &numbers)
      return "-" + String((0..<count).compactMap { _ in letters.randomElement(using: &numbers) })
    case 2:
      let name = names.randomElement(using: &numbers) ?? "--x"
      return String(name.prefix(Int.random(in: 1...24, using: &numbers)))
    case 3: return "--no-" + (names.randomElement(using: &numbers) ?? "--x").dropFirst(2)
    default: return names.randomElement(using: &numbers) ?? "--x"
    }
  }

  @Test(.enabled(if: CurlUsage.isInstalled))
  func `lists every name that curl lists`() throws {
    #expect(Self.names.count > 240)
    for name in Self.names {
      if ["--help", "--version"].contains(name) { continue }
      let failure = #expect(throws: CurlFailure.self) { try parse(["-q", name, "x", "--bogus"]) }
      #expect(failure?.message.hasPrefix("option \(name): is unknown") == false)
    }
  }

  @Test(.timeLimit(.minutes(10)), arguments: 0..<20)
  func `survives any arguments`(seed: UInt64) {
    var numbers = SteadyNumbers(state: seed)
    for _ in 0..<60 {
      let count = Int.random(in: 0..<12, using: &numbers)
      let arguments = (0..<count).map { _ in Self.argument(&numbers) }
      // Outputs are only values here: nothing is written, whatever the arguments name.
      guard case .run(let line) = try? parse(["-q"] + arguments, input: "in") else { continue }
      #expect(!line.operations.isEmpty)
      #expect(line.operations[0].targets.first?.url != nil)
      #expect(line.operations[0].failure == nil)
    }
  }

  @Test(.timeLimit(.minutes(10)), .enabled(if: CurlUsage.isInstalled), arguments: 0..<8)
  func `says of any wrong arguments what curl says`(seed: UInt64) throws {
    var numbers = SteadyNumbers(state: seed &+ 100)
    var compared = 0
    for _ in 0..<60 {
      let count = Int.random(in: 0..<6, using: &numbers)
      // Without what ends the options, writes a file, or is left to chance by curl.
      let arguments = (0..<count).map { _ in Self.argument(&numbers) }
        .filter { !["--", "nan"].contains($0) && !$0.hasPrefix("--std") }
      let all = ["-q"] + arguments + ["--bogus"]
      do {
        _ = try parse(all, input: "in")
      } catch let error as CurlFailure {
        let isOurs = ["curl has it", "64 files"].contains { error.message.contains($0) }
        let real = try #require(CurlUsage.run(all, input: "in"))
        // Dates and prompts are the engine's; what libcurl lacks, it says itself.
        let others = ["installed libcurl", "Failed to", "Illegal date", "Enter "]
        if isOurs || others.contains(where: { real.errors.contains($0) }) { continue }
        compared += 1
        let errors = real.errors.replacing(
          "'curl --help' or 'curl --manual'", with: "'l402 curl --help'")
        #expect(
          CurlUsage.Answer(status: error.status, errors: said(error))
            == CurlUsage.Answer(status: real.status, errors: errors), "\(all)")
      }
    }
    #expect(compared > 10)
  }

  @Test(.timeLimit(.minutes(10)), arguments: 0..<20)
  func `survives any configuration file`(seed: UInt64) {
    var numbers = SteadyNumbers(state: seed)
    for _ in 0..<100 {
      let text = (0..<20).map { _ in
        let words = (0..<3).map { _ in Self.argument(&numbers) }
        return words.joined(
          separator: [" ", "=", ": \"", "\t"].randomElement(using: &numbers) ?? "")
      }
      _ = try? parse(["-q", "-K", "-", "u"], input: text.joined(separator: "\n"))
      let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      _ = try? parse(["-q", "-K", "-", "u"], input: String(decoding: noise, as: UTF8.self))
    }
  }

  @Test(.timeLimit(.minutes(10)), arguments: 0..<20)
  func `survives any pattern, and says where it is wrong`(seed: UInt64) {
    var numbers = SteadyNumbers(state: seed)
    for _ in 0..<500 {
      let count = Int.random(in: 0..<16, using: &numbers)
      let text = String(
        (0..<count).compactMap { _ in
          "{}[]\\,-:019azZ%#\u{e9}".randomElement(using: &numbers)
        })
      do {
        let urls = Array(try URLPattern(text, readsPatterns: true).prefix(50))
        #expect(!urls.isEmpty)
        #expect(Set(urls.map(\.captures.count)).count == 1)
      } catch {
        #expect(error.status == 3)
      }
      _ = URLPattern.fileName(text, captures: ["x", "y"])
    }
  }
}
