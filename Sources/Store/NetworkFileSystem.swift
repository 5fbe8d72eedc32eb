internal import CSQLite

/// File systems that other machines write to as well.
///
/// SQLite's write-ahead log needs shared memory between all writers, and `flock` may not reach beyond
/// this machine (sqlite.org/wal.html, "Overview").
enum NetworkFileSystem {
  /// Numbers of statfs(2), as linux/magic.h and the file systems' own headers have them.
  private static let kinds: Set<UInt32> = [
    0x6969,  // NFS
    0x517b,  // SMB
    0xff53_4d42,  // CIFS
    0xfe53_4d42,  // SMB2
    0x5346_414f,  // AFS
    0x6b41_4653,  // kAFS
    0x00c3_6400,  // Ceph
    0x0102_1997,  // 9P
    0x7375_7245,  // Coda
    0x564c,  // NCP
    0x0bd0_0bd0,  // Lustre
    0x7461_636f,  // OCFS2
    0x0116_1970,  // GFS2
  ]

  /// Whether a number of statfs(2) is one of theirs.
  static func isOne(_ type: UInt32) -> Bool { kinds.contains(type) }

  /// Whether a path lies on one; false where the system does not say.
  static func holds(_ path: String) -> Bool { unsafe isOne(l402_file_system(path)) }
}

extension Store {
  /// Refuses a place where a payment's journal would not be safe.
  ///
  /// - Throws: `StoreError` with `.onNetwork`.
  public func checkFitForPaying() throws(StoreError) {
    guard !NetworkFileSystem.holds(path) else { throw StoreError(.onNetwork, at: path) }
  }
}
