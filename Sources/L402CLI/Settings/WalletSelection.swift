import BOLT11
import HTTPTransport
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
    let remote = try definition.flatMap { try wallet($0, name: name, for: use) }
    let store = try Failure.wrapping {
      try Store(openingAt: settings.home.store, mode: .create)
    }
    return ChosenWallet(
      wallet: try remote ?? ofStore(store, definition), name: name, store: store,
      definition: definition)
  }

  /// The wallets that live in the store: the sandbox, and the person at the terminal.
  private func ofStore(_ store: Store, _ definition: WalletDefinition?) throws -> any Wallet {
    guard definition == nil else { return try manualWallet(store) }
    return SandboxWallet(
      store: store, clock: environment.walletClock, randomBytes: environment.randomBytes)
  }

  /// A wallet that is elsewhere; nil for one that lives in the store.
  private mutating func wallet(
    _ definition: WalletDefinition, name: String, for use: WalletUse
  ) throws -> (any Wallet)? {
    do {
      switch definition.place {
      case .server(let server):
        return try wallet(definition.kind, at: server, name: "wallets.\(name)", for: use)
      case .socket(let path):
        return try CLNWallet(
          socket: DescriptorReader.expand(path, home: environment.variables["HOME"]),
          clock: environment.walletClock, cancellation: Interruption.cancellation)
      case .program(let command, let recovers):
        let program = DescriptorReader.expand(command[0], home: environment.variables["HOME"])
        return try ExecWallet(
          command: [program] + command.dropFirst(), environment: environment.variables,
          looksUp: recovers, clock: environment.walletClock,
          cancellation: Interruption.cancellation)
      case .person: return nil
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
    case .lnd:
      let (content, _) = try oneSecret(kind, pays, receives, name: name)
      return LNDWallet(
        server.address, macaroon: try WalletSecret(macaroon: content), trust: try trust(server),
        clock: clock, cancellation: cancellation)
    case .cln:
      let (content, _) = try oneSecret(kind, pays, receives, name: name)
      return CLNWallet(
        server.address, rune: try WalletSecret(text: content), trust: try trust(server),
        clock: clock, cancellation: cancellation)
    case .phoenixd:
      let (content, _) = try oneSecret(kind, pays, receives, name: name)
      return PhoenixdWallet(
        server.address, password: try WalletSecret(text: content), clock: clock,
        cancellation: cancellation)
    case .exec, .manual:
      throw Failure(.software, "wallets of type \"\(kind.rawValue)\" have no server")
    }
  }

  /// The one secret of a wallet that is asked with one: that which pays, where both are there.
  private mutating func oneSecret(
    _ kind: WalletDefinition.Kind, _ pays: String?, _ receives: String?, name: String
  ) throws -> (bytes: [UInt8], name: String) {
    if let pays { return try secret(pays, for: "\(name).\(kind.paysWith ?? "")") }
    if let receives { return try secret(receives, for: "\(name).\(kind.receivesWith ?? "")") }
    throw Failure(.configuration, "\(name) has no key")
  }

  /// Who may vouch for a server: its own certificate alone, where one is given.
  private func trust(_ server: WalletDefinition.Server) throws -> TLSTrust {
    guard let path = server.certificate else { return .system }
    return .roots(
      pem: try DescriptorReader.read(path: path, home: environment.variables["HOME"]))
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
