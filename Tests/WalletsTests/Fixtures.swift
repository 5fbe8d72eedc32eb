import BOLT11
import Bytes
import Digests
import Foundation
import Secp256k1
import Store
import Synchronization
import Wallets

/// A new folder, mode 0700, that goes with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/l402-wallet-XXXXXX").utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else {
      throw POSIXError(.EIO)
    }
    self.path = path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
}

/// Time that passes only where somebody waits.
final class SimulatedTime: Sendable {
  private let milliseconds: Mutex<Int64>

  init(at seconds: Int64 = 1_795_000_000) { milliseconds = Mutex(seconds * 1000) }

  var now: Int64 { milliseconds.withLock { $0 / 1000 } }

  func pass(milliseconds more: Int) { milliseconds.withLock { $0 += Int64(more) } }

  var clock: WalletClock {
    WalletClock(now: { self.now }, sleep: { self.pass(milliseconds: $0) })
  }
}

func randomBytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: .min ... .max) } }
