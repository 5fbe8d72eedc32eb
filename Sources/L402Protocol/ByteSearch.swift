// Every byte of a header is looked at several times. The standard library's `split` takes a closure
// call for each, and a search that may stop early looks at one byte at a time; these do not.
extension ArraySlice<UInt8> {
  /// The parts between separators, empty ones too: at least one.
  func fields(separatedBy separator: UInt8) -> [ArraySlice<UInt8>] {
    guard has(where: { $0 == separator }) else { return [self] }
    var fields: [ArraySlice<UInt8>] = []
    var start = startIndex
    for index in indices where self[index] == separator {
      fields.append(self[start..<index])
      start = index + 1
    }
    fields.append(self[start...])
    return fields
  }

  /// As `contains(where:)`, but looks at all bytes, which the compiler does 16 at a time.
  @inline(__always)
  func has(where isWanted: (UInt8) -> Bool) -> Bool {
    unsafe withUnsafeBufferPointer { bytes in
      unsafe bytes.reduce(UInt8(0)) { found, byte in found | (isWanted(byte) ? 1 : 0) } != 0
    }
  }
}
