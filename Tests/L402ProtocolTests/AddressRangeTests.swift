import L402Protocol
import Testing

struct AddressRangeTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
    ("10.0.0.0/9", "10.127.0.1", true), ("10.0.0.0/9", "10.128.0.1", false),
    ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
    ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false), ("::/0", "8.8.8.8", false),
    ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false), ("::1", "::1", true),
    ("127.0.0.0/8", "::ffff:127.0.0.1", true),
  ])
  func `a range has the addresses behind its prefix`(
    range: String, address: String, isInside: Bool
  ) throws {
    let range = try #require(AddressRange(range))
    #expect(range.contains(try #require(IPAddress(address))) == isInside)
  }

  @Test(arguments: [
    "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "a", "", "/8",
    "10.0.0.0/8/8", "10.0.0.0/8 ",
  ])
  func `what could be meant otherwise is refused`(text: String) {
    #expect(AddressRange(text) == nil)
  }

  @Test(arguments: [
    "1.2.3.4", "::1", "2001:db8::ff", "fe80::1:2:3:4",
  ])
  func `an address is written as it was read`(text: String) throws {
    #expect(try #require(IPAddress(text)).description == text)
  }
}
