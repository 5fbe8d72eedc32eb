import Bytes
import Digests
import Foundation
import Testing

@testable import Store

/// Credentials that were bought, or added by hand.
@Suite struct CredentialTests {
  let new: NewStore
  var store: Store { new.store }

  init() throws { new = try NewStore() }

  private func only() throws -> StoredCredential {
    let all = try store.credentials(at: nil)
    #expect(all.count == 1)
    return try #require(all.first)
  }

  @Test func `keeps all of a credential`() throws {
    var given = credential(1)
    given.scheme = "LSAT"
    given.token = [0, 44, 255]
    given.isSandbox = true
    given.acceptedAt = noon + 3
    given.refusedAt = noon + 4
    let stored = try store.add(given)
    #expect(stored.id > 0)
    given.id = stored.id
    #expect(stored == given)
    #expect(try new.again().credentials(at: nil) == [given])
    var byHand = credential(2, path: nil)
    byHand = try store.add(byHand)
    #expect(byHand.path == nil && byHand.acceptedAt == nil && byHand.refusedAt == nil)
  }

  @Test func `the same token again is the stored one with what is known of it`() throws {
    let first = try store.add(credential(1))
    try store.markCredential(first.id, refusedAt: noon + 5)
    let again = try store.add(credential(1, path: "/paid/other", at: noon + 50))
    #expect(again == (try only()))
    #expect(again.id == first.id && again.refusedAt == noon + 5)
    #expect(again.path == "/paid/report" && again.createdAt == noon)
  }

  @Test func `another origin, scope, token or preimage is another credential`() throws {
    var token = credential(1)
    token.token.append(0)
    let all = [
      credential(1), credential(1, origin: "https://b"), credential(1, scope: "/"), token,
    ]
    for credential in all { #expect(try store.add(credential).id > 0) }
    var preimage = credential(2)
    preimage.token = credential(1).token
    #expect(try store.add(preimage).id > 0)
    #expect(try store.credentials(at: nil).count == 5)
  }

  @Test(arguments: [Bytes32.zero, preimage(2)])
  func `a wrong preimage is never stored`(wrong: Bytes32) throws {
    var given = credential(1)
    given.preimage = wrong
    let error = StoreError(.foreignPreimage, at: new.path)
    #expect(throws: error) { try store.add(given) }
    given.paymentHash = .zero
    #expect(throws: error) { try store.add(given) }
    #expect(try store.credentials(at: nil).isEmpty)
    #expect("\(error)".contains("preimage"))
  }

  @Test(arguments: ["", "paid/", "/paid", "x"])
  func `a scope that is no directory is never stored`(scope: String) throws {
    #expect(throws: StoreError.self) { try store.add(credential(1, scope: scope)) }
    #expect(try store.credentials(at: nil).isEmpty)
  }

  @Test func `a scheme that is none of ours and an empty token are never stored`() throws {
    var given = credential(1)
    given.scheme = "Bearer"
    #expect(throws: StoreError.self) { try store.add(given) }
    given = credential(1)
    given.token = []
    #expect(throws: StoreError.self) { try store.add(given) }
    #expect(try store.credentials(at: nil).isEmpty)
  }

  @Test func `lists the newest first, all or by origin`() throws {
    let rows = try [
      credential(1, at: noon + 1), credential(2, origin: "https://b", at: noon + 1),
      credential(3, at: noon),
    ].map { try store.add($0) }
    #expect(try store.credentials(at: nil) == [rows[1], rows[0], rows[2]])
    #expect(try store.credentials(at: "https://api.example") == [rows[0], rows[2]])
    #expect(try store.credentials(at: "https://API.example").isEmpty)
  }

  @Test func `a refusal counts until the next time that it is accepted`() throws {
    let id = try store.add(credential(1)).id
    let other = try store.add(credential(2))
    try store.markCredential(id, acceptedAt: noon + 1)
    try store.markCredential(id, refusedAt: noon + 2)
    var row = try #require(try store.credentials(at: nil).last)
    #expect(row.acceptedAt == noon + 1 && row.refusedAt == noon + 2)
    try store.markCredential(id, acceptedAt: noon + 3)
    row = try #require(try store.credentials(at: nil).last)
    #expect(row.acceptedAt == noon + 3 && row.refusedAt == nil)
    #expect(try store.credentials(at: nil).first == other)
  }

  @Test func `what was removed is gone, and its number is never given again`() throws {
    let id = try store.add(credential(1)).id
    #expect(try store.removeCredential(id))
    #expect(try !store.removeCredential(id))
    #expect(try store.credentials(at: nil).isEmpty)
    try store.markCredential(id, acceptedAt: noon)
    #expect(try store.add(credential(1)).id > id)
  }

  @Test func `nothing is written through a store that is opened for reading`() throws {
    let row = try store.add(credential(1))
    let reader = try Store(openingAt: new.path, mode: .readOnly)
    let error = StoreError(.readOnly, at: new.path)
    #expect(throws: error) { try reader.add(credential(2)) }
    #expect(throws: error) { try reader.markCredential(row.id, acceptedAt: noon) }
    #expect(throws: error) { try reader.markCredential(row.id, refusedAt: noon) }
    #expect(throws: error) { try reader.removeCredential(row.id) }
    #expect(try reader.credentials(at: nil) == [row])
  }

  @Test func `of eight connections that add one credential, all get the same`() async throws {
    let path = new.path
    let stored = try await atOnce(8) { number in
      try Store(openingAt: path, mode: .existing).add(credential(1, at: noon + Int64(number)))
    }
    #expect(Set(stored).count == 1)
    #expect(stored.first == (try only()))
  }

  @Test func `of eight connections that add different ones, none is lost`() async throws {
    let path = new.path
    let stored = try await atOnce(8) { number in
      let store = try Store(openingAt: path, mode: .existing)
      let row = try store.add(credential(number))
      try store.markCredential(row.id, acceptedAt: noon + 1)
      return row.id
    }
    #expect(Set(stored).count == 8)
    #expect(try store.credentials(at: nil).allSatisfy { $0.acceptedAt == noon + 1 })
    #expect(try integrity(of: store) == ["ok"])
  }

  @Test(arguments: [
    "preimage = x'00'", "preimage = zeroblob(32)", "payment_hash = zeroblob(32)",
    "origin = CAST(x'ff' AS TEXT)", "path = CAST(x'ff' AS TEXT)",
  ])
  func `values of the wrong shape are damage`(change: String) throws {
    _ = try store.add(credential(1))
    try store.reading { (database) throws(StoreError) in
      try database.execute(
        "PRAGMA ignore_check_constraints = ON; UPDATE credentials SET \(change)")
    }
    #expect(throws: StoreError(.corrupt, at: new.path)) { try store.credentials(at: nil) }
  }

  @Test func `a credential is never printed with what it holds`() throws {
    let row = try store.add(credential(1))
    var dumped = ""
    dump(row, to: &dumped)
    for text in ["\(row)", String(reflecting: row), dumped] {
      #expect(!text.contains(preimage(1).hex) && !text.contains("token 1"))
      #expect(!text.contains("storage") && !text.contains("116"))
    }
  }
}
