internal import Glibc

/// Calls of POSIX that are tried again where a signal came in between.
enum FileCalls {
  /// A descriptor, or the error.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o666) -> Result<
    Int32, FileError
  > {
    while true {
      let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
      if descriptor >= 0 { return .success(descriptor) }
      guard errno == EINTR else { return .failure(FileError(number: errno)) }
    }
  }

  /// Writes all bytes; nil for success.
  ///
  /// A descriptor that does not block is waited for.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> FileError? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        if poll(&wait, 1, -1) < 0, errno != EINTR { return FileError(number: errno) }
      } else if errno != EINTR {
        return FileError(number: errno)
      }
    }
    return nil
  }

  /// The size and kind of a file; nil where there is none.
  static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }
}

/// An error of POSIX.
struct FileError: Error, Hashable {
  /// `errno`.
  let number: Int32

  /// strerror's words, which curl shows.
  var words: String { String(cString: strerror(number)) }
}
