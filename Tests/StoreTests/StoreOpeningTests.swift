import Bytes
import Foundation
import Testing

@testable import Store

@Suite struct StoreOpeningTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("home/data/l402.db")
  }

  private var home: String { folder.file("home/data") }

  @Test func `creates folders 0700 and files 0600`() throws {
    let store = try Store(openingAt: path, mode: .create)
    try store.add([key(1)])
    #expect(permissions(folder.file("home")) == 0o700)
    #expect(permissions(home) == 0o700)
    for suffix in ["", "-wal", "-shm"] { #expect(permissions(path + suffix) == 0o600) }
    #expect(store.path == path && store.mode == .create)
  }

  @Test(arguments: [mode_t(0), 0o022, 0o777])
  func `modes do not depend on the umask`(mask: mode_t) async {
    await #expect(processExitsWith: .success) {
      [path = path as String, home = home as String, mask = mask as mode_t] in
      umask(mask)
      let store = try Store(openingAt: path, mode: .create)
      try store.add([key(1)])
      #expect(permissions(home) == 0o700)
      for suffix in ["", "-wal", "-shm"] { #expect(permissions(path + suffix) == 0o600) }
    }
  }

  @Test func `leaves only the file behind when closed`() throws {
    try Store(openingAt: path, mode: .create).add([key(1)])
    _ = try Store(openingAt: path, mode: .readOnly).rootKeys()
    #expect(try FileManager.default.contentsOfDirectory(atPath: home) == ["l402.db"])
  }

  @Test func `keeps its content from one opening to the next`() throws {
    try Store(openingAt: path, mode: .create).add([key(1)])
    try Store(openingAt: path, mode: .create).add([key(2)])
    try Store(openingAt: path, mode: .existing).add([key(3)])
    #expect(try Store(openingAt: path, mode: .readOnly).rootKeys() == [key(1), key(2), key(3)])
  }

  @Test(arguments: [Store.Mode.existing, .readOnly])
  func `a missing file is missing and is not created`(mode: Store.Mode) throws {
    #expect(throws: StoreError(.missing, at: path)) { try Store(openingAt: path, mode: mode) }
    #expect(try folder.contents().isEmpty)
  }

  @Test func `an empty file is filled by writers and missing to readers`() throws {
    let path = folder.file("l402.db")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    chmod(path, 0o600)
    #expect(throws: StoreError(.missing, at: path)) { try Store(openingAt: path, mode: .readOnly) }
    try Store(openingAt: path, mode: .existing).add([key(1)])
    #expect(try Store(openingAt: path, mode: .readOnly).hasRootKeys())
  }

  @Test func `a folder that cannot be created is named`() {
    let file = folder.file("file")
    #expect(FileManager.default.createFile(atPath: file, contents: nil))
    let error = StoreError(.cannotCreate(errno: ENOTDIR), at: file + "/data")
    #expect(throws: error) { try Store(openingAt: file + "/data/l402.db", mode: .create) }
    #expect(error.description == "cannot create \(file)/data: not a directory")
  }

  @Test(arguments: [Store.Mode.create, .existing, .readOnly])
  func `a loose file is refused`(mode: Store.Mode) throws {
    _ = try Store(openingAt: path, mode: .create)
    chmod(path, 0o640)
    let error = StoreError(.looseMode(mode: 0o640), at: path)
    #expect(throws: error) { try Store(openingAt: path, mode: mode) }
    #expect(error.description == "\(path) is open to other users (mode 0640)")
  }

  @Test(arguments: [Store.Mode.create, .existing, .readOnly])
  func `a loose folder is refused`(mode: Store.Mode) throws {
    _ = try Store(openingAt: path, mode: .create)
    chmod(home, 0o701)
    #expect(throws: StoreError(.looseMode(mode: 0o701), at: home)) {
      try Store(openingAt: path, mode: mode)
    }
  }

  @Test(arguments: [Store.Mode.create, .existing, .readOnly])
  func `a newer schema is refused`(mode: Store.Mode) throws {
    try Store(openingAt: path, mode: .create).reading { (database) throws(StoreError) in
      try database.execute("PRAGMA user_version = 7")
    }
    #expect(throws: StoreError(.newerSchema(found: 7, known: Schema.version), at: path)) {
      try Store(openingAt: path, mode: mode)
    }
  }

  @Test(arguments: [Store.Mode.create, .existing, .readOnly])
  func `a database of another program is refused and left alone`(mode: Store.Mode) throws {
    let path = folder.file("other.db")
    try makeDatabase(path, "CREATE TABLE secrets (hash BLOB)")
    let before = try folder.contents()
    #expect(throws: StoreError(.notAStore, at: path)) { try Store(openingAt: path, mode: mode) }
    #expect(try folder.contents() == before)
  }

  @Test func `a file that is no database is refused`() throws {
    let path = folder.file("notes.txt")
    let text = Data(repeating: 0x61, count: 5000)
    #expect(FileManager.default.createFile(atPath: path, contents: text))
    chmod(path, 0o600)
    #expect(throws: StoreError(.notAStore, at: path)) { try Store(openingAt: path, mode: .create) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
  }

  @Test func `a folder or pipe in the file's place is refused`() throws {
    let other = folder.file("folder")
    #expect(mkdir(other, 0o700) == 0)
    #expect(throws: StoreError(.notAStore, at: other)) {
      try Store(openingAt: other, mode: .create)
    }
    let pipe = folder.file("pipe")
    mkfifo(pipe, 0o600)
    #expect(throws: StoreError(.notAStore, at: pipe)) { try Store(openingAt: pipe, mode: .create) }
  }

  @Test(arguments: ["", "a\0b"])
  func `a path that names nothing is refused`(path: String) {
    #expect(throws: StoreError(.missing, at: path)) { try Store(openingAt: path, mode: .create) }
  }

  @Test func `waits in vain for a lock no longer than its time`() throws {
    let store = try Store(openingAt: path, mode: .create)
    var other = try Database(opening: path, writing: true)
    try other.run("BEGIN IMMEDIATE")
    try store.reading { (database) throws(StoreError) in
      try database.execute("PRAGMA busy_timeout = 20")
    }
    #expect(throws: StoreError(.busy, at: path)) { try store.add([key(1)]) }
    try other.run("COMMIT")
    try store.add([key(1)])
  }

  @Test func `has the settings that it promises`() throws {
    let store = try Store(openingAt: path, mode: .create)
    let settings = try store.reading { (database) throws(StoreError) in
      try database.rows(
        """
        SELECT journal_mode || ' ' || synchronous || ' ' || foreign_keys || ' ' || trusted_schema
          || ' ' || timeout
        FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys, pragma_trusted_schema,
          pragma_busy_timeout
        """
      ) { (row) throws(StoreError) in try row.text(0) }
    }
    #expect(settings == ["wal 2 1 0 10000"])
  }

  @Test func `an error stays on one line`() {
    let error = StoreError(.missing, at: "/a\n\u{1b}b")
    #expect(error.description == "no store at /a\\x0a\\x1bb")
  }
}

/// Writes a small database with a rollback journal, mode 0600.
func makeDatabase(_ path: String, _ sql: String) throws {
  #expect(FileManager.default.createFile(atPath: path, contents: nil))
  chmod(path, 0o600)
  try Database(opening: path, writing: true).execute(sql)
}
