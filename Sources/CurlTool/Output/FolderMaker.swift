internal import Glibc

/// `--create-dirs`: the folders that a file is to be in.
enum FolderMaker {
  /// Makes those that are missing, mode 0750; what curl says where that fails.
  static func makeFolders(for file: String) -> String? {
    let parts = file.utf8.split(separator: UInt8(ascii: "/"))
    var path = ""
    for part in parts.dropLast() {
      if !path.isEmpty || file.utf8.first == UInt8(ascii: "/") { path += "/" }
      path += String(decoding: part, as: UTF8.self)
      // A folder that is there and closed to us may still lead on.
      guard mkdir(path, 0o750) != 0, errno != EEXIST, errno != EACCES else { continue }
      return words(for: errno, path)
    }
    return nil
  }

  private static func words(for error: Int32, _ path: String) -> String {
    switch error {
    case ENAMETOOLONG: "The directory name \(path) is too long."
    case EROFS: "\(path) resides on a read-only file system."
    case ENOSPC: "No space left on the file system that will contain the directory \(path)."
    case EDQUOT: "Cannot create directory \(path) because you exceeded your quota."
    default: "Error creating directory \(path)."
    }
  }
}
