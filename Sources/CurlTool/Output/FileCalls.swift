#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Calls of POSIX that are tried again where a signal came in between.
enum FileCalls {
  /// A descriptor, or the error.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o666) -> Result<
    Int32, FileError
  > {
    while true {
      #if canImport(Glibc)
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
      #elseif canImport(Musl)
        let descriptor = Musl.open(path, flags | O_CLOEXEC, mode)
      #elseif canImport(Darwin)
        let descriptor = Darwin.open(path, flags | O_CLOEXEC, mode)
      #endif
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
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, part.baseAddress, part.count)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, part.baseAddress, part.count)
      #elseif canImport(Darwin)
        let count = Darwin.write(descriptor, part.baseAddress, part.count)
      #endif
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
