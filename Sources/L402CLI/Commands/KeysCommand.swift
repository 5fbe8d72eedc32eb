import ArgumentParser
import Bytes
import Digests
import Glibc
import JSON
import L402Protocol
import Presentation
import Macaroons
import Store

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

  /// The command `l402 keys list`.
  struct ListKeys: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the tokens whose root keys are in the local store.",
      usage: "l402 keys list [OPTIONS]",
      discussion: """
        Never prints a key.

        Examples
          l402 keys list
          l402 keys list --json | jq '.keys[].token_id'
        """)

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      guard let store = try session.localStore(.readOnly) else {
        try session.print(
          json: {
            $0.object {
              $0.name("keys"); $0.array { _ in }
            }
          },
          text: { "no keys: the local store is empty\n" })
        return .success
      }
      let keys = try Failure.wrapping { try store.rootKeys() }
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("keys")
            object.array { array in for key in keys { Self.write(key, to: &array) } }
          }
        },
        text: {
          keys.isEmpty
            ? "no keys: the local store is empty\n"
            : keys.map { Self.line($0, now: now) + "\n" }.joined()
        })
      return .success
    }

    private static func line(_ key: StoredRootKey, now: Timestamp) -> String {
      let id = key.tokenID.map { Hex.encode($0.array.prefix(8)) + "..." } ?? "(no token id)"
      var parts = ["\(id)  made \(Timestamp(unixSeconds: key.createdAt).spaced)"]
      if !key.services.isEmpty {
        parts.append("for " + Sanitizer.clean(key.services.joined(separator: ", ")))
      }
      if let end = key.expiresAt {
        let moment = Timestamp(unixSeconds: end)
        let when = RelativeTime.words(from: now, to: moment)
        parts.append(moment > now ? "ends \(when)" : "ended \(when)")
      }
      if key.isSandbox { parts.append("play money") }
      if key.revokedAt != nil { parts.append("REVOKED") }
      return parts.joined(separator: "  ")
    }

    private static func write(_ key: StoredRootKey, to array: inout JSONWriter) {
      func time(_ seconds: Int64?) -> String? {
        seconds.map { Timestamp(unixSeconds: $0).rfc3339 }
      }
      array.object { object in
        object.member("created_at", time(key.createdAt))
        object.member("created_at_unix", key.createdAt)
        object.member("expires_at", time(key.expiresAt))
        object.member("expires_at_unix", key.expiresAt)
        object.member("identifier_sha256", hex: key.identifierHash)
        object.member("location", key.location)
        object.member("payment_hash", hex: key.paymentHash)
        object.member("revoked_at", time(key.revokedAt))
        object.member("revoked_at_unix", key.revokedAt)
        object.member("sandbox", key.isSandbox)
        object.name("services")
        object.array { array in for service in key.services { array.string(service) } }
        object.member("token_id", hex: key.tokenID)
      }
    }
  }

  /// The command `l402 keys revoke`.
  struct RevokeKey: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Refuse a token from now on.",
      usage: "l402 keys revoke [TEXT] [--revoked FILE] [OPTIONS]",
      discussion: """
        TEXT is a token, a credential, or token-id:HEX. Revoked here, verify refuses it whatever \
        key is given; --revoked also appends to a list for other machines. The key need not be here.

        Examples
          l402 keys revoke @credential.txt
          l402 keys revoke token-id:804ae47d... --revoked revoked.txt
        """)

    @Argument(help: ArgumentHelp("Token, credential, or token-id:HEX.", valueName: "text"))
    var text: String?

    @Option(
      help: ArgumentHelp("Append to this list too.", valueName: "file"), completion: .file())
    var revoked: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let targets = try session.revocationTargets(text)
      let now = session.environment.now()
      let settings = try Settings(session.environment)
      let store = try Failure.wrapping {
        try Store(openingAt: settings.home.store, mode: .create)
      }
      for target in targets {
        try Failure.wrapping { try store.revoke(target, at: now.unixSeconds) }
        if let revoked { try RevocationFile.append(RevocationList.line(for: target), to: revoked) }
      }
      let lines = targets.map { String(RevocationList.line(for: $0).dropLast()) }
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("entries")
            object.array { array in for line in lines { array.string(line) } }
            object.member("revoked_at", now.rfc3339)
            object.member("revoked_at_unix", now.unixSeconds)
          }
        }, text: { lines.map { "revoked \($0)\n" }.joined() })
      return .success
    }
  }

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

  /// The command `l402 keys prune`.
  struct PruneKeys: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Remove the keys of tokens that have expired.",
      usage: "l402 keys prune [--older-than DURATION]",
      discussion: """
        Tokens that never expire keep their keys; revocations stay.

        Examples
          l402 keys prune
          l402 keys prune --older-than 30d
        """)

    @Option(
      help: ArgumentHelp("Only those that expired longer ago.", valueName: "duration"))
    var olderThan: DurationArgument?

    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      if let olderThan, olderThan.seconds < 0 {
        throw ValidationError("--older-than is a span of the past: 30d, not -30d")
      }
    }

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      let before = now.unixSeconds - (olderThan?.seconds ?? 0)
      var count = 0
      if let store = try session.localStore(.existing) {
        count = try Failure.wrapping { try store.pruneRootKeys(expiredBefore: before) }
      }
      try session.print(
        json: { $0.object { $0.member("pruned", Int64(count)) } },
        text: { "removed \(count) key\(count == 1 ? "" : "s") of expired tokens\n" })
      return .success
    }
  }
}

extension Session {
  /// What a revocation names: the identifiers of all tokens, or `token-id:HEX`.
  mutating func revocationTargets(_ operand: String?) throws -> [RevocationTarget] {
    if let operand, operand.hasPrefix("token-id:") {
      guard let id = try? Bytes32(hex: operand.dropFirst("token-id:".count)) else {
        throw Failure(.malformed, "token-id: takes 64 hexadecimal digits")
      }
      return [.tokenID(id)]
    }
    let given = try text(operand)
    do {
      let found = try Recogniser.recognise(given[...])
      let tokens = found.lazy.compactMap({ $0.presented }).first?.tokens ?? []
      let macaroons = tokens.compactMap(\.macaroon)
      guard !macaroons.isEmpty else { throw Failure(.malformed, "there is no macaroon in it") }
      return macaroons.map { .identifierHash(SHA256.digest($0.macaroon.identifier)) }
    } catch let error as RecognitionError {
      throw Failure(error).withHint(forOperand: operand)
    }
  }
}

/// The list that `--revoked` reads.
enum RevocationFile {
  /// Appends a line in one write, so that two processes lose nothing.
  static func append(_ line: String, to path: String) throws {
    let needsBreak = try lacksFinalBreak(path)
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(.cannotCreate, "cannot open \"\(path)\": \(SystemError.text(errno))")
    }
    defer { close(descriptor) }
    let bytes = Array(((needsBreak ? "\n" : "") + line).utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw Failure(.io, "cannot write \"\(path)\": \(SystemError.text(errno))")
    }
  }

  /// Whether the file's last line is not ended: ours would be glued to it.
  private static func lacksFinalBreak(_ path: String) throws -> Bool {
    guard DescriptorReader.exists(path: path) else { return false }
    let content = try DescriptorReader.read(path: path, home: nil)
    return content.last.map { $0 != 0x0a } ?? false
  }
}
