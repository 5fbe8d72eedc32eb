import BOLT11
import TOMLKit
import Wallets

/// A table `[wallets.NAME]` of the configuration, or what variables say in its place.
struct WalletDefinition: Hashable, Sendable {
  /// The kinds that this version has.
  enum Kind: String, Hashable, Sendable, CaseIterable {
    case lnbits
  }

  let kind: Kind
  /// Where its server is.
  let address: WalletAddress
  /// The source of the key that pays; nil for a wallet that only makes invoices.
  var key: String?
  /// The source of the key that only makes invoices.
  var invoiceKey: String?
  /// The most that the wallet takes as a fee, as its owner knows it.
  var feeBound: Millisatoshis?

  static let keys = ["fee_bound", "invoice_key", "key", "type", "url"]
  /// Kinds of the design that are not built yet.
  private static let later = ["cln", "exec", "lnd", "manual", "phoenixd"]

  /// A wallet of LNbits.
  init(lnbits address: WalletAddress, key: String?) {
    kind = .lnbits
    self.address = address
    self.key = key
  }

  /// Reads a table; `name` is its name with `wallets.` in front.
  init(_ table: TOMLTable, name: String, path: String) throws {
    func failure(_ message: String, hint: String? = nil) -> Failure {
      Failure(.configuration, "\"\(path)\": \(message)", hint: hint)
    }
    func text(_ key: String) throws -> String? {
      guard let value = table[key] else { return nil }
      guard let text = value.string else { throw failure("\(name).\(key) is a text in quotes") }
      return text
    }
    guard let type = try text("type") else {
      throw failure("\(name).type is missing", hint: "type = \"lnbits\"")
    }
    guard let kind = Kind(rawValue: type) else {
      let kinds = Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      if Self.later.contains(type) {
        throw failure(
          "\(name): wallets of type \"\(type)\" are not part of this version",
          hint: "this one has: \(kinds)")
      }
      throw failure("\(name): there is no type \"\(type)\"", hint: "there is: \(kinds)")
    }
    for key in table.keys where !Self.keys.contains(key) {
      throw Configuration.unknown(
        "\(name).\(key)", among: Self.keys.map { "\(name).\($0)" }, path: path)
    }
    guard let url = try text("url") else {
      throw failure("\(name).url is missing", hint: "url = \"https://lnbits.example\"")
    }
    self.kind = kind
    do {
      address = try WalletAddress(parsing: url)
    } catch {
      throw failure("\(name).url: \(error)")
    }
    key = try text("key")
    invoiceKey = try text("invoice_key")
    for (key, source) in [("key", key), ("invoice_key", invoiceKey)] {
      guard let source else { continue }
      switch Source(source) {
      case .file, .variable, .descriptor: break
      case .standardInput, .inline, nil:
        throw failure(
          "\(name).\(key) takes a source, not the key itself",
          hint: "\(key) = \"file:PATH\" or \"env:NAME\"")
      }
    }
    guard key != nil || invoiceKey != nil else {
      throw failure(
        "\(name) has neither key nor invoice_key", hint: "key = \"env:NAME\" or \"file:PATH\"")
    }
    feeBound = try text("fee_bound").map { text in
      guard let bound = AmountArgument(argument: text) else {
        throw failure("\(name).fee_bound is an amount in quotes: \"10sat\"")
      }
      return bound.amount
    }
  }
}
