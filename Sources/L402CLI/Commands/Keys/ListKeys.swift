import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Presentation
import Store

extension KeysCommand {
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
}
