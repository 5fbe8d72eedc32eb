internal import Glibc

/// Which file a path leads to, and when it last changed.
struct FileStamp: Hashable, Sendable {
  /// Device and inode.
  let identity: [UInt64]
  /// Type and permission bits, as in `st_mode`.
  let mode: UInt32
  private let size: Int64
  private let changes: [Int]

  /// Why a path leads nowhere.
  struct Failure: Error {
    let errno: Int32
  }

  /// Nil when the path leads nowhere, or where we may not look.
  init?(of path: String) {
    do throws(Failure) { try self.init(following: path) } catch { return nil }
  }

  /// Follows links.
  init(following path: String) throws(Failure) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw Failure(errno: errno) }
    identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
    mode = status.st_mode
    size = Int64(status.st_size)
    changes = [
      status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    ]
  }

  var isRegularFile: Bool { mode & S_IFMT == S_IFREG }

  var isFolder: Bool { mode & S_IFMT == S_IFDIR }

  /// Permission bits only.
  var permissions: UInt32 { mode & 0o7777 }

  /// Whether group or others have any permission.
  var isLoose: Bool { mode & 0o077 != 0 }

  /// Whether the last change is less than 2 s ago, or dated in the future.
  ///
  /// File times tick every few milliseconds; two changes within a tick look like one.
  var isRecent: Bool { time(nil) - changes[0] < 2 }
}
