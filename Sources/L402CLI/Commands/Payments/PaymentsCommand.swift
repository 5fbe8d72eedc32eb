import ArgumentParser
import BOLT11
import Bytes
import JSON
import L402Protocol
import Presentation
import Store

/// The command `l402 payments`.
struct PaymentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payments", abstract: "Show what was paid, and settle what is undecided.",
    discussion: """
      Every payment is written down before it is sent, and stays. HASH is the payment hash, or enough \
      of its beginning.

      Examples
        l402 payments list --since 1d
        l402 payments show 2ea46a6e
        l402 payments resume 2ea46a6e
      """,
    subcommands: [
      ListPayments.self, ShowPayment.self, ResumePayment.self, AbandonPayment.self,
    ])

  /// The names of a payment in JSON.
  static let fieldNames: Set<String> = [
    "amount_msat", "created_at", "created_at_unix", "credential", "fee_limit_msat", "fee_msat",
    "invoice", "origin", "payment_hash", "preimage", "reason", "sandbox", "scope", "settled_at",
    "settled_at_unix", "state", "used_at", "used_at_unix", "wallet", "wallet_identity",
  ]
}

extension Session {
  /// The payment whose hash begins so.
  ///
  /// - Throws: `Failure` where there is none, or more than one.
  func payment(_ prefix: String, in store: Store?) throws -> StoredPayment {
    let wanted = prefix.lowercased()
    guard (8...64).contains(wanted.utf8.count), Hex.isHex(wanted.utf8) else {
      throw Failure(
        .usage, "\"\(prefix)\" is no payment hash", hint: "8 to 64 hexadecimal digits of it")
    }
    let found = try Failure.wrapping { try store?.payments() ?? [] }
      .filter { $0.paymentHash.hex.hasPrefix(wanted) }
    guard let first = found.first else {
      throw Failure(.unreadable, "no payment \(wanted)", hint: "l402 payments list")
    }
    guard found.count == 1 else {
      throw Failure(.usage, "\(found.count) payments begin with \(wanted)", hint: "give more of it")
    }
    return first
  }
}

extension StoredPayment {
  /// The credential that it bought; nil without token, and while there is no preimage.
  var credential: String? {
    guard let token, let preimage else { return nil }
    return try? HeaderFormatter.credential(tokens: [token[...]], preimage: Preimage(preimage))
  }

  /// Writes it as JSON; preimage and credential only where they are wanted.
  func write(to writer: inout JSONWriter, showsSecrets: Bool = false) {
    func time(_ seconds: Int64?) -> String? {
      seconds.map { Timestamp(unixSeconds: $0).rfc3339 }
    }
    writer.object { object in
      object.name("amount_msat")
      object.integer(amount)
      object.member("created_at", time(createdAt))
      object.member("created_at_unix", createdAt)
      object.member("credential", showsSecrets ? credential : nil)
      object.name("fee_limit_msat")
      object.integer(feeCap)
      object.member("fee_msat", fee.map { Int64(clamping: $0) })
      object.member("invoice", invoice)
      object.member("origin", origin)
      object.member("payment_hash", hex: paymentHash)
      object.member("preimage", hex: showsSecrets ? preimage : nil)
      object.member("reason", reason)
      object.member("sandbox", isSandbox)
      object.member("scope", scope)
      object.member("settled_at", time(settledAt))
      object.member("settled_at_unix", settledAt)
      object.member("state", state.rawValue)
      object.member("used_at", time(usedAt))
      object.member("used_at_unix", usedAt)
      object.member("wallet", walletName)
      object.member("wallet_identity", walletIdentity)
    }
  }

  /// One line for a person.
  func line(at now: Timestamp) -> String {
    let amount = "\(Millisatoshis(amount).satoshis) sat"
    var parts = [
      paymentHash.hex.prefix(8) + "  " + Timestamp(unixSeconds: createdAt).spaced,
      (state == .sending ? "UNDECIDED" : state.rawValue) + "  " + amount,
    ]
    if let fee, fee > 0 { parts.append("fee \(Millisatoshis(fee).satoshis) sat") }
    parts.append("wallet \(Sanitizer.clean(walletName))")
    if isSandbox { parts.append("play money") }
    if let origin { parts.append(Sanitizer.clean(origin)) }
    if let reason { parts.append("(\(Sanitizer.clean(reason)))") }
    return parts.joined(separator: "  ")
  }
}
