import Bytes
import Foundation
import Testing

@testable import Store

@Suite struct StoreConcurrencyTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("home/l402.db")
  }

  @Test func `two processes that create and mint at once lose nothing`() async throws {
    let path = path
    async let first = #expect(processExitsWith: .success) { [path = path as String] in
      let store = try Store(openingAt: path, mode: .create)
      for number in 0..<100 { try store.add([key(number)]) }
    }
    async let second = #expect(processExitsWith: .success) { [path = path as String] in
      let store = try Store(openingAt: path, mode: .create)
      for number in 100..<200 { try store.add([key(number)]) }
    }
    _ = await (first, second)
    #expect(try Store(openingAt: path, mode: .existing).rootKeys() == (0..<200).map { key($0) })
  }

  @Test(arguments: 0..<5)
  func `eight threads with a store each create and mint at once`(round: Int) async throws {
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for thread in 0..<8 {
        group.addTask {
          try await onThread {
            for number in 0..<10 {
              let store = try Store(openingAt: path, mode: .create)
              try store.add([key(thread * 10 + number)])
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let store = try Store(openingAt: path, mode: .readOnly)
    #expect(try store.rootKeys() == (0..<80).map { key($0) })
    #expect(try integrity(of: store) == ["ok"])
  }

  @Test func `four threads share one store`() async throws {
    let store = try Store(openingAt: path, mode: .create)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for thread in 0..<4 {
        group.addTask {
          for number in 0..<25 {
            let number = thread * 25 + number
            try store.add([key(number)])
            #expect(try store.rootKey(forIdentifierHash: hash(number)) == key(number))
            #expect(try !store.isRevoked(identifierHash: hash(number), tokenID: nil))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.rootKeys().count == 100)
  }

  @Test(arguments: [20, 45, 80, 130])
  func `kill -9 leaves whole transactions and every one that had returned`(
    milliseconds: Int
  ) async throws {
    let log = folder.file("acknowledged")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, log = log as String, milliseconds = milliseconds as Int] in
      let store = try Store(openingAt: path, mode: .create)
      let acknowledged = open(log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      Thread.detachNewThread {
        usleep(UInt32(milliseconds) * 1000)
        kill(getpid(), SIGKILL)
      }
      for number in 0... {
        try store.add([key(2 * number), key(2 * number + 1)])
        _ = write(acknowledged, "x", 1)
      }
    }
    let acknowledged = try Data(contentsOf: URL(fileURLWithPath: log)).count
    let store = try Store(openingAt: path, mode: .existing)
    let keys = try store.rootKeys()
    #expect(try integrity(of: store) == ["ok"])
    #expect([2 * acknowledged, 2 * acknowledged + 2].contains(keys.count))
    #expect(keys == keys.indices.map { key($0) })
  }
}

/// Runs `body` on a thread of its own, so that it may wait for locks.
private func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
  }
}

/// What SQLite's own check finds; "ok" when nothing.
func integrity(of store: Store) throws -> [String] {
  try store.reading { (database) throws(StoreError) in
    try database.rows("PRAGMA integrity_check") { (row) throws(StoreError) in try row.text(0) }
  }
}
