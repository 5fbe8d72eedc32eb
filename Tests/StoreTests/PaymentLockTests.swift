import Bytes
import Digests
import Foundation
import Testing

@testable import Store

/// Locks between processes.
@Suite struct PaymentLockTests {
  let folder: TemporaryFolder
  let locks: PaymentLocks

  init() throws {
    folder = try TemporaryFolder()
    locks = PaymentLocks(besideStoreAt: folder.file("l402.db"))
  }

  private func file(_ name: String) -> String {
    folder.file("locks/\(SHA256.digest(Array(name.utf8)).hex).lock")
  }

  private func acquire(_ names: String..., within seconds: Int = 0) throws -> PaymentLocks.Held? {
    try locks.acquire(names, within: seconds) { usleep(UInt32($0) * 1000) }
  }

  /// Whether util-linux, in a process of its own, can take the lock.
  private func isFree(_ name: String) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    process.arguments = ["--exclusive", "--nonblock", file(name), "true"]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// Another process that holds a lock, until it is told to end.
  private func holder(of name: String) throws -> Process {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    process.arguments = ["--no-fork", "--exclusive", file(name), "sh", "-c", "echo; exec sleep 60"]
    process.standardOutput = output
    try process.run()
    _ = try output.fileHandleForReading.read(upToCount: 1)
    return process
  }

  @Test func `a lock is a file for its owner alone, beside the store`() throws {
    let held = try #require(try acquire("a", "b"))
    defer { held.release() }
    #expect(permissions(folder.file("locks")) == 0o700)
    for name in ["a", "b"] { #expect(permissions(file(name)) == 0o600) }
    #expect(held.descriptors.count == 2)
  }

  @Test(arguments: [
    ("/home/x/l402.db", "/home/x/locks"), ("l402.db", "./locks"), ("/l402.db", "/locks"),
    ("../l402.db", "../locks"),
  ])
  func `the folder is that of the store`(store: String, folder: String) {
    #expect(PaymentLocks(besideStoreAt: store).folder == folder)
  }

  @Test func `nobody else gets a lock until it is released`() throws {
    let held = try #require(try acquire("a", "b"))
    #expect(try !isFree("a") && !isFree("b") && isFree("c"))
    #expect(try acquire("b") == nil, "another descriptor of the same process is somebody else")
    held.release()
    #expect(try isFree("a") && isFree("b"))
    let again = try #require(try acquire("b"))
    again.release()
  }

  @Test func `what is shared keeps nobody out but who wants it alone`() throws {
    func acquire(_ names: [String], shared: [String]) throws -> PaymentLocks.Held? {
      try locks.acquire(names, shared: shared, within: 0) { _ in }
    }
    let first = try #require(try acquire(["/a/"], shared: ["/"]))
    let second = try #require(try acquire(["/b/"], shared: ["/"]))
    #expect(try acquire(["/a/x/"], shared: ["/", "/a/"]) == nil)
    #expect(try acquire(["/"], shared: []) == nil)
    first.release()
    let below = try #require(try acquire(["/a/x/"], shared: ["/", "/a/"]))
    second.release()
    #expect(try acquire(["/"], shared: []) == nil)
    below.release()
    try #require(try acquire(["/"], shared: [])).release()
  }

  @Test func `a lock of another process is waited for, and no longer than told`() throws {
    try #require(try acquire("a", "b")).release()
    let other = try holder(of: "a")
    defer { kill(other.processIdentifier, SIGKILL) }
    let start = ContinuousClock.now
    #expect(try acquire("a", "b", within: 1) == nil)
    let waited = ContinuousClock.now - start
    #expect(waited >= .seconds(1) && waited < .seconds(5))
    #expect(try isFree("b"), "what was held meanwhile is let go")
  }

  @Test func `a lock of another process that ends in time is taken`() throws {
    try #require(try acquire("a")).release()
    let other = try holder(of: "a")
    let pid = other.processIdentifier
    Thread.detachNewThread {
      usleep(200_000)
      kill(pid, SIGKILL)
    }
    let held = try #require(try acquire("a", within: 30))
    #expect(try !isFree("a"))
    held.release()
  }

  @Test func `a process that is killed lets go`() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
      let locks = PaymentLocks(besideStoreAt: path + "/l402.db")
      let held = try #require(try locks.acquire(["a"], within: 0) { _ in })
      #expect(held.descriptors.count == 1)
      kill(getpid(), SIGKILL)
    }
    #expect(try isFree("a"))
  }

  @Test func `a child that inherits the descriptor holds on when we let go`() throws {
    let held = try #require(try acquire("a"))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    // To duplicate a descriptor onto another clears "close on exec".
    posix_spawn_file_actions_adddup2(&actions, held.descriptors[0], 200)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
    defer { arguments.forEach { free($0) } }
    var child: pid_t = 0
    #expect(posix_spawnp(&child, "sleep", &actions, nil, &arguments, environ) == 0)
    held.release()
    #expect(try !isFree("a"))
    kill(child, SIGKILL)
    waitpid(child, nil, 0)
    #expect(try isFree("a"))
  }

  @Test func `a child that is not meant to does not hold on`() throws {
    let held = try #require(try acquire("a"))
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
    defer { arguments.forEach { free($0) } }
    var child: pid_t = 0
    #expect(posix_spawnp(&child, "sleep", nil, nil, &arguments, environ) == 0)
    held.release()
    #expect(try isFree("a"))
    kill(child, SIGKILL)
    waitpid(child, nil, 0)
  }

  @Test func `two that take the same locks in other orders never wait for each other`()
    async throws
  {
    let locks = locks
    let counts = try await atOnce(4) { number in
      let names = number % 2 == 0 ? ["a", "b", "c"] : ["c", "b", "a"]
      var count = 0
      for _ in 0..<50 {
        guard let held = try locks.acquire(names, within: 60, sleep: { _ in usleep(200) })
        else { continue }
        count += 1
        held.release()
      }
      return count
    }
    #expect(counts == [50, 50, 50, 50])
  }

  @Test func `a link in a lock's place is refused`() throws {
    try #require(try acquire("a")).release()
    #expect(unlink(file("a")) == 0 && symlink("/dev/null", file("a")) == 0)
    #expect(throws: StoreError(.cannotCreate(errno: ELOOP), at: file("a"))) {
      try acquire("b", "a")
    }
    #expect(try isFree("b"))
  }

  @Test func `a folder that cannot be made is named`() {
    let locks = PaymentLocks(besideStoreAt: "/sys/l402.db")
    let error = #expect(throws: StoreError.self) { try locks.acquire(["a"], within: 0) { _ in } }
    #expect(error?.path == "/sys/locks")
  }
}
