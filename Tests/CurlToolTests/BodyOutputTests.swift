import CurlTool
import Foundation
import Testing

@Suite struct BodyOutputTests {
  /// What an output did: its names are relative to a folder that is the test's own.
  final class Said {
    var messages: [CurlMessage] = []
    var text: String {
      messages.map { $0.text(isSilent: false, isTracing: false) }.joined()
    }
  }

  static func output(
    _ folder: Folder, _ name: String, _ said: Said = Said(),
    _ change: (inout OutputOptions) -> Void = { _ in }
  ) -> BodyOutput {
    var options = OutputOptions()
    change(&options)
    return BodyOutput(.file(folder.file(name)), options: options) { said.messages.append($0) }
  }

  static func write(_ text: String, to output: BodyOutput) -> Bool {
    Array(text.utf8).withUnsafeBytes { output.write($0) }
  }

  @Test func `makes the file at the first byte`() throws {
    let folder = try Folder()
    let output = Self.output(folder, "o")
    #expect(try output.prepare() == 0)
    #expect(try folder.names == [])
    #expect(Self.write("ab", to: output))
    #expect(Self.write("c", to: output))
    #expect(try folder.text("o") == "abc")
    #expect(output.bytesWritten == 3)
    try output.finish(createsEmptyFile: true)
    #expect(try folder.text("o") == "abc")
  }

  @Test(arguments: [true, false])
  func `makes an empty file only for a success`(succeeded: Bool) throws {
    let folder = try Folder()
    try Self.output(folder, "o").finish(createsEmptyFile: succeeded, hasFailed: !succeeded)
    #expect(try folder.names == (succeeded ? ["o"] : []))
  }

  @Test(.enabled(if: RealCurl.isThere))
  func `cannot make an empty file, and says it once`() throws {
    let server = try CannedServer { _ in [CannedServer.answer([], "")] }
    let (folder, said) = (try Folder(), Said())
    let run = try RealCurl.run(["--no-progress-meter", "-o", folder.file("a/b"), server.url])
    let output = Self.output(folder, "a/b", said)
    #expect(throws: CurlFailure(23, "")) { try output.finish(createsEmptyFile: true) }
    #expect(run.status == 23)
    #expect(said.text == run.errText)
  }

  @Test func `replaces what was there`() throws {
    let folder = try Folder()
    try folder.write("longer than that", to: "o")
    let output = Self.output(folder, "o")
    #expect(Self.write("new", to: output))
    #expect(try folder.text("o") == "new")
  }

  @Test(.enabled(if: RealCurl.isThere), arguments: ["", "d", "a/b/c", "f/g", "closed/x/"])
  func `fails to open a file in curl's words`(name: String) throws {
    let server = try CannedServer { _ in [CannedServer.answer()] }
    let (theirs, ours, said) = (try Folder(), try Folder(), Said())
    for folder in [theirs, ours] {
      try FileManager.default.createDirectory(
        atPath: folder.file("d"), withIntermediateDirectories: false)
      try folder.write("", to: "f")
    }
    let run = try RealCurl.run(["-sS", "-o", theirs.file(name), server.url])
    let loud = try RealCurl.run(["--no-progress-meter", "-o", theirs.file(name), server.url])
    #expect(run.status == 23)
    let output = Self.output(ours, name, said)
    #expect(!Self.write("hello", to: output))
    let expected = loud.errText.components(separatedBy: "curl: (23)")[0]
    #expect(!expected.isEmpty)
    let words = said.text.replacing(ours.path, with: theirs.path)
    #expect(words == expected)
  }

  @Test(.enabled(if: RealCurl.isThere), arguments: ["x/y/o", "f/y/o", "d//e/o"])
  func `makes folders as curl does`(name: String) throws {
    let server = try CannedServer { _ in [CannedServer.answer()] }
    let (theirs, ours, said) = (try Folder(), try Folder(), Said())
    for folder in [theirs, ours] { try folder.write("", to: "f") }
    let run = try RealCurl.run(
      ["--no-progress-meter", "--create-dirs", "-o", theirs.file(name), server.url])
    let output = Self.output(ours, name, said) { $0.createsFolders = true }
    if run.status == 0 {
      #expect(try output.prepare() == 0)
      #expect(Self.write("hello\n", to: output))
      for path in ["x", "x/y", "d", "d/e"] {
        func mode(_ folder: Folder) -> Int? {
          try? FileManager.default.attributesOfItem(atPath: folder.file(path))[.posixPermissions]
            as? Int
        }
        #expect(mode(ours) == mode(theirs))
      }
      #expect(try ours.text(name) == theirs.text(name))
    } else {
      let failure = try #require(throws: CurlFailure.self) { try output.prepare() }
      let words = said.text.replacing(ours.path, with: theirs.path)
      #expect(words + "\(failure)\n" == run.errText)
      #expect(run.status == 23)
    }
  }

  @Test(.enabled(if: RealCurl.isThere))
  func `numbers names that exist`() throws {
    let server = try CannedServer { _ in [CannedServer.answer()] }
    let (theirs, ours) = (try Folder(), try Folder())
    for _ in 0..<3 {
      let run = try RealCurl.run(
        ["-s", "--no-clobber", "-o", "o", "-w", "%{filename_effective}", server.url], in: theirs)
      let output = Self.output(ours, "o") { $0.clobber = .never }
      #expect(Self.write("hello\n", to: output))
      #expect(output.fileName == ours.file(run.outText))
    }
    #expect(try ours.names == theirs.names)
    #expect(try ours.names == ["o", "o.1", "o.2"])
  }

  @Test(.enabled(if: RealCurl.isThere))
  func `gives up at a hundred names`() throws {
    let server = try CannedServer { _ in [CannedServer.answer()] }
    let (folder, said) = (try Folder(), Said())
    try folder.write("", to: "o")
    for number in 1..<100 { try folder.write("", to: "o.\(number)") }
    let run = try RealCurl.run(
      ["--no-progress-meter", "--no-clobber", "-o", folder.file("o"), server.url])
    #expect(!Self.write("a", to: Self.output(folder, "o", said) { $0.clobber = .never }))
    #expect(said.text == run.errText.components(separatedBy: "curl: (23)")[0])
  }

  @Test(arguments: [true, false])
  func `removes the file of a failed transfer where asked`(removes: Bool) throws {
    let folder = try Folder()
    let output = Self.output(folder, "o") { $0.removesOnError = removes }
    #expect(Self.write("part", to: output))
    try output.finish(createsEmptyFile: false, hasFailed: true)
    #expect(try folder.names == (removes ? [] : ["o"]))
  }

  @Test func `never removes what is no file`() throws {
    let (folder, said) = (try Folder(), Said())
    mkfifo(folder.file("p"), 0o600)
    let reader = open(folder.file("p"), O_RDWR)
    defer { close(reader) }
    let output = Self.output(folder, "p", said) { $0.removesOnError = true }
    #expect(Self.write("part", to: output))
    try output.finish(createsEmptyFile: false, hasFailed: true)
    #expect(try folder.names == ["p"])
  }

  @Test func `goes on where the file ends, and back to there for another attempt`() throws {
    let folder = try Folder()
    try folder.write("12345", to: "o")
    let said = Said()
    let output = Self.output(folder, "o", said) { $0.resume = .automatic }
    #expect(try output.prepare() == 5)
    #expect(Self.write("bad", to: output))
    try output.restart()
    #expect(said.messages == [.plain("Throwing away 3 bytes")])
    #expect(Self.write("678", to: output))
    try output.finish(createsEmptyFile: true)
    #expect(try folder.text("o") == "12345678")
  }

  @Test func `starts a plain file anew for another attempt`() throws {
    let folder = try Folder()
    let output = Self.output(folder, "o")
    #expect(Self.write("a long error page", to: output))
    try output.restart()
    #expect(output.bytesWritten == 0)
    #expect(Self.write("ok", to: output))
    #expect(try folder.text("o") == "ok")
  }

  @Test(.enabled(if: RealCurl.isThere))
  func `cannot go on with a folder`() throws {
    let (folder, said) = (try Folder(), Said())
    let run = try RealCurl.run(["-C", "3", "-o", folder.path, "http://127.0.0.1:1"])
    let output = BodyOutput(.file(folder.path), options: with { $0.resume = .at(3) }) {
      said.messages.append($0)
    }
    let failure = try #require(throws: CurlFailure.self) { try output.prepare() }
    #expect(run.status == 23)
    #expect(said.text + "\(failure)\n" == run.errText)
  }

  @Test func `says that a full disk takes nothing`() throws {
    let output = BodyOutput(.file("/dev/full"), options: OutputOptions())
    #expect(!Self.write("a", to: output))
    #expect(output.error == ENOSPC)
  }

  @Test func `says that a closed pipe takes nothing`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let output = BodyOutput(.descriptor(ends[1]), options: OutputOptions())
    #expect(!Self.write("a", to: output))
    #expect(output.error == EPIPE)
  }

  @Test func `waits for a pipe that is full`() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    #expect(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
    let (reader, count) = (ends[0], 300_000)
    let output = BodyOutput(.descriptor(ends[1]), options: OutputOptions())
    let thread = Thread {
      usleep(50_000)
      var buffer = [UInt8](repeating: 0, count: 65536)
      while read(reader, &buffer, buffer.count) > 0 {}
      close(reader)
    }
    thread.start()
    #expect(Self.write(String(repeating: "x", count: count), to: output))
    close(ends[1])
    #expect(output.bytesWritten == Int64(count))
  }

  @Test func `keeps binary bytes from a terminal`() throws {
    let terminal = try Terminal()
    for allows in [false, true] {
      let said = Said()
      let output = BodyOutput(
        .descriptor(terminal.other), options: with { $0.allowsBinaryOnTerminal = allows }
      ) { said.messages.append($0) }
      #expect(output.isTerminal)
      #expect(Self.write("a\0b", to: output) == allows)
      #expect(output.hasRefusedBinary == !allows)
      #expect(
        said.text
          == (allows
            ? ""
            : """
            Warning: Binary output can mess up your terminal. Use "--output -" to tell\u{20}
            Warning: curl to output it to your terminal anyway, or consider "--output\u{20}
            Warning: <FILE>" to save to a file.

            """))
    }
  }

  @Test func `gives the file the other end's time`() throws {
    let folder = try Folder()
    let output = Self.output(folder, "o")
    try output.finish(createsEmptyFile: true)
    output.setTime(1_000_000_000)
    let date = try FileManager.default.attributesOfItem(atPath: folder.file("o"))[.modificationDate]
    #expect((date as? Date)?.timeIntervalSince1970 == 1_000_000_000)
  }

  @Test func `header lines do not count as body`() throws {
    let folder = try Folder()
    let output = Self.output(folder, "o")
    #expect(output.writeHeader(Array("A: b\r\n".utf8)))
    #expect(output.bytesWritten == 0)
    #expect(try folder.text("o") == "A: b\r\n")
  }

  private func with(_ change: (inout OutputOptions) -> Void) -> OutputOptions {
    var options = OutputOptions()
    change(&options)
    return options
  }
}

/// A terminal of a test's own.
final class Terminal {
  let own: Int32
  let other: Int32

  init() throws {
    var (own, other): (Int32, Int32) = (-1, -1)
    guard openpty(&own, &other, nil, nil, nil) == 0 else { throw POSIXError(.EIO) }
    (self.own, self.other) = (own, other)
  }

  deinit {
    close(other)
    close(own)
  }
}
