import BOLT11
import Glibc
import Store
import Wallets

extension Session {
  /// What the wallet is called that a person with a phone is, where the configuration names none so.
  static let phoneName = "manual"

  /// The phone, where it is asked for by name, or where real money is due and no wallet is set up.
  ///
  /// Nil where another wallet is to pay, and where nobody is there to be asked.
  func phone(
    _ flag: String?, _ settings: Settings, at origin: String?, for invoice: Invoice
  ) throws -> ChosenWallet? {
    let named = settings.wallet(at: origin)
    if (flag ?? named.value) == Self.phoneName, settings.wallets[Self.phoneName] == nil {
      return try phone(settings)
    }
    guard flag == nil, named.origin == .usual, invoice.network == .bitcoin,
      settings.ask.value != .never, let terminal = environment.openTerminal()
    else { return nil }
    close(terminal)
    // One that merely lies there is suggested, never paid with.
    let way = FoundWallet.all(environment).first?.command ?? "see l402 help config"
    return try phone(
      settings, introduction: "no wallet is set up; pay with a phone, or \(way)")
  }

  /// The phone that was to pay what the journal says; nil where it was another wallet.
  func phone(of known: StoredPayment, _ settings: Settings) throws -> ChosenWallet? {
    guard known.walletIdentity.hasPrefix("manual:") else { return nil }
    return try phone(settings, name: known.walletName)
  }

  private func phone(
    _ settings: Settings, name: String = phoneName, introduction: String? = nil
  ) throws -> ChosenWallet {
    let store = try Failure.wrapping { try Store(openingAt: settings.home.store, mode: .create) }
    return ChosenWallet(
      wallet: try manualWallet(store, introduction: introduction), name: name, store: store,
      definition: nil)
  }

  /// The person at the terminal as a wallet, who is as many as there are homes.
  func manualWallet(_ store: Store, introduction: String? = nil) throws -> ManualWallet {
    // Random in each home, and moves with it.
    let home = SandboxWallet(
      store: store, clock: environment.walletClock, randomBytes: environment.randomBytes)
    do {
      return ManualWallet(
        try home.info().nodeKey ?? "", person: person(introduction: introduction))
    } catch {
      throw Failure(error, wallet: Self.phoneName)
    }
  }
}
