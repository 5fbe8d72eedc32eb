internal import Bytes
public import JSON

/// A challenge of the `Payment` scheme (the MPP drafts), recognised and explained, never paid.
public struct PaymentChallenge: Hashable, Sendable {
  /// The parameters as they were sent.
  public let challenge: AuthenticationChallenge
  /// `request` decoded from base64url JSON, nil where it is missing or unreadable.
  public let request: JSONValue?

  init(_ challenge: AuthenticationChallenge) {
    self.challenge = challenge
    let decoded = challenge["request"].flatMap { try? Base64.decode(Array($0.utf8)[...]).bytes }
    request = decoded.flatMap { try? JSONReader.read($0[...]) }
  }
}

/// A challenge of x402: a JSON object with `x402Version` and `accepts`.
public struct X402Challenge: Hashable, Sendable {
  /// The object as it was sent.
  public let value: JSONValue
  /// `x402Version`.
  public let version: Int64
  /// The ways to pay.
  public let accepts: [JSONValue]

  init?(_ value: JSONValue) {
    guard let version = value["x402Version"]?.integer, let accepts = value["accepts"]?.array else {
      return nil
    }
    self.value = value
    self.version = version
    self.accepts = accepts
  }
}
