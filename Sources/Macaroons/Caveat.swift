/// One restriction of a macaroon.
public struct Caveat: Hashable, Sendable {
  /// The condition (first party), or what the third party knows it by.
  public let identifier: ArraySlice<UInt8>
  /// For a third party: nonce and box with the key of the discharge, 72 bytes.
  ///
  /// Present but empty where a writer wrote it so.
  public let verificationID: ArraySlice<UInt8>?
  /// Where the third party is found; never signed.
  public let location: ArraySlice<UInt8>

  /// A condition that the service itself checks.
  public init(condition: ArraySlice<UInt8>) {
    self.init(identifier: condition, verificationID: nil, location: [])
  }

  init(
    identifier: ArraySlice<UInt8>, verificationID: ArraySlice<UInt8>?, location: ArraySlice<UInt8>
  ) {
    self.identifier = identifier
    self.verificationID = verificationID
    self.location = location
  }

  /// Whether another party must discharge it: iff the verification id is not empty, as in
  /// go-macaroon and libmacaroons.
  public var isThirdParty: Bool { verificationID.map { !$0.isEmpty } ?? false }
}
