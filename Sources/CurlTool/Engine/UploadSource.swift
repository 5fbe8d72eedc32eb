internal import CCurl
internal import Glibc

/// What `-T` sends: a file, or a pipe whose bytes are kept so that they can be sent once more.
final class UploadSource {
  private let descriptor: Int32
  private let isOwn: Bool
  /// How many bytes there are; nil where nobody knows before the end.
  let length: Int64?
  /// Unix seconds of the file; nil for a pipe.
  let modified: Int64?
  /// Where the bytes of a pipe are kept; -1 for none.
  private var spool: Int32 = -1
  private var spooled: Int64 = 0
  private var position: Int64 = 0
  /// `-T .`: what is not there yet is not waited for.
  private let isNonBlocking: Bool
  /// Why it could not be read or kept; 0 for no reason.
  private(set) var error: Int32 = 0

  /// A file, by its path; nil where it cannot be opened.
  init?(path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    isOwn = true
    isNonBlocking = false
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      return nil
    }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    length = isRegular ? Int64(status.st_size) : nil
    modified = Int64(status.st_mtim.tv_sec)
    if !isRegular { openSpool() }
  }

  /// Standard input.
  ///
  /// - Parameter keepsBytes: whether they may have to be sent once more.
  init(standardInput: Int32, isNonBlocking: Bool, keepsBytes: Bool) {
    descriptor = standardInput
    isOwn = false
    self.isNonBlocking = isNonBlocking
    length = nil
    modified = nil
    if keepsBytes { openSpool() }
  }

  deinit {
    if isOwn { close(descriptor) }
    if spool >= 0 { close(spool) }
  }

  /// A file without a name, which only this process ever sees.
  private func openSpool() {
    let folder = getenv("TMPDIR").map { String(cString: $0) }
    for path in [folder, "/var/tmp", "/tmp"].compactMap({ $0 }) where spool < 0 {
      var template = Array("\(path)/l402-upload-XXXXXX".utf8CString)
      spool = mkstemp(&template)
      guard spool >= 0 else { continue }
      unlink(template)
      _ = fcntl(spool, F_SETFD, FD_CLOEXEC)
    }
  }

  /// Whether `length` is known and bytes lie where they were: no spool is needed.
  private var isSeekable: Bool { length != nil }

  /// Fills the room with the next bytes; how many, 0 at the end, nil where they cannot be read.
  func fill(_ room: UnsafeMutableRawBufferPointer) -> Int? {
    if isSeekable { return read(from: descriptor, room, at: position) }
    if position < spooled {
      return read(
        from: spool, .init(rebasing: room.prefix(Int(clamping: spooled - position))), at: position)
    }
    while true {
      let count = Glibc.read(descriptor, room.baseAddress, room.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN, isNonBlocking { return Self.pause }
      guard count >= 0 else {
        error = errno
        return nil
      }
      if spool >= 0, count > 0 {
        guard keep(UnsafeRawBufferPointer(rebasing: room.prefix(count))) else { return nil }
      }
      position += Int64(count)
      return count
    }
  }

  /// CURL_READFUNC_PAUSE.
  static let pause = 0x1000_0001

  private func read(
    from descriptor: Int32, _ room: UnsafeMutableRawBufferPointer, at offset: Int64
  ) -> Int? {
    while true {
      let count = pread(descriptor, room.baseAddress, room.count, off_t(offset))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        error = errno
        return nil
      }
      position += Int64(count)
      return count
    }
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = pwrite(spool, part.baseAddress, part.count, off_t(spooled))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        error = errno
        return false
      }
      spooled += Int64(count)
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Goes to an offset; false where its bytes are gone.
  func seek(to offset: Int64) -> Bool {
    guard offset >= 0, isSeekable || spool >= 0 && offset <= spooled || offset == position else {
      return false
    }
    position = offset
    return true
  }
}
