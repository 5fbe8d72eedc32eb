import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Macaroons
import Presentation
import Store

/// The command `l402 credentials`.
struct CredentialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credentials", abstract: "Show, add and remove the credentials that are kept.",
    discussion: """
      What was bought at an origin is kept for it, and for the paths at or below the directory of the \
      one that was paid for. HASH is the payment hash, or enough of its beginning.

      Examples
        l402 credentials list
        l402 credentials show https://api.example/v1/reports/7 --as header
        l402 credentials add --for https://api.example/v1/ @credential.txt
        l402 credentials remove 2ea46a6e
        l402 credentials prune --dry-run
      """,
    subcommands: [
      ListCredentials.self, ShowCredential.self, AddCredential.self, RemoveCredentials.self,
      PruneCredentials.self,
    ])

  /// The names of a credential in JSON.
  static let fieldNames: Set<String> = [
    "accepted_at", "accepted_at_unix", "created_at", "created_at_unix", "credential", "expired",
    "expires_at", "expires_at_unix", "id", "origin", "path", "payment_hash", "preimage",
    "refused_at", "refused_at_unix", "sandbox", "scheme", "scope", "token",
  ]
}

extension Session {
  /// The credentials of one origin, or all, the newest first.
  func credentials(_ store: Store?, at origin: Origin? = nil) throws -> [StoredCredential] {
    try Failure.wrapping { try store?.credentials(at: origin?.description) ?? [] }
  }
}

extension StoredCredential {
  /// `TOKEN:PREIMAGE`.
  var text: String {
    String(decoding: token, as: UTF8.self) + ":" + preimage.hex
  }

  /// The earliest moment at which one of its tokens ends; nil where none does.
  var expiresAt: Timestamp? {
    token.split(separator: UInt8(ascii: ","))
      .flatMap { HeaderToken($0)?.macaroon?.macaroon.caveats ?? [] }
      .compactMap { caveat -> Timestamp? in
        guard !caveat.isThirdParty else { return nil }
        let condition = ParsedCaveat(caveat.identifier)
        guard condition.family?.isExpiry == true, case .moment(let moment) = condition.value
        else { return nil }
        return moment
      }
      .min()
  }

  /// Whether it has ended by our clock; its server may think otherwise.
  func isExpired(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }

  /// Writes it as JSON; token, preimage and both together only where they are wanted.
  func write(to writer: inout JSONWriter, at now: Timestamp, showsSecrets: Bool = false) {
    func time(_ seconds: Int64?) -> String? {
      seconds.map { Timestamp(unixSeconds: $0).rfc3339 }
    }
    let expiresAt = expiresAt
    writer.object { object in
      object.member("accepted_at", time(acceptedAt))
      object.member("accepted_at_unix", acceptedAt)
      object.member("created_at", time(createdAt))
      object.member("created_at_unix", createdAt)
      object.member("credential", showsSecrets ? text : nil)
      object.member("expired", isExpired(at: now))
      object.member("expires_at", expiresAt?.rfc3339)
      object.member("expires_at_unix", expiresAt?.unixSeconds)
      object.member("id", id)
      object.member("origin", origin)
      object.member("path", path)
      object.member("payment_hash", hex: paymentHash)
      object.member("preimage", hex: showsSecrets ? preimage : nil)
      object.member("refused_at", time(refusedAt))
      object.member("refused_at_unix", refusedAt)
      object.member("sandbox", isSandbox)
      object.member("scheme", scheme)
      object.member("scope", scope)
      object.member("token", showsSecrets ? String(decoding: token, as: UTF8.self) : nil)
    }
  }

  /// One line for a person.
  func line(at now: Timestamp) -> String {
    var parts = [
      paymentHash.hex.prefix(8) + "  " + Timestamp(unixSeconds: createdAt).spaced,
      Sanitizer.clean(origin + scope),
    ]
    if let expiresAt {
      let when = RelativeTime.words(from: now, to: expiresAt)
      parts.append(isExpired(at: now) ? "ended \(when)" : "ends \(when)")
    }
    if refusedAt != nil {
      parts.append("REFUSED")
    } else if acceptedAt == nil {
      parts.append("not used yet")
    }
    if isSandbox { parts.append("play money") }
    return parts.joined(separator: "  ")
  }
}

/// A URL: an origin of the web, and a path there.
struct ResourceArgument: ExpressibleByArgument, Hashable, Sendable {
  let origin: Origin
  /// What stands behind the origin, up to a fragment; at least a slash.
  let path: String

  init?(argument: String) {
    guard let scheme = argument.firstRange(of: "://") else { return nil }
    let rest = argument[scheme.upperBound...]
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    guard let origin = Origin(parsing: String(argument[..<end])),
      ["http", "https"].contains(origin.scheme)
    else { return nil }
    self.origin = origin
    let path = String(rest[end...].prefix { $0 != "#" })
    self.path = path.hasPrefix("/") ? path : "/" + path
  }
}
