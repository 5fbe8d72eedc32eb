import Bytes
import Foundation
import Testing

@testable import Store

/// Stores of earlier versions.
@Suite struct MigrationTests {
  let folder: TemporaryFolder
  let path: String

  /// What version 1 made, to the letter: it is in the field.
  private static let version1 = """
    CREATE TABLE root_keys (
      identifier_hash BLOB NOT NULL PRIMARY KEY CHECK (length(identifier_hash) = 32),
      root_key BLOB NOT NULL CHECK (length(root_key) > 0),
      created_at INTEGER NOT NULL,
      payment_hash BLOB CHECK (length(payment_hash) = 32),
      token_id BLOB CHECK (length(token_id) = 32),
      location TEXT NOT NULL,
      services TEXT NOT NULL, -- JSON array of strings
      expires_at INTEGER,
      is_sandbox INTEGER NOT NULL CHECK (is_sandbox IN (0, 1))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX root_keys_by_token_id ON root_keys (token_id) WHERE token_id IS NOT NULL;
    CREATE TABLE revocations (
      kind TEXT NOT NULL CHECK (kind IN ('identifier', 'token-id')),
      value BLOB NOT NULL CHECK (length(value) = 32),
      revoked_at INTEGER NOT NULL,
      PRIMARY KEY (kind, value)
    ) STRICT, WITHOUT ROWID;
    """

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("l402.db")
    try makeDatabase(
      path,
      """
      PRAGMA journal_mode = WAL;
      \(Self.version1)
      PRAGMA application_id = \(0x4c34_3032);
      PRAGMA user_version = 1;
      INSERT INTO root_keys VALUES (x'\(hash(1).hex)', x'6b6579', 1700000001, NULL,
        x'\(tokenID(1).hex)', 'https://example.com', '["premium:0"]', NULL, 0);
      INSERT INTO revocations VALUES ('token-id', x'\(tokenID(2).hex)', 1700000002);
      """)
    chmod(path, 0o600)
  }

  private func version() throws -> Int64? {
    var database = try Database(opening: path, writing: false)
    return try database.first("PRAGMA user_version") { (row) throws(StoreError) in
      try row.integer(0)
    }
  }

  @Test func `a released step is never changed`() {
    #expect(Schema.migrations.first == Self.version1)
    #expect(Schema.version == 3)
  }

  @Test(arguments: [Store.Mode.create, .existing, .readOnly])
  func `a store of version 1 is brought to 3 with what is in it`(mode: Store.Mode) throws {
    let store = try Store(openingAt: path, mode: mode)
    #expect(try version() == 3)
    let key = try #require(try store.rootKey(forIdentifierHash: hash(1)))
    #expect(key.rootKey == Array("key".utf8))
    #expect(key.services == ["premium:0"])
    #expect(try store.isRevoked(identifierHash: hash(9), tokenID: tokenID(2)))
    #expect(try store.payments().isEmpty)
    #expect(try store.sandboxNode() == nil)
    #expect(try integrity(of: store) == ["ok"])
  }

  @Test func `and can pay from then on`() throws {
    let store = try Store(openingAt: path, mode: .existing)
    #expect(try store.reserve(payment(1), within: []) == .reserved)
    #expect(try Store(openingAt: path, mode: .existing).payments() == [payment(1)])
  }

  @Test func `of eight that bring it up to date at once, all find it so`() async throws {
    let path = path
    let outcomes = try await atOnce(8) { number in
      try Store(openingAt: path, mode: .existing).reserve(payment(number), within: [])
    }
    #expect(outcomes.allSatisfy { $0 == .reserved })
    #expect(try Store(openingAt: path, mode: .existing).payments().count == 8)
  }

  @Test func `one that may not be written says that it is older`() async throws {
    try handOver(folder)
    chmod(folder.path, 0o500)
    chmod(path, 0o400)
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      #expect(throws: StoreError(.olderSchema(found: 1, known: 3), at: path)) {
        try Store(openingAt: path, mode: .readOnly)
      }
    }
    chmod(folder.path, 0o700)
  }
}
