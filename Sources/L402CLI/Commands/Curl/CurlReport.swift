import BOLT11
import Bytes
import CurlTool
import JSON
import L402Protocol
import Payments
import Store

/// What `--report` writes: what was asked, paid and presented, one member of `transfers` a URL.
struct CurlReport {
  let transfers: [GuardedTransfer]
  let status: Int32

  /// Writes it as JSON; no token, preimage or Authorization is in it.
  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("exit", Int64(status))
      object.name("transfers")
      object.array { array in
        for transfer in transfers { Self.write(transfer, to: &array) }
      }
    }
  }

  private static func write(_ transfer: GuardedTransfer, to writer: inout JSONWriter) {
    writer.object { object in
      object.name("challenge")
      if let purchase = transfer.purchase {
        object.object { challenge in
          challenge.member("amount_msat", (purchase.total?.value).map { Int64(clamping: $0) })
          challenge.member("description", purchase.invoice.description)
          challenge.member("network", purchase.invoice.network.rawValue)
          challenge.member("payment_hash", hex: purchase.paymentHash)
          challenge.member("scope", purchase.scope)
        }
      } else {
        object.null()
      }
      object.member("credential", transfer.credentialWord)
      if let failure = transfer.failure {
        failure.writeMember(of: &object)
      } else {
        object.name("error")
        object.null()
      }
      object.member("exit", Int64(transfer.summary.exitStatus))
      object.member("method", transfer.request?.method)
      object.member("origin", transfer.request?.typed.originText)
      object.name("payment")
      if let receipt = transfer.receipt {
        object.object { payment in
          payment.member("amount_msat", Int64(clamping: receipt.amount.value))
          payment.member("fee_msat", receipt.fee.map { Int64(clamping: $0.value) })
          payment.member("payment_hash", hex: receipt.paymentHash)
          payment.member("reused", receipt.isReused)
          payment.member("sandbox", receipt.isSandbox)
          payment.member("stored", transfer.isStored)
          payment.member("wallet", receipt.walletName)
        }
      } else {
        object.null()
      }
      object.member("requests", Int64(transfer.requests))
      object.member("status", Int64(transfer.status))
      object.name("time_ms")
      object.object { times in
        let payment = Int64(transfer.paymentTime / .milliseconds(1))
        let summary = transfer.summary
        times.member("connect", summary.connectTime / 1000)
        times.member("payment", payment)
        times.member("total", summary.totalTime / 1000 + payment)
        times.member("transfer", summary.totalTime / 1000)
      }
      object.member("url", transfer.request?.typed.text ?? transfer.summary.givenURL)
    }
  }
}

extension GuardedTransfer {
  /// What the last request presented: nothing, what was stored or given, or what was bought for it.
  fileprivate var credentialWord: String {
    guard let presented else { return "none" }
    if isPresentingBought { return "bought" }
    return presented.id == 0 ? "given" : "stored"
  }
}
