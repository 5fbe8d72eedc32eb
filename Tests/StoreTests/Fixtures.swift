import Bytes
import Digests
import Foundation

@testable import Store

/// A new folder, mode 0700, that goes with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/l402-store-XXXXXX").utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else {
      throw POSIXError(.EIO)
    }
    self.path = path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Names and contents of all that is in the folder.
  func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      contents[name] = try Data(contentsOf: URL(fileURLWithPath: file(name)))
    }
    return contents
  }
}

/// The permission bits of what is at a path.
func permissions(_ path: String) -> UInt32? { FileStamp(of: path)?.permissions }

func hash(_ number: Int) -> Bytes32 { SHA256.digest(Array("identifier \(number)".utf8)) }
func tokenID(_ number: Int) -> Bytes32 { SHA256.digest(Array("token id \(number)".utf8)) }

func key(_ number: Int, expiresAt: Int64? = nil) -> StoredRootKey {
  StoredRootKey(
    identifierHash: hash(number), rootKey: SHA256.digest(hash(number)).array,
    createdAt: 1_700_000_000 + Int64(number), paymentHash: SHA256.digest(tokenID(number)),
    tokenID: tokenID(number), location: "https://example.com",
    services: ["premium:0", "say \"hi\", ✓"], expiresAt: expiresAt)
}

/// The reason of the error that `body` throws; nil when it throws none.
func reason(_ body: () throws(StoreError) -> Void) -> StoreError.Reason? {
  do throws(StoreError) {
    try body()
    return nil
  } catch {
    return error.reason
  }
}

/// Makes this process an ordinary user, so that permissions bind it; for exit tests only.
func becomeOrdinaryUser() {
  guard geteuid() == 0 else { return }
  precondition(setgid(65534) == 0 && setuid(65534) == 0)
}

/// Hands a folder and its files to the user of `becomeOrdinaryUser`.
func handOver(_ folder: TemporaryFolder) throws {
  guard geteuid() == 0 else { return }
  for path in try [folder.path] + folder.contents().keys.map(folder.file) {
    guard chown(path, 65534, 65534) == 0 else { throw POSIXError(.EPERM) }
  }
}

/// Gives this thread its own view of the mounts; false without the right to.
func leaveMountNamespace() -> Bool {
  typealias Unshare = @convention(c) (Int32) -> Int32
  guard let symbol = dlsym(nil, "unshare") else { return false }
  let newNamespace: Int32 = 0x0002_0000
  return unsafeBitCast(symbol, to: Unshare.self)(newNamespace) == 0
    && mount("none", "/", nil, 1 << 14 | 1 << 18, nil) == 0  // MS_REC, MS_PRIVATE
}
