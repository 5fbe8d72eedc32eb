import Bytes
import Testing

struct BytesErrorTests {
  @Test(arguments: [
    (BytesError.Reason.foreignCharacter(0x21), "foreign character \"!\""),
    (.foreignCharacter(0x0a), "foreign character 0x0a"),
    (.mixedAlphabets, "standard and url-safe base64 characters mixed"),
    (.truncated, "cut short: no encoding has this many characters"),
    (.padding, "wrong \"=\" padding"),
    (.length(expected: 32), "not 32 bytes long"),
    (.unexpectedEnd, "the input ends inside a field"),
    (.varint, "a varint out of range"),
  ])
  func `says in one line what is wrong`(reason: BytesError.Reason, text: String) {
    #expect("\(BytesError(reason, at: 5))" == text)
  }

  @Test(arguments: [
    (0x00, "0x00"), (0x1f, "0x1f"), (0x20, "\" \""), (0x7e, "\"~\""), (0x7f, "0x7f"),
    (0xff, "0xff"),
  ])
  func `a byte is quoted only where it can be printed`(byte: UInt8, name: String) {
    #expect(BytesError.name(of: byte) == name)
  }
}
