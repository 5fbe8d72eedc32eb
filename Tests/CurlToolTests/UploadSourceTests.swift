import Foundation
import Testing

@testable import CurlTool

@Suite struct UploadSourceTests {
  private func bytes(of source: UploadSource, room: Int = 1000) -> [UInt8]? {
    var all: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { buffer.deallocate() }
    while true {
      guard let count = source.fill(buffer) else { return nil }
      guard count > 0 else { return all }
      all += buffer.prefix(count)
    }
  }

  /// The end to read of a pipe with these bytes in it; another thread writes.
  private func pipe(with bytes: [UInt8]) -> Int32 {
    let pipe = Pipe()
    let end = dup(pipe.fileHandleForReading.fileDescriptor)
    let writer = pipe.fileHandleForWriting
    Thread.detachNewThread {
      writer.write(Data(bytes))
      try? writer.close()
    }
    return end
  }

  @Test func `what came from a pipe can be sent once more, from any byte that came`() {
    let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let end = pipe(with: sent)
    defer { close(end) }
    let source = UploadSource(standardInput: end, isNonBlocking: false, keepsBytes: true)
    #expect(source.length == nil)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 70_000, alignment: 1)
    defer { buffer.deallocate() }
    var first = 0
    while first < 100_000, let count = source.fill(buffer), count > 0 { first += count }
    // In the middle: the rest comes from the pipe.
    #expect(source.seek(to: 0))
    #expect(bytes(of: source) == sent)
    #expect(source.seek(to: 299_990))
    #expect(bytes(of: source) == Array(sent.suffix(10)))
    #expect(!source.seek(to: 300_001))
    #expect(!source.seek(to: -1))
  }

  @Test func `without a need to repeat, a pipe is not kept`() {
    let end = pipe(with: [1, 2, 3])
    defer { close(end) }
    let source = UploadSource(standardInput: end, isNonBlocking: false, keepsBytes: false)
    #expect(bytes(of: source) == [1, 2, 3])
    #expect(!source.seek(to: 0))
  }

  @Test func `a file has a length and is read where it is`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data("abcdef".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let source = try #require(UploadSource(path: file.path))
    #expect(source.length == 6)
    #expect(bytes(of: source) == Array("abcdef".utf8))
    #expect(source.seek(to: 4))
    #expect(bytes(of: source) == Array("ef".utf8))
  }

  @Test func `a file that is not there is none`() {
    #expect(UploadSource(path: "/nowhere/at/all") == nil)
  }
}

@Suite struct NetrcFileTests {
  @Test(arguments: [
    ("machine api.example login a password b", true), ("machine API.example login a", true),
    ("machine other login a\nmachine\n  api.example\nlogin b", true), ("default login a", true),
    ("machine other login api.example password x", false), ("", false),
  ])
  func `a host that libcurl would find is found`(text: String, isNamed: Bool) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(NetrcFile.names("api.example", in: file.path) == isNamed)
  }
}
