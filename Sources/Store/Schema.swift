internal import Glibc

/// The tables of the store and how an older file, or an empty one, gets them.
enum Schema {
  /// "L402" in ASCII, in the header of every store.
  static let applicationID: Int64 = 0x4c34_3032

  /// Step n leads from version n to n + 1.
  ///
  /// Never change one that was released: append.
  static let migrations = [
    """
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
    """,
    """
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
    """,
    """
    CREATE TABLE paywall (
      id INTEGER NOT NULL PRIMARY KEY CHECK (id = 0),
      master_key BLOB NOT NULL CHECK (length(master_key) = 32)
    ) STRICT;
    CREATE INDEX sandbox_invoices_unpaid ON sandbox_invoices (expires_at) WHERE paid_at IS NULL;
    """,
    """
    ALTER TABLE payments ADD COLUMN used_at INTEGER;
    CREATE TABLE credentials (
      id INTEGER PRIMARY KEY AUTOINCREMENT, -- what was removed never gets its number back
      origin TEXT NOT NULL,
      scope TEXT NOT NULL CHECK (substr(scope, 1, 1) = '/' AND substr(scope, -1) = '/'),
      path TEXT,
      scheme TEXT NOT NULL CHECK (scheme IN ('L402', 'LSAT')),
      token BLOB NOT NULL CHECK (length(token) > 0),
      preimage BLOB NOT NULL CHECK (length(preimage) = 32),
      payment_hash BLOB NOT NULL CHECK (length(payment_hash) = 32),
      is_sandbox INTEGER NOT NULL CHECK (is_sandbox IN (0, 1)),
      created_at INTEGER NOT NULL,
      accepted_at INTEGER,
      refused_at INTEGER,
      UNIQUE (origin, scope, token, preimage)
    ) STRICT;
    """,
  ]

  /// The version that this program writes.
  static var version: Int { migrations.count }

  /// Checks that `database` is a store, and brings an older one up to date if it may be written.
  ///
  /// An empty file becomes a store when `fillsEmptyFile`, and is `missing` otherwise.
  static func prepare(
    _ database: inout Database, fillsEmptyFile: Bool
  ) throws(StoreError) {
    // The version first: a process that fills an empty file sets both at once.
    let found = try readVersion(&database)
    if try readApplicationID(&database) == applicationID {
      try migrate(&database, from: found)
    } else {
      guard try isBlank(&database) else { throw StoreError(.notAStore, at: database.path) }
      guard fillsEmptyFile else { throw StoreError(.missing, at: database.path) }
      try enterWAL(&database)
      try migrate(&database, from: 0)
    }
  }

  private static func migrate(_ database: inout Database, from found: Int) throws(StoreError) {
    guard found != version else { return }
    try checkAge(found, at: database.path)
    guard !database.isReadOnly, database.image == nil else {
      throw StoreError(.olderSchema(found: found, known: version), at: database.path)
    }
    try database.transaction { (database) throws(StoreError) in
      // Another process may have been faster.
      let found = try readVersion(&database)
      try checkAge(found, at: database.path)
      guard found < version else { return }
      for step in migrations[found...] { try database.execute(step) }
      try database.execute("PRAGMA application_id = \(applicationID)")
      try database.execute("PRAGMA user_version = \(version)")
    }
  }

  private static func checkAge(_ found: Int, at path: String) throws(StoreError) {
    guard found >= 0 else { throw StoreError(.corrupt, at: path) }
    guard found <= version else {
      throw StoreError(.newerSchema(found: found, known: version), at: path)
    }
  }

  /// Whether nothing was ever put in, or a store is what was put in meanwhile.
  private static func isBlank(_ database: inout Database) throws(StoreError) -> Bool {
    try database.run("BEGIN")
    defer { try? database.run("COMMIT") }
    let id = try readApplicationID(&database)
    if id == applicationID { return true }
    let found = try readVersion(&database)
    let tables = try database.first("SELECT count(*) FROM sqlite_schema") {
      (row) throws(StoreError) in try row.integer(0)
    }
    return id == 0 && found == 0 && tables == 0
  }

  /// Switches to write-ahead logging, which stays with the file.
  ///
  /// SQLite does not wait for other connections here, so this does.
  private static func enterWAL(_ database: inout Database) throws(StoreError) {
    let deadline = ContinuousClock.now + Database.busyTimeout
    while true {
      do {
        return try database.execute("PRAGMA journal_mode = WAL")
      } catch {
        guard error.reason == .busy, ContinuousClock.now < deadline else { throw error }
        usleep(2000)
      }
    }
  }

  private static func readVersion(_ database: inout Database) throws(StoreError) -> Int {
    Int(try readNumber("PRAGMA user_version", &database))
  }

  private static func readApplicationID(_ database: inout Database) throws(StoreError) -> Int64 {
    try readNumber("PRAGMA application_id", &database)
  }

  private static func readNumber(
    _ sql: String, _ database: inout Database
  ) throws(StoreError) -> Int64 {
    let value = try database.first(sql) { (row) throws(StoreError) in try row.integer(0) }
    guard let value else { throw StoreError(.corrupt, at: database.path) }
    return value
  }
}
