import Bytes
import Digests
import Foundation

@testable import Store

let noon: Int64 = 1_795_000_000
let hour: Int64 = 3600
let day: Int64 = 24 * hour

func preimage(_ number: Int) -> Bytes32 { SHA256.digest(Array("preimage \(number)".utf8)) }
func paymentHash(_ number: Int) -> Bytes32 { SHA256.digest(preimage(number)) }

/// A payment about to be sent; 21 sat and at most 1 sat of fees unless told otherwise.
func payment(
  _ number: Int, amount: UInt64 = 21_000, feeCap: UInt64 = 1000, at time: Int64 = noon,
  sandbox: Bool = false, origin: String? = nil, scope: String? = nil
) -> StoredPayment {
  StoredPayment(
    paymentHash: paymentHash(number), invoice: "lnbcrt\(number)", walletIdentity: "lnd:02ab",
    walletName: "node", isSandbox: sandbox, origin: origin, scope: scope, amount: amount,
    feeCap: feeCap, createdAt: time, sendDeadline: time + 60)
}

/// What payment `number` bought, before it is stored.
func credential(
  _ number: Int, origin: String = "https://api.example", scope: String = "/paid/",
  path: String? = "/paid/report", at time: Int64 = noon
) -> StoredCredential {
  StoredCredential(
    origin: origin, scope: scope, path: path, token: Array("token \(number)".utf8),
    preimage: preimage(number), paymentHash: paymentHash(number), isSandbox: false,
    createdAt: time)
}

/// A new store in a folder of its own.
struct NewStore {
  let folder: TemporaryFolder
  let path: String
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("l402.db")
    store = try Store(openingAt: path, mode: .create)
  }

  /// Another connection to it.
  func again() throws -> Store { try Store(openingAt: path, mode: .existing) }
}

/// Runs each body on a thread of its own and waits for all.
func atOnce<Value: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) throws -> Value
) async throws -> [Value] {
  try await withThrowingTaskGroup(of: Value.self) { group in
    for number in 0..<count {
      group.addTask {
        try await withCheckedThrowingContinuation { continuation in
          Thread.detachNewThread {
            continuation.resume(with: Result { try body(number) })
          }
        }
      }
    }
    return try await group.reduce(into: []) { $0.append($1) }
  }
}
