import BOLT11
import Testing

/// An invoice of BOLT 11's own examples, with all that the specification says about it; what most
/// of them have in common is the default.
struct SpecificationExample: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  var network = LightningNetwork.bitcoin
  var amount: UInt64?
  var timestamp: UInt64 = 1_496_314_658
  var paymentHash = "0001020304050607080900010203040506070809000102030405060708090102"
  var paymentSecret: String? = String(repeating: "11", count: 32)
  var description: String?
  /// Whether it has `descriptionHash` for a description.
  var isHashed = false
  var features = [8, 14]
  var expiry: UInt64 = 3_600
  var minFinalCLTVExpiryDelta: UInt32 = 18
  var metadata: String?
  var fallback: (version: UInt8, program: String, address: String)?
  /// Key, channel, base fee, proportional fee, CLTV delta.
  var hops: [String] = []
  var payee = "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad"
  let signature: String
  let recoveryID: UInt8
  var problems: [String] = []
  var notes: [String] = []

  /// SHA-256 of the list "One piece of chocolate cake, one icecream cone, ...".
  static let descriptionHash = "3925b6f67e2c340036ed12093dd44e0368df1b6ea26c53dbe4811f58fd5db8c1"
  /// The key that signed the examples.
  static let key = "e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734"

  static let all = plain + odd

  /// Those that the key did not sign as it would today: two with a high S, and one whose signature
  /// is that of another invoice.
  static let otherwiseSigned = [
    "the donation with a high S", "a high S beside the payee's key", "no payment secret",
  ]

  var testDescription: String { name }
}
