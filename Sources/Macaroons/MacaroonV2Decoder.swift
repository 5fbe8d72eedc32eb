internal import Bytes

/// Reads the V2 binary format: `02 [loc] id EOS (caveat EOS)* EOS signature`.
///
/// Each field is a varint type, a varint length and bytes; types rise within a section.
struct MacaroonV2Decoder {
  static let version: UInt8 = 2

  /// Field types of V2.
  enum Field {
    static let end: UInt64 = 0
    static let location: UInt64 = 1
    static let identifier: UInt64 = 2
    static let verificationID: UInt64 = 4
    static let signature: UInt64 = 6
  }

  /// go-macaroon's limit for types and lengths.
  static let limit: UInt64 = 0x7fff_ffff

  private var reader: ByteReader

  static func decode(
    _ bytes: ArraySlice<UInt8>
  ) throws(MacaroonError) -> (macaroon: Macaroon, trailing: Int) {
    var decoder = MacaroonV2Decoder(reader: ByteReader(bytes))
    let macaroon = try decoder.macaroon()
    return (macaroon, decoder.reader.rest.count)
  }

  private mutating func macaroon() throws(MacaroonError) -> Macaroon {
    _ = try read { reader throws(BytesError) in try reader.byte() }
    let header = try section()
    guard let identifier = header.identifier, header.verificationID == nil else {
      throw error(
        header.verificationID == nil
          ? .missingMember("identifier") : .unexpectedField("verification id"))
    }
    var caveats: [Caveat] = []
    while true {
      let begin = reader.offset
      let section = try section()
      if section.isEmpty { break }
      guard let identifier = section.identifier else {
        throw MacaroonError(.caveatWithoutIdentifier, at: begin, decodedOffset: begin)
      }
      let location = section.location ?? []
      guard section.verificationID != nil || location.isEmpty else {
        throw MacaroonError(.locationOfFirstParty, at: begin, decodedOffset: begin)
      }
      if caveats.isEmpty { caveats.reserveCapacity(4) }
      caveats.append(
        Caveat(
          identifier: identifier, verificationID: section.verificationID, location: location))
    }
    return Macaroon(
      location: header.location ?? [], identifier: identifier, caveats: caveats,
      signature: try signature())
  }

  private mutating func signature() throws(MacaroonError) -> Bytes32 {
    let begin = reader.offset
    guard try varint() == Field.signature else {
      throw MacaroonError(
        .unexpectedField("instead of the signature"), at: begin, decodedOffset: begin)
    }
    let bytes = try data()
    guard let signature = Bytes32(bytes, at: bytes.startIndex), bytes.count == 32 else {
      throw MacaroonError(.signatureLength(bytes.count), at: begin, decodedOffset: begin)
    }
    return signature
  }

  /// The fields of one section; which ones may be there is for the caller to say.
  private struct Section {
    var location: ArraySlice<UInt8>?
    var identifier: ArraySlice<UInt8>?
    var verificationID: ArraySlice<UInt8>?
    var isEmpty: Bool { location == nil && identifier == nil && verificationID == nil }
  }

  private mutating func section() throws(MacaroonError) -> Section {
    var section = Section()
    var previous: UInt64 = 0
    while true {
      let begin = reader.offset
      let type = try varint()
      if type == Field.end { return section }
      guard type > previous else {
        throw MacaroonError(.fieldOrder, at: begin, decodedOffset: begin)
      }
      previous = type
      switch type {
      case Field.location: section.location = try data()
      case Field.identifier: section.identifier = try data()
      case Field.verificationID: section.verificationID = try data()
      default:
        throw MacaroonError(.unexpectedField("of type \(type)"), at: begin, decodedOffset: begin)
      }
    }
  }

  private mutating func varint() throws(MacaroonError) -> UInt64 {
    try read { reader throws(BytesError) in try reader.varint(limit: Self.limit) }
  }

  private mutating func data() throws(MacaroonError) -> ArraySlice<UInt8> {
    let length = Int(try varint())
    return try read { reader throws(BytesError) in try reader.bytes(length) }
  }

  private mutating func read<Value>(
    _ body: (inout ByteReader) throws(BytesError) -> Value
  ) throws(MacaroonError) -> Value {
    do {
      return try body(&reader)
    } catch {
      let reason: MacaroonError.Reason =
        error.reason == .unexpectedEnd ? .truncated : .bytes(error.reason)
      throw MacaroonError(reason, at: error.offset, decodedOffset: error.offset)
    }
  }

  private func error(_ reason: MacaroonError.Reason) -> MacaroonError {
    MacaroonError(reason, at: reader.offset, decodedOffset: reader.offset)
  }
}
