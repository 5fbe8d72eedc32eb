import Glibc

/// Bytes of a file that is open, read as they are asked for; standard input is shared by all that read
/// it, each going on where the last one stopped.
final class ByteStream {
  private let descriptor: Int32
  private let isOwned: Bool
  private var buffer: ArraySlice<UInt8> = []
  private var isAtEnd = false
  /// Whether a byte of it was asked for.
  private(set) var wasRead = false
  /// Whether reading failed.
  private(set) var didFail = false

  /// Of a descriptor that somebody else closes.
  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    isOwned = false
  }

  /// Of a file; nil where it cannot be opened.
  init?(file: String) {
    descriptor = open(file, O_RDONLY | O_CLOEXEC)
    isOwned = true
    if descriptor < 0 { return nil }
  }

  deinit {
    if isOwned, descriptor >= 0 { close(descriptor) }
  }

  /// Leaves what there is to somebody else: it reads as empty from here on.
  func reserve() {
    wasRead = true
    isAtEnd = true
  }

  /// A line with its newline, or as much of it as there is room for; nil at the end.
  func line(limit: Int) -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < limit, fill() {
      let room = buffer.prefix(limit - line.count)
      if let newline = room.firstIndex(of: 0x0a) {
        line += room[...newline]
        buffer = buffer[(newline + 1)...]
        return line
      }
      line += room
      buffer = buffer.dropFirst(room.count)
    }
    return line.isEmpty ? nil : line
  }

  /// All that is left; nil where it is more than there is room for.
  func rest(limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while fill() {
      guard bytes.count + buffer.count <= limit else { return nil }
      bytes += buffer
      buffer = []
    }
    return bytes
  }

  private func fill() -> Bool {
    wasRead = true
    guard buffer.isEmpty else { return true }
    if isAtEnd { return false }
    while true {
      var errorNumber: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { room, count in
        let got = read(descriptor, room.baseAddress, room.count)
        errorNumber = got < 0 ? errno : 0
        count = max(got, 0)
      }
      if errorNumber == EINTR { continue }
      didFail = errorNumber != 0
      isAtEnd = bytes.isEmpty
      buffer = bytes[...]
      return !bytes.isEmpty
    }
  }
}
