public import BOLT11
internal import Bytes
public import JSON
public import L402Protocol
internal import Secp256k1

/// Writes decoded invoices as JSON; the schema is `schema/decode-invoice.json`.
public struct InvoiceJSON: Sendable {
  private let inspection: InvoiceInspection
  private let invoice: Invoice

  /// An invoice to write.
  public init(_ inspection: InvoiceInspection) {
    self.inspection = inspection
    invoice = inspection.invoice
  }

  /// The names of all members, at any depth.
  public static let fieldNames: Set<String> = [
    "address", "amount_msat", "bit", "check", "checks", "cltv_expiry_delta", "code", "created_at",
    "data", "description", "description_hash", "detail", "expired", "expires_at",
    "expires_at_unix", "expiry", "fallback", "feature_details", "features", "fee_base_msat",
    "fee_proportional_millionths", "fields", "for_invoices", "invoice", "known", "message",
    "metadata", "min_final_cltv_expiry_delta", "name", "network", "notes", "payable", "payee",
    "payee_named", "payment_hash", "payment_secret", "problems", "program", "pubkey",
    "recovery_id", "required", "route_hints", "rule", "short_channel_id", "signature", "status",
    "tag", "timestamp", "type", "version",
  ]

  /// Writes one object; `line` is the line of a batch, from 1.
  public func write(to writer: inout JSONWriter, line: Int? = nil) {
    writer.object { object in
      if let amount = invoice.amount {
        object.name("amount_msat")
        object.integer(amount.value)
      } else {
        object.member("amount_msat", nil as Int64?)
      }
      object.name("checks")
      object.array { array in for check in inspection.checks { array.check(check) } }
      object.member("created_at", inspection.createdAt.rfc3339)
      object.member("description", invoice.description)
      object.member("description_hash", hex: invoice.descriptionHash)
      object.member("expired", inspection.isExpired)
      let end = inspection.expiresAt
      object.member("expires_at", end.flatMap { $0 <= .latest ? $0.rfc3339 : nil })
      object.member("expires_at_unix", end?.unixSeconds)
      object.name("expiry")
      object.integer(invoice.expiry)
      fallback(&object)
      features(&object)
      fields(&object)
      object.member("invoice", invoice.raw.text)
      if let line { object.member("line", Int64(line)) }
      object.member("metadata", invoice.metadata.map { Hex.encode($0) })
      object.member("min_final_cltv_expiry_delta", Int64(invoice.minFinalCLTVExpiryDelta))
      object.member("network", invoice.network.rawValue)
      notes(&object)
      object.member("payable", invoice.isPayable)
      object.member("payee", "\(invoice.payee)")
      object.member("payee_named", invoice.namesPayee)
      object.member("payment_hash", hex: invoice.paymentHash)
      object.member("payment_secret", hex: invoice.paymentSecret)
      problems(&object)
      object.member("recovery_id", Int64(invoice.signature.recoveryID))
      routeHints(&object)
      object.member("signature", invoice.signature.r.hex + invoice.signature.s.hex)
      object.name("timestamp")
      object.integer(invoice.timestamp)
    }
  }

  /// Writes what stands for an invoice that cannot be decoded.
  public static func write(
    _ error: InvoiceError, text: ArraySlice<UInt8>, to writer: inout JSONWriter
  ) {
    writer.object { object in
      object.name("error")
      object.object { object in
        object.member("code", error.code)
        object.member("message", "\(error)")
        object.member("offset", Int64(error.offset))
      }
      object.member("invoice", text: text)
    }
  }

  private func fallback(_ object: inout JSONWriter) {
    object.name("fallback")
    object.array { array in
      for address in invoice.fallbacks {
        array.object { object in
          object.member("address", address.text(on: invoice.network))
          object.member("program", Hex.encode(address.program))
          object.member("version", Int64(address.version))
        }
      }
    }
  }

  private func features(_ object: inout JSONWriter) {
    object.name("feature_details")
    object.array { array in
      for bit in invoice.features.bits {
        let feature = Feature(bit: bit)
        array.object { object in
          object.member("bit", Int64(bit))
          object.member("for_invoices", feature?.isForInvoices ?? false)
          object.member("name", feature?.name)
          object.member("required", bit % 2 == 0)
        }
      }
    }
    object.name("features")
    object.array { array in for bit in invoice.features.bits { array.integer(bit) } }
  }

  private func fields(_ object: inout JSONWriter) {
    object.name("fields")
    object.array { array in
      for field in invoice.raw.fields {
        array.object { object in
          object.member("data", field.text)
          object.member("known", field.isKnown)
          object.member("tag", "\(field.tag)")
          object.member("type", Int64(field.tag.type))
        }
      }
    }
  }

  private func notes(_ object: inout JSONWriter) {
    object.name("notes")
    object.array { array in
      for note in invoice.notes {
        array.object { object in
          object.member("code", note.code)
          object.member("message", note.message)
        }
      }
    }
  }

  private func problems(_ object: inout JSONWriter) {
    object.name("problems")
    object.array { array in
      for problem in invoice.problems {
        array.object { object in
          object.member("code", problem.code)
          object.member("message", problem.message)
          object.member("rule", problem.rule)
        }
      }
    }
  }

  private func routeHints(_ object: inout JSONWriter) {
    object.name("route_hints")
    object.array { array in
      for hint in invoice.routeHints {
        array.array { array in
          for hop in hint {
            array.object { object in
              object.member("cltv_expiry_delta", Int64(hop.cltvExpiryDelta))
              object.member("fee_base_msat", Int64(hop.feeBase))
              object.member(
                "fee_proportional_millionths", Int64(hop.feeProportionalMillionths))
              object.member("pubkey", "\(hop.publicKey)")
              object.member("short_channel_id", "\(hop.shortChannelID)")
            }
          }
        }
      }
    }
  }
}
