import ArgumentParser
import Bytes
import JSON
import Store

extension KeysCommand {
  /// The command `l402 keys export`.
  struct ExportKey: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Print the root key of a token in the local store.",
      usage: "l402 keys export [TEXT] [OPTIONS]",
      discussion: """
        Whoever has the root key can mint tokens of the same identifier.

        Examples
          l402 keys export @token.txt -o token.key
          l402 verify @token.txt --root-key file:token.key
        """)

    @Argument(help: ArgumentHelp("Token, credential, or token-id:HEX.", valueName: "text"))
    var text: String?

    @OptionGroup var file: FileOptions

    @Flag(help: "Overwrite the file.")
    var force = false

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run(in session: inout Session) throws -> ExitStatus {
      guard let target = try session.revocationTargets(text).first else { return .no }
      guard let store = try session.localStore(.readOnly) else {
        throw Failure(.noKey, "the local store is empty")
      }
      let found = try Failure.wrapping {
        switch target {
        case .identifierHash(let hash): try store.rootKey(forIdentifierHash: hash)
        case .tokenID(let id): try store.rootKeys(forTokenID: id).first
        }
      }
      guard let found else {
        throw Failure(.noKey, "no key for this token in the local store")
      }
      let text = Hex.encode(found.rootKey)
      if let path = file.path {
        try SecretFile.write(Array((text + "\n").utf8), to: path, replaces: force)
        session.console.explain("wrote \(path)")
        if output.json || !output.field.isEmpty {
          try session.print(
            json: { $0.object { $0.member("file", path) } }, text: { "" })
        }
        return .success
      }
      try session.print(
        json: { writer in
          writer.object { object in
            object.member("identifier_sha256", hex: found.identifierHash)
            object.member("root_key", text)
          }
        }, text: { text + "\n" })
      return .success
    }
  }
}
