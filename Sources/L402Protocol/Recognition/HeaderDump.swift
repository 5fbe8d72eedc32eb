internal import Bytes
internal import JSON

/// Header lines as `curl -i`, `curl -v` or a log show them, with whatever follows.
struct HeaderDump {
  private struct Field {
    let name: String
    let value: ArraySlice<UInt8>
    let offset: Int
  }

  private var fields: [Field] = []
  private var body: ArraySlice<UInt8> = []

  /// Nil when no line is a status line or a field that can hold what we look for.
  init?(_ text: ArraySlice<UInt8>) {
    var isDump = false
    var rest = text
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0a) ?? rest.endIndex
      let line = Self.stripped(rest[rest.startIndex..<end])
      rest = rest[min(end + 1, rest.endIndex)...]
      if line.starts(with: "HTTP/".utf8) {
        // A redirect's fields are not those of the answer; those of the request still count.
        fields.removeAll { !Self.ofRequests.contains($0.name) }
        isDump = true
      } else if line.isEmpty {
        let following = rest.drop { $0 == 0x0a || $0 == 0x0d || $0 == 0x20 }
        if isDump, !following.starts(with: "HTTP/".utf8) {
          body = following
          if following.first == UInt8(ascii: "{") { break }
        }
      } else if let field = FieldLine(line), let name = field.name {
        fields.append(
          Field(name: name, value: field.value, offset: field.value.startIndex - text.startIndex))
        isDump = isDump || Self.interesting.contains(name)
      }
    }
    guard isDump else { return nil }
  }

  /// What the fields and the body hold, in the order: challenges, credentials, the rest.
  func recognised() throws(RecognitionError) -> [Recognised] {
    var found: [Recognised] = []
    let challenges = values("www-authenticate")
    if !challenges.isEmpty {
      found += try Recogniser.challenges(
        challenges.map(\.value), offsets: challenges.map(\.offset),
        source: Self.source("WWW-Authenticate", challenges.count))
    }
    let credentials = values("authorization")
    if !credentials.isEmpty {
      found.append(
        try Recogniser.credential(
          credentials.map(\.value), offsets: credentials.map(\.offset),
          source: Self.source("Authorization", credentials.count)))
    }
    var metadataError: RecognitionError?
    for field in fields where Credential.metadataFields.contains(field.name) {
      do {
        let credential = try Credential(metadata: field.value)
        found.append(
          Recognised(subject: .credential(credential), source: "\(field.name) metadata"))
      } catch {
        // Other protocols have fields named `Token` too: they must not hide a challenge.
        guard error.reason == .missingPreimage,
          let token = try Recogniser.recognise(field.value).first
        else {
          metadataError = RecognitionError(
            .header(error.reason), at: field.offset + error.offset)
          continue
        }
        found.append(token)
      }
    }
    for field in fields where field.name == "payment-required" {
      if let decoded = try? Base64.decode(field.value).bytes,
        let value = try? JSONReader.read(decoded[...]), let challenge = X402Challenge(value)
      {
        found.append(Recognised(subject: .x402(challenge), source: "Payment-Required header"))
      }
    }
    if body.first == UInt8(ascii: "{"), let value = try? JSONReader.read(trimmedBody),
      let challenge = X402Challenge(value)
    {
      found.append(Recognised(subject: .x402(challenge), source: "JSON body"))
    }
    guard !found.isEmpty else {
      if let metadataError { throw metadataError }
      throw RecognitionError(
        .header(challenges.isEmpty && !credentials.isEmpty ? .noCredential : .noChallenge), at: 0)
    }
    return found
  }

  private func values(_ name: String) -> [Field] { fields.filter { $0.name == name } }

  private var trimmedBody: ArraySlice<UInt8> {
    var body = body
    while let last = body.last, last <= 0x20 { body.removeLast() }
    return body
  }

  private static func source(_ name: String, _ count: Int) -> String {
    count == 1 ? "\(name) header" : "\(count) \(name) headers"
  }

  private static let ofRequests = Credential.metadataFields.union(["authorization"])

  private static let interesting: Set<String> = Credential.metadataFields.union([
    "www-authenticate", "authorization", "payment-required",
  ])

  /// Without the carriage return and the `< ` or `> ` of `curl -v`.
  private static func stripped(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    if line.last == 0x0d { line.removeLast() }
    if line.count >= 1, line.first == UInt8(ascii: "<") || line.first == UInt8(ascii: ">") {
      line = line.dropFirst()
      if line.first == 0x20 { line = line.dropFirst() }
    }
    return line
  }
}
