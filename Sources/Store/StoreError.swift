internal import Bytes
internal import CSQLite
internal import Glibc

/// Why a store, or the database of another program, cannot be opened, read or written.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// There is no such file, or nothing was ever written to it.
    case missing
    /// The folder or the file cannot be created; `errno` is the system's number.
    case cannotCreate(errno: Int32)
    /// Group or others can reach the file or folder; `mode` is its permission bits.
    case looseMode(mode: UInt32)
    /// Not a database, or a database of another program.
    case notAStore
    /// A file without aperture's table of secrets.
    case notAperture
    /// Written by a later version of this program.
    case newerSchema(found: Int, known: Int)
    /// Written by an earlier version, and may not be written to bring it up to date.
    case olderSchema(found: Int, known: Int)
    /// Writing was asked of a store that is opened, mounted or permitted for reading only.
    case readOnly
    /// The file may not be read; `errno` is the system's number.
    case unreadable(errno: Int32)
    /// It is on a network file system, where neither locks nor the journal can be relied on.
    case onNetwork
    /// No space is left where the file is.
    case full
    /// The file's content is damaged.
    case corrupt
    /// Another process kept the file locked for longer than 10 s.
    case busy
    /// An entry with this identifier hash is there already; nothing was added.
    case duplicate
    /// A root key of no bytes.
    case emptyKey
    /// A preimage that does not hash to its payment hash.
    case foreignPreimage
    /// Any other failure; `code` is SQLite's extended result code.
    case io(code: Int32)
  }

  /// What is wrong.
  public let reason: Reason
  /// The file or folder that it is about, as named by the caller.
  public let path: String

  /// An error about the file or folder at `path`.
  public init(_ reason: Reason, at path: String) {
    self.reason = reason
    self.path = path
  }

  /// One line, lower case, that names the file and what is wrong with it.
  public var description: String {
    let name = Self.printable(path)
    return switch reason {
    case .missing: "no store at \(name)"
    case .cannotCreate(let errno): "cannot create \(name): \(Self.systemText(errno))"
    case .looseMode(let mode): "\(name) is open to other users (mode \(Self.octal(mode)))"
    case .notAStore: "\(name) is not a store of l402"
    case .notAperture: "\(name) is not a database with aperture's table of secrets"
    case .newerSchema(let found, let known):
      "\(name) has store version \(found), newer than the \(known) known here"
    case .olderSchema(let found, let known):
      "\(name) has store version \(found) and may not be written to bring it to \(known)"
    case .readOnly: "\(name) may not be written"
    case .unreadable(let errno): "cannot read \(name): \(Self.systemText(errno))"
    case .onNetwork: "\(name) is on a network file system, where no journal is safe"
    case .full: "no space left for \(name)"
    case .corrupt: "\(name) is damaged"
    case .busy: "\(name) was locked by another process for more than 10 s"
    case .duplicate: "a root key for this identifier is in \(name) already"
    case .emptyKey: "an empty root key is not kept in \(name)"
    case .foreignPreimage:
      "a preimage that is not that of its payment hash is not kept in \(name)"
    case .io(let code): "cannot use \(name): \(Self.sqliteText(code)) (SQLite \(code))"
    }
  }

  private static func octal(_ mode: UInt32) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func systemText(_ errno: Int32) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, unsafe strerror_r(errno, start, 256) == 0 else {
        return "system error \(errno)"
      }
      return unsafe String(cString: start).lowercased()
    }
  }

  private static func sqliteText(_ code: Int32) -> String {
    guard let text = unsafe sqlite3_errstr(code) else { return "unknown error" }
    return unsafe String(cString: text)
  }

  /// Keeps the description on one line, whatever the file is called.
  private static func printable(_ path: String) -> String {
    path.unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.value < 0x20 || scalar.value == 0x7f {
        text += "\\x" + Hex.encode(CollectionOfOne(UInt8(scalar.value)))
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension StoreError {
  /// Sorts an extended result code of SQLite, with the `errno` that SQLite remembers for it.
  init(sqlite code: Int32, errno system: Int32, at path: String) {
    // Macros with an expression, which Swift does not import.
    let primaryKeyTaken = SQLITE_CONSTRAINT | 6 << 8
    let uniqueTaken = SQLITE_CONSTRAINT | 8 << 8
    let corruptFileSystem = SQLITE_IOERR | 33 << 8
    let isOutOfSpace = system == ENOSPC || system == EDQUOT
    let reason: Reason =
      switch code & 0xff {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
      case SQLITE_FULL: .full
      case SQLITE_CORRUPT: .corrupt
      case SQLITE_NOTADB: .notAStore
      case SQLITE_READONLY: .readOnly
      case SQLITE_CANTOPEN where isOutOfSpace, SQLITE_IOERR where isOutOfSpace: .full
      case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .unreadable(errno: system)
      case SQLITE_CONSTRAINT where code == primaryKeyTaken || code == uniqueTaken: .duplicate
      case SQLITE_IOERR where code == corruptFileSystem: .corrupt
      default: .io(code: code)
      }
    self.init(reason, at: path)
  }
}
