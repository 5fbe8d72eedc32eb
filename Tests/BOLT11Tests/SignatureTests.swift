import BOLT11
import Bytes
import Secp256k1
import Testing

/// The signature, and field `n`.
struct SignatureTests {
  private static let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
  private static let payee = "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad"
  /// The generator of secp256k1: somebody else's key.
  private static let other = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"

  private func named(_ key: String) -> TaggedField { TaggedField(tag: .payee, bytes: hex(key)) }

  /// s to the order less s, and the recovery id to the other.
  private static func highS(_ signature: RecoverableSignature) -> [UInt8] {
    var borrow = 0
    var s = hex(order)
    for index in s.indices.reversed() {
      let difference = Int(s[index]) - Int(signature.s.array[index]) - borrow
      borrow = difference < 0 ? 1 : 0
      s[index] = UInt8(truncatingIfNeeded: difference)
    }
    return signature.r.array + s + [signature.recoveryID ^ 1]
  }

  @Test func `without n the payee is recovered`() throws {
    let invoice = try Sketch().invoice()
    #expect("\(invoice.payee)" == Self.payee)
    #expect(!invoice.namesPayee)
  }

  @Test func `n is verified`() throws {
    let invoice = try Sketch(named(Self.payee)).invoice()
    #expect("\(invoice.payee)" == Self.payee)
    #expect(invoice.namesPayee)
    #expect(invoice.problems == [])
    #expect(invoice.notes == [])
  }

  @Test func `with n the recovery id does not matter`() throws {
    var sketch = Sketch(named(Self.payee))
    sketch.sign = { $0.compact + [$0.recoveryID ^ 1] }
    let invoice = try sketch.invoice()
    #expect("\(invoice.payee)" == Self.payee)
    #expect(invoice.problems == [])
  }

  @Test func `without n a flipped recovery id names another payee`() throws {
    var sketch = Sketch()
    sketch.sign = { $0.compact + [$0.recoveryID ^ 1] }
    #expect("\(try sketch.invoice().payee)" != Self.payee)
  }

  @Test func `somebody else's key in n is refused`() throws {
    let sketch = Sketch(named(Self.other))
    try sketch.isRefused(.signatureMismatch, at: sketch.signatureOffset)
  }

  @Test func `with n a high S is not payable`() throws {
    var sketch = Sketch(named(Self.payee))
    sketch.sign = Self.highS
    let invoice = try sketch.invoice()
    #expect("\(invoice.payee)" == Self.payee)
    #expect(invoice.problemCodes == ["high-s"])
    #expect(invoice.notes == [])
  }

  @Test func `without n a high S is worth a note`() throws {
    var sketch = Sketch()
    sketch.sign = Self.highS
    let invoice = try sketch.invoice()
    #expect("\(invoice.payee)" == Self.payee)
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["high-s-recovered"])
  }

  @Test(arguments: [false, true], [4, 5, 27, 31, 128, 255] as [UInt8])
  func `a recovery id above 3 is refused, with n and without`(isNamed: Bool, id: UInt8) throws {
    var sketch = isNamed ? Sketch(named(Self.payee)) : Sketch()
    sketch.sign = { $0.compact + [id] }
    try sketch.isRefused(.signatureRange, at: sketch.signatureOffset)
  }

  @Test(arguments: [
    String(repeating: "0", count: 64), order, String(repeating: "f", count: 64),
  ])
  func `r and s out of their range are refused`(number: String) throws {
    var sketch = Sketch()
    sketch.sign = { hex(number) + $0.s.array + [0] }
    try sketch.isRefused(.signatureRange, at: sketch.signatureOffset)
    sketch.sign = { $0.r.array + hex(number) + [0] }
    try sketch.isRefused(.signatureRange, at: sketch.signatureOffset)
  }

  /// r = 5 is the x of no point, whatever is signed.
  @Test func `a signature that recovers no key is refused`() throws {
    var sketch = Sketch()
    sketch.sign = { [UInt8](repeating: 0, count: 31) + [5] + $0.s.array + [0] }
    try sketch.isRefused(.signatureRecovery, at: sketch.signatureOffset)
  }

  /// r = 2, with an x that was beyond the order.
  @Test(arguments: [UInt8(2), 3])
  func `recovery ids 2 and 3 are legal`(id: UInt8) throws {
    var sketch = Sketch()
    sketch.sign = { [UInt8](repeating: 0, count: 31) + [2] + $0.s.array + [id] }
    let invoice = try sketch.invoice()
    #expect(invoice.signature.recoveryID == id)
    #expect(invoice.problems == [])
    // Named, the recovered key verifies.
    #expect(invoice.signature.isValid(for: invoice.raw.signedDigest, by: invoice.payee))
  }

  @Test(arguments: [0, 1, 51, 52, 54, 1_023])
  func `n of the wrong length is skipped, with a note`(count: Int) throws {
    let field = TaggedField(tag: .payee, groups: [UInt8](repeating: 0, count: count)[...])
    let invoice = try Sketch(field).invoice()
    #expect("\(invoice.payee)" == Self.payee)
    #expect(!invoice.namesPayee)
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["wrong-length-n"])
  }

  @Test(arguments: ["04", "00", "ff"])
  func `n that is no point is refused at the field`(first: String) throws {
    let sketch = Sketch(named(first + Self.payee.dropFirst(2)))
    try sketch.isRefused(.payee, at: sketch.lastOffset)
  }

  @Test func `n with a padding bit that is set is refused at the last group`() throws {
    var groups = Array(named(Self.payee).groups)
    groups[52] |= 1
    let sketch = Sketch(TaggedField(tag: .payee, groups: groups[...]))
    try sketch.isRefused(.padding(.payee), at: sketch.lastOffset + 52)
  }

  @Test func `of two n the first is verified, with a note`() throws {
    let invoice = try Sketch(named(Self.payee), named(Self.other)).invoice()
    #expect("\(invoice.payee)" == Self.payee)
    #expect(invoice.noteCodes == ["duplicate-n"])
    let sketch = Sketch(named(Self.other), named(Self.payee))
    try sketch.isRefused(.signatureMismatch, at: sketch.signatureOffset)
  }

  @Test(arguments: [
    TaggedField(tag: .features, groups: [0, 0, 16, 8, 0]),
    TaggedField(tag: FieldTag(type: 2), groups: [1, 2, 3]),
    TaggedField(tag: .fallback, groups: [21, 9, 9, 9]), Sketch.paymentHash,
    TaggedField(tag: .paymentHash, groups: [1]),
  ])
  func `every group is signed as it stands`(field: TaggedField) throws {
    #expect("\(try Sketch(field).invoice().payee)" == Self.payee)
  }
}
