internal import Bytes
internal import Digests
internal import Glibc

/// Locks between processes, a file each in a folder of their own beside the store.
///
/// `flock` goes with the open file, not with the process: a helper that inherits the descriptor holds
/// the lock for as long as it lives, even when we are gone.
public struct PaymentLocks: Sendable {
  /// Where the files are.
  let folder: String

  /// The locks beside a store's file.
  public init(besideStoreAt path: String) {
    let home = StoreFile.folder(of: path)
    folder = home == "/" ? "/locks" : home + "/locks"
  }

  /// Locks that are held until they are released, or the process and its helpers end.
  public struct Held: Sendable {
    /// The open files; children that are to hold the locks too inherit them.
    public let descriptors: [Int32]

    /// Lets go.
    public func release() {
      for descriptor in descriptors { close(descriptor) }
    }
  }

  /// Takes a lock for each name, always in the same order, so that two processes never wait for each
  /// other.
  ///
  /// - Parameters:
  ///   - names: what to lock; the file's name is the SHA-256 of it.
  ///   - shared: what others may lock in this way at the same time, and nobody alone.
  ///   - seconds: how long to wait for all of them.
  ///   - sleep: waits so many milliseconds.
  /// - Returns: nil where another process has held one of them all the time.
  /// - Throws: `StoreError` where a file cannot be made or opened.
  public func acquire(
    _ names: [String], shared: [String] = [], within seconds: Int,
    sleep: (_ milliseconds: Int) -> Void
  ) throws(StoreError) -> Held? {
    if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw StoreError(.cannotCreate(errno: errno), at: folder)
    }
    let files = (names.map { ($0, LOCK_EX) } + shared.map { ($0, LOCK_SH) })
      .map { (name: SHA256.digest(Array($0.0.utf8)).hex, kind: $0.1) }
      .sorted { $0.name < $1.name }
    var descriptors: [Int32] = []
    let deadline = ContinuousClock.now + .seconds(seconds)
    for file in files {
      let path = "\(folder)/\(file.name).lock"
      let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        let code = errno
        Held(descriptors: descriptors).release()
        throw StoreError(.cannotCreate(errno: code), at: path)
      }
      descriptors.append(descriptor)
      while flock(descriptor, file.kind | LOCK_NB) != 0 {
        guard errno == EWOULDBLOCK || errno == EINTR else {
          let code = errno
          Held(descriptors: descriptors).release()
          throw StoreError(.cannotCreate(errno: code), at: path)
        }
        guard ContinuousClock.now < deadline else {
          Held(descriptors: descriptors).release()
          return nil
        }
        sleep(20)
      }
    }
    return Held(descriptors: descriptors)
  }
}
