public import BOLT11
public import JSON
public import Macaroons

/// Why a text is none of the things that there are to inspect.
public struct RecognitionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// Nothing but white space.
    case empty
    /// No shape that is known.
    case unrecognised
    /// A header that holds no usable challenge or credential.
    case header(HeaderError.Reason)
    /// A macaroon that cannot be read.
    case macaroon(MacaroonError.Reason)
    /// JSON that cannot be read.
    case json(JSONError.Reason)
    /// An invoice that cannot be decoded.
    case invoice(InvoiceError.Reason)
    /// Something that is paid in another way.
    case otherPayment(OtherPaymentText)
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in the text as given.
  public let offset: Int
  /// Bytes from 0 in the decoded macaroon, where the problem lies in there.
  public let decodedOffset: Int?

  /// Nothing was given.
  public static let empty = RecognitionError(.empty, at: 0)

  init(_ reason: Reason, at offset: Int, decodedOffset: Int? = nil) {
    self.reason = reason
    self.offset = offset
    self.decodedOffset = decodedOffset
  }

  /// One line, lower case, without the offset.
  public var description: String {
    switch reason {
    case .empty: "nothing was given"
    case .unrecognised: "no token, header or invoice"
    case .header(let reason): HeaderError(reason, at: 0).description
    case .macaroon(let reason): MacaroonError(reason, at: 0).description
    case .json(let reason): JSONError(reason, at: 0).description
    case .invoice(let reason): InvoiceError(reason, at: 0).description
    case .otherPayment(let other): "this is \(other)"
    }
  }
}
