import Testing

@Suite(
  .serialized,
  .enabled(if: Peer.go.isWanted, "L402_TEST_PEERS names no folder with go-peer (make peers)"))
struct GoMacaroonTests {
  @Test func `go-macaroon parses, attenuates and verifies what we mint`() throws {
    var trips = try RoundTrips(.go, "from us")
    try trips.fromUs(3_000)
  }

  @Test func `we mint, write and verify as go-macaroon does`() throws {
    var trips = try RoundTrips(.go, "to us")
    try trips.toUs(3_000)
  }

  @Test func `go-macaroon takes our third-party caveats and discharges`() throws {
    var trips = try RoundTrips(.go, "third party from us")
    try trips.thirdPartyFromUs(300)
  }

  @Test func `we take go-macaroon's third-party caveats and discharges`() throws {
    var trips = try RoundTrips(.go, "third party to us")
    try trips.thirdPartyToUs(300)
  }
}

@Suite(
  .serialized,
  .enabled(if: Peer.py.isWanted, "L402_TEST_PEERS names no folder with py-peer (make peers)"))
struct PymacaroonsTests {
  @Test func `pymacaroons parses, attenuates and verifies what we mint`() throws {
    var trips = try RoundTrips(.py, "from us")
    try trips.fromUs(2_000)
  }

  @Test func `we mint and verify as pymacaroons does`() throws {
    var trips = try RoundTrips(.py, "to us")
    try trips.toUs(2_000)
  }

  @Test func `pymacaroons takes our third-party caveats and discharges`() throws {
    var trips = try RoundTrips(.py, "third party from us")
    try trips.thirdPartyFromUs(200)
  }

  @Test func `we take pymacaroons' third-party caveats and discharges`() throws {
    var trips = try RoundTrips(.py, "third party to us")
    try trips.thirdPartyToUs(200)
  }
}

@Suite(
  .serialized,
  .enabled(if: Peer.c.isWanted, "L402_TEST_PEERS names no folder with c-peer (make peers)"))
struct LibmacaroonsTests {
  @Test func `libmacaroons parses, attenuates and verifies what we mint`() throws {
    var trips = try RoundTrips(.c, "from us")
    try trips.fromUs(500)
  }

  @Test func `we mint and verify as libmacaroons does`() throws {
    var trips = try RoundTrips(.c, "to us")
    try trips.toUs(500)
  }

  @Test func `libmacaroons takes our third-party caveats and discharges`() throws {
    var trips = try RoundTrips(.c, "third party from us")
    try trips.thirdPartyFromUs(100)
  }

  @Test func `we take libmacaroons' third-party caveats and discharges`() throws {
    var trips = try RoundTrips(.c, "third party to us")
    try trips.thirdPartyToUs(100)
  }
}
