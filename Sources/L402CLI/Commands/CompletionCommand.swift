import ArgumentParser
import JSON

/// The command `l402 completion`.
struct CompletionCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "completion", abstract: "Print the completion script of a shell.",
    usage: "l402 completion bash|zsh|fish",
    discussion: """
      Examples
        l402 completion bash > ~/.local/share/bash-completion/completions/l402
        l402 completion zsh > "${fpath[1]}/_l402"
        l402 completion fish > ~/.config/fish/completions/l402.fish
      """)

  /// The shells that there are scripts for.
  enum Shell: String, ExpressibleByArgument, CaseIterable, Sendable {
    case bash, zsh, fish
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let script =
      switch shell {
      case .bash: CompletionScript.text(for: .bash)
      case .zsh: CompletionScript.text(for: .zsh)
      case .fish: CompletionScript.text(for: .fish)
      }
    try session.print(
      json: { $0.object { $0.member("script", script) } },
      text: { script })
    return .success
  }
}
