internal import Synchronization

/// The program's own database: root keys of tokens minted here, and what was revoked.
///
/// Several processes may have it open at once; several threads may share one value, whose calls
/// then wait for each other. Every change is on disk (WAL, synchronous FULL) when its call returns.
public final class Store: Sendable {
  /// How a store is opened.
  public enum Mode: Hashable, Sendable {
    /// For writing; folder and file are created, 0700 and 0600, where they are missing.
    case create
    /// For writing; the file must be there.
    case existing
    /// For reading, also where the folder may not be written; the file must be there.
    case readOnly
  }

  /// The file as named when opened.
  public let path: String
  /// How it was opened.
  public let mode: Mode
  private let database: Mutex<Database>

  /// Opens the file at `path` and brings an older one up to date.
  ///
  /// Throws `missing`, `cannotCreate`, `looseMode`, `notAStore`, `newerSchema`, `readOnly` (modes
  /// that write), `olderSchema` (`readOnly` where nothing may be written), `unreadable`, `full`,
  /// `corrupt`, `busy` and `io`.
  public init(openingAt path: String, mode: Mode) throws(StoreError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw StoreError(.missing, at: path) }
    if mode == .create { try StoreFile.create(at: path) }
    try StoreFile.check(path)
    self.path = path
    self.mode = mode
    database = Mutex(
      mode == .readOnly ? try Self.openForReading(path) : try Self.openForWriting(path))
  }

  /// Calls `body` with the connection, which no other thread uses meanwhile.
  func reading<Value: Sendable>(
    _ body: @Sendable (inout Database) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    try database.withLock { (database) throws(StoreError) -> Value in
      if database.image?.isStale == true { database = try Self.openForReading(path) }
      return try body(&database)
    }
  }

  /// Calls `body` in one transaction; throws `readOnly` if opened for reading.
  func writing<Value: Sendable>(
    _ body: @Sendable (inout Database) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard mode != .readOnly else { throw StoreError(.readOnly, at: path) }
    return try database.withLock { (database) throws(StoreError) -> Value in
      try database.transaction(body)
    }
  }

  private static func openForWriting(_ path: String) throws(StoreError) -> Database {
    do throws(StoreError) {
      var database = try Database(opening: path, writing: true)
      guard !database.isReadOnly else { throw StoreError(.readOnly, at: path) }
      try Schema.prepare(&database, fillsEmptyFile: true)
      try database.execute("PRAGMA synchronous = FULL")
      return database
    } catch {
      // SQLite reads the file and then cannot create its log.
      guard case .unreadable = error.reason, StoreFile.isReadable(path) else { throw error }
      throw StoreError(.readOnly, at: path)
    }
  }

  /// Opens with write access where there is any, so that closing removes an emptied log.
  private static func openForReading(_ path: String) throws(StoreError) -> Database {
    do throws(StoreError) {
      var database = try Database(opening: path, writing: true)
      try Schema.prepare(&database, fillsEmptyFile: false)
      return database
    } catch {
      switch error.reason {
      case .unreadable, .readOnly:
        guard var copy = try DatabaseImage.copy(path) else { throw error }
        try Schema.prepare(&copy, fillsEmptyFile: false)
        return copy
      default: throw error
      }
    }
  }
}
