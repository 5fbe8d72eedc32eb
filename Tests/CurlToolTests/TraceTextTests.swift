import CurlTool
import Foundation
import Testing

/// What libcurl told of, read back from what `--trace` wrote.
struct TraceEvent {
  var kind: TraceText.Kind
  var bytes: [UInt8]

  private static let kinds: [(String, TraceText.Kind)] = [
    ("<= Recv header, ", .headerIn), ("=> Send header, ", .headerOut), ("<= Recv data, ", .dataIn),
    ("=> Send data, ", .dataOut), ("<= Recv SSL data, ", .tlsDataIn),
    ("=> Send SSL data, ", .tlsDataOut),
  ]

  static func all(in trace: String) -> [TraceEvent] {
    var events: [TraceEvent] = []
    for line in trace.split(separator: "\n") {
      if line.hasPrefix("== Info: ") {
        events.append(TraceEvent(kind: .text, bytes: Array("\(line.dropFirst(9))\n".utf8)))
      } else if let kind = kinds.first(where: { line.hasPrefix($0.0) })?.1 {
        events.append(TraceEvent(kind: kind, bytes: []))
      } else {
        let hex = line.dropFirst(6).prefix(48).split(separator: " ")
        events[events.count - 1].bytes += hex.compactMap { UInt8($0, radix: 16) }
      }
    }
    return events
  }

  static func render(_ events: [TraceEvent], _ form: TraceText.Form, showsSecrets: Bool = false)
    -> String
  {
    var trace = TraceText(form, showsSecrets: showsSecrets)
    return String(decoding: events.flatMap { trace.render($0.kind, $0.bytes) }, as: UTF8.self)
  }
}

@Suite struct TraceTextTests {
  @Test(
    .enabled(if: RealCurl.isThere),
    arguments: [
      ["SERVER/"], ["-d", "a=b", "SERVER/"], ["-H", "X: \u{E9}\u{7F}\ty", "SERVER/"],
      ["SERVER/", "SERVER/two"], ["-L", "SERVER/to"], ["-F", "a=b", "SERVER/"],
      ["-H", "X: " + String(repeating: "y", count: 61), "SERVER/"],
      ["-H", "X: " + String(repeating: "y", count: 62), "-I", "SERVER/"],
      ["http://127.0.0.1:1/"], ["-x", "SERVER", "https://h.test/"],
    ])
  func `writes an exchange as curl does`(arguments: [String]) throws {
    let server = try CannedServer { path in
      path == "/to"
        ? [
          Array(
            "HTTP/1.1 302 Found\r\nLocation: /b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
              .utf8)
        ]
        : [CannedServer.answer(["A: b", "C:"], "one\r\ntwo\u{0}\r\n\r\nthree")]
    }
    let arguments =
      ["-s", "-o", "/dev/null", "-o", "/dev/null"]
      + arguments.map { $0.replacing("SERVER", with: server.url) }
    let hex = try RealCurl.run(["--trace", "%"] + arguments).errText
    let events = TraceEvent.all(in: hex)
    #expect(TraceEvent.render(events, .hex) == hex)
    // Milliseconds of a connection that failed differ.
    func stable(_ text: String) -> String {
      text.replacing(try! Regex("after [0-9]+ ms"), with: "after N ms")
    }
    // Boundaries of forms and the bytes of TLS are random.
    if !arguments.contains("-F"), !arguments.contains("-x") {
      let ascii = try RealCurl.run(["--trace-ascii", "%"] + arguments).errText
      #expect(stable(TraceEvent.render(events, .ascii)) == stable(ascii))
    }
    if !arguments.contains("-F") {
      let verbose = try RealCurl.run(["-v"] + arguments).errText
      #expect(stable(TraceEvent.render(events, .verbose)) == stable(verbose))
    }
  }

  @Test(arguments: [TraceText.Form.verbose, .hex, .ascii])
  func `begins with the time where that is asked for`(form: TraceText.Form) throws {
    var trace = TraceText(form, hasTime: true)
    setenv("TZ", "UTC", 1)
    let text = trace.render(.text, Array("hello\n".utf8), time: 3_723_000_045)
    let mark = form == .verbose ? "* " : "== Info: "
    #expect(String(decoding: text, as: UTF8.self) == "01:02:03.000045 \(mark)hello\n")
  }

  @Test func `shows no counts of data that the terminal shows`() {
    var trace = TraceText(.verbose)
    trace.hidesDataCounts = true
    #expect(trace.render(.dataIn, [1, 2]) == [])
    trace.hidesDataCounts = false
    #expect(trace.render(.dataIn, [1, 2]) == Array("{ [2 bytes data]\n".utf8))
    #expect(trace.render(.dataIn, [1, 2]) == [])
  }
}
