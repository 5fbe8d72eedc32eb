import Macaroons

/// Any bytes: refused with an offset inside them, or read; what is read can be written as it came
/// and in other formats, and reads back as the same macaroon.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMacaroons(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let text: MacaroonText
  do throws(MacaroonError) {
    text = try MacaroonText(parsing: bytes[...])
  } catch {
    expect((0...count).contains(error.offset), "offset \(error.offset) of \(count): \(error)")
    return 0
  }
  // JSON, as go-macaroon reads it, may give a first-party caveat a location; V2 has no place for one.
  let hasStrayLocation = text.macaroon.caveats.contains { !$0.isThirdParty && !$0.location.isEmpty }
  // JSON has no form for a location that is not UTF-8 (it is not signed): as go-macaroon, we replace.
  let locations = [text.macaroon.location] + text.macaroon.caveats.map(\.location)
  let hasForeignLocation = locations.contains { String(validating: $0, as: UTF8.self) == nil }
  for format in MacaroonFormat.allCases
  where format == text.format || !(hasStrayLocation || format.isJSON && hasForeignLocation) {
    guard let encoded = try? text.macaroon.encode(format) else {
      expect(format != text.format, "\(format): cannot be written as it came")
      continue
    }
    do {
      let again = try MacaroonText(parsing: encoded[...])
      expect(again.macaroon == text.macaroon, "\(format): reads back as another macaroon")
      expect(again.format == format, "\(format): reads back as \(again.format)")
    } catch {
      fatalError("\(format): what we wrote does not read: \(error)")
    }
  }
  _ = text.macaroon.signatureMatches(ChainKey(rootKey: [1, 2, 3]))
  _ = try? text.macaroon.verify(key: ChainKey(rootKey: [1, 2, 3]), discharges: [text.macaroon])
  return 0
}

/// Unlike `precondition`, this says why in an optimised build too.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
