import Bytes
import Foundation
import Testing

@testable import Store

@Suite struct ApertureSecretsTests {
  let folder: TemporaryFolder
  let path: String

  /// As aperture's migrations make it.
  private static let schema = """
    CREATE TABLE secrets (
      id INTEGER PRIMARY KEY, hash BLOB UNIQUE NOT NULL, secret BLOB UNIQUE NOT NULL,
      created_at TIMESTAMP NOT NULL);
    CREATE INDEX secrets_hash_idx ON secrets (hash);
    """

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("aperture.db")
  }

  private func insert(_ number: Int) -> String {
    """
    INSERT INTO secrets (hash, secret, created_at)
    VALUES (x'\(hash(number).hex)', x'\(tokenID(number).hex)', '2024-01-01 00:00:00');
    """
  }

  private func make(wal: Bool = true) throws {
    try makeDatabase(path, (wal ? "PRAGMA journal_mode = WAL;" : "") + Self.schema + insert(1))
    try age(path)
  }

  @Test(arguments: [true, false])
  func `finds a secret by the identifier's hash`(wal: Bool) throws {
    try make(wal: wal)
    let secrets = try ApertureSecrets(openingAt: path)
    #expect(try secrets.secret(forIdentifierHash: hash(1)) == tokenID(1).array)
    #expect(try secrets.secret(forIdentifierHash: hash(2)) == nil)
  }

  @Test(arguments: [true, false])
  func `changes nothing beside a file without a log`(wal: Bool) throws {
    try make(wal: wal)
    let before = try folder.contents()
    let secrets = try ApertureSecrets(openingAt: path)
    _ = try secrets.secret(forIdentifierHash: hash(1))
    #expect(try folder.contents() == before)
    #expect(before.keys.sorted() == ["aperture.db"])
    _ = try secrets.secret(forIdentifierHash: hash(2))
  }

  @Test func `sees what is committed to a log only`() throws {
    try make()
    var writer = try Database(opening: path, writing: true)
    try writer.run("PRAGMA wal_autocheckpoint = 0")
    try writer.execute(insert(2) + "DELETE FROM secrets WHERE hash = x'\(hash(1).hex)'")
    let file = try folder.contents()["aperture.db"]

    let secrets = try ApertureSecrets(openingAt: path)
    #expect(try secrets.secret(forIdentifierHash: hash(2)) == tokenID(2).array)
    #expect(try secrets.secret(forIdentifierHash: hash(1)) == nil)
    try writer.execute(insert(3))
    #expect(try secrets.secret(forIdentifierHash: hash(3)) == tokenID(3).array)
    #expect(try folder.contents()["aperture.db"] == file)
  }

  @Test func `sees what a writer commits after opening`() throws {
    try make()
    let secrets = try ApertureSecrets(openingAt: path)
    #expect(try secrets.secret(forIdentifierHash: hash(2)) == nil)
    do {
      let writer = try Database(opening: path, writing: true)
      try writer.execute(insert(2))
      #expect(try secrets.secret(forIdentifierHash: hash(2)) == tokenID(2).array)
      try writer.execute(insert(3))
    }
    #expect(try secrets.secret(forIdentifierHash: hash(3)) == tokenID(3).array)
  }

  @Test func `sees what a writer that came and went has done`() throws {
    try make()
    let secrets = try ApertureSecrets(openingAt: path)
    try Database(opening: path, writing: true).execute(insert(2))
    #expect(try folder.contents().keys.sorted() == ["aperture.db"])
    #expect(try secrets.secret(forIdentifierHash: hash(2)) == tokenID(2).array)
  }

  @Test func `does not see what is not committed`() throws {
    try make()
    var writer = try Database(opening: path, writing: true)
    try writer.execute("BEGIN IMMEDIATE;" + insert(2))
    let secrets = try ApertureSecrets(openingAt: path)
    #expect(try secrets.secret(forIdentifierHash: hash(2)) == nil)
    try writer.run("COMMIT")
    #expect(try secrets.secret(forIdentifierHash: hash(2)) == tokenID(2).array)
  }

  @Test func `follows a file put in its place`() throws {
    try make()
    let secrets = try ApertureSecrets(openingAt: path)
    #expect(try secrets.secret(forIdentifierHash: hash(1)) != nil)
    let other = folder.file("other.db")
    try makeDatabase(other, Self.schema + insert(5))
    #expect(rename(other, path) == 0)
    #expect(try secrets.secret(forIdentifierHash: hash(5)) == tokenID(5).array)
    #expect(try secrets.secret(forIdentifierHash: hash(1)) == nil)
  }

  @Test func `reads where it may not write`() async throws {
    try make()
    try handOver(folder)
    chmod(folder.path, 0o500)
    chmod(path, 0o400)
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      let secrets = try ApertureSecrets(openingAt: path)
      #expect(try secrets.secret(forIdentifierHash: hash(1)) == tokenID(1).array)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can become another user"))
  func `reads what another user's aperture has in its log`() async throws {
    try make()
    chmod(folder.path, 0o755)
    chmod(path, 0o644)
    let writer = try Database(opening: path, writing: true)
    try writer.execute(insert(2))
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      let secrets = try ApertureSecrets(openingAt: path)
      #expect(try secrets.secret(forIdentifierHash: hash(2)) == tokenID(2).array)
      #expect(try secrets.secret(forIdentifierHash: hash(3)) == nil)
    }
    try writer.execute(insert(3))
  }

  @Test(arguments: [
    "CREATE TABLE other (hash BLOB)", "CREATE TABLE secrets (id INTEGER)",
    "PRAGMA journal_mode = WAL; CREATE TABLE other (hash BLOB)", "",
  ])
  func `a database without the table is not aperture's`(sql: String) throws {
    try makeDatabase(path, sql)
    let before = try folder.contents()
    let error = StoreError(.notAperture, at: path)
    #expect(throws: error) { try ApertureSecrets(openingAt: path) }
    #expect(try folder.contents() == before)
  }

  @Test func `a file that is no database is not aperture's`() {
    let text = Data(repeating: 0x61, count: 5000)
    #expect(FileManager.default.createFile(atPath: path, contents: text))
    #expect(throws: StoreError(.notAperture, at: path)) { try ApertureSecrets(openingAt: path) }
    #expect(throws: StoreError(.notAperture, at: folder.path)) {
      try ApertureSecrets(openingAt: folder.path)
    }
  }

  @Test func `a missing file is missing and is not created`() throws {
    #expect(throws: StoreError(.missing, at: path)) { try ApertureSecrets(openingAt: path) }
    #expect(try folder.contents().isEmpty)
  }
}
