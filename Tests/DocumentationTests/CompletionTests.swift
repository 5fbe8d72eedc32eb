import ArgumentParser
import Testing

@testable import L402CLI

/// The committed completion scripts.
struct CompletionTests {
  @Test(arguments: [
    (CompletionShell.bash, "l402.bash"), (.zsh, "_l402"), (.fish, "l402.fish"),
  ])
  func `a script is what the parser generates`(shell: CompletionShell, file: String) throws {
    let generated = RootCommand.completionScript(for: shell)
    let committed = try Repository.text("completions/\(file)")
    #expect(
      committed == (generated.hasSuffix("\n") ? generated : generated + "\n"),
      "write it anew: make completions")
  }
}
