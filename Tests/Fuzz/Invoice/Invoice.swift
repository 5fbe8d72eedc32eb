import BOLT11
import Bech32
import Bytes
import Secp256k1

/// Any bytes, as an invoice's text, as its groups and as its fields, so that a checksum and a
/// signature do not keep the fuzzer out: refused with an offset inside the text, or an invoice that
/// is written as it was read.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInvoice(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // Not at the start of its array, so that an offset counted from there shows.
  let padded = [0x41, 0x41, 0x41] + UnsafeBufferPointer(start: start, count: count)
  let bytes = padded[3...]
  // The first byte says what the rest is; a text begins with an l or an L, whose low bits are 00.
  switch (bytes.first ?? 0) & 3 {
  case 0: text(bytes)
  case 1: groups(bytes.dropFirst())
  default: fields(bytes.dropFirst())
  }
  return 0
}

private func text(_ text: ArraySlice<UInt8>) {
  let invoice: Invoice
  do throws(InvoiceError) {
    invoice = try Invoice(parsing: text)
  } catch {
    expect((0...text.count).contains(error.offset), "offset \(error.offset): \(error)")
    expect(!error.code.isEmpty && !error.description.isEmpty, "an error without words")
    return
  }
  expect(invoice.raw.text.utf8.elementsEqual(text.map(lowerCase)), "written otherwise")
  look(at: invoice)
}

/// The human-readable part up to the first blank, and groups: the checksum is made to fit.
private func groups(_ bytes: ArraySlice<UInt8>) {
  let head = bytes.prefix { $0 != 0x20 }
  let part = head.map { lowerCase(33 + $0 % 94) }
  let bech32 = Bech32(
    humanReadablePart: part.isEmpty ? [0x6c] : part[...],
    data: bytes.dropFirst(head.count + 1).map { $0 & 31 }[...], variant: .bech32)
  text(Array(bech32.text.utf8)[...])
}

/// Type, length and content of each field, behind four bytes of amount and network: signed by us.
private func fields(_ bytes: ArraySlice<UInt8>) {
  var reader = ByteReader(bytes)
  guard let head = try? reader.bytes(4) else { return }
  let value = head.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  let networks = LightningNetwork.allCases
  let prefix = InvoicePrefix(
    network: networks[Int(value % UInt64(networks.count))],
    amount: value & 0x80 == 0 ? nil : Millisatoshis(value << (value & 31)))
  var fields: [TaggedField] = []
  while fields.count < 100, let type = try? reader.byte(), let length = try? reader.byte() {
    let content = (try? reader.bytes(Int(length))) ?? reader.rest
    let tag = FieldTag(type: type)
    if type & 0x20 == 0 {
      fields.append(TaggedField(tag: tag, groups: content.map { $0 & 31 }[...]))
    } else if tag == .payee, type & 0x40 != 0 {
      fields.append(TaggedField(tag: tag, bytes: payee.publicKey.bytes))
    } else if tag == .routeHint, type & 0x40 != 0 {
      fields.append(TaggedField(tag: tag, bytes: hops(content)))
    } else {
      fields.append(TaggedField(tag: tag, bytes: content))
    }
    if content.count < length { break }
  }
  let raw = RawInvoice(
    prefix: prefix, timestamp: value << 3, fields: fields, signedBy: payee)
  expect(raw.fields == fields, "other fields")
  expect(raw.timestamp == value << 3, "another time")
  expect(raw.prefix == prefix, "another prefix")
  text(Array(raw.text.utf8)[...])
  guard let invoice = try? Invoice(raw) else { return }
  expect(invoice.payee == payee.publicKey, "another payee")
  expect(invoice.amount == prefix.amount, "another amount")
}

/// Hops whose keys are points of the curve: random bytes hardly ever are.
private func hops(_ content: ArraySlice<UInt8>) -> [UInt8] {
  var bytes = Array(content)
  for start in stride(from: 0, to: bytes.count - 50, by: 51) {
    bytes.replaceSubrange(start..<start + 33, with: payee.publicKey.bytes)
  }
  return bytes
}

private func look(at invoice: Invoice) {
  guard let again = try? Invoice(parsing: Array(invoice.raw.text.utf8)[...]) else {
    fatalError("what we wrote does not read")
  }
  expect(again == invoice, "reads back as another")
  expect(invoice.isPayable == invoice.problems.isEmpty, "payable")
  for fallback in invoice.fallbacks {
    let address = fallback.text(on: invoice.network)
    let read = FallbackAddress(parsing: Array(address.utf8)[...], on: invoice.network)
    expect(read == fallback, "the address \(address) reads back as another")
  }
  for (code, words) in invoice.problems.map({ ($0.code, $0.message) })
    + invoice.notes.map({ ($0.code, $0.message) })
  {
    expect(!code.isEmpty && !words.isEmpty, "a remark without words")
  }
  redraft(invoice)
}

/// What a writer may write is drafted anew and signed: the same fields come out.
private func redraft(_ invoice: Invoice) {
  guard invoice.isPayable, let hash = invoice.paymentHash, let secret = invoice.paymentSecret else {
    return
  }
  var draft = InvoiceDraft(
    network: invoice.network, amount: invoice.amount, timestamp: invoice.timestamp,
    paymentHash: hash, paymentSecret: secret,
    purpose: invoice.description.map { .description($0) }
      ?? .descriptionHash(invoice.descriptionHash ?? .zero))
  draft.expiry = invoice.writtenExpiry
  draft.minFinalCLTVExpiryDelta = invoice.writtenMinFinalCLTVExpiryDelta
  draft.fallbacks = invoice.fallbacks
  draft.routeHints = invoice.routeHints
  draft.features = invoice.features
  draft.metadata = invoice.metadata
  draft.namesPayee = invoice.namesPayee
  guard let signed = try? draft.signed(by: payee) else { return }
  expect(signed.isPayable, "drafted anew, not payable: \(signed.problems)")
  expect(signed.description == invoice.description, "another description")
  expect(signed.descriptionHash == invoice.descriptionHash, "another description hash")
  expect(signed.writtenExpiry == invoice.writtenExpiry, "another expiry")
  expect(
    signed.writtenMinFinalCLTVExpiryDelta == invoice.writtenMinFinalCLTVExpiryDelta,
    "another CLTV delta")
  expect(signed.fallbacks == invoice.fallbacks, "other fallbacks")
  expect(signed.routeHints == invoice.routeHints, "other route hints")
  expect(signed.features == invoice.features, "other features")
  expect(signed.metadata == invoice.metadata, "other metadata")
}

/// The key of all examples of BOLT 11.
private let payee: SecretKey = {
  let hex = "e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734"
  guard let bytes = try? Bytes32(hex: hex), let key = SecretKey(bytes) else {
    fatalError("no secret key")
  }
  return key
}()

private func lowerCase(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }

/// Unlike `precondition`, this says why in an optimised build too.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
