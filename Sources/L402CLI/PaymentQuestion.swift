import BOLT11
import Glibc
import L402Protocol
import Payments
import Store
import Wallets

/// The question before a payment, on the terminal; without one the answer is no.
struct PaymentQuestion: Sendable {
  let environment: Environment
  let chosen: ChosenWallet
  let policy: PaymentPolicy
  /// Who asks for it; nil where nobody said.
  let whom: String?

  /// Asks.
  func ask(_ purchase: Purchase, _ fee: Millisatoshis) -> Bool {
    guard let terminal = environment.openTerminal() else { return false }
    defer { close(terminal) }
    let price = (purchase.invoice.amount ?? purchase.amount)?.satoshis ?? "?"
    let purpose = purchase.invoice.description.map { " for \"\($0)\"" } ?? ""
    let asking = whom.map { "\($0) asks" } ?? "the invoice asks"
    var first = "\(asking) \(price) sat\(purpose)"
    if let end = purchase.invoice.expiresAt {
      let words = RelativeTime.words(from: environment.now(), to: Timestamp(unixSeconds: end))
      first += "; the invoice ends \(words)"
    }
    let fees = Self.words(fee: fee, isLimited: chosen.wallet.profile.enforcesFeeLimit)
    return Confirmation(descriptor: terminal).ask(
      "pay \(price) sat, \(fees), from wallet \"\(chosen.name)\"?",
      below: [first] + details(purchase))
  }

  /// What it buys, and what was checked.
  private func details(_ purchase: Purchase) -> [String] {
    guard let token = purchase.token else { return [] }
    var buys: [String] = []
    if let scope = purchase.scope { buys.append("paths under \(scope)") }
    buys += Challenge.conditions(of: token)
    var checks = ["invoice belongs to token", "network \(purchase.invoice.network.rawValue)"]
    if let limit = policy.maxAmount { checks.append("limit \(limit.satoshis) sat") }
    for budget in policy.budgets {
      let now = environment.now().unixSeconds
      guard
        let spent = try? chosen.store.spent(
          since: now - budget.span, now: now, origin: budget.origin)
      else { continue }
      let span = budget.span == 86_400 ? "today" : "in \(RelativeTime.span(budget.span))"
      checks.append(
        "\(span) \(Millisatoshis(spent).satoshis) of \(Millisatoshis(budget.amount).satoshis) sat")
    }
    return [
      "  buys    " + (buys.isEmpty ? "a token without caveats" : buys.joined(separator: ", ")),
      "  checks  " + checks.joined(separator: ", "),
    ]
  }

  /// What a payment may cost on top, as far as the wallet keeps to that.
  static func words(fee: Millisatoshis, isLimited: Bool) -> String {
    isLimited
      ? "fee at most \(fee.satoshis) sat" : "fee not limited, \(fee.satoshis) sat set aside"
  }
}
