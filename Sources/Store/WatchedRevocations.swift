internal import Bytes
internal import Glibc
internal import Synchronization

/// A list of revocations in a file, read again whenever the file changes.
public final class WatchedRevocations: Sendable {
  /// The file.
  public let path: String
  private let known: Mutex<Known>

  private struct Known {
    var stamp: FileStamp
    var list: RevocationList
  }

  /// Why a list cannot be used: everything is then refused.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read, with the system's error number.
    case unreadable(errno: Int32)
    /// A line of it is no entry.
    case malformed(RevocationListError)

    /// One line, lower case.
    public var description: String {
      switch self {
      case .unreadable(let code): unsafe String(cString: strerror(code)).lowercased()
      case .malformed(let error): "\(error)"
      }
    }
  }

  /// Reads the list for the first time.
  public init(path: String) throws(Failure) {
    self.path = path
    known = Mutex(try Self.read(path))
  }

  /// The list as the file has it now.
  ///
  /// - Throws: what keeps it from being read; the last list that could be read does not count.
  public func list() throws(Failure) -> RevocationList {
    try known.withLock { (known) throws(Failure) -> RevocationList in
      let stamp = try Self.stamp(path)
      // A file that changed a moment ago may change again within one tick of its times.
      if stamp != known.stamp || stamp.isRecent { known = try Self.read(path) }
      return known.list
    }
  }

  private static func stamp(_ path: String) throws(Failure) -> FileStamp {
    do throws(FileStamp.Failure) {
      return try FileStamp(following: path)
    } catch {
      throw .unreadable(errno: error.errno)
    }
  }

  /// The longest list, some 900,000 entries.
  private static let mostBytes = 64 << 20

  private static func read(_ path: String) throws(Failure) -> Known {
    // The stamp first: what changes while it is read is read again.
    let stamp = try stamp(path)
    // A pipe or a device that took the file's place would be waited for, or never end.
    guard stamp.isRegularFile else { throw .unreadable(errno: EINVAL) }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(errno: errno) }
    defer { close(descriptor) }
    var status = Glibc.stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(errno: EINVAL)
    }
    var content: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe block.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .unreadable(errno: errno)
      }
      content.append(contentsOf: block[..<count])
      guard content.count <= mostBytes else { throw .unreadable(errno: EFBIG) }
    }
    do throws(RevocationListError) {
      return Known(stamp: stamp, list: try RevocationList(parsing: content[...]))
    } catch {
      throw .malformed(error)
    }
  }
}
