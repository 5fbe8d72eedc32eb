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
}

extension Session {
  /// Opens the wallet that flag, variable or file name, else the sandbox.
  ///
  /// - Throws: `Failure` for a wallet that this version does not have; nothing is ever paid through
  ///   another one instead.
  func wallet(_ flag: String?, _ settings: Settings) throws -> ChosenWallet {
    let name = flag ?? settings.wallet.value
    guard name == Settings.sandboxName else {
      throw Failure(
        .configuration, "there is no wallet \"\(name)\"",
        hint: "this version has the sandbox only, which pays with play money")
    }
    let store = try Failure.wrapping {
      try Store(openingAt: settings.home.store, mode: .create)
    }
    return ChosenWallet(
      wallet: SandboxWallet(
        store: store, clock: environment.walletClock, randomBytes: environment.randomBytes),
      name: name, store: store)
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
