import BOLT11
import Bytes
import Foundation
import Secp256k1
import Testing

/// Invoices that we signed, read by PyPI bolt11 and by us, and the other way round.
///
/// `L402_DIFFERENTIAL_INVOICES` says how many.
@Suite(
  .enabled(
    if: Peer.bolt11.isWanted, "L402_TEST_PEERS names no folder with bolt11-peer (make peers)"))
struct Bolt11Tests {
  private static let processes = 2
  private static let count =
    ProcessInfo.processInfo.environment["L402_DIFFERENTIAL_INVOICES"].flatMap(Int.init) ?? 2_000

  @Test(arguments: 0..<processes)
  func `PyPI bolt11 reads our invoices as we do, but for its known mistakes`(part: Int) throws {
    var rounds = try InvoiceRounds("from us \(part)")
    try rounds.fromUs(Self.count / Self.processes)
  }

  @Test func `we read PyPI bolt11's invoices as they were meant, and sign them alike`() throws {
    var rounds = try InvoiceRounds("to us")
    try rounds.toUs(500)
  }
}

/// Batches of random invoices against one running peer.
private struct InvoiceRounds {
  private let session: PeerSession
  private var generator: SeededGenerator
  private let secrets: [Bytes32]
  private let keys: [SecretKey]
  private static let batch = 250

  init(_ label: String) throws {
    session = try Peer.bolt11.start()
    var generator = SeededGenerator("bolt11" + label)
    secrets = (0..<16).map { _ in generator.bytes32() }
    // All but once in 2^128 times each is below the order.
    keys = secrets.compactMap { SecretKey($0) }
    self.generator = generator
  }

  /// Every field is the same, or differs by nothing but the mistakes in the table.
  mutating func fromUs(_ count: Int) throws {
    var found: [Bolt11Difference: Int] = [:]
    var same = 0
    var recorded = 0
    for first in stride(from: 0, to: count, by: Self.batch) {
      let samples = try (first..<min(first + Self.batch, count)).map {
        try InvoiceSample(number: $0, keys: keys, using: &generator)
      }
      let answers = try session.ask(
        samples.map { PeerRequest(op: "decode", invoice: $0.text) }, as: InvoiceAnswer.self)
      for (sample, answer) in zip(samples, answers) where recorded < 5 {
        do {
          let differences = try Self.compare(sample, answer)
          if differences.isEmpty { same += 1 }
          for difference in differences { found[difference, default: 0] += 1 }
        } catch {
          recorded += 1
          Issue.record("seed \(Seed.value): \(error)\n\(sample.text)")
        }
      }
    }
    let list = Bolt11Difference.allCases.map { "\($0.rawValue) \(found[$0] ?? 0)" }
    print("bolt11: of \(count) invoices \(same) alike; \(list.joined(separator: ", "))")
    if count >= 1_000 {
      let unseen = Bolt11Difference.allCases.filter { found[$0] == nil }
      #expect(unseen.isEmpty, "the table lists what never happens")
    }
  }

  /// What the peer signs reads as it was meant, and we would have signed it so.
  mutating func toUs(_ count: Int) throws {
    let samples = try (0..<count).map { number in
      var draft = try InvoiceSample(number: 1, keys: keys, using: &generator).draft.writable()
      if number % 50 == 0 {
        draft.amount = Millisatoshis(
          EncodeRequest.lostAmount * .random(in: 1...9, using: &generator))
      }
      return (draft, number % keys.count)
    }
    let requests = try samples.map { draft, key in
      EncodeRequest(
        fields: InvoiceFields(try draft.signed(by: keys[key])), privateKey: secrets[key],
        namesPayee: draft.namesPayee, order: EncodeRequest.names.shuffled(using: &generator))
    }
    var thousands = 0
    for (request, answer) in zip(requests, try session.ask(requests, as: EncodeAnswer.self)) {
      guard let text = answer.invoice else {
        Issue.record("seed \(Seed.value): not encoded, \(answer.error ?? ""): \(request)")
        return
      }
      let invoice = try Invoice(parsing: Array(text.utf8)[...])
      var expected = request.fields
      if let amount = expected.amount, amount % EncodeRequest.lostAmount == 0 {
        expected.amount = amount / 1_000
        thousands += 1
      }
      // Another order of fields, another signature.
      expected.signature = Hex.encode(invoice.signature.compact)
      expected.recoveryID = invoice.signature.recoveryID
      let read = InvoiceFields(invoice)
      #expect(
        read == expected, "seed \(Seed.value): \(read.differences(from: expected))\n\(text)")
      guard let key = SecretKey(request.privateKey) else { continue }
      let again = RawInvoice(
        prefix: invoice.raw.prefix, timestamp: invoice.timestamp, fields: invoice.raw.fields,
        signedBy: key)
      #expect(again.text == text, "seed \(Seed.value): signed otherwise")
    }
    print(
      "bolt11: read \(count) of its invoices; \(thousands) multiples of 1000 BTC were written as BTC"
    )
  }

  /// The mistakes that show; throws where anything else differs.
  private static func compare(
    _ sample: InvoiceSample, _ answer: InvoiceAnswer
  ) throws -> [Bolt11Difference] {
    let invoice = try Invoice(parsing: Array(sample.text.utf8)[...])
    guard invoice.raw == sample.raw, invoice.raw.text == sample.raw.text else {
      throw Mismatch(description: "read back as \(invoice.raw.text)")
    }
    if sample.isPlain, !invoice.says(sample.draft) {
      throw Mismatch(description: "not what was drafted: \(sample.draft)")
    }
    switch answer {
    case .refused(let error):
      let reasons = Bolt11Difference.allCases.filter {
        $0.refusal(invoice).map(error.contains) ?? false
      }
      guard !reasons.isEmpty else { throw Mismatch(description: "refused there: \(error)") }
      return reasons
    case .fields(let theirs):
      let ours = InvoiceFields(invoice)
      var expected = ours
      let shown = Bolt11Difference.allCases.filter { difference in
        let before = expected
        difference.apply(to: &expected, of: invoice)
        return expected != before
      }
      guard expected == theirs else {
        throw Mismatch(description: theirs.differences(from: expected))
      }
      let refusals = Bolt11Difference.allCases.filter { $0.refusal(invoice) != nil }
      guard refusals.isEmpty else { throw Mismatch(description: "read there: \(refusals)") }
      return shown
    }
  }
}

extension Invoice {
  /// Whether it says what was drafted.
  fileprivate func says(_ draft: InvoiceDraft) -> Bool {
    let purpose =
      switch draft.purpose {
      case .description(let text):
        description.map { Array($0.utf8) } == Array(text.utf8) && descriptionHash == nil
      case .descriptionHash(let hash): descriptionHash == hash && description == nil
      }
    return purpose && network == draft.network && amount == draft.amount
      && timestamp == draft.timestamp && paymentHash == draft.paymentHash
      && paymentSecret == draft.paymentSecret && writtenExpiry == draft.expiry
      && writtenMinFinalCLTVExpiryDelta == draft.minFinalCLTVExpiryDelta
      && fallbacks == draft.fallbacks && routeHints == draft.routeHints
      && features == draft.features && metadata == draft.metadata
      && namesPayee == draft.namesPayee
  }
}
