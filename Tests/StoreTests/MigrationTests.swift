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

  /// What version 2 added, to the letter.
  private static let step2 = """
    CREATE TABLE payments (
      payment_hash BLOB NOT NULL PRIMARY KEY CHECK (length(payment_hash) = 32),
      state TEXT NOT NULL CHECK (state IN ('sending', 'succeeded', 'failed', 'abandoned')),
      invoice TEXT NOT NULL,
      token BLOB, -- as it stood in the challenge
      wallet_identity TEXT NOT NULL,
      wallet_name TEXT NOT NULL,
      is_sandbox INTEGER NOT NULL CHECK (is_sandbox IN (0, 1)),
      origin TEXT,
      scope TEXT,
      amount_msat INTEGER NOT NULL CHECK (amount_msat >= 0),
      fee_cap_msat INTEGER NOT NULL CHECK (fee_cap_msat >= 0),
      fee_msat INTEGER CHECK (fee_msat >= 0),
      created_at INTEGER NOT NULL,
      send_deadline INTEGER NOT NULL,
      settled_at INTEGER,
      -- As long before the payment as after it: storing the preimage needs no space.
      preimage BLOB NOT NULL CHECK (length(preimage) = 32),
      reason TEXT
    ) STRICT;
    CREATE INDEX payments_by_origin ON payments (origin, scope) WHERE origin IS NOT NULL;
    CREATE INDEX payments_by_time ON payments (created_at);
    CREATE TABLE sandbox (
      id INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
      node_key BLOB NOT NULL CHECK (length(node_key) = 32),
      balance_msat INTEGER NOT NULL CHECK (balance_msat >= 0),
      behaviour TEXT NOT NULL CHECK (behaviour IN ('pay', 'fail', 'hold')),
      delay_seconds INTEGER NOT NULL CHECK (delay_seconds >= 0)
    ) STRICT;
    CREATE TABLE sandbox_invoices (
      payment_hash BLOB NOT NULL PRIMARY KEY CHECK (length(payment_hash) = 32),
      preimage BLOB NOT NULL CHECK (length(preimage) = 32),
      amount_msat INTEGER NOT NULL CHECK (amount_msat > 0),
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      paid_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sandbox_payments (
      payment_hash BLOB NOT NULL PRIMARY KEY REFERENCES sandbox_invoices,
      amount_msat INTEGER NOT NULL CHECK (amount_msat > 0),
      started_at INTEGER NOT NULL,
      settles_at INTEGER, -- null: held until it is released
      outcome TEXT NOT NULL CHECK (outcome IN ('pays', 'fails', 'failed'))
    ) STRICT, WITHOUT ROWID;
    """

  /// What version 3 added, to the letter.
  private static let step3 = """
    CREATE TABLE paywall (
      id INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
      master_key BLOB NOT NULL CHECK (length(master_key) = 32)
    ) STRICT;
    CREATE INDEX sandbox_invoices_unpaid ON sandbox_invoices (expires_at) WHERE paid_at IS NULL;
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
    #expect(Array(Schema.migrations.prefix(3)) == [Self.version1, Self.step2, Self.step3])
    #expect(Schema.version == 4)
  }

  @Test(arguments: [Store.Mode.create, .existing, .readOnly])
  func `a store of version 1 is brought to 4 with what is in it`(mode: Store.Mode) throws {
    let store = try Store(openingAt: path, mode: mode)
    #expect(try version() == 4)
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

  @Test(arguments: [Store.Mode.create, .existing, .readOnly])
  func `a store of version 3 keeps its payments and gets credentials`(
    mode: Store.Mode
  ) throws {
    let path = folder.file("third.db")
    try makeDatabase(
      path,
      """
      PRAGMA journal_mode = WAL;
      \(Self.version1)
      \(Self.step2)
      \(Self.step3)
      PRAGMA application_id = \(0x4c34_3032);
      PRAGMA user_version = 3;
      INSERT INTO payments VALUES (x'\(paymentHash(1).hex)', 'succeeded', 'lnbcrt1', x'00ff',
        'lnd:02ab', 'node', 0, 'https://a', '/', 21000, 1000, 500, \(noon), \(noon + 60),
        \(noon + 1), x'\(preimage(1).hex)', NULL);
      INSERT INTO paywall VALUES (0, x'\(tokenID(1).hex)');
      """)
    chmod(path, 0o600)
    let store = try Store(openingAt: path, mode: mode)
    let row = try #require(try store.payment(paymentHash(1)))
    #expect(row.state == .succeeded && row.preimage == preimage(1) && row.fee == 500)
    #expect(row.settledAt == noon + 1 && row.origin == "https://a" && row.usedAt == nil)
    #expect(try store.credentials(at: nil).isEmpty)
    #expect(try integrity(of: store) == ["ok"])
    let writer = try Store(openingAt: path, mode: .existing)
    try writer.markPayment(paymentHash(1), usedAt: noon + 5)
    #expect(try writer.add(credential(1)).id == 1)
    #expect(try store.payment(paymentHash(1))?.usedAt == noon + 5)
    #expect(try store.credentials(at: nil).count == 1)
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
      #expect(throws: StoreError(.olderSchema(found: 1, known: 4), at: path)) {
        try Store(openingAt: path, mode: .readOnly)
      }
    }
    chmod(folder.path, 0o700)
  }
}
