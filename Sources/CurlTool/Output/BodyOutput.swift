internal import CCurl
internal import Glibc

/// Where the body of one transfer goes to, and with `-i` its header.
///
/// What arrives is written at once. Call `prepare` before the transfer and `finish` after it. A failure
/// that is thrown with an empty message was told to `say`: curl says no more.
public final class BodyOutput {
  /// A descriptor of the caller's, or a file to make.
  public enum Destination: Sendable, Hashable {
    /// Standard output, as a rule; it stays open.
    case descriptor(Int32)
    /// A file, made at the first byte.
    case file(String)
  }

  /// The name as `-w` writes it; nil for a descriptor.
  ///
  /// It lacks the folder where the name is a header's, as in 7.88.
  public private(set) var fileName: String?
  /// How much of the body was written since the beginning or the last `restart`.
  public private(set) var bytesWritten: Int64 = 0
  /// `errno` of what failed last; 0 for nothing.
  public private(set) var error: Int32 = 0
  /// Whether a write was refused in words of its own, so that nothing more is to be said.
  public private(set) var hasRefusedBinary = false
  /// Whether the body goes to a terminal: no progress is shown then, and headers are styled.
  public private(set) var isTerminal = false

  private let options: OutputOptions
  private let say: (CurlMessage) -> Void
  private let isFile: Bool
  /// The file's path, or where it will be.
  private var path = ""
  private var descriptor: Int32?
  private var awaitsNameFromHeader: Bool
  private var nameIsFromHeader = false
  /// Where this transfer's bytes begin.
  private var start: Int64 = 0

  /// An output that is not open yet.
  public init(
    _ destination: Destination, options: OutputOptions,
    say: @escaping (CurlMessage) -> Void = { _ in }
  ) {
    self.options = options
    self.say = say
    switch destination {
    case .descriptor(let descriptor):
      isFile = false
      awaitsNameFromHeader = false
      self.descriptor = descriptor
      isTerminal = isatty(descriptor) == 1
    case .file(let name):
      isFile = true
      awaitsNameFromHeader = options.usesNameFromHeader
      path = Self.joined(options.folder, name)
      fileName = path
    }
  }

  deinit { if isFile, let descriptor { close(descriptor) } }

  /// Makes folders, and opens the file to go on with `-C`; returns the byte to go on from, 0 for the
  /// first.
  public func prepare() throws(CurlFailure) -> Int64 {
    if isFile, options.createsFolders, let words = FolderMaker.makeFolders(for: path) {
      say(.always(words))
      throw CurlFailure.writing
    }
    switch options.resume {
    case .no: return 0
    case .at(let offset): start = offset
    case .automatic: start = isFile ? FileCalls.status(of: path).map { Int64($0.st_size) } ?? 0 : 0
    }
    guard isFile, start != 0 else { return start }
    switch FileCalls.open(path, O_WRONLY | O_CREAT | O_APPEND) {
    case .success(let descriptor):
      self.descriptor = descriptor
      isTerminal = isatty(descriptor) == 1
    case .failure(let error):
      self.error = error.number
      say(.error("Can't open '\(path)'!"))
      throw CurlFailure.writing
    }
    return start
  }

  /// Writes a piece of the body; false where that failed.
  public func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let descriptor = opened() else { return false }
    if isTerminal, bytesWritten < 2000, !options.allowsBinaryOnTerminal, bytes.contains(0) {
      say(.warning(Self.binaryWarning))
      hasRefusedBinary = true
      return false
    }
    guard written(bytes, to: descriptor) else { return false }
    bytesWritten += Int64(bytes.count)
    return true
  }

  /// Writes a piece of the header, which does not count as body; false where that failed.
  public func writeHeader(_ bytes: [UInt8]) -> Bool {
    guard let descriptor = opened() else { return false }
    return bytes.withUnsafeBytes { written($0, to: descriptor) }
  }

  /// With `-J`: takes the name from a line of the header and makes the file; false where that failed.
  public func readHeader(_ line: [UInt8]) -> Bool {
    guard awaitsNameFromHeader else { return true }
    switch RemoteName.fromContentDisposition(line) {
    case .otherField: return true
    case .noName: return opened() != nil
    case .name(let name):
      // It is open under another name: a header was shown before.
      guard descriptor == nil else { return false }
      awaitsNameFromHeader = false
      nameIsFromHeader = true
      fileName = name
      path = name.isEmpty ? "" : Self.joined(options.folder, name)
      return opened() != nil
    }
  }

  /// Throws away what this transfer has written to its file, for another attempt.
  public func restart() throws(CurlFailure) {
    guard isFile, bytesWritten > 0, let descriptor else { return }
    say(.plain("Throwing away \(bytesWritten) bytes"))
    guard ftruncate(descriptor, off_t(start)) == 0 else {
      error = errno
      throw CurlFailure(23, "Failed to truncate file")
    }
    guard lseek(descriptor, 0, SEEK_END) >= 0 else {
      error = errno
      throw CurlFailure(23, "Failed seeking to end of file")
    }
    bytesWritten = 0
  }

  /// Closes the file.
  ///
  /// A transfer that succeeded without a body makes an empty one, unless a condition
  /// (`-z`) was not met; one that failed removes its file where that was asked for.
  public func finish(createsEmptyFile: Bool, hasFailed: Bool = false) throws(CurlFailure) {
    if createsEmptyFile, opened() == nil { throw CurlFailure(23, "") }
    guard isFile, let descriptor else { return }
    self.descriptor = nil
    let closing = close(descriptor) == 0 ? 0 : errno
    if hasFailed || closing != 0, options.removesOnError { remove() }
    guard hasFailed || closing == 0 else {
      error = closing
      throw CurlFailure(23, "Failed writing body")
    }
  }

  /// Gives the closed file the time of the other end's (`-R`), in seconds since 1970.
  public func setTime(_ time: Int64) {
    guard isFile, time >= 0 else { return }
    let value = timeval(tv_sec: time_t(time), tv_usec: 0)
    guard utimes(path, [value, value]) != 0 else { return }
    let words = FileError(number: errno).words
    say(.warning("Failed to set filetime \(time) on '\(path)': \(words)"))
  }

  /// The open descriptor, opened now where it was not; nil where that failed.
  private func opened() -> Int32? {
    if let descriptor { return descriptor }
    guard !path.isEmpty else {
      say(.warning("Remote filename has no length!"))
      return nil
    }
    switch create() {
    case .success(let descriptor):
      self.descriptor = descriptor
      return descriptor
    case .failure(let error):
      self.error = error.number
      say(.warning("Failed to open the file \(path): \(error.words)"))
      return nil
    }
  }

  private func create() -> Result<Int32, FileError> {
    let replaces =
      options.clobber == .always || (options.clobber == .standard && !nameIsFromHeader)
    if replaces { return FileCalls.open(path, O_WRONLY | O_CREAT | O_TRUNC) }
    var result = FileCalls.open(path, O_WRONLY | O_CREAT | O_EXCL)
    guard options.clobber == .never else { return result }
    for number in 1..<100 {
      guard case .failure(let error) = result, error.number == EEXIST || error.number == EISDIR
      else { break }
      let name = "\(path).\(number)"
      result = FileCalls.open(name, O_WRONLY | O_CREAT | O_EXCL)
      guard case .success = result else { continue }
      path = name
      fileName = name
      break
    }
    return result
  }

  private func written(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    guard let error = FileCalls.write(bytes, to: descriptor) else { return true }
    self.error = error.number
    return false
  }

  /// Devices and pipes stay, unlike in 7.88.
  private func remove() {
    guard let status = FileCalls.status(of: path), status.st_mode & S_IFMT == S_IFREG else {
      say(.warning("Skipping removal; not a regular file: \(path)"))
      return
    }
    say(.note("Removing output file: \(path)"))
    unlink(path)
  }

  private static func joined(_ folder: String?, _ name: String) -> String {
    guard let folder, !folder.isEmpty else { return name }
    return "\(folder)/\(name)"
  }

  private static let binaryWarning = """
    Binary output can mess up your terminal. Use "--output -" to tell curl to output it to your \
    terminal anyway, or consider "--output <FILE>" to save to a file.
    """
}

extension CurlFailure {
  /// What libcurl calls a failure to write where nobody said more.
  static let writing = CurlFailure(23, "Failed writing received data to disk/application")
}
