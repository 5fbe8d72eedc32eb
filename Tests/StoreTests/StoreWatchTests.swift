import Bytes
import Testing

@testable import Store

@Suite struct StoreWatchTests {
  let folder: TemporaryFolder
  let store: Store
  let watch: StoreWatch

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(openingAt: folder.file("l402.db"), mode: .create)
    watch = try #require(
      StoreWatch(try Store(openingAt: folder.file("l402.db"), mode: .readOnly)))
  }

  @Test func `a moment lasts until something is committed`() throws {
    let before = try #require(watch.now)
    _ = try store.rootKeys()
    _ = try store.isRevoked(identifierHash: hash(1), tokenID: nil)
    #expect(watch.now == before)
    try store.revoke(.identifierHash(hash(1)), at: 1)
    let after = try #require(watch.now)
    #expect(after != before)
    #expect(watch.now == after)
  }

  @Test func `every commit is another moment, of whatever connection`() throws {
    let other = try Store(openingAt: store.path, mode: .existing)
    var moments: Set<StoreWatch.Moment> = [try #require(watch.now)]
    for number in 1...800 {
      try (number % 2 == 0 ? store : other).revoke(.tokenID(tokenID(number)), at: 1)
      moments.insert(try #require(watch.now))
    }
    // More than the log takes: it begins anew meanwhile.
    #expect(moments.count == 801)
  }
}
