import Testing

/// The harness itself: without these, a test against a peer might pass or hang by mistake.
struct PeerProcessTests {
  @Test func `twenty megabytes go through both pipes at once`() throws {
    let peer = try PeerProcess("/bin/cat")
    let lines = (0..<200).map { [UInt8](repeating: UInt8(97 + $0 % 26), count: 100_000) }
    #expect(try peer.exchange(lines) == lines)
  }

  @Test func `a second exchange gets its own answers`() throws {
    let peer = try PeerProcess("/bin/cat")
    #expect(try peer.exchange([[97], [98]]) == [[97], [98]])
    #expect(try peer.exchange([[99]]) == [[99]])
    #expect(try peer.exchange([]) == [])
  }

  @Test func `a peer that does not answer is given up`() throws {
    let peer = try PeerProcess("/bin/sleep", arguments: ["1000"], patience: 200)
    #expect(throws: PeerError.silent) { try peer.exchange([[97]]) }
  }

  @Test func `a peer that ends too early is noticed`() throws {
    let peer = try PeerProcess("/usr/bin/head", arguments: ["-n", "1"])
    #expect(throws: PeerError.ended) { try peer.exchange([[97], [98]]) }
  }

  @Test func `a peer that is not there is named`() {
    #expect(throws: PeerError.missing("/nowhere/peer")) { try PeerProcess("/nowhere/peer") }
  }
}
