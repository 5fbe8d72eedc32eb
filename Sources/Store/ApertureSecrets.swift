public import Bytes
internal import Synchronization

/// The root keys in the SQLite database of lightninglabs/aperture, which is only ever read.
///
/// Rows that a running aperture has committed are seen, and deletions too, also those that came
/// after opening. Without a write-ahead log beside the file nothing is created or changed.
public final class ApertureSecrets: Sendable {
  /// The file as named when opened.
  public let path: String
  private let source: Mutex<Source>

  /// Opens the database and looks for table `secrets`.
  ///
  /// Throws `missing`, `notAperture`, `unreadable`, `corrupt`, `busy` and `io`.
  public init(openingAt path: String) throws(StoreError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw StoreError(.missing, at: path) }
    self.path = path
    source = Mutex(try Source(opening: path))
  }

  /// The root key of the token whose identifier has this SHA-256; nil if it is not there.
  public func secret(forIdentifierHash hash: Bytes32) throws(StoreError) -> [UInt8]? {
    try source.withLock { (source) throws(StoreError) -> [UInt8]? in
      if source.isStale { source = try Source(opening: path) }
      return try source.secret(for: hash)
    }
  }
}

/// The connection in use, and the file that it leads to.
private struct Source: ~Copyable {
  private let path: String
  private let identity: [UInt64]
  private var database: Database

  init(opening path: String) throws(StoreError) {
    let file = try StoreFile.stamp(of: path)
    guard file.isRegularFile else { throw StoreError(.notAperture, at: path) }
    database = try Self.open(path)
    self.path = path
    identity = file.identity
  }

  private static func open(_ path: String) throws(StoreError) -> Database {
    do throws(StoreError) {
      var database =
        if let copy = try DatabaseImage.copy(path) {
          copy
        } else {
          try Database(opening: path, writing: false)
        }
      // An empty hash finds nothing, and compiles the question.
      _ = try database.first(lookup, [.blob([])]) { (_) throws(StoreError) in }
      return database
    } catch {
      switch error.reason {
      case .notAStore, .io(code: 1):  // SQLITE_ERROR: no such table or column
        throw StoreError(.notAperture, at: path)
      default: throw error
      }
    }
  }

  /// Whether the file changed under a copy, or was replaced by another.
  var isStale: Bool {
    if let image = database.image { return image.isStale }
    return FileStamp(of: path)?.identity != identity
  }

  mutating func secret(for hash: Bytes32) throws(StoreError) -> [UInt8]? {
    try database.first(Self.lookup, [.bytes(hash)]) { (row) throws(StoreError) in
      let secret = try row.blob(0)
      guard !secret.isEmpty else { throw row.damaged }
      return secret
    }
  }

  // aperture, aperturedb/sqlc/migrations: secrets(id, hash, secret, created_at).
  private static let lookup = "SELECT secret, created_at FROM secrets WHERE hash = ? LIMIT 1"
}
