internal import CSQLite
internal import Glibc

/// What a copy in memory of a database was made from, to tell whether it still holds.
///
/// SQLite cannot read a WAL database without creating `-wal` and `-shm` beside it, which a folder
/// that may not be written does not allow and the database of another program does not deserve.
/// `immutable=1` would, but hides what a writer commits to a log. So when there is no log the
/// file is copied under SQLite's own lock, and copied again as soon as anything has changed.
struct DatabaseImage: Sendable {
  private let file: FileStamp
  private let path: String
  private let log: String
  /// Whether the file had changed so recently that one more change could bear the same time.
  private let isRecent: Bool

  /// Whether the copy may differ from the file by now.
  var isStale: Bool { isRecent || FileStamp(of: log) != nil || FileStamp(of: path) != file }

  /// Copies the database at `path`; nil when it has a log or needs none, so can be opened itself.
  static func copy(_ path: String) throws(StoreError) -> Database? {
    let source = try Database(opening: path, writing: false)
    return try unsafe source.withHandle { (handle) throws(StoreError) -> Database? in
      guard let name = unsafe sqlite3_db_filename(handle, "main"),
        let log = unsafe sqlite3_filename_wal(name).map({ unsafe String(cString: $0) })
      else { return nil }
      let file = unsafe try SharedFile(of: handle, at: path)
      // While the lock is held nobody can remove a log, nor write the file without one.
      guard FileStamp(of: log) == nil, let stamp = FileStamp(of: path) else { return nil }
      guard try file.isWAL(), var content = try file.content() else { return nil }
      guard FileStamp(of: log) == nil else { return nil }
      _ = consume file  // and its lock, not earlier
      guard FileStamp(of: path) == stamp else { throw StoreError(.busy, at: path) }
      let image = DatabaseImage(
        file: stamp, path: path, log: log, isRecent: stamp.isRecent)
      let copy = try Database(holding: image, of: path)
      content.markAsRollback()
      try content.move(into: copy)
      return copy
    }
  }
}

/// The database file through SQLite's own handle, so that its bookkeeping of locks stays right,
/// with a shared lock for as long as the value lives.
@safe
private struct SharedFile: ~Copyable {
  private let file: UnsafeMutablePointer<sqlite3_file>
  private let path: String

  init(of handle: OpaquePointer, at path: String) throws(StoreError) {
    var found: UnsafeMutablePointer<sqlite3_file>?
    let code = unsafe sqlite3_file_control(
      handle, "main", SQLITE_FCNTL_FILE_POINTER, &found)
    guard code == SQLITE_OK, let file = unsafe found else {
      throw StoreError(.io(code: code), at: path)
    }
    let deadline = ContinuousClock.now + Database.busyTimeout
    while true {
      let code = unsafe file.pointee.pMethods.pointee.xLock(file, SQLITE_LOCK_SHARED)
      if code == SQLITE_OK { break }
      guard code & 0xff == SQLITE_BUSY, ContinuousClock.now < deadline else {
        throw StoreError(sqlite: code, errno: 0, at: path)
      }
      usleep(2000)
    }
    unsafe self.file = file
    self.path = path
  }

  deinit { unsafe _ = file.pointee.pMethods.pointee.xUnlock(file, SQLITE_LOCK_NONE) }

  /// Whether the file wants a log (SQLite file format, 1.3.3: write or read version 2).
  func isWAL() throws(StoreError) -> Bool {
    var versions = SIMD2<UInt8>()
    let code = unsafe withUnsafeMutableBytes(of: &versions) { bytes in
      unsafe file.pointee.pMethods.pointee.xRead(file, bytes.baseAddress, 2, 18)
    }
    // A file too short for a header is read as zeroes.
    let isShort = code == SQLITE_IOERR | 2 << 8
    guard code == SQLITE_OK || isShort else { throw StoreError(sqlite: code, errno: 0, at: path) }
    return versions[0] == 2 || versions[1] == 2
  }

  /// All bytes; nil for a file too small to be a database.
  func content() throws(StoreError) -> ImageBytes? {
    let methods = unsafe file.pointee.pMethods.pointee
    var size: sqlite3_int64 = 0
    let code = unsafe methods.xFileSize(file, &size)
    guard code == SQLITE_OK else { throw StoreError(sqlite: code, errno: 0, at: path) }
    guard size >= 512 else { return nil }
    guard let bytes = ImageBytes(count: size) else {
      throw StoreError(.io(code: SQLITE_NOMEM), at: path)
    }
    var offset: sqlite3_int64 = 0
    while offset < size {
      let count = Int32(min(size - offset, 1 << 20))
      let code = unsafe methods.xRead(file, bytes.start + Int(offset), count, offset)
      guard code == SQLITE_OK else { throw StoreError(sqlite: code, errno: 0, at: path) }
      offset += sqlite3_int64(count)
    }
    return bytes
  }
}

/// Memory from SQLite's allocator that holds a whole database file.
@safe
private struct ImageBytes: ~Copyable {
  let start: UnsafeMutableRawPointer
  private let count: sqlite3_int64

  init?(count: sqlite3_int64) {
    guard let start = unsafe sqlite3_malloc64(sqlite3_uint64(count)) else { return nil }
    unsafe self.start = start
    self.count = count
  }

  deinit { unsafe sqlite3_free(start) }

  /// A database in memory cannot have a log; without one the two modes read alike.
  mutating func markAsRollback() {
    unsafe start.storeBytes(of: 1, toByteOffset: 18, as: UInt8.self)
    unsafe start.storeBytes(of: 1, toByteOffset: 19, as: UInt8.self)
  }

  /// Makes the bytes the content of an empty database in memory.
  consuming func move(into database: borrowing Database) throws(StoreError) {
    let bytes = unsafe start.assumingMemoryBound(to: UInt8.self)
    let count = count
    discard self
    try unsafe database.withHandle { (handle) throws(StoreError) in
      let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY)
      let code = unsafe sqlite3_deserialize(handle, "main", bytes, count, count, flags)
      guard code == SQLITE_OK else { throw database.error(code) }
    }
  }
}
