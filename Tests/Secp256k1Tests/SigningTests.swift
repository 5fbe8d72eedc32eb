import Bytes
import Secp256k1
import Testing

struct SigningTests {
  /// Known answers for RFC 6979 with secp256k1 and SHA-256, low S, as Bitcoin's libraries share
  /// them: key, message (its SHA-256 is signed), r and s.
  private static let known: [(key: String, message: String, signature: String)] = [
    (
      one, "Satoshi Nakamoto",
      "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
        + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"
    ),
    (
      one, "All those moments will be lost in time, like tears in rain. Time to die...",
      "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
        + "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"
    ),
    (
      orderLess1, "Satoshi Nakamoto",
      "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0"
        + "6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5"
    ),
    (
      "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181", "Alan Turing",
      "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c"
        + "58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea"
    ),
    (
      "e91671c46231f833a6406ccbea0e3e392c76c167bac1cb013f6f1013980455c2",
      "There is a computer disease that anybody who works with computers knows about. It's a very "
        + "serious disease and it interferes completely with the work. The trouble with computers "
        + "is that you 'play' with them!",
      "b552edd27580141f3b2a5463048cb7cd3e047b97c9f98076c32dbdf85a68718b"
        + "279fa72dd19bfae05577e06c7c0c1900c371fcd5893f7e1d56a37d30174671f6"
    ),
  ]

  @Test(arguments: known)
  func `signs as RFC 6979 says, with low S`(key: String, message: String, expected: String) throws {
    let signature = try Secp256k1Tests.key(key).sign(digest(message))
    #expect(Hex.encode(signature.compact) == expected)
    #expect(signature.isLowS)
  }

  @Test(arguments: known.map(\.key), known.map(\.message))
  func `the key recovers from what it signed, and verifies it`(key: String, message: String) throws
  {
    let key = try Secp256k1Tests.key(key)
    let signature = key.sign(digest(message))
    #expect(signature.recover(digest(message)) == key.publicKey)
    #expect(signature.isValid(for: digest(message), by: key.publicKey))
  }

  @Test func `another digest recovers another key, and does not verify`() throws {
    let key = try Secp256k1Tests.key(one)
    let signature = key.sign(digest("a"))
    #expect(signature.recover(digest("b")) != key.publicKey)
    #expect(!signature.isValid(for: digest("b"), by: key.publicKey))
  }

  @Test func `another key does not verify`() throws {
    let signature = try key(one).sign(digest("a"))
    #expect(!signature.isValid(for: digest("a"), by: try key(orderLess1).publicKey))
  }

  /// SEC 2, 2.4.1: the generator, and its negative.
  @Test(arguments: [(one, "02"), (orderLess1, "03")])
  func `keys 1 and -1 have the generator's x`(key: String, first: String) throws {
    let x = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    #expect(try Secp256k1Tests.key(key).publicKey.description == first + x)
  }

  @Test(arguments: [
    (zero, false), (one, true), (orderLess1, true), (order, false),
    ("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142", false),
    (String(repeating: "f", count: 64), false),
  ])
  func `a secret key is a number from 1 to the order less 1`(hex: String, isKey: Bool) throws {
    #expect((SecretKey(try Bytes32(hex: hex)) != nil) == isKey)
  }

  @Test func `a secret key is never printed`() throws {
    let hex = "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181"
    let key = try key(hex)
    var dumped = ""
    dump(key, to: &dumped)
    #expect("\(key)" == "(secret key)")
    #expect(String(reflecting: key) == "(secret key)")
    #expect("\([key])" == "[(secret key)]")
    // Neither in hexadecimal (f8, b8) nor as decimal lanes (248, 184).
    #expect(!dumped.contains("f8b8af") && !dumped.contains("248"))
  }
}
