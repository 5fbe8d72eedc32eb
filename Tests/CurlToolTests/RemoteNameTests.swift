import CurlTool
import Foundation
import Testing

@Suite struct RemoteNameTests {
  @Test(
    .enabled(if: RealCurl.isThere),
    arguments: [
      "/a/b.txt", "/a/b?c=/d", "/a/b#/c", "/a%2Fb", "/a/b;x=1", "/a/..", "/a/.", "/", "",
      "?u=http://x/y",
      "/a\\b", "/%41",
    ])
  func `names a file by the URL as curl does`(path: String) throws {
    let server = try CannedServer { _ in [CannedServer.answer()] }
    let folder = try Folder()
    let run = try RealCurl.run(["--no-progress-meter", "-O", server.url + path], in: folder)
    let name = RemoteName.fromURL(server.url + path)
    #expect(try folder.names == (name.isEmpty ? [] : [name]))
    #expect(run.status == (name.isEmpty ? 23 : 0))
    if name.isEmpty { #expect(run.errText.hasPrefix("curl: Remote file name has no length!\n")) }
    #expect(RemoteName.fromURL(String((server.url + path).dropFirst(7))) == name)
  }

  @Test(
    .enabled(if: RealCurl.isThere),
    arguments: [
      "attachment; filename=\"got it.txt\"", "attachment; filename=got", "filename=a;b",
      "x; FILENAME=a",
      "attachment;filename='q'", "a; filename=\"../../etc/x\"", "a; filename=\"d\\\\e\"",
      "a; filename=\"a/\"", "a; filename=\"\"", "a; filename*=UTF-8''b; filename=c",
      "a; filename*=UTF-8''b", "a; filename=.hidden", "a; filename=\"..\"", "a; filename = b",
      "a; xfilename=b", "attachment", "a; filename=\"open", "a; x=filename=b", "", "filename=",
    ])
  func `names a file by the header as curl does`(value: String) throws {
    let line = "Content-Disposition: \(value)"
    let server = try CannedServer { _ in [CannedServer.answer([line])] }
    let (theirs, ours, said) = (try Folder(), try Folder(), BodyOutputTests.Said())
    let run = try RealCurl.run(
      ["--no-progress-meter", "-O", "-J", "--output-dir", theirs.path, server.url + "/url"])
    var options = OutputOptions()
    options.usesNameFromHeader = true
    options.folder = ours.path
    let output = BodyOutput(.file("url"), options: options) { said.messages.append($0) }
    // libcurl hands over lines with their end.
    let isMade = output.readHeader(Array("\(line)\r\n".utf8))
    if isMade { #expect(BodyOutputTests.write("hello\n", to: output)) }
    #expect(try ours.names == theirs.names)
    #expect(isMade == (run.status == 0))
    let words = run.errText.components(separatedBy: "curl: (23)")[0]
    #expect(said.text.replacing(ours.path, with: theirs.path) == words)
  }

  @Test func `a name that came from the other end replaces nothing`() throws {
    let (folder, said) = (try Folder(), BodyOutputTests.Said())
    try folder.write("mine", to: "x")
    var options = OutputOptions()
    options.usesNameFromHeader = true
    options.folder = folder.path
    let output = BodyOutput(.file("url"), options: options) { said.messages.append($0) }
    #expect(!output.readHeader(Array("Content-Disposition: a; filename=x\r\n".utf8)))
    #expect(
      said.messages == [.warning("Failed to open the file \(folder.file("x")): File exists")])
    #expect(try folder.text("x") == "mine")
  }

  @Test func `other fields name nothing`() {
    #expect(RemoteName.fromContentDisposition(Array("X: filename=a\r\n".utf8)) == .otherField)
  }
}
