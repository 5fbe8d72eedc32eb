import Bech32

/// Any bytes as a text, as an address, as groups and as a typo: refused with an offset inside them,
/// or read and written back as they were; a typo is found again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBech32(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // Not at the start of its array, so that an offset counted from there shows.
  let padded = [0x41, 0x41, 0x41] + UnsafeBufferPointer(start: start, count: count)
  let bytes = padded[3...]
  text(bytes)
  address(bytes)
  groups(bytes)
  if count <= 64 {
    repairs(bytes)
    typo(bytes)
  }
  return 0
}

private func text(_ text: ArraySlice<UInt8>) {
  do throws(Bech32Error) {
    let bech32 = try UncheckedBech32(parsing: text).checkedAnyVariant()
    expect(bech32.text.utf8.elementsEqual(text.map(lowerCase)), "written otherwise")
    let again = Bech32(
      humanReadablePart: bech32.humanReadablePart, data: bech32.data, variant: bech32.variant)
    expect(again == bech32, "put together otherwise")
  } catch {
    expect((0...text.count).contains(error.offset), "offset \(error.offset): \(error)")
  }
}

private func address(_ text: ArraySlice<UInt8>) {
  for part in ["bc", "tb", "bcrt"] {
    do throws(Bech32Error) {
      let address = try SegwitAddress(parsing: text, humanReadablePart: part)
      expect(address.text.utf8.elementsEqual(text.map(lowerCase)), "address written otherwise")
    } catch {
      expect((0...text.count).contains(error.offset), "address offset \(error.offset): \(error)")
    }
  }
}

/// The input as bytes, and as groups.
private func groups(_ bytes: ArraySlice<UInt8>) {
  let packed = FiveBitGroups.groups(bytes)
  expect((try? FiveBitGroups.bytes(packed[...])) == Array(bytes), "other bytes")
  let groups = bytes.map { $0 & 31 }[...]
  do throws(Bech32Error) {
    let unpacked = try FiveBitGroups.bytes(groups)
    expect(FiveBitGroups.isPadded(groups), "not padded")
    expect(FiveBitGroups.groups(unpacked)[...] == groups, "other groups")
    expect(FiveBitGroups.paddedBytes(groups).starts(with: unpacked), "padded otherwise")
    if groups.count == 52 {
      expect(FiveBitGroups.bytes32(groups)?.array == unpacked, "other 32 bytes")
    }
  } catch {
    expect(!FiveBitGroups.isPadded(groups), "padded")
    expect(error.offset == groups.count - 1, "padding offset \(error.offset)")
    expect(FiveBitGroups.bytes32(groups) == nil, "32 bytes without padding")
  }
  let spare = FiveBitGroups.groups(FiveBitGroups.paddedBytes(groups, after: [1, 2])[2...])
  expect(spare.starts(with: groups), "padded bytes lose a group")
}

/// Whatever is proposed is a good text, another one each time, in order.
private func repairs(_ text: ArraySlice<UInt8>) {
  for variant in Bech32Variant.allCases {
    let repairs = Bech32Repair.all(of: text, variant: variant)
    expect(Set(repairs.map(\.text)).count == repairs.count, "proposed twice")
    expect(repairs.map(\.offset) == repairs.map(\.offset).sorted(), "not in order")
    for repair in repairs {
      expect((0...text.count).contains(repair.offset), "repair offset \(repair.offset)")
      expect(repair.text[...] != text, "no repair")
      let checked = try? UncheckedBech32(parsing: repair.text[...]).checked(variant)
      expect(checked != nil, "\(repair.typo) at \(repair.offset) repairs nothing")
    }
  }
}

/// A good text with one typo in it, which is found.
///
/// The first four bytes say what happens where.
private func typo(_ bytes: ArraySlice<UInt8>) {
  guard bytes.count >= 4 else { return }
  let order = Array(bytes.prefix(4))
  let good = Array(
    Bech32(
      humanReadablePart: Array("ln".utf8)[...], data: bytes.dropFirst(4).map { $0 & 31 }[...],
      variant: .bech32
    ).text.utf8)
  let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  let index = Int(order[1]) % good.count
  var text = good
  switch order[0] % 4 {
  case 0: text[index] = alphabet[Int(order[2] & 31)]
  case 1: text.remove(at: index)
  case 2: text.insert(alphabet[Int(order[2] & 31)], at: index)
  default: text.swapAt(index, min(index + 1, good.count - 1))
  }
  if order[3] & 1 == 1 { text = text.map(upperCase) }
  guard text.map(lowerCase) != good else { return }
  // A typo that the checksum does not see leaves a right text, which needs no repair.
  let isRight = (try? UncheckedBech32(parsing: text[...]).checked(.bech32)) != nil
  let repairs = isRight ? Bech32Repair.unseen(in: text[...]) : Bech32Repair.all(of: text[...])
  let isFound = repairs.contains { $0.text.map(lowerCase) == good }
  expect(isFound, "a typo is not found: \(String(decoding: text, as: UTF8.self))")
}

private func lowerCase(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
private func upperCase(_ byte: UInt8) -> UInt8 {
  (0x61...0x7a).contains(byte) ? byte & ~0x20 : byte
}

/// Unlike `precondition`, this says why in an optimised build too.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
