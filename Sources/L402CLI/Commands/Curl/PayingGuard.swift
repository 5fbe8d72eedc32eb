import ArgumentParser
import BOLT11
import Bytes
import CurlTool
import Glibc
import JSON
import L402Protocol
import Payments
import Store
import Wallets

/// Presents credentials and pays challenges for `l402 curl`.
///
/// Where the rules stand: what may be presented or paid where is in `+Rules`, how a challenge becomes
/// a credential in `+Buying`; here is what happens between a request and its answer.
final class PayingGuard: TransferGuard {
  var session: Session
  let options: CurlPaymentOptions
  let settings: Settings
  let console: Console
  var shelf: CredentialShelf
  /// What `--credential` gave.
  private let given: StoredCredential?
  /// The transfer that is under way.
  var transfer = GuardedTransfer()
  private var finished: [GuardedTransfer] = []
  /// What `-s` and `-S` leave to be said.
  private var saysErrors = true
  private var saysNotes = true

  init(_ options: CurlPaymentOptions, _ environment: Environment) throws {
    self.options = options
    settings = try Settings(environment, usesKeys: false)
    console = Console(environment: environment, isQuiet: false, isVerbose: false)
    var session = Session(environment: environment, output: try OutputOptions.parse([]))
    shelf = CredentialShelf(home: settings.home, now: environment.now)
    given = try options.credential.map { try session.givenCredential($0) }
    self.session = session
  }

  // MARK: From request to answer

  func begin(_ operation: CurlOperation) {
    transfer = GuardedTransfer()
    saysErrors = operation.showsErrors
    saysNotes = !operation.isSilent
  }

  func authorization(for request: OutgoingRequest) -> GuardedAuthorization? {
    transfer.begin(request)
    transfer.presented = nil
    guard !options.dryRun, !request.hasOwnAuthorization, let origin = request.url.originOfOurs,
      objection(toPresentingWith: request) == nil,
      let credential = credential(for: request, at: origin),
      let value = credential.authorization
    else { return nil }
    transfer.presented = credential
    return GuardedAuthorization(value: value, onlyToLoopback: needsLoopback(request))
  }

  private func credential(
    for request: OutgoingRequest, at origin: Origin
  ) -> StoredCredential? {
    if let given { return transfer.isGivenRefused ? nil : given }
    if let bought = transfer.bought, bought.origin == origin.description,
      PathScope(bought.scope)?.covers(request.url.path) == true
    {
      return bought
    }
    transfer.newestKnown = shelf.newest(at: origin)
    return shelf.best(
      for: request.url.path, method: request.method, at: origin, but: transfer.tried)
  }

  func heldBack(_ request: OutgoingRequest) {
    transfer.presented = nil
    warn(
      "a stored credential stays here: \(shown(request.url.text)) is plain http beyond this machine "
        + "(--allow-http)")
  }

  func judge(_ head: IncomingHead, to request: OutgoingRequest) -> Judgement {
    transfer.status = head.status
    let isAsking = head.status == 402 || head.status == 401 && options.payOn401
    guard isAsking else {
      if (200..<400).contains(head.status), let presented = transfer.presented {
        transfer.isAccepted = true
        shelf.accepted(presented)
        if presented.acceptedAt == nil { shelf.used(presented) }
      }
      guard options.dryRun else { return .deliver }
      return (300..<400).contains(head.status) ? .deliver : .withhold
    }
    let lines = head.fields.filter { $0.name.lowercased() == "www-authenticate" }
      .map { Array($0.value.utf8)[...] }
    var header: ChallengeHeader?
    transfer.headerError = nil
    do {
      header = lines.isEmpty ? nil : try ChallengeHeader(parsing: lines)
    } catch {
      // What asks in our name and cannot be read is the server's fault, not an answer.
      transfer.headerError = head.status == 402 && lines.contains(where: Self.isOurs) ? error : nil
    }
    transfer.header = header
    if transfer.headerError != nil { return .withhold }
    if let header, !header.challenges.isEmpty || head.status == 402 && !header.refused.isEmpty {
      return .withhold
    }
    if head.status == 402, transfer.isPresentingBought { return .withhold }
    if head.status == 402, !options.dryRun { transfer.remark = Self.words(forForeign: header) }
    return options.dryRun ? .withhold : .deliver
  }

  /// Whether a value of WWW-Authenticate begins with a name of L402.
  private static func isOurs(_ value: ArraySlice<UInt8>) -> Bool {
    L402Scheme(String(decoding: value.prefix { $0 != 0x20 }, as: UTF8.self)) != nil
  }

  /// A 402 that is none of L402 is an answer as any other; what it is is said.
  private static func words(forForeign header: ChallengeHeader?) -> String {
    let schemes = (header?.others ?? []).map(\.scheme)
    guard !schemes.isEmpty else {
      return "402 without an L402 challenge: there is nothing to pay here"
    }
    return "402 asks for \(schemes.joined(separator: ", ")), which l402 does not pay "
      + "(l402 inspect explains it)"
  }

  func resolve(_ head: IncomingHead, to request: OutgoingRequest) -> Resolution {
    do {
      if options.dryRun { return try resolveDry(head, request) }
      if transfer.isPresentingBought { return try insist(request) }
      if let presented = transfer.presented {
        try refuse(presented, request)
      }
      return try buy(request, peer: head.peer)
    } catch let failure as Failure {
      return .end(status: end(with: failure.naming(transfer.purchase)))
    } catch {
      return .end(status: end(with: Failure(.software, "\(error)")))
    }
  }

  /// Presents what was just bought once more: servers may learn of a payment later than we do.
  private func insist(_ request: OutgoingRequest) throws -> Resolution {
    if let delay = transfer.nextAttempt() { return .sendAgain(afterMilliseconds: delay) }
    guard let bought = transfer.bought else {
      throw Failure(.software, "there is no credential to present")
    }
    // Kept even with --no-store: it was paid, and stands against buying another one.
    let kept = bought.id == 0 ? (try? shelf.add(bought)) ?? bought : bought
    shelf.refused(kept)
    shelf.used(kept)
    throw notAccepted(kept, request)
  }

  /// What a refusal means for a credential that was stored; throws where nothing may be bought anew.
  private func refuse(_ credential: StoredCredential, _ request: OutgoingRequest) throws {
    if given != nil {
      transfer.isGivenRefused = true
      return
    }
    transfer.tried.insert(credential.id)
    transfer.hashes.insert(credential.paymentHash)
    // On another path it may simply not be for that one.
    if credential.path == nil || credential.path == request.url.path { shelf.refused(credential) }
    guard credential.acceptedAt != nil || options.rebuy || !shelf.wasPaid(credential) else {
      throw notAccepted(credential, request)
    }
  }

  private func notAccepted(_ credential: StoredCredential, _ request: OutgoingRequest) -> Failure {
    Failure(
      .notAccepted,
      "\(credential.origin) does not accept the credential \(credential.paymentHash.hex.prefix(8)), "
        + "which was paid; it is kept, and nothing more was paid",
      hint: "run the same command again later; --rebuy buys another one")
  }

  func finish(_ summary: TransferSummary) -> [String: String] {
    transfer.summary = summary
    if let remark = transfer.remark { note(remark) }
    if summary.exitStatus == 23, transfer.isPaidNow {
      say(
        Failure(
          .unstored,
          "paid; " + (options.noStore ? "" : "credential stored, ")
            + "run again without paying"
        ).message)
    }
    if let problem = shelf.problem {
      warn("the stored credentials cannot be used: \(problem)")
    }
    finished.append(transfer)
    return transfer.variables
  }

  // MARK: How it ends

  /// The exit status of all transfers: what became of money decides over what curl says.
  func status(after status: Int32) -> Int32 {
    let worst = finished.compactMap(\.failure?.code.exit)
    if let decisive = [ExitStatus.undecided, .unstored, .notAccepted].first(where: worst.contains) {
      return decisive.rawValue
    }
    return status
  }

  func writeReport(status: Int32) {
    guard let path = options.report else { return }
    var writer = JSONWriter()
    CurlReport(transfers: finished, status: status).write(to: &writer)
    let bytes = writer.bytes + [0x0a]
    if path == "-" {
      console.say(String(decoding: bytes, as: UTF8.self))
      return
    }
    do {
      try SecretFile.write(bytes, to: path, replaces: true)
    } catch let failure as Failure {
      warn("--report: \(failure.message)")
    } catch {
      warn("--report \"\(path)\": \(error)")
    }
  }

  /// Says why, and remembers it; the exit status.
  private func end(with failure: Failure) -> Int32 {
    transfer.failure = failure
    say(failure)
    return CurlCommand.status(of: failure)
  }

  private func say(_ failure: Failure) {
    if saysErrors { console.say(failure.lines) }
  }

  private func say(_ error: String) {
    if saysErrors { console.say("l402: error: \(error)\n") }
  }

  /// Tells what was done; `-s` silences it.
  func note(_ text: String) {
    if saysNotes { console.note(text) }
  }

  /// Says what the user should know although all went well.
  func warn(_ text: String) {
    if saysErrors { console.warn(text) }
  }

  /// An address as a person may see it.
  func shown(_ text: String) -> String { text }
}

extension Failure {
  /// The same with who asks for how much in front, where that is what was refused.
  fileprivate func naming(_ purchase: Purchase?) -> Failure {
    guard code.exit == .refusedByPolicy, let purchase, let origin = purchase.origin,
      let price = purchase.total
    else { return self }
    return Failure(code, "\(origin) asks \(price.satoshis) sat: \(message)", hint: hint)
  }
}

extension StoredCredential {
  /// The value of the field Authorization; nil for a token that would break it.
  var authorization: String? {
    let tokens = token.split(separator: UInt8(ascii: ","))
    let value = try? HeaderFormatter.credential(
      tokens: Array(tokens), preimage: Preimage(preimage))
    return value.map { "\(scheme) \($0)" }
  }
}

extension RequestURL {
  /// Its origin; nil where we cannot read it.
  var originOfOurs: Origin? { Origin(parsing: "\(scheme)://\(host):\(port)") }
}
