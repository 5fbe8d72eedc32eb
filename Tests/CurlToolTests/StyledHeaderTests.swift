import CurlTool
import Foundation
import Testing

@Suite struct StyledHeaderTests {
  /// What a command writes on a terminal.
  static func onTerminal(_ arguments: [String]) throws -> String {
    let terminal = try Terminal()
    // Nothing is changed on the way.
    var settings = termios()
    tcgetattr(terminal.other, &settings)
    settings.c_oflag = 0
    tcsetattr(terminal.other, TCSANOW, &settings)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["curl", "-q", "--max-time", "20"] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(fileDescriptor: terminal.other)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    _ = fcntl(terminal.own, F_SETFL, O_NONBLOCK)
    while true {
      let count = read(terminal.own, &buffer, buffer.count)
      guard count > 0 else { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  @Test(
    .enabled(if: RealCurl.isThere),
    arguments: [
      "A: b", "Location: http://x/y", "location:   /z?q", "Loc: /z", "Locations: /z",
      "Location: file:///etc", "Location:", "Location: ftp://h/", "X : y: z", "Location: mailto:a",
      "Location: HTTPS://H/",
    ])
  func `shows a header as curl does`(line: String) throws {
    let head = ["HTTP/1.1 200 OK", line, "Content-Length: 0", ""].map { "\($0)\r\n" }
    let server = try CannedServer { _ in [Array(head.joined().utf8)] }
    let base = server.url
    let shown = try Self.onTerminal(["-i", base])
    let ours = head.flatMap { line in
      StyledHeader.render(Array(line.utf8)) { location in
        if location.hasPrefix("/") { return base + location }
        return location.isEmpty ? base + "/" : location.replacing("HTTPS://H/", with: "https://H/")
      }
    }
    #expect(String(decoding: ours, as: UTF8.self) == shown)
    let off = try Self.onTerminal(["-i", "--no-styled-output", base])
    #expect(off == head.joined())
  }
}
