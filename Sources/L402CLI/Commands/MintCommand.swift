import ArgumentParser
import BOLT11
import Bytes
import Digests
import JSON
import L402Protocol
import Macaroons
import Presentation
import Store

/// The command `l402 mint`.
struct MintCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "mint", abstract: "Make a token, or a paid test credential.",
    usage: "l402 mint (--paid | --invoice TEXT | --payment-hash HEX | --preimage SOURCE) [OPTIONS]",
    discussion: """
      Prints the token; where the preimage is known, the credential TOKEN:PREIMAGE. Without \
      --root-key or --master-key a random root key is kept in the local store, and verify finds it.

      Examples
        l402 mint --paid --service api --expires-in 1h --as header
        l402 mint --invoice @invoice.txt --service api --expires-in 1h
        l402 mint --payment-hash "$HASH" --master-key file:master.key --service api:1
        curl -H "$(l402 mint --paid --service api --as header)" http://localhost:8080/
      exit: 0 done   64 usage   65 bad key   66 unreadable   73 store or file   SOURCE: l402 help keys
      """)

  @Flag(help: "A fresh random preimage, for tests: nobody paid.")
  var paid = false

  @Option(help: ArgumentHelp("The payment hash of the invoice.", valueName: "hex"))
  var paymentHash: Hex32Argument?

  @Option(
    help: ArgumentHelp(
      "The invoice that pays for it: its payment hash is taken.", valueName: "text"))
  var invoice: String?

  @Option(help: ArgumentHelp("The preimage of the payment.", valueName: "source"))
  var preimage: String?

  @Option(help: ArgumentHelp("The token id instead of a random one.", valueName: "hex"))
  var tokenId: Hex32Argument?

  @Option(help: ArgumentHelp("Where the token belongs; not signed.", valueName: "text"))
  var location: String?

  @OptionGroup(title: "Caveats") var caveats: CaveatOptions
  @OptionGroup(title: "Key") var key: MintKeyOptions

  @Option(help: ArgumentHelp("How the token is laid out.", valueName: "format"))
  var macaroon: MintFormat = .v2

  @Option(
    help: ArgumentHelp("How it is made text; aperture reads base64 only.", valueName: "encoding"))
  var encoding: MintEncoding = .base64

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("The shape of the result.", valueName: "shape"))
  var shape: ResultShape?

  @Option(help: ArgumentHelp("How many tokens.", valueName: "number"))
  var count = 1

  @OptionGroup var file: FileOptions

  @Flag(help: "Overwrite the file; several tokens for one payment hash.")
  var force = false

  @OptionGroup(title: "Output") var output: OutputOptions

  static let fieldNames = FieldNames(names: [
    "credential", "header", "payment_hash", "preimage", "token", "token_id",
  ])

  func validate() throws {
    if count < 1 || count > 10_000_000 {
      throw ValidationError("--count is a number from 1 to 10000000")
    }
    if count > 1, tokenId != nil {
      throw ValidationError("--count and --token-id exclude each other")
    }
    if count > 1, !paid, !force {
      throw ValidationError(
        "--count with one payment hash sells it several times: --force if you mean it")
    }
    if output.json || !output.field.isEmpty, shape != nil {
      throw ValidationError("--as chooses text; --json and --field have their own form")
    }
    if let shape, shape != .token, macaroon == .v2JSON || encoding == .hex {
      throw ValidationError("--as \(shape.rawValue) needs a token in base64")
    }
    // Before anything is stored.
    if let shape, shape != .token, paymentHash != nil || invoice != nil {
      throw ValidationError(
        "--as \(shape.rawValue) needs the preimage: --preimage SOURCE instead of "
          + (invoice == nil ? "--payment-hash" : "--invoice"))
    }
    if macaroon == .v2JSON, encoding != .base64 {
      throw ValidationError("--macaroon v2-json is text already: leave --encoding out")
    }
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let payment = try payment(&session)
    // Before any key is kept.
    if let path = file.path { try SecretFile.checkTarget(path, replaces: force) }
    let settings = try Settings(
      session.environment, usesKeys: key.rootKey == nil && key.masterKey == nil)
    let key = try session.mintKey(key, settings)
    let now = session.environment.now()
    caveats.warn(session, now: now)
    let recipe = TokenRecipe(
      location: location ?? settings.location.value, caveats: caveats, now: now,
      format: macaroon.format, encoding: encoding.encoding)
    let store = try openStore(for: key, settings: settings, session)
    let sink = ResultSink(path: file.path, replaces: force, console: session.console)
    var left = count
    while left > 0 {
      // A store's rows go in by the thousand: one transaction, one flush.
      var rows: [StoredRootKey] = []
      var minted: [MintedToken] = []
      for _ in 0..<min(left, 1000) {
        let (hash, preimage) = payment.hashAndPreimage(session)
        minted.append(
          try key.mint(
            recipe, paymentHash: hash, preimage: preimage,
            tokenID: tokenId?.bytes ?? session.random32(), rows: &rows, session))
      }
      if let store { try Failure.wrapping { try store.add(rows) } }
      if left == count { warnOfSize(minted.first?.token.count ?? 0, session) }
      for token in minted { sink.append(try text(of: token, session)) }
      left -= minted.count
      try sink.flush(isLast: left == 0)
    }
    return .success
  }

  /// What the token is bound to.
  private enum Payment {
    /// A preimage of its own for each token.
    case fresh
    /// One payment for all.
    case known(hash: Bytes32, preimage: Bytes32?)

    func hashAndPreimage(_ session: Session) -> (Bytes32, Bytes32?) {
      switch self {
      case .fresh:
        let preimage = session.random32()
        return (SHA256.digest(preimage), preimage)
      case .known(let hash, let preimage): return (hash, preimage)
      }
    }
  }

  private func payment(_ session: inout Session) throws -> Payment {
    switch (paid, paymentHash, preimage, invoice) {
    case (true, nil, nil, nil): return .fresh
    case (false, let hash?, nil, nil): return .known(hash: hash.bytes, preimage: nil)
    case (false, nil, let source?, nil):
      let preimage = try session.preimage(source, for: "--preimage")
      return .known(hash: SHA256.digest(preimage), preimage: preimage)
    case (false, nil, nil, let text?):
      return .known(hash: try paymentHash(ofInvoice: text, &session), preimage: nil)
    case (false, nil, nil, nil):
      throw Failure(
        .usage, "what is paid for?",
        hint: "--invoice TEXT, --payment-hash HEX, --preimage SOURCE, or --paid for tests")
    default:
      throw Failure(
        .usage, "--paid, --invoice, --payment-hash and --preimage exclude each other")
    }
  }

  private func paymentHash(ofInvoice text: String, _ session: inout Session) throws -> Bytes32 {
    let invoice: Invoice
    do {
      invoice = try DecodeInvoiceCommand.invoice(try session.text(text)[...])
    } catch let failure as Failure {
      throw failure.withHint(forOperand: text)
    }
    guard let hash = invoice.paymentHash, invoice.hasOnePaymentHash else {
      throw Failure(
        .malformed,
        invoice.paymentHash == nil
          ? "the invoice has no payment hash"
          : "the invoice has several payment hashes: wallets differ in which one they pay")
    }
    let inspection = InvoiceInspection(invoice, now: session.environment.now())
    for check in inspection.checks where check.status == .fail {
      session.console.warn("the invoice: \(check.detail)")
    }
    return hash
  }

  private func openStore(
    for key: MintKey, settings: Settings, _ session: Session
  ) throws -> Store? {
    guard case .store = key else { return nil }
    session.console.explain("a random root key is kept in \(settings.home.store)")
    return try Failure.wrapping { try Store(openingAt: settings.home.store, mode: .create) }
  }

  private func text(of minted: MintedToken, _ session: Session) throws -> [UInt8] {
    let preimage = minted.preimage.map(Preimage.init)
    let isHeaderText = macaroon != .v2JSON && encoding != .hex
    if output.json || !output.field.isEmpty {
      var writer = JSONWriter()
      writer.object { object in
        let credential =
          preimage == nil || !isHeaderText
          ? nil : try? HeaderFormatter.credential(tokens: [minted.token[...]], preimage: preimage)
        object.member("credential", credential)
        object.member("header", credential.map { "Authorization: L402 \($0)" })
        object.member("payment_hash", hex: minted.paymentHash)
        object.member("preimage", hex: minted.preimage)
        object.member("token", String(decoding: minted.token, as: UTF8.self))
        object.member("token_id", hex: minted.tokenID)
      }
      let isShown =
        file.path == nil
        && session.environment.isTerminal(session.environment.standardOutput)
      guard !output.field.isEmpty else {
        let pretty = isShown && count == 1 ? try? JSONReader.read(writer.bytes[...]) : nil
        return (pretty.map { Array($0.prettyPrinted.utf8) } ?? writer.bytes) + [0x0a]
      }
      let fields = try session.fields(of: writer.bytes)
        .map { isShown ? Sanitizer.clean($0) : $0 }
      return Array((fields.joined(separator: count > 1 ? "\t" : "\n") + "\n").utf8)
    }
    let shape = shape ?? (preimage == nil || !isHeaderText ? .token : .credential)
    if shape == .token { return minted.token + [0x0a] }
    guard let preimage else {
      throw Failure(
        .usage, "--as \(shape.rawValue) needs the preimage",
        hint: "--preimage SOURCE instead of --payment-hash, or --as token")
    }
    do {
      let credential = try HeaderFormatter.credential(
        tokens: [minted.token[...]], preimage: preimage)
      return Array((shape.text(ofCredential: credential) + "\n").utf8)
    } catch {
      throw Failure(.malformed, "\(error)")
    }
  }

  private func warnOfSize(_ size: Int, _ session: Session) {
    guard size > HeaderToken.longest else { return }
    session.console.warn(
      "the token has \(size) characters; headers hold \(HeaderToken.longest), verify refuses it")
  }
}
