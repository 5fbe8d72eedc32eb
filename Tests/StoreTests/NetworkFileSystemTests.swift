import Testing

@testable import Store

/// Where a journal is not safe.
struct NetworkFileSystemTests {
  @Test(arguments: [0x6969, 0xff53_4d42, 0xfe53_4d42, 0x0102_1997] as [UInt32])
  func `what other machines write to is told by its number`(type: UInt32) {
    #expect(NetworkFileSystem.isOne(type))
  }

  // ext, btrfs, xfs, tmpfs, overlayfs, zfs.
  @Test(
    arguments: [0xef53, 0x9123_683e, 0x5846_5342, 0x0102_1994, 0x794c_7630, 0x2fc1_2fc1] as [UInt32]
  )
  func `what is this machine's own is not`(type: UInt32) {
    #expect(!NetworkFileSystem.isOne(type))
  }

  @Test func `a store of this machine is fit for paying`() throws {
    let folder = try TemporaryFolder()
    let store = try Store(openingAt: folder.path + "/l402.db", mode: .create)
    try store.checkFitForPaying()
    // procfs says what it is, and is not on the network.
    #expect(!NetworkFileSystem.holds("/proc"))
    #expect(!NetworkFileSystem.holds("/nonexistent"))
  }
}
