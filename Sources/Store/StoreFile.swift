internal import Glibc

/// The store's file and folder: made for the owner alone, refused when others can reach them.
enum StoreFile {
  /// Creates the file with its folder, whatever the umask; leaves an existing file as it is.
  static func create(at path: String) throws(StoreError) {
    let folder = folder(of: path)
    if let stamp = FileStamp(of: folder) {
      guard stamp.isFolder else { throw StoreError(.cannotCreate(errno: ENOTDIR), at: path) }
    } else {
      try createFolder(folder)
    }
    try checkMode(of: folder)
    // mknod, not open: to close a descriptor would drop the locks that another thread's SQLite
    // has on this file. Like O_EXCL with O_NOFOLLOW it never follows a link.
    if unsafe mknod(path, S_IFREG | 0o600, 0) == 0 {
      if FileStamp(of: path)?.permissions != 0o600 { unsafe _ = chmod(path, 0o600) }
    } else if errno != EEXIST {
      throw failure(errno, at: path)
    }
  }

  /// Refuses a file that is missing, no regular file, or within reach of others.
  static func check(_ path: String) throws(StoreError) {
    let file = try stamp(of: path)
    guard file.isRegularFile else { throw StoreError(.notAStore, at: path) }
    try checkMode(of: folder(of: path))
    try checkMode(of: path)
  }

  private static func checkMode(of path: String) throws(StoreError) {
    let stamp = try stamp(of: path)
    guard !stamp.isLoose else {
      throw StoreError(.looseMode(mode: stamp.permissions), at: path)
    }
  }

  /// What a path leads to; an error when it leads nowhere.
  static func stamp(of path: String) throws(StoreError) -> FileStamp {
    do throws(FileStamp.Failure) {
      return try FileStamp(following: path)
    } catch {
      let isMissing = error.errno == ENOENT || error.errno == ENOTDIR
      throw StoreError(isMissing ? .missing : .unreadable(errno: error.errno), at: path)
    }
  }

  /// Creates a folder and those above it, each 0700 (XDG base directories, "basics").
  private static func createFolder(_ path: String) throws(StoreError) {
    let parent = folder(of: path)
    if parent != path, FileStamp(of: parent) == nil { try createFolder(parent) }
    if unsafe mkdir(path, 0o700) == 0 {
      if FileStamp(of: path)?.permissions != 0o700 { unsafe _ = chmod(path, 0o700) }
    } else if errno != EEXIST {
      throw failure(errno, at: path)
    }
  }

  /// Whether this process may read the file.
  static func isReadable(_ path: String) -> Bool {
    unsafe faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0
  }

  private static func failure(_ number: Int32, at path: String) -> StoreError {
    let isOutOfSpace = number == ENOSPC || number == EDQUOT
    return StoreError(isOutOfSpace ? .full : .cannotCreate(errno: number), at: path)
  }

  /// What is before the last slash; "." for a bare name.
  static func folder(of path: String) -> String {
    let name = path.utf8
    var end = name.endIndex
    while end > name.startIndex, name[name.index(before: end)] == slash {
      end = name.index(before: end)
    }
    while end > name.startIndex, name[name.index(before: end)] != slash {
      end = name.index(before: end)
    }
    while end > name.startIndex, name[name.index(before: end)] == slash {
      end = name.index(before: end)
    }
    if end > name.startIndex { return String(path[..<end]) }
    return name.first == slash ? "/" : "."
  }

  private static let slash = UInt8(ascii: "/")
}
