import Bytes
import L402Protocol

/// Any bytes as something pasted, as field lines and as gRPC metadata: refused with an offset inside
/// them, or understood, and written so that they are understood again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHeader(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // Not at the start of its array, so that an offset counted from there shows.
  let padded = [0x41, 0x41, 0x41] + UnsafeBufferPointer(start: start, count: count)
  let text = padded[3...]
  given(text)
  recognise(text)
  let lines = text.split(separator: 0x0a, omittingEmptySubsequences: false)
  challenges(lines)
  for allowsBare in [false, true] {
    credential(lines) { () throws(HeaderError) in
      try Credential(parsing: lines, allowsBare: allowsBare)
    }
  }
  credential([text]) { () throws(HeaderError) in try Credential(metadata: text) }
  return 0
}

private func given(_ text: ArraySlice<UInt8>) {
  let given = GivenText(text)
  var last = -1
  for (offset, byte) in given.bytes.enumerated() {
    let place = given.givenOffset(offset)
    expect(place > last && place < text.count, "byte \(offset) stood at \(place)")
    expect(text[text.startIndex + place] == byte, "another byte at \(place)")
    last = place
  }
}

private func recognise(_ text: ArraySlice<UInt8>) {
  do throws(RecognitionError) {
    let found = try Recogniser.recognise(text)
    expect(!found.isEmpty, "found nothing, and did not say so")
    for one in found {
      expect(Recognised.kinds.contains(one.kind) && !one.source.isEmpty, "kind \(one.kind)")
    }
  } catch {
    expect((0...text.count).contains(error.offset), "offset \(error.offset): \(error)")
    expect((error.decodedOffset ?? 0) >= 0, "decoded offset")
    expect(!error.description.isEmpty, "an error without words")
  }
}

private func challenges(_ lines: [ArraySlice<UInt8>]) {
  do throws(HeaderError) {
    let header = try ChallengeHeader(parsing: lines)
    for refused in header.refused { check(refused.error, lines) }
    for other in header.others {
      expect((0...lines[other.line].count).contains(other.offset), "scheme at \(other.offset)")
      for parameter in other.parameters {
        expect((0...lines[other.line].count).contains(parameter.offset), "parameter")
      }
    }
    for challenge in header.challenges { write(challenge) }
  } catch {
    check(error, lines)
  }
}

/// In every form that it can be written in, it is the same challenge.
private func write(_ challenge: Challenge) {
  for profile in ChallengeProfile.allCases {
    guard
      let written = try? HeaderFormatter.challenge(
        token: challenge.token.text, invoice: challenge.invoice, profile: profile),
      let read = try? ChallengeHeader(parsing: written.map { Array($0.utf8)[...] }).single()
    else { fatalError("\(profile): what was read cannot be written") }
    expect(read.token.text == challenge.token.text, "\(profile): another token")
    expect(read.invoice == challenge.invoice, "\(profile): another invoice")
    expect(read.warnings.allSatisfy { challenge.token.warnings.contains($0.code) }, "warnings")
  }
}

private func credential(
  _ lines: [ArraySlice<UInt8>], _ parse: () throws(HeaderError) -> Credential
) {
  let credential: Credential
  do throws(HeaderError) {
    credential = try parse()
  } catch {
    return check(error, lines)
  }
  expect((1...Credential.mostTokens).contains(credential.tokens.count), "tokens")
  guard
    let text = try? HeaderFormatter.credential(
      tokens: credential.tokens.map(\.text), preimage: credential.preimage),
    let read = try? Credential(parsing: [Array("L402 \(text)".utf8)[...]])
  else { fatalError("a credential that was read cannot be written") }
  expect(read.preimage == credential.preimage, "another preimage")
  expect(read.tokens.map(\.text) == credential.tokens.map(\.text), "other tokens")
}

private func check(_ error: HeaderError, _ lines: [ArraySlice<UInt8>]) {
  guard lines.indices.contains(error.line) else {
    // A header without a line has no better place.
    return expect(error.line == 0 && error.offset == 0, "line \(error.line)")
  }
  let count = lines[error.line].count
  expect((0...count).contains(error.offset), "offset \(error.offset) of \(count): \(error)")
}

/// Unlike `precondition`, this says why in an optimised build too.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
