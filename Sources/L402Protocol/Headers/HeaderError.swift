/// Why header lines hold no usable challenge or credential.
public struct HeaderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; the raw values are the reasons of the shared header corpus.
  public enum Reason: String, Hashable, Sendable {
    /// A control character, line breaks included.
    case controlCharacter = "control-character"
    /// Over 16 KiB in a line, 64 KiB in all, 8 KiB in a token, or 16 tokens.
    case tooLarge = "too-large"
    /// Broken grammar: an open quote, or something where no parameter can be.
    case malformed
    /// No challenge of scheme L402 or LSAT.
    case noChallenge = "no-l402-challenge"
    /// No credential of scheme L402 or LSAT.
    case noCredential = "no-l402-credential"
    /// A challenge or credential without a token.
    case missingToken = "missing-token"
    /// A challenge without an invoice.
    case missingInvoice = "missing-invoice"
    /// A credential without preimage.
    case missingPreimage = "missing-preimage"
    /// Characters that no token has, or an empty one in a list.
    case invalidToken = "invalid-token"
    /// No invoice at first sight.
    case invalidInvoice = "invalid-invoice"
    /// Not 64 hexadecimal digits, or all zero.
    case invalidPreimage = "invalid-preimage"
    /// Another version than 0.
    case unsupportedVersion = "unsupported-version"
    /// A parameter with two values, or `token` and `macaroon` that differ.
    case conflictingParameters = "conflicting-parameters"
    /// Several challenges that differ.
    case multipleChallenges = "multiple-challenges"
    /// Several credentials that differ.
    case conflictingCredentials = "conflicting-credentials"
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in its line.
  public let offset: Int
  /// Which line, from 0.
  public let line: Int

  /// An error at a byte of a line.
  public init(_ reason: Reason, at offset: Int, line: Int = 0) {
    self.reason = reason
    self.offset = offset
    self.line = line
  }

  /// One line, lower case, without the offset.
  public var description: String {
    switch reason {
    case .controlCharacter: "a control character in a header value"
    case .tooLarge: "larger than any header should be"
    case .malformed: "a quote that never closes, or text where no parameter can stand"
    case .noChallenge: "no challenge of scheme L402 or LSAT"
    case .noCredential: "no credential of scheme L402 or LSAT"
    case .missingToken: "the token is missing"
    case .missingInvoice: "the invoice is missing"
    case .missingPreimage: "the preimage is missing"
    case .invalidToken: "the token has a character that no token has, or an empty part"
    case .invalidInvoice: "the invoice does not look like one"
    case .invalidPreimage: "the preimage is not 64 hexadecimal digits, or all zero"
    case .unsupportedVersion: "a version that is not 0"
    case .conflictingParameters: "two values for the same thing"
    case .multipleChallenges: "several challenges that differ"
    case .conflictingCredentials: "several credentials that differ"
    }
  }
}

/// Something that was read although a stricter reader would stumble.
public struct HeaderWarning: Hashable, Sendable {
  /// What a stricter reader would stumble over.
  public enum Code: String, Hashable, Sendable {
    /// A value without quotes.
    case unquoted
    /// A value in single quotes.
    case singleQuoted = "single-quoted"
    /// A blank where a comma belongs.
    case missingComma = "missing-comma"
    /// Url-safe base64.
    case base64URL = "base64-url"
    /// `=` padding of the wrong length.
    case base64Padding = "base64-padding"
    /// Hexadecimal where base64 belongs.
    case tokenLooksHex = "token-looks-hex"
    /// The field name was pasted with the value.
    case headerNamePrefix = "header-name-prefix"
    /// `lightning:` before the invoice.
    case invoiceURIPrefix = "invoice-uri-prefix"
    /// The same parameter twice with one value.
    case duplicateParameter = "duplicate-parameter"
    /// A credential of another scheme beside it.
    case otherCredential = "other-credential"
    /// A scheme that is not written `L402` or `LSAT`.
    case schemeCase = "scheme-case"
    /// A preimage with capital digits.
    case preimageCase = "preimage-case"
  }

  /// What it is.
  public let code: Code

  /// What happens to whom, in one line.
  public var message: String {
    switch code {
    case .unquoted: "a value without quotes: 8 of 11 clients surveyed cannot read it"
    case .singleQuoted: "a value in single quotes: not HTTP, few clients read it"
    case .missingComma: "a blank instead of a comma: 5 of 11 clients surveyed fail on it"
    case .base64URL: "url-safe base64: aperture reads only the standard alphabet"
    case .base64Padding: "wrong \"=\" padding: strict decoders refuse it"
    case .tokenLooksHex: "the token is hexadecimal: base64 belongs here"
    case .headerNamePrefix: "the field name was pasted with the value"
    case .invoiceURIPrefix: "\"lightning:\" before the invoice: clients take it for part of it"
    case .duplicateParameter: "the same parameter twice"
    case .otherCredential: "another credential beside it: aperture looks at the last line only"
    case .schemeCase: "the scheme is not in capitals: aperture and others refuse it"
    case .preimageCase: "capital digits in the preimage: aperture wants lower case"
    }
  }
}
