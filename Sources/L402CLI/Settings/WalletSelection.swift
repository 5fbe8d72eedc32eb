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
  /// What the configuration says of it; nil for the sandbox.
  let definition: WalletDefinition?

  /// The most that it takes as a fee, as its owner knows it.
  var feeBound: Millisatoshis? { definition?.feeBound }
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
  /// Opens the wallet of a name.
  ///
  /// - Throws: `Failure` for a wallet that nobody set up; nothing is ever paid through another one
  ///   instead.
  mutating func wallet(
    _ name: String, _ settings: Settings, for use: WalletUse
  ) throws -> ChosenWallet {
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
      name: name, store: store, definition: definition)
  }

  private mutating func wallet(
    _ definition: WalletDefinition, name: String, for use: WalletUse
  ) throws -> any Wallet {
    do {
      switch definition.place {
      case .server(let server):
        return try wallet(definition.kind, at: server, name: "wallets.\(name)", for: use)
      case .socket, .program, .person:
        throw Failure(
          .configuration,
          "wallets of type \"\(definition.kind.rawValue)\" are not part of this version")
      }
    } catch let error as WalletError {
      throw Failure(.configuration, "wallets.\(name): \(error)")
    }
  }

  private mutating func wallet(
    _ kind: WalletDefinition.Kind, at server: WalletDefinition.Server, name: String,
    for use: WalletUse
  ) throws -> any Wallet {
    var (pays, receives) = (server.pays, server.receives)
    switch use {
    case .paying:
      receives = nil
      guard pays != nil else {
        throw Failure(
          .configuration,
          "\(name) has \(kind.receivesWith ?? "nothing") only, which cannot pay",
          hint: "\(name).\(kind.paysWith ?? "key") is the source of what pays")
      }
    case .receiving: if receives != nil { pays = nil }
    case .looking: break
    }
    let clock = environment.walletClock
    let cancellation = Interruption.cancellation
    switch kind {
    case .lnbits:
      return LNbitsWallet(
        server.address, adminKey: try walletKey(pays, "\(name).key"),
        invoiceKey: try walletKey(receives, "\(name).invoice_key"), clock: clock,
        cancellation: cancellation)
    default:
      throw Failure(
        .configuration, "wallets of type \"\(kind.rawValue)\" are not part of this version")
    }
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

extension Session {
  /// What a bitcoin costs, by flags, configuration and the wallet that was chosen.
  func rates(_ given: [RateArgument], _ settings: Settings, _ chosen: ChosenWallet) -> Rates {
    Rates(
      given: given, configured: settings.rates?.value, now: environment.now(),
      wallet: chosen.wallet)
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
