import JSON

/// Any bytes: refused with an offset inside them, or a value that is written and read back equal.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let value: JSONValue
  do throws(JSONError) {
    value = try JSONReader.read(bytes[...])
  } catch {
    expect((0...count).contains(error.offset), "offset \(error.offset) of \(count): \(error)")
    return 0
  }
  for text in [value.oneLine, value.prettyPrinted] {
    guard let again = try? JSONReader.read(Array(text.utf8)[...]) else {
      fatalError("what we wrote does not read: \(text)")
    }
    expect(again.oneLine == value.oneLine, "reads back as another value")
  }
  return 0
}

/// Unlike `precondition`, this says why in an optimised build too.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
