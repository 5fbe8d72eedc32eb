import ArgumentParser

/// The command `l402 keys`.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Make keys, and look after those of the local store.",
    discussion: """
      How keys are read and derived: l402 help keys.

      Examples
        l402 keys generate -o master.key
        l402 keys list
        l402 keys revoke env:TOKEN
        l402 keys export @token.txt
      """,
    subcommands: [
      GenerateKey.self, ListKeys.self, RevokeKey.self, ExportKey.self, PruneKeys.self,
    ])
}
