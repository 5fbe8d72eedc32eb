import CurlTool
import Foundation
import Testing

@Suite struct HeaderFileTests {
  @Test(.enabled(if: RealCurl.isThere))
  func `keeps the headers of all transfers, and of none before`() throws {
    let server = try CannedServer { path in [CannedServer.answer(["Path: \(path)"])] }
    let (theirs, ours) = (try Folder(), try Folder())
    for folder in [theirs, ours] { try folder.write("old", to: "h") }
    let run = try RealCurl.run(
      ["-s", "-D", "h", "\(server.url)/a", "\(server.url)/b"], in: theirs)
    #expect(run.status == 0)
    let file = try HeaderFile(ours.file("h"))
    for path in ["/a", "/b"] {
      let answer = String(decoding: CannedServer.answer(["Path: \(path)"]), as: UTF8.self)
      for line in answer.components(separatedBy: "hello")[0].components(separatedBy: "\r\n")
        .dropLast()
      {
        #expect(Array("\(line)\r\n".utf8).withUnsafeBytes { file.write($0) })
      }
    }
    #expect(try ours.bytes("h") == theirs.bytes("h"))
  }

  @Test func `cannot be a folder`() throws {
    let folder = try Folder()
    var said: [CurlMessage] = []
    let failure = #expect(throws: CurlFailure.self) {
      try HeaderFile(folder.path) { said.append($0) }
    }
    #expect(failure?.status == 23)
    #expect(said == [.warning("Failed to open \(folder.path)")])
  }
}

@Suite struct CurlMessageTests {
  @Test func `is silent as curl is`() {
    let messages: [CurlMessage] = [
      .warning("w"), .note("n"), .error("e"), .plain("p"), .always("a"),
    ]
    func text(_ isSilent: Bool, _ isTracing: Bool) -> String {
      messages.map { $0.text(isSilent: isSilent, isTracing: isTracing) }.joined()
    }
    #expect(text(false, true) == "Warning: w\nNote: n\ncurl: e\np\na\n")
    #expect(text(false, false) == "Warning: w\ncurl: e\np\na\n")
    #expect(text(true, true) == "a\n")
  }

  @Test(.enabled(if: RealCurl.isThere), arguments: [1, 30, 60, 120, 250])
  func `folds long words as curl does`(length: Int) throws {
    let name = String(repeating: "x", count: length)
    let folder = try Folder()
    let server = try CannedServer { _ in [CannedServer.answer()] }
    let run = try RealCurl.run(
      ["--no-progress-meter", "-o", "no/\(name) \(name)", server.url], in: folder)
    let message = CurlMessage.warning(
      "Failed to open the file no/\(name) \(name): No such file or directory")
    let words = run.errText.components(separatedBy: "curl: (23)")[0]
    #expect(message.text(isSilent: false, isTracing: false) == words)
  }
}
