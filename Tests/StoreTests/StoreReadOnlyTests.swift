import Foundation
import Testing

@testable import Store

/// Folders and files that this process may not write.
@Suite struct StoreReadOnlyTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("l402.db")
    try Store(openingAt: path, mode: .create).add([key(1), key(2)])
    try handOver(folder)
  }

  @Test func `reads in a folder that may not be written`() async throws {
    chmod(folder.path, 0o500)
    let before = try folder.contents()
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      let store = try Store(openingAt: path, mode: .readOnly)
      #expect(try store.rootKeys() == [key(1), key(2)])
      #expect(try !store.isRevoked(identifierHash: hash(1), tokenID: nil))
    }
    #expect(try folder.contents() == before)
  }

  @Test func `reads beside a writer in a folder that may not be written`() async throws {
    let writer = try Store(openingAt: path, mode: .existing)
    try writer.add([key(3)])
    try handOver(folder)
    chmod(folder.path, 0o500)
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      let store = try Store(openingAt: path, mode: .readOnly)
      #expect(try store.rootKeys() == [key(1), key(2), key(3)])
    }
    try writer.add([key(4)])
  }

  @Test func `reads a file that may not be written`() async throws {
    chmod(path, 0o400)
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      let store = try Store(openingAt: path, mode: .readOnly)
      #expect(try store.rootKeys() == [key(1), key(2)])
    }
  }

  @Test func `does not write in a folder that may not be written`() async {
    chmod(folder.path, 0o500)
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      for mode in [Store.Mode.create, .existing] {
        let found = reason { () throws(StoreError) in _ = try Store(openingAt: path, mode: mode) }
        #expect(found == .readOnly, "\(String(describing: found))")
      }
    }
  }

  @Test func `does not write a file that may not be written`() async {
    chmod(path, 0o400)
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      let found = reason { () throws(StoreError) in
        _ = try Store(openingAt: path, mode: .existing)
      }
      #expect(found == .readOnly, "\(String(describing: found))")
    }
  }

  @Test func `does not create a file where it may not`() async {
    chmod(folder.path, 0o500)
    await #expect(processExitsWith: .success) { [folder = folder.path as String] in
      becomeOrdinaryUser()
      for name in ["/new.db", "/new/l402.db"] {
        let found = reason { () throws(StoreError) in
          _ = try Store(openingAt: folder + name, mode: .create)
        }
        #expect(found == .cannotCreate(errno: EACCES), "\(String(describing: found))")
      }
    }
  }

  @Test func `a file that may not be read is told`() async {
    chmod(path, 0o000)
    await #expect(processExitsWith: .success) { [path = path as String] in
      becomeOrdinaryUser()
      for mode in [Store.Mode.create, .existing, .readOnly] {
        let found = reason { () throws(StoreError) in _ = try Store(openingAt: path, mode: mode) }
        #expect(found == .unreadable(errno: EACCES), "\(String(describing: found))")
      }
    }
  }

  @Test func `a copy follows what a writer does`() throws {
    // The file has just been written, so one more change might not show in its time.
    #expect(try copiedImage()?.isStale == true)
    try age(path)
    guard var copy = try DatabaseImage.copy(path), let image = copy.image else {
      Issue.record("no copy")
      return
    }
    let count = try copy.first("SELECT count(*) FROM root_keys") { (row) throws(StoreError) in
      try row.integer(0)
    }
    #expect(count == 2)
    #expect(!image.isStale)

    let writer = try Store(openingAt: path, mode: .existing)
    try writer.add([key(3)])
    #expect(image.isStale)
    let isCopied = try copiedImage() != nil
    #expect(!isCopied)
  }

  private func copiedImage() throws -> DatabaseImage? {
    guard let copy = try DatabaseImage.copy(path) else { return nil }
    return copy.image
  }
}

/// Dates a file an hour back.
func age(_ path: String) throws {
  var times = [timeval(tv_sec: time(nil) - 3600, tv_usec: 0)]
  times.append(times[0])
  guard utimes(path, times) == 0 else { throw POSIXError(.EIO) }
}
