import Bytes
import Testing

@testable import Store

@Suite struct StoreContentTests {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(openingAt: folder.file("l402.db"), mode: .create)
  }

  @Test func `gives back a key as it was added`() throws {
    let full = key(1, expiresAt: 1_800_000_000)
    let bare = StoredRootKey(
      identifierHash: hash(2), rootKey: [0], createdAt: -1, isSandbox: true)
    try store.add([full, bare])
    #expect(try store.rootKey(forIdentifierHash: hash(1)) == full)
    #expect(try store.rootKey(forIdentifierHash: hash(2)) == bare)
    #expect(try store.rootKey(forIdentifierHash: hash(3)) == nil)
  }

  @Test func `finds many keys in the order of their hashes`() throws {
    try store.add([key(1), key(2)])
    let found = try store.rootKeys(forIdentifierHashes: [2, 9, 1, 2].map { hash($0) })
    #expect(found == [key(2), nil, key(1), key(2)])
    #expect(try store.rootKeys(forIdentifierHashes: []).isEmpty)
    try store.add([key(3)])
  }

  @Test func `lists keys by time, then by hash`() throws {
    var keys = (0..<20).map { key($0) }
    for index in keys.indices { keys[index].createdAt = Int64(index / 5) }
    try store.add(keys.reversed())
    let sorted = keys.sorted {
      ($0.createdAt, $0.identifierHash.hex) < ($1.createdAt, $1.identifierHash.hex)
    }
    #expect(try store.rootKeys() == sorted)
  }

  @Test func `finds all keys of a token ID`() throws {
    var sibling = key(2)
    sibling.tokenID = tokenID(1)
    try store.add([key(1), sibling, key(3)])
    #expect(try store.rootKeys(forTokenID: tokenID(1)) == [key(1), sibling])
    #expect(try store.rootKeys(forTokenID: tokenID(9)).isEmpty)
  }

  @Test func `adds all keys or none`() throws {
    try store.add([key(2)])
    #expect(throws: StoreError(.duplicate, at: store.path)) {
      try store.add([key(1), key(2), key(3)])
    }
    #expect(try store.rootKeys() == [key(2)])
    try store.add([key(1), key(3)])
  }

  @Test func `refuses an empty key`() throws {
    let empty = StoredRootKey(identifierHash: hash(1), rootKey: [], createdAt: 0)
    #expect(throws: StoreError(.emptyKey, at: store.path)) { try store.add([key(2), empty]) }
    #expect(try !store.hasRootKeys())
  }

  @Test func `says whether there is any key`() throws {
    #expect(try !store.hasRootKeys())
    try store.add([key(1)])
    #expect(try store.hasRootKeys())
  }

  @Test func `prunes what expired before a time`() throws {
    try store.add([key(1, expiresAt: 99), key(2, expiresAt: 100), key(3)])
    #expect(try store.pruneRootKeys(expiredBefore: 100) == 1)
    #expect(try store.pruneRootKeys(expiredBefore: 100) == 0)
    #expect(try store.rootKeys() == [key(2, expiresAt: 100), key(3)])
  }

  @Test func `a store opened for reading is not written`() throws {
    try store.add([key(1)])
    let reader = try Store(openingAt: store.path, mode: .readOnly)
    let error = StoreError(.readOnly, at: store.path)
    #expect(throws: error) { try reader.add([key(2)]) }
    #expect(throws: error) { try reader.revoke(.tokenID(tokenID(1)), at: 1) }
    #expect(throws: error) { try reader.pruneRootKeys(expiredBefore: .max) }
    try store.add([key(2)])
    #expect(try reader.rootKeys() == [key(1), key(2)])
  }

  @Test func `revokes a token without its key`() throws {
    try store.revoke(.identifierHash(hash(1)), at: 5)
    #expect(try store.isRevoked(identifierHash: hash(1), tokenID: nil))
    #expect(try store.isRevoked(identifierHash: hash(1), tokenID: tokenID(1)))
    #expect(try !store.isRevoked(identifierHash: hash(2), tokenID: tokenID(2)))
  }

  @Test func `revokes every token of a token ID`() throws {
    try store.revoke(.tokenID(tokenID(1)), at: 5)
    #expect(try store.isRevoked(identifierHash: hash(9), tokenID: tokenID(1)))
    #expect(try !store.isRevoked(identifierHash: hash(9), tokenID: nil))
  }

  @Test func `a hash revokes no token ID of the same bytes`() throws {
    try store.revoke(.identifierHash(hash(1)), at: 5)
    #expect(try !store.isRevoked(identifierHash: hash(2), tokenID: hash(1)))
  }

  @Test func `the first of two revocations stays`() throws {
    try store.revoke(.tokenID(tokenID(1)), at: 7)
    try store.revoke(.identifierHash(hash(1)), at: 5)
    try store.revoke(.identifierHash(hash(1)), at: 9)
    #expect(
      try store.revocations() == [
        Revocation(target: .identifierHash(hash(1)), revokedAt: 5),
        Revocation(target: .tokenID(tokenID(1)), revokedAt: 7),
      ])
  }

  @Test func `gives all revocations as a list`() throws {
    #expect(try store.revocationList() == RevocationList())
    try store.revoke(.tokenID(tokenID(1)), at: 7)
    try store.revoke(.identifierHash(hash(2)), at: 5)
    let list = try store.revocationList()
    #expect(list == RevocationList([.tokenID(tokenID(1)), .identifierHash(hash(2))]))
    #expect(list.contains(identifierHash: hash(9), tokenID: tokenID(1)))
  }

  @Test func `a key says since when it is revoked`() throws {
    try store.add([key(1), key(2), key(3)])
    try store.revoke(.tokenID(tokenID(1)), at: 8)
    try store.revoke(.identifierHash(hash(1)), at: 6)
    try store.revoke(.tokenID(tokenID(2)), at: 7)
    #expect(try store.rootKeys().map(\.revokedAt) == [6, 7, nil])
  }

  @Test func `revocations outlive their key`() throws {
    try store.add([key(1, expiresAt: 10)])
    try store.revoke(.identifierHash(hash(1)), at: 5)
    #expect(try store.pruneRootKeys(expiredBefore: 11) == 1)
    #expect(try store.isRevoked(identifierHash: hash(1), tokenID: nil))
  }

  @Test func `a root key shows in no description`() {
    var text = ""
    let key = StoredRootKey(
      identifierHash: hash(1), rootKey: Array("hunter2hunter2".utf8), createdAt: 0,
      services: ["premium"])
    dump(key, to: &text)
    dump([key], to: &text)
    text += "\(key) \(String(reflecting: key)) \([key]) \(String(describing: Optional(key)))"
    let secret = key.rootKey
    #expect(text.contains(hash(1).hex))
    #expect(!text.contains(Hex.encode(secret)) && !text.contains("hunter2"))
    #expect(!text.contains("\(secret[0])") || !text.contains("\(secret[0]), \(secret[1])"))
    #expect(Mirror(reflecting: key).children.allSatisfy { !($0.value is [UInt8]) })
  }
}
