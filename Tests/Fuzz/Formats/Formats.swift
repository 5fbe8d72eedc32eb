import Macaroons

/// Any bytes: refused with an offset inside them, or a macaroon that is the same token in every
/// format that holds it, and whose text does not change when it is read and written once more.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFormats(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let text: MacaroonText
  do throws(MacaroonError) {
    text = try MacaroonText(parsing: bytes[...])
  } catch {
    expect((0...count).contains(error.offset), "offset \(error.offset) of \(count): \(error)")
    return 0
  }
  for format in MacaroonFormat.allCases {
    guard let written = try? text.macaroon.encode(format) else {
      expect(format != text.format, "\(format): cannot be written as it came")
      continue
    }
    guard let read = try? MacaroonText(parsing: written[...]) else {
      fatalError("\(format): what we wrote does not read")
    }
    expect(read.format == format, "\(format): reads back as \(read.format)")
    expect(read.trailingBytes == 0, "\(format): bytes after the signature")
    expect(signed(read.macaroon) == signed(text.macaroon), "\(format): reads back as another")
    expect((try? read.encoded()) == written, "\(format): changes when it is written again")
  }
  guard let again = try? text.encoded(), let read = try? MacaroonText(parsing: again[...]) else {
    fatalError("cannot be written in its dressing")
  }
  expect(signed(read.macaroon) == signed(text.macaroon), "reads back as another in its dressing")
  return 0
}

/// All that a signature covers, and the signature.
///
/// Locations are left out: JSON holds only UTF-8.
private func signed(_ macaroon: Macaroon) -> [ArraySlice<UInt8>] {
  var parts = [macaroon.identifier, macaroon.signature.array[...]]
  for caveat in macaroon.caveats {
    parts += [caveat.identifier, caveat.isThirdParty ? caveat.verificationID ?? [] : []]
  }
  return parts
}

/// Unlike `precondition`, this says why in an optimised build too.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
