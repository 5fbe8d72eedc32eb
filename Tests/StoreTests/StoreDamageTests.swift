import Bytes
import Foundation
import Testing

@testable import Store

@Suite struct StoreDamageTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("l402.db")
    let store = try Store(openingAt: path, mode: .create)
    try store.add((0..<200).map { key($0) })
    try store.revoke(.tokenID(tokenID(1)), at: 5)
    for number in 0..<20 { _ = try store.add(credential(number)) }
  }

  @Test func `overwritten pages are damage`() throws {
    // Root keys, their index and revocations: pages 2 to 4. Part of the schema is behind them.
    try overwrite(from: 4096, upTo: 4 * 4096, with: { _ in 0xa5 })
    let store = try Store(openingAt: path, mode: .existing)
    let error = StoreError(.corrupt, at: path)
    #expect(throws: error) { try store.rootKeys() }
    #expect(throws: error) { try store.rootKey(forIdentifierHash: hash(1)) }
    #expect(throws: error) { try store.hasRootKeys() }
    #expect(throws: error) { try store.isRevoked(identifierHash: hash(1), tokenID: nil) }
    #expect(throws: error) { try store.add([key(500)]) }
    #expect(error.description == "\(path) is damaged")
  }

  @Test func `a file cut short is damage`() throws {
    #expect(truncate(path, 4096 * 2) == 0)
    #expect(reason { () throws(StoreError) in _ = try useAll() } == .corrupt)
  }

  @Test func `values of the wrong shape are damage`() throws {
    do {
      let store = try Store(openingAt: path, mode: .existing)
      try store.reading { (database) throws(StoreError) in
        try database.execute(
          "PRAGMA ignore_check_constraints = ON; UPDATE root_keys SET payment_hash = x'00'")
      }
    }
    let store = try Store(openingAt: path, mode: .existing)
    #expect(throws: StoreError(.corrupt, at: path)) { try store.rootKeys() }
  }

  @Test(arguments: 0..<150)
  func `random damage is an answer or an error, never a crash`(seed: UInt64) throws {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
    let size = try folder.contents()["l402.db"]?.count ?? 0
    for _ in 0..<(1 + seed % 40) {
      // Every third hit goes to the first page: header and schema.
      let range = next() % 3 == 0 ? 4096 : size
      let offset = Int(next() % UInt64(range))
      try overwrite(from: offset, upTo: offset + 1) { _ in UInt8(truncatingIfNeeded: next()) }
    }
    let found = reason { () throws(StoreError) in _ = try useAll() }
    let image = reason { () throws(StoreError) in
      if var copy = try DatabaseImage.copy(path) {
        try Schema.prepare(&copy, fillsEmptyFile: false)
        _ = try copy.rows("SELECT root_key FROM root_keys") { (row) throws(StoreError) in }
      }
    }
    for case .some(let reason) in [found, image] {
      if case .io(let code) = reason { #expect(code == 1, "seed \(seed)") }
    }
  }

  @Test func `no space left is told, and nothing is half written`() throws {
    let store = try Store(openingAt: path, mode: .existing)
    try store.reading { (database) throws(StoreError) in
      try database.execute("PRAGMA max_page_count = 1")  // no more than there are now
    }
    let before = try store.rootKeys()
    #expect(throws: StoreError(.full, at: path)) {
      try store.add((1000..<2000).map { key($0) })
    }
    #expect(try store.rootKeys() == before)
    #expect(try integrity(of: store) == ["ok"])
  }

  @Test(.enabled(if: geteuid() == 0, "only root can mount a small file system"))
  func `a full file system is told, and nothing is half written`() async throws {
    await #expect(processExitsWith: .success) { [folder = folder.path as String] in
      guard leaveMountNamespace() else { return print("skipped: no right to mount") }
      precondition(mount("tmpfs", folder, "tmpfs", 0, "size=256k,mode=0700") == 0)
      let store = try Store(openingAt: folder + "/l402.db", mode: .create)
      var added = 0
      let found = reason { () throws(StoreError) in
        while added < 1_000_000 {
          try store.add((added..<added + 10).map { key($0) })
          added += 10
        }
      }
      #expect(found == .full, "\(String(describing: found))")
      #expect(try store.rootKeys() == (0..<added).map { key($0) })
      // And when there is not even room for the file.
      let more = try? Store(openingAt: folder + "/other.db", mode: .create)
      #expect(more == nil)
      let none = reason { () throws(StoreError) in
        _ = try Store(openingAt: folder + "/another/l402.db", mode: .create)
      }
      #expect(none == .full, "\(String(describing: none))")
    }
  }

  /// Opens and asks everything once.
  private func useAll() throws(StoreError) -> Int {
    let store = try Store(openingAt: path, mode: .existing)
    var count = try store.rootKeys().count + store.revocations().count
    count += try store.rootKey(forIdentifierHash: hash(7)) == nil ? 0 : 1
    count += try store.hasRootKeys() ? 1 : 0
    count += try store.rootKeys(forTokenID: tokenID(1)).count
    count += try store.isRevoked(identifierHash: hash(1), tokenID: tokenID(1)) ? 1 : 0
    count += try store.credentials(at: nil).count
    count += try store.add(credential(2)).id > 0 ? 1 : 0
    try store.revoke(.tokenID(tokenID(3)), at: 5)
    try store.add([key(500, expiresAt: 1)])
    return try count + store.pruneRootKeys(expiredBefore: 2)
  }

  private func overwrite(
    from start: Int, upTo end: Int? = nil, with byte: (Int) -> UInt8
  ) throws {
    let file = URL(fileURLWithPath: path)
    var data = try Data(contentsOf: file)
    for offset in start..<(end ?? data.count) { data[offset] = byte(offset) }
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: data)
    try handle.close()
  }
}
