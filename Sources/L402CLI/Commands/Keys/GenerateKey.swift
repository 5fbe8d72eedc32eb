import ArgumentParser
import Bytes
import JSON

extension KeysCommand {
  /// The command `l402 keys generate`.
  struct GenerateKey: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Print a random key of 32 bytes as 64 hex digits.",
      usage: "l402 keys generate [-o FILE]",
      discussion: """
        Good as root key and as master key.

        Examples
          l402 keys generate -o master.key
          export L402_MASTER_KEY=$(l402 keys generate)
        """)

    @OptionGroup var file: FileOptions

    @Flag(help: "Overwrite the file.")
    var force = false

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let key = session.random32()
      if let path = file.path {
        try SecretFile.write(Array((key.hex + "\n").utf8), to: path, replaces: force)
        session.console.explain("wrote \(path)")
        if output.json || !output.field.isEmpty {
          try session.print(
            json: { $0.object { $0.member("file", path) } }, text: { "" })
        }
        return .success
      }
      try session.print(
        json: { $0.object { $0.member("key", hex: key) } }, text: { key.hex + "\n" })
      return .success
    }
  }
}
