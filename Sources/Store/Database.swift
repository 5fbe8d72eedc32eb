internal import Bytes
internal import CSQLite

/// A connection to a SQLite database and its prepared statements, for one thread at a time.
@safe
struct Database: ~Copyable {
  /// The file as the caller named it.
  let path: String
  /// What the content was copied from, when this is a copy in memory and not the file itself.
  let image: DatabaseImage?
  private let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = unsafe [:]

  /// How long a lock of another process is waited for.
  static let busyTimeout: Duration = .seconds(10)

  /// Opens an existing file; without `writing`, nothing is ever written to it.
  ///
  /// With `writing`, a file that may not be written is opened for reading all the same.
  init(opening path: String, writing: Bool) throws(StoreError) {
    // A bare ":memory:" or "file:.." means something else to SQLite.
    let name = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
    let access = writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
    try self.init(name: name, flags: access, path: path, image: nil)
  }

  /// Opens an empty database in memory that will hold a copy of the file at `path`.
  init(holding image: DatabaseImage, of path: String) throws(StoreError) {
    try self.init(name: ":memory:", flags: SQLITE_OPEN_READWRITE, path: path, image: image)
  }

  private init(
    name: String, flags: Int32, path: String, image: DatabaseImage?
  ) throws(StoreError) {
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(
      name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard let handle = unsafe opened else { throw StoreError(.io(code: code), at: path) }
    guard code == SQLITE_OK else {
      let system = unsafe sqlite3_system_errno(handle)
      unsafe _ = sqlite3_close_v2(handle)
      throw StoreError(sqlite: code, errno: system, at: path)
    }
    self.path = path
    self.image = image
    unsafe self.handle = handle
    let milliseconds = Self.busyTimeout.components.seconds * 1000
    unsafe _ = sqlite3_busy_timeout(handle, Int32(milliseconds))
    // Calls, not pragmas: nothing to compile.
    unsafe _ = l402_db_switch(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1)
    unsafe _ = l402_db_switch(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    unsafe _ = l402_db_switch(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
  }

  deinit {
    unsafe statements.values.forEach { unsafe _ = sqlite3_finalize($0) }
    unsafe _ = sqlite3_close_v2(handle)
  }

  /// Whether the system lets us read the file and not write it.
  var isReadOnly: Bool { unsafe sqlite3_db_readonly(handle, "main") == 1 }

  /// Rows that the last statement inserted, changed or deleted.
  var changes: Int { Int(unsafe sqlite3_changes64(handle)) }

  /// Runs statements that take no values and whose rows nobody wants.
  func execute(_ sql: String) throws(StoreError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// Runs one statement to its end.
  mutating func run(_ sql: String, _ values: [SQLValue] = []) throws(StoreError) {
    _ = try rows(sql, values) { (_: borrowing Row) throws(StoreError) -> Void in }
  }

  /// The first row of a query; nil when there is none.
  mutating func first<Value>(
    _ sql: String, _ values: [SQLValue] = [],
    _ read: (borrowing Row) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    try rows(sql, values, limit: 1, read).first
  }

  /// The rows of a query in its order, no more than `limit`.
  mutating func rows<Value>(
    _ sql: String, _ values: [SQLValue] = [], limit: Int = .max,
    _ read: (borrowing Row) throws(StoreError) -> Value
  ) throws(StoreError) -> [Value] {
    let statement = unsafe try prepared(sql)
    defer {
      unsafe _ = sqlite3_reset(statement)
      unsafe _ = sqlite3_clear_bindings(statement)
    }
    for (index, value) in values.enumerated() {
      let code = unsafe value.bind(to: statement, at: Int32(index + 1))
      guard code == SQLITE_OK else { throw error(code) }
    }
    var found: [Value] = []
    while found.count < limit {
      let code = unsafe sqlite3_step(statement)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else { throw error(code) }
      let row = unsafe Row(statement: statement, path: path)
      found.append(try read(row))
    }
    return found
  }

  /// Runs `body` in one transaction that holds the write lock from its start.
  mutating func transaction<Value>(
    _ body: (inout Database) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try run("BEGIN IMMEDIATE")
    do {
      let value = try body(&self)
      try run("COMMIT")
      return value
    } catch {
      // SQLite has rolled back on its own after some errors; then this one fails, rightly.
      try? run("ROLLBACK")
      throw error
    }
  }

  /// Hands out the connection for calls that have no place here.
  func withHandle<Value: ~Copyable>(
    _ body: (OpaquePointer) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try unsafe body(handle)
  }

  /// The error behind a result code of this connection.
  func error(_ code: Int32) -> StoreError {
    StoreError(sqlite: code, errno: unsafe sqlite3_system_errno(handle), at: path)
  }

  /// A statement compiled once and kept until the connection closes.
  private mutating func prepared(_ sql: String) throws(StoreError) -> OpaquePointer {
    if let statement = unsafe statements[sql] { return unsafe statement }
    var compiled: OpaquePointer?
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    let code = unsafe sqlite3_prepare_v3(handle, sql, -1, flags, &compiled, nil)
    guard code == SQLITE_OK, let statement = unsafe compiled else { throw error(code) }
    unsafe statements[sql] = statement
    return unsafe statement
  }
}
