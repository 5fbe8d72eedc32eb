import Foundation
import Testing

/// The package that these tests belong to.
private enum Package {
  static let path = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  static let isBuilt =
    Program.isRelease && FileManager.default.fileExists(atPath: path + "/.build/l402")
}

/// `make install` and `make uninstall`, with the program that `make build` left.
@Suite(.enabled(if: Package.isBuilt))
struct InstallTests {
  let program: Program

  init() throws { program = try Program() }

  private func make(_ target: String) throws -> Outcome {
    try program.shell(
      "make -s -C \"$PACKAGE\" \(target) DESTDIR=\"$HOME/root\" PREFIX=/opt/l402",
      variables: ["PACKAGE": Package.path])
  }

  private func files() throws -> [String] {
    try program.shell("cd \"$HOME/root\" && find . -type f | sort").line
      .split(separator: "\n").map(String.init)
  }

  @Test func `what is installed works`() throws {
    let installed = try make("install")
    try #require(installed.status == 0, "\(installed)")
    let outcome = try program.shell(
      "\"$HOME/root/opt/l402/bin/l402\" --version && bash -n \"$HOME\"/root/opt/l402/share/bash-completion/completions/l402"
    )
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.out.hasPrefix("l402 "))
  }

  @Test func `program, pages, completions and schemas have their places`() throws {
    _ = try make("install")
    let files = try files()
    for place in [
      "./opt/l402/bin/l402", "./opt/l402/share/man/man1/l402.1",
      "./opt/l402/share/man/man1/l402-curl.1", "./opt/l402/share/man/man5/l402-config.5",
      "./opt/l402/share/man/man7/l402-tutorial.7", "./opt/l402/share/l402/schema/curl-report.json",
      "./opt/l402/share/bash-completion/completions/l402",
      "./opt/l402/share/fish/vendor_completions.d/l402.fish",
      "./opt/l402/share/l402/schema/verify.json",
    ] {
      #expect(files.contains(place), "\(place)")
    }
  }

  @Test func `uninstall removes what install put there and nothing else`() throws {
    _ = try make("install")
    let other = "./opt/l402/share/l402/schema/other.json"
    _ = try program.shell("touch \"$HOME/root/\(other)\"")
    let outcome = try make("uninstall")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(try files() == [other])
  }
}
