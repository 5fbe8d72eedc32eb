internal import Bytes
public import JSON
public import L402Protocol

/// Writes verifications as JSON; the schema is `schema/verify.json`.
public struct VerificationJSON: Sendable {
  private let verification: Verification

  /// A verification to write.
  public init(_ verification: Verification) { self.verification = verification }

  /// Writes one object; `line` is the line of a batch, from 1.
  public func write(to writer: inout JSONWriter, line: Int? = nil) {
    writer.object { object in
      object.member("accepted", verification.isAccepted)
      object.name("caveats")
      object.array { array in
        for report in verification.caveats { caveat(report, &array) }
      }
      object.name("checks")
      object.array { array in for check in verification.checks { array.check(check) } }
      object.member("expires_at", verification.expiresAt?.rfc3339)
      object.member("expires_at_unix", verification.expiresAt?.unixSeconds)
      object.member("key", verification.key)
      if let line { object.member("line", Int64(line)) }
      object.member("now", verification.now.rfc3339)
      object.member("now_unix", verification.now.unixSeconds)
      object.member("payment_hash", hex: verification.paymentHash)
      object.member("reason", verification.reasons.first?.rawValue)
      object.name("reasons")
      object.array { array in
        for reason in verification.reasons { array.string(reason.rawValue) }
      }
      object.member("skipped", Int64(verification.skippedCount))
      object.member("summary", verification.summary)
      object.member("token_id", hex: verification.tokenID)
    }
  }

  private func caveat(_ report: Verification.CaveatReport, _ array: inout JSONWriter) {
    array.object { object in
      object.member("detail", report.verdict.detail)
      object.member("family", report.caveat.family?.rawValue)
      object.member("status", report.verdict.status.rawValue)
      if report.caveat.isSecret {
        object.member("text", nil as String?)
      } else {
        object.member("text", text: report.caveat.bytes)
      }
    }
  }
}
