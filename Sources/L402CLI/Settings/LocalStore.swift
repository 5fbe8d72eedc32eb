import Glibc
import Store

extension Session {
  /// The local store; nil only where there is certainly none.
  ///
  /// - Throws: `Failure` for one that is there but cannot be read: its revocations must not be
  ///   overlooked.
  func localStore(_ mode: Store.Mode) throws -> Store? {
    let path = try Home(environment).store
    var status = stat()
    guard lstat(path, &status) == 0 else {
      let code = errno
      let isAbsent = (code == ENOENT || code == ENOTDIR) && !Self.isDanglingLink(folderOf: path)
      guard isAbsent else {
        throw Failure(.store, "cannot read \(path): \(SystemError.text(code))")
      }
      return nil
    }
    return try Failure.wrapping { try Store(openingAt: path, mode: mode) }
  }

  private static func isDanglingLink(folderOf path: String) -> Bool {
    guard let slash = path.lastIndex(of: "/") else { return false }
    let folder = String(path[..<slash])
    var status = stat()
    return lstat(folder, &status) == 0 && stat(folder, &status) != 0
  }
}
