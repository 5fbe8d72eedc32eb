internal import Bytes
internal import L402Protocol
internal import Macaroons

/// What an LND macaroon says that it allows: LND writes that into the identifier, in the open.
///
/// Whether the node agrees only the node can tell; what a macaroon does not say it never allows.
struct LNDMacaroon: Hashable, Sendable {
  /// An entity and an action, `offchain:write`, or one call, `uri:/routerrpc.Router/SendPaymentV2`.
  private let operations: Set<String>

  /// Nil where the secret is no macaroon of LND's.
  init?(_ secret: WalletSecret) {
    guard let text = try? MacaroonText(parsing: secret.bytes[...]),
      let identifier = LNDIdentifier(text.macaroon.identifier)
    else { return nil }
    operations = Set(
      identifier.operations.flatMap { operation in
        operation.actions.map { "\(operation.entity):\($0)" }
      })
  }

  /// What we may want to do with a node.
  enum Right: String, CaseIterable {
    case info, balance, pay, lookUp, makeInvoice, lookUpInvoice

    /// The operation of LND that stands for it, among others.
    fileprivate var operation: String {
      switch self {
      case .info: "info:read"
      case .balance, .lookUp: "offchain:read"
      case .pay: "offchain:write"
      case .makeInvoice: "invoices:write"
      case .lookUpInvoice: "invoices:read"
      }
    }

    /// The one call that does it.
    fileprivate var call: String {
      switch self {
      case .info: "uri:/lnrpc.Lightning/GetInfo"
      case .balance: "uri:/lnrpc.Lightning/ChannelBalance"
      case .pay: "uri:/routerrpc.Router/SendPaymentV2"
      case .lookUp: "uri:/routerrpc.Router/TrackPaymentV2"
      case .makeInvoice: "uri:/lnrpc.Lightning/AddInvoice"
      case .lookUpInvoice: "uri:/lnrpc.Lightning/LookupInvoice"
      }
    }
  }

  /// Whether it allows something, as far as it says.
  func allows(_ right: Right) -> Bool {
    operations.contains(right.operation) || operations.contains(right.call)
  }

  /// What of the node's money or keys it opens beyond Lightning payments; nil if nothing.
  var excess: String? {
    let excessive = [
      ("onchain:write", "spend the node's on-chain money"),
      ("uri:/lnrpc.Lightning/SendCoins", "spend the node's on-chain money"),
      ("macaroon:generate", "make other macaroons"),
      ("uri:/lnrpc.Lightning/BakeMacaroon", "make other macaroons"),
      ("macaroon:write", "change other macaroons"),
      ("signer:generate", "sign with the node's keys"),
    ]
    return excessive.first { operations.contains($0.0) }?.1
  }
}

extension WalletSecret {
  /// A macaroon of LND's, held in hexadecimal as LND's REST interface takes it.
  ///
  /// - Parameter content: what is in a macaroon file, as LND writes it, or the same in hexadecimal;
  ///   white space may stand round that.
  /// - Throws: `WalletError` with `.configuration` for anything else.
  public init(macaroon content: [UInt8]) throws(WalletError) {
    guard let text = try? MacaroonText(parsing: content[...]), text.format == .v2,
      text.trailingBytes == 0
    else {
      throw WalletError(
        .configuration, "the key is no macaroon of LND, binary or in hexadecimal",
        mayHaveBeenSent: false)
    }
    switch text.encoding {
    case .binary: try self.init(text: Hex.encodedBytes(content))
    case .hex: try self.init(text: content.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 })
    case .base64, .base64url, .json:
      throw WalletError(
        .configuration, "the macaroon is not in hexadecimal, as LND takes it",
        mayHaveBeenSent: false)
    }
  }
}
