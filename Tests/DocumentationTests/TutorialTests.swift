import Foundation
import Testing

/// The tutorial, of the manual and of README.md, run through.
@Suite(.timeLimit(.minutes(5)))
struct TutorialTests {
  /// Where it is told.
  enum Place: String, CaseIterable, Sendable {
    case manual, readme

    func transcript() throws -> Transcript {
      switch self {
      case .manual: Transcript(try ManualPage("l402-tutorial.7").displays)
      case .readme: Transcript(try Readme().section("Tutorial").blocks("console"))
      }
    }
  }

  @Test(
    .enabled(
      if: Repository.program != nil || Repository.requiresAll,
      "no program: build it, or name it in L402_TEST_BINARY"),
    arguments: Place.allCases)
  func `every command prints what is shown`(place: Place) throws {
    let transcript = try place.transcript().replacing(port: 8402, with: try FreePort.find())
    #expect(transcript.strays.isEmpty)
    #expect(transcript.steps.count >= 20)
    let shell = try ProgramShell(program: try #require(Repository.program))
    // Nor does curl show a meter on the terminal that the body goes to.
    try shell.setCurlOptions("no-progress-meter\n")
    let results = try transcript.run(in: shell)
    #expect(results.count == transcript.steps.count, "it ended early: \(results)")
    for (step, result) in zip(transcript.steps, results) {
      var shown = step.output
      // The blank line between an example and the end of its block.
      while shown.last == "", result.output.last != "" { shown.removeLast() }
      let isShown = Transcript.shows(shown, result.output)
      guard result.status == step.status, isShown else {
        Issue.record(
          """
          \(step.command)
          status \(result.status), not \(step.status)
          shown:
          \(shown.joined(separator: "\n"))
          actual:
          \(result.output.joined(separator: "\n"))
          """)
        continue
      }
    }
  }

  @Test(arguments: Place.allCases)
  func `it tells of every step`(place: Place) throws {
    let commands = try place.transcript().steps.map(\.command).joined(separator: "\n")
    for word in [
      "decode-invoice", "mint", "inspect", "challenge", "pay", "verify", "serve", "curl -s",
      "l402 curl ",
    ] {
      #expect(commands.contains(word), "\(word)")
    }
  }

  @Test func `every display of the page is a transcript`() throws {
    let page = try ManualPage("l402-tutorial.7")
    #expect(!page.displays.isEmpty)
    #expect(page.displays.count == page.lines.count { $0.hasPrefix(".Bd ") })
    #expect(page.displays.allSatisfy { $0.first?.hasPrefix("$ ") == true })
  }

  @Test func `dots stand for lines and for parts of them, and for nothing else`() {
    let actual = ["one 1", "two", "three", "four"]
    #expect(Transcript.shows(["one 1", "...", "four"], actual))
    #expect(Transcript.shows(["one ...", "two", "three", "four", "..."], actual))
    #expect(!Transcript.shows(["one 1", "...", "two"], actual))
    #expect(!Transcript.shows(["one 1", "two", "three"], actual))
    #expect(!Transcript.shows(["one 2", "...", "four"], actual))
    let transcript = Transcript([["$ a \\", "> b", "> c   # exit 3", "$ d"], ["x"]])
    #expect(transcript.steps.map(\.command) == ["a \\\nb", "d"])
    #expect(transcript.steps.map(\.output) == [["> c   # exit 3"], []])
    #expect(transcript.strays == ["x"])
  }
}

/// A port of this machine on which nobody listens.
enum FreePort {
  static func find() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
      }
    }
    guard code == 0 else { throw POSIXError(.EADDRINUSE) }
    return Int(in_port_t(bigEndian: address.sin_port))
  }
}
