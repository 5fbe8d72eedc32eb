import BOLT11
import L402Protocol
import Payments
import Store
import Wallets

/// A wallet that was chosen, with what it needs.
struct ChosenWallet {
  let wallet: any Wallet
  /// What the configuration calls it.
  let name: String
  let store: Store
  /// The most that it takes as a fee, as its owner knows it.
  var feeBound: Millisatoshis?
}

/// What a wallet is opened for: no key is read that is not needed.
enum WalletUse {
  /// To pay, and to look payments up.
  case paying
  /// To make invoices.
  case receiving
  /// To be looked at: all keys.
  case looking
}

extension Session {
  /// Opens the wallet that flag, variable or file name, else the sandbox.
  ///
  /// - Throws: `Failure` for a wallet that nobody set up; nothing is ever paid through another one
  ///   instead.
  mutating func wallet(
    _ flag: String?, _ settings: Settings, for use: WalletUse
  ) throws -> ChosenWallet {
    let name = flag ?? settings.wallet.value
    let definition = settings.wallets[name]?.value
    guard definition != nil || name == Settings.sandboxName else {
      let names = (settings.wallets.keys + [Settings.sandboxName]).sorted()
      throw Failure(
        .configuration, "there is no wallet \"\(name)\"",
        hint: "there are: \(names.joined(separator: ", ")); see l402 help config")
    }
    // Keys first: without them no store has to be made.
    let remote = try definition.map { try wallet($0, name: name, for: use) }
    let store = try Failure.wrapping {
      try Store(openingAt: settings.home.store, mode: .create)
    }
    return ChosenWallet(
      wallet: remote
        ?? SandboxWallet(
          store: store, clock: environment.walletClock, randomBytes: environment.randomBytes),
      name: name, store: store, feeBound: definition?.feeBound)
  }

  private mutating func wallet(
    _ definition: WalletDefinition, name: String, for use: WalletUse
  ) throws -> any Wallet {
    var (key, invoiceKey) = (definition.key, definition.invoiceKey)
    switch use {
    case .paying:
      invoiceKey = nil
      guard key != nil else {
        throw Failure(
          .configuration, "wallet \"\(name)\" has an invoice key only, which cannot pay",
          hint: "wallets.\(name).key is the source of the admin key")
      }
    case .receiving: if invoiceKey != nil { key = nil }
    case .looking: break
    }
    return LNbitsWallet(
      definition.address, adminKey: try walletKey(key, "wallets.\(name).key"),
      invoiceKey: try walletKey(invoiceKey, "wallets.\(name).invoice_key"),
      clock: environment.walletClock, cancellation: Interruption.cancellation)
  }

  private mutating func walletKey(_ source: String?, _ name: String) throws -> WalletSecret? {
    guard let source else { return nil }
    let (content, origin) = try secret(source, for: name)
    do {
      return try WalletSecret(text: content)
    } catch {
      throw Failure(.configuration, "\(name), \(origin): \(error)")
    }
  }
}

extension Environment {
  /// Time for wallets and payments, and Ctrl-C once it is watched for.
  var walletClock: WalletClock {
    let now = now
    var clock = WalletClock(now: { now().unixSeconds }, sleep: sleep)
    clock.isInterrupted = { Interruption.wasAsked }
    return clock
  }
}
