import ArgumentParser
import CurlTool
import Foundation
import Testing

@testable import L402CLI

/// The committed completion scripts.
struct CompletionTests {
  @Test(arguments: [
    (CompletionShell.bash, "l402.bash"), (.zsh, "_l402"), (.fish, "l402.fish"),
  ])
  func `a script is what the parser generates`(shell: CompletionShell, file: String) throws {
    let committed = try Repository.text("completions/\(file)")
    #expect(committed == CompletionScript.text(for: shell), "write it anew: make completions")
  }

  @Test(arguments: [
    (CompletionShell.bash, "l402.bash"), (.zsh, "_l402"), (.fish, "l402.fish"),
  ])
  func `a script has every option of curl, and none that is refused`(
    shell: CompletionShell, file: String
  ) throws {
    let lines = try Repository.text("completions/\(file)").split(separator: "\n")
    let ours: [Substring]
    if shell == .fish {
      ours = lines.filter { $0.contains("\"l402 curl\"") }
    } else {
      let start = try #require(lines.firstIndex(of: "_l402_curl() {"))
      ours = Array(lines[start...].prefix { $0 != "}" })
    }
    let text = ours.joined(separator: "\n").replacing(" -l '", with: " '--")
    let words = Set(text.matches(of: #/--[a-z0-9][-a-z0-9.]*/#).map { String($0.output) })
    #expect(words.isSuperset(of: CurlOption.all.map { "--\($0.name)" }))
    let command = try #require(CommandLineTree.command("curl"))
    let refused = Set(CurlOption.refused.map { "--\($0.name)" }).subtracting(command.flags)
    #expect(words.isDisjoint(with: refused))
    #expect(words.isSuperset(of: command.flags.filter { $0.hasPrefix("--") }))
  }

  /// Runs a shell on lines of its language; nil where there is no such shell.
  private func run(_ shell: String, _ arguments: String...) throws -> String? {
    let path = "/usr/bin/" + shell
    guard FileManager.default.isExecutableFile(atPath: path) else {
      print("skipped: there is no \(shell) here")
      #expect(!Repository.requiresAll, "there is no \(shell) here")
      return nil
    }
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = Repository.root
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.url.path, "LANG": "C.UTF-8"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(shell)")
    return String(decoding: output, as: UTF8.self)
  }

  @Test(arguments: [
    ("l402 ver", ["verify"]), ("l402 verify --s", ["--secrets-db", "--service", "--strict"]),
    ("l402 keys prune --o", ["--older-than"]), ("l402 completion ", ["bash", "fish", "zsh"]),
    ("l402 mint --as ", ["credential", "header", "token", "value"]),
    ("l402 dec", ["decode-invoice"]), ("l402 decode-invoice --p", ["--preimage"]),
    ("l402 paym", ["payments"]), ("l402 pay --m", ["--max-amount", "--max-fee"]),
    ("l402 pay --as ", ["credential", "header", "preimage", "value"]),
    ("l402 challenge --profile ", ["both", "dual", "plain", "spec"]),
    ("l402 payments r", ["resume"]), ("l402 cr", ["credentials"]),
    ("l402 credentials show --as ", ["credential", "header", "token", "value"]),
    ("l402 wallet sandbox --behaviour ", ["fail", "hold", "pay"]),
    (
      "l402 curl --max-",
      ["--max-amount", "--max-fee", "--max-filesize", "--max-redirs", "--max-time"]
    ),
    ("l402 curl -X POST --report - --upload", ["--upload-file"]),
    ("l402 curl -o completions/_", ["completions/_l402"]), ("l402 curl -H ", []),
  ])
  func `bash completes`(line: String, words: [String]) throws {
    let script = """
      source completions/l402.bash
      COMP_LINE=$1 COMP_POINT=${#1}
      read -ra COMP_WORDS <<< "$1"
      if [[ $1 == *' ' ]]; then COMP_WORDS+=(''); fi
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _l402 l402 "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}" | LC_ALL=C sort
      """
    guard let output = try run("bash", "-c", script, "bash", line) else { return }
    #expect(output.split(whereSeparator: \.isWhitespace).map(String.init) == words)
  }

  @Test func `zsh reads its script`() throws {
    guard let output = try run("zsh", "-f", "-n", "completions/_l402") else { return }
    #expect(output == "")
  }

  @Test(arguments: [
    ("l402 ver", ["verify"]), ("l402 verify --s", ["--secrets-db", "--service", "--strict"]),
    ("l402 completion ", ["bash", "fish", "zsh"]),
    ("l402 curl -X POST --report - --upload", ["--upload-file"]),
    ("l402 curl --http1.1 --max-a", ["--max-amount"]),
    ("l402 curl --cacert completions/_", ["completions/_l402"]),
  ])
  func `fish completes`(line: String, words: [String]) throws {
    let script = "source completions/l402.fish; complete --do-complete \"$argv[1]\""
    guard let output = try run("fish", "--no-config", "-c", script, line) else { return }
    let found = output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    #expect(found.sorted() == words)
  }
}
