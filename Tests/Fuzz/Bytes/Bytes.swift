import Bytes

/// Any bytes as base64, hexadecimal and varint: refused with an offset inside them, or read and
/// written back as they were.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBytes(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // Not at the start of its array, so that an offset counted from there shows.
  let padded = [0x41, 0x41, 0x41] + UnsafeBufferPointer(start: start, count: count)
  let text = padded[3...]
  base64(text)
  hex(text)
  varint(text)
  return 0
}

private func base64(_ text: ArraySlice<UInt8>) {
  do throws(BytesError) {
    let decoded = try Base64.decode(text)
    let again = Base64.encode(
      decoded.bytes, alphabet: decoded.alphabet ?? .standard, padded: decoded.isPadded)
    expect(again.count == text.count, "base64 of another length")
    expect(decoded.hasSpareBits == (again[...] != text), "base64 written otherwise")
    expect(
      again.dropLast(4).elementsEqual(text.prefix(again.count - min(4, again.count))), "base64")
  } catch {
    expect((0...text.count).contains(error.offset), "base64 offset \(error.offset)")
    expect(text.contains { !Base64.isCharacter($0) } || isNoBase64(text), "base64 refused")
  }
}

/// Characters alone can be wrong only by their count or by two alphabets.
private func isNoBase64(_ text: ArraySlice<UInt8>) -> Bool {
  let standard = text.contains(UInt8(ascii: "+")) || text.contains(UInt8(ascii: "/"))
  let urlSafe = text.contains(UInt8(ascii: "-")) || text.contains(UInt8(ascii: "_"))
  return text.count % 4 == 1 || standard && urlSafe
}

private func hex(_ text: ArraySlice<UInt8>) {
  do throws(BytesError) {
    let bytes = try Hex.decode(text)
    let lower = text.map { (0x41...0x46).contains($0) ? $0 | 0x20 : $0 }
    expect(Hex.encodedBytes(bytes) == lower, "hexadecimal written otherwise")
    expect(Hex.isHex(text), "hexadecimal that is none")
  } catch {
    expect((0...text.count).contains(error.offset), "hexadecimal offset \(error.offset)")
    expect(!Hex.isHex(text) || text.count % 2 == 1, "hexadecimal refused")
  }
}

private func varint(_ text: ArraySlice<UInt8>) {
  var reader = ByteReader(text)
  do throws(BytesError) {
    let value = try reader.varint(limit: UInt64(Int.max))
    let eaten = reader.offset
    expect((1...10).contains(eaten), "varint of \(eaten) bytes")
    var again: [UInt8] = []
    again.appendVarint(Int(value))
    expect(again.count <= eaten, "varint longer than it was")
    var second = ByteReader(again[...])
    expect((try? second.varint(limit: .max)) == value, "varint written otherwise")
    expect(Array(try reader.bytes(text.count - eaten)) == Array(text.dropFirst(eaten)), "rest")
  } catch {
    expect((0...text.count).contains(error.offset), "varint offset \(error.offset)")
  }
}

/// Unlike `precondition`, this says why in an optimised build too.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
