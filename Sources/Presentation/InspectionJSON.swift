internal import Bytes
internal import Digests
public import JSON
public import L402Protocol
internal import Macaroons

/// Writes inspections as JSON; the schema is `schema/inspect.json`.
public struct InspectionJSON: Sendable {
  private let inspections: [Inspection]
  private let showsSecrets: Bool

  /// The inspections of one text, the one that a client would use first.
  public init(_ inspections: [Inspection], showsSecrets: Bool) {
    self.inspections = inspections
    self.showsSecrets = showsSecrets
  }

  /// Writes one object; `line` is the line of a batch, from 1.
  public func write(to writer: inout JSONWriter, line: Int? = nil) {
    guard let first = inspections.first else { return }
    write(first, to: &writer, line: line, also: Array(inspections.dropFirst()))
  }

  private func write(
    _ inspection: Inspection, to writer: inout JSONWriter, line: Int?, also: [Inspection]?
  ) {
    writer.object { object in
      if let also {
        object.name("also")
        object.array { array in
          for other in also { write(other, to: &array, line: nil, also: nil) }
        }
      }
      object.name("checks")
      object.array { array in for check in inspection.checks { array.check(check) } }
      object.name("invoice")
      if let invoice = inspection.invoice {
        switch invoice.outcome {
        case .success(let decoded): InvoiceJSON(decoded).write(to: &object)
        case .failure(let error): InvoiceJSON.write(error, text: invoice.text, to: &object)
        }
      } else {
        object.null()
      }
      object.member("kind", inspection.recognised.kind)
      if let line { object.member("line", Int64(line)) }
      node(inspection, &object)
      payment(inspection, &object)
      if case .bytes32(let value) = inspection.recognised.subject {
        object.member("payment_hash_if_preimage", hex: SHA256.digest(value))
      }
      object.member("preimage", hex: showsSecrets ? inspection.preimage?.bytes : nil)
      object.member("scheme", Self.scheme(inspection.recognised.subject))
      object.member("source", inspection.recognised.source)
      object.name("tokens")
      object.array { array in
        for token in inspection.tokens { self.token(token, inspection, &array) }
      }
      object.member("version", Self.version(inspection.recognised.subject))
      object.name("warnings")
      object.array { array in
        for warning in inspection.warnings {
          array.object { object in
            object.member("code", warning.code)
            object.member("message", warning.message)
          }
        }
      }
      if case .x402(let challenge) = inspection.recognised.subject {
        object.name("x402")
        object.value(challenge.value)
      }
    }
  }

  private func node(_ inspection: Inspection, _ object: inout JSONWriter) {
    guard case .nodeMacaroon(_, let identifier) = inspection.recognised.subject else { return }
    object.name("node")
    object.object { object in
      object.member("nonce", Hex.encode(identifier.nonce))
      object.name("operations")
      object.array { array in
        for operation in identifier.operations {
          array.object { object in
            object.name("actions")
            object.array { array in for action in operation.actions { array.string(action) } }
            object.member("entity", operation.entity)
          }
        }
      }
      object.member("storage_id", text: identifier.storageID[...])
    }
  }

  private func payment(_ inspection: Inspection, _ object: inout JSONWriter) {
    guard case .payment(let payment) = inspection.recognised.subject else { return }
    object.name("payment")
    object.object { object in
      object.name("parameters")
      object.object { object in
        // Bytes that are no text come under another name, which may stand there already.
        var members: [String: String] = [:]
        for parameter in payment.challenge.parameters {
          let text = String(utf8: parameter.value)
          let name = text == nil ? parameter.name + "_hex" : parameter.name
          members[name] = members[name] ?? text ?? Hex.encode(parameter.value)
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { object.member(name, value) }
      }
      object.name("request")
      if let request = payment.request { object.value(request) } else { object.null() }
    }
  }

  private func token(
    _ token: Inspection.Token, _ inspection: Inspection, _ array: inout JSONWriter
  ) {
    array.object { object in
      object.name("caveats")
      object.array { array in
        for caveat in token.caveats { self.caveat(caveat, at: inspection.now, &array) }
      }
      if case .json(let value) = token.header?.content {
        object.name("content")
        object.value(value)
      }
      object.member("encoding", token.macaroon?.encoding.rawValue)
      object.member("format", token.macaroon?.format.rawValue)
      object.name("identifier")
      if let identifier = token.identifier {
        self.identifier(identifier, &object)
      } else {
        object.null()
      }
      if let macaroon = token.macaroon?.macaroon {
        object.member("location", text: macaroon.location)
        object.member("padded", token.macaroon?.isPadded ?? true)
        object.member("signature", hex: showsSecrets ? macaroon.signature : nil)
      }
    }
  }

  private func identifier(_ identifier: TokenIdentifier, _ object: inout JSONWriter) {
    object.object { object in
      object.member("hex", Hex.encode(identifier.bytes))
      object.member("layout", identifier.layout.rawValue)
      object.member("payment_hash", hex: identifier.paymentHash)
      object.member("token_id", hex: identifier.tokenID)
      object.member("version", identifier.version.map { Int64($0) })
    }
  }

  private func caveat(
    _ caveat: Inspection.TokenCaveat, at now: Timestamp, _ array: inout JSONWriter
  ) {
    array.object { object in
      switch caveat {
      case .firstParty(let caveat):
        object.member("condition", caveat.condition)
        object.member("family", caveat.family?.rawValue)
        object.member("meaning", caveat.meaning(at: now))
        if caveat.isSecret, !showsSecrets {
          object.member("text", nil as String?)
          object.member("value", nil as String?)
        } else {
          object.member("text", text: caveat.bytes)
          object.member("value", caveat.valueText)
        }
      case .thirdParty(let caveat):
        object.member("condition", nil as String?)
        object.member("family", "third-party")
        object.member("location", text: caveat.location)
        object.member("meaning", "another party must discharge it")
        object.member("text", text: caveat.identifier)
        object.member("value", nil as String?)
        object.member("verification_id", caveat.verificationID.map { Hex.encode($0) })
      }
    }
  }

  private static func scheme(_ subject: Recognised.Subject) -> String? {
    switch subject {
    case .credential(let credential):
      switch credential.source {
      case .authorization(let scheme): scheme.rawValue
      case .grpcMetadata: "grpc-metadata"
      case .bare: nil
      }
    case .challenge(let challenge): challenge.scheme.rawValue
    case .brokenChallenge(let scheme, _): scheme.rawValue
    case .payment: "Payment"
    default: nil
    }
  }

  private static func version(_ subject: Recognised.Subject) -> String? {
    guard case .challenge(let challenge) = subject else { return nil }
    return challenge.version
  }
}

extension JSONWriter {
  /// Writes a check as an object.
  mutating func check(_ check: Check) {
    object { object in
      object.member("check", check.name)
      object.member("detail", check.detail)
      object.member("status", check.status.rawValue)
    }
  }
}
