import Glibc

/// Wallets that lie on this machine and are not set up: to be suggested, never to be paid with.
struct FoundWallet: Hashable {
  let kind: WalletDefinition.Kind
  /// What was found.
  let path: String
  /// The command that sets it up.
  let command: String

  /// Looks for the files of nodes; asks none of them anything.
  static func all(_ environment: Environment) -> [FoundWallet] {
    guard let home = environment.variables["HOME"], home.hasPrefix("/") else { return [] }
    var found: [FoundWallet] = []
    for network in ["bitcoin", "testnet", "testnet4", "signet", "regtest"] {
      let socket = "\(home)/.lightning/\(network)/lightning-rpc"
      if DescriptorReader.exists(path: socket) {
        found.append(
          FoundWallet(
            kind: .cln, path: socket,
            command: "l402 wallet add cln cln --socket ~/.lightning/\(network)/lightning-rpc"))
      }
    }
    let lnd = folder("LNCLI_LNDDIR", environment) ?? "\(home)/.lnd"
    if DescriptorReader.exists(path: "\(lnd)/tls.cert") {
      found.append(
        FoundWallet(
          kind: .lnd, path: lnd,
          command: "l402 wallet add lnd lnd --url https://127.0.0.1:8080 --cert \(lnd)/tls.cert "
            + "--macaroon file:PATH"))
    }
    let phoenix = (folder("PHOENIX_DATADIR", environment) ?? "\(home)/.phoenix") + "/phoenix.conf"
    if DescriptorReader.exists(path: phoenix) {
      found.append(
        FoundWallet(
          kind: .phoenixd, path: phoenix,
          command: "l402 wallet add phoenixd phoenixd --url http://127.0.0.1:9740 "
            + "--password env:NAME"))
    }
    return found
  }

  private static func folder(_ name: String, _ environment: Environment) -> String? {
    environment.variables[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
  }
}
