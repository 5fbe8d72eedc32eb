import BOLT11
import Bytes
import JSON
import L402Protocol
import Macaroons
import Store

/// Turns the errors of the modules into failures with advice; wording lives here only.
extension Failure {
  /// A text that is nothing of what there is to read; `text` is as it was given.
  init(_ error: RecognitionError, in text: ArraySlice<UInt8>) {
    switch error.reason {
    case .invoice(let reason):
      let clean = GivenText(text)
      let start = clean.givenOffset((try? GivenInvoice(clean.bytes))?.offset ?? 0)
      self.init(InvoiceError(reason, at: error.offset - start), in: text)
      return
    case .otherPayment(let other):
      self.init(other)
      return
    default: break
    }
    self.init(
      .malformed, "\(error)", hint: Self.hint(for: error.reason),
      offset: error.reason == .empty ? nil : error.offset, decodedOffset: error.decodedOffset)
  }

  private static func hint(for reason: RecognitionError.Reason) -> String? {
    switch reason {
    case .empty: "give a token, header or invoice as text, @FILE, env:NAME, or - for standard input"
    case .unrecognised: "a header begins with its name or with L402; a token is base64, hex or JSON"
    case .header(let reason): hint(for: reason)
    case .macaroon(let reason): hint(for: reason)
    case .json(.duplicateKey): "two readers would see two different tokens: it is refused"
    case .json, .invoice, .otherPayment: nil
    }
  }

  private static func hint(for reason: HeaderError.Reason) -> String? {
    switch reason {
    case .missingToken: "a bare scheme comes with 401: the credential was refused, nothing to pay"
    case .missingPreimage: "a credential is TOKEN:PREIMAGE; a token alone is read without a scheme"
    case .invalidPreimage: "a preimage is 64 hexadecimal digits behind the last colon"
    case .invalidToken: "one base64 alphabet, no blanks, tokens separated by single commas"
    case .controlCharacter: "line breaks inside a value: was the header wrapped when it was copied?"
    case .malformed: "look for a quote that never closes; shells need the header in single quotes"
    case .tooLarge: "16 KiB a line, 8 KiB a token, 16 tokens are the limits"
    case .noChallenge: "the answer holds no L402 challenge; was it a 402?"
    default: nil
    }
  }

  private static func hint(for reason: MacaroonError.Reason) -> String? {
    switch reason {
    case .truncated: "it may have been cut by the shell or the clipboard; compare its end"
    case .bytes(.mixedAlphabets): "one text never has + or / together with - or _"
    case .bytes(.foreignCharacter): "base64 has letters, digits, + and / or - and _, = at the end"
    case .bytes(.padding), .bytes(.truncated): "characters may be missing at the end"
    case .json(.duplicateKey): "two readers would see two different tokens: it is refused"
    case .signatureLength: "every library refuses it; was the end cut off?"
    default: nil
    }
  }

  init(_ error: StoreError) {
    let message = "\(error)"
    switch error.reason {
    case .missing:
      self.init(.unreadable, message)
    case .cannotCreate:
      self.init(.cannotCreate, message, hint: "set L402_HOME to a folder that you may write")
    case .looseMode where error.path.hasSuffix(".db"):
      self.init(
        .store, message,
        hint: "its keys may be known to others; chmod 600 \"\(error.path)\" once you judged that")
    case .looseMode:
      self.init(
        .store, message,
        hint: "L402_HOME must be a folder of its own that only you can enter: mkdir -m 700 FOLDER")
    case .newerSchema:
      self.init(.store, message, hint: "a newer l402 made it; use that one, or another L402_HOME")
    case .notAStore:
      self.init(.store, message, hint: "move it away, or set L402_HOME to another folder")
    case .notAperture:
      self.init(
        .unreadable, message, hint: "--secrets-db takes the SQLite database of aperture")
    case .readOnly:
      self.init(.cannotCreate, message, hint: "with --root-key nothing needs to be written")
    case .onNetwork:
      self.init(.store, message, hint: "set L402_HOME to a folder on a disk of this machine")
    case .full: self.init(.io, message, hint: "nothing was printed: free some space, run again")
    case .corrupt:
      self.init(.store, message, hint: "restore a backup, or move it away to begin a new one")
    case .busy: self.init(.store, message, hint: "another l402 is at work; run again")
    case .unreadable: self.init(.store, message)
    case .duplicate:
      self.init(.store, message, hint: "--token-id names one token; leave it out for a random one")
    case .emptyKey, .foreignPreimage, .olderSchema, .io: self.init(.store, message)
    }
  }

  init(_ error: RevocationListError, path: String) {
    self.init(
      .unreadable, "\(path): \(error)",
      hint: "a line is sha256(identifier) in hex, or token-id:HEX; a list that cannot be read "
        + "refuses everything",
      offset: error.offset)
  }

  init(_ error: KeyError, name: String) {
    let hint =
      switch error.reason {
      case .empty: "was the variable or file meant to be empty?"
      case .tooShort: "l402 keys generate makes a good one"
      case .masterLength: "l402 keys generate makes one: 64 hex digits, or 32 raw bytes"
      case .unreadable: "--key-format auto|hex|base64|text|raw says how the content is read"
      }
    self.init(.badKey, "\(name): \(error)", hint: hint)
  }

  init(_ error: MacaroonError, what: String) {
    self.init(.malformed, "\(what): \(error)", hint: Self.hint(for: error.reason))
  }
}
