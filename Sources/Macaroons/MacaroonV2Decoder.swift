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

  private let bytes: ArraySlice<UInt8>
  private var index: Int

  static func decode(
    _ bytes: ArraySlice<UInt8>
  ) throws(MacaroonError) -> (macaroon: Macaroon, trailing: Int) {
    var decoder = MacaroonV2Decoder(bytes: bytes, index: bytes.startIndex)
    let macaroon = try decoder.macaroon()
    return (macaroon, bytes.endIndex - decoder.index)
  }

  private mutating func macaroon() throws(MacaroonError) -> Macaroon {
    guard index < bytes.endIndex else { throw error(.truncated, at: index) }
    index += 1
    let header = try section()
    guard let identifier = header.identifier, header.verificationID == nil else {
      throw error(
        header.verificationID == nil
          ? .missingMember("identifier") : .unexpectedField("verification id"), at: index)
    }
    var caveats: [Caveat] = []
    while true {
      let begin = index
      let section = try section()
      if section.isEmpty { break }
      guard let identifier = section.identifier else {
        throw error(.caveatWithoutIdentifier, at: begin)
      }
      let location = section.location ?? begin..<begin
      guard section.verificationID != nil || location.isEmpty else {
        throw error(.locationOfFirstParty, at: begin)
      }
      guard caveats.count < Macaroon.mostCaveats else { throw error(.tooManyCaveats, at: begin) }
      if caveats.isEmpty { caveats.reserveCapacity(4) }
      caveats.append(
        Caveat(
          identifier: bytes[identifier], verificationID: section.verificationID.map { bytes[$0] },
          location: location.isEmpty ? [] : bytes[location]))
    }
    return Macaroon(
      location: header.location.map { bytes[$0] } ?? [], identifier: bytes[identifier],
      caveats: caveats, signature: try signature())
  }

  private mutating func signature() throws(MacaroonError) -> Bytes32 {
    let begin = index
    guard try varint() == Field.signature else {
      throw error(.unexpectedField("instead of the signature"), at: begin)
    }
    let data = try data()
    guard data.count == 32, let signature = Bytes32(bytes, at: data.lowerBound) else {
      throw error(.signatureLength(data.count), at: begin)
    }
    return signature
  }

  /// Where the fields of one section lie; which ones may be there is for the caller to say.
  private struct Section {
    var location: Range<Int>?
    var identifier: Range<Int>?
    var verificationID: Range<Int>?
    var isEmpty: Bool { location == nil && identifier == nil && verificationID == nil }
  }

  private mutating func section() throws(MacaroonError) -> Section {
    var section = Section()
    var previous: UInt64 = 0
    while true {
      let begin = index
      let type = try varint()
      if type == Field.end { return section }
      guard type > previous else { throw error(.fieldOrder, at: begin) }
      previous = type
      switch type {
      case Field.location: section.location = try data()
      case Field.identifier: section.identifier = try data()
      case Field.verificationID: section.verificationID = try data()
      default: throw error(.unexpectedField("of type \(type)"), at: begin)
      }
    }
  }

  /// A length and where the bytes lie.
  private mutating func data() throws(MacaroonError) -> Range<Int> {
    let length = Int(try varint())
    guard length <= bytes.endIndex - index else { throw error(.truncated, at: bytes.endIndex) }
    defer { index += length }
    return index..<index + length
  }

  /// Types and nearly all lengths are one byte.
  private mutating func varint() throws(MacaroonError) -> UInt64 {
    guard index < bytes.endIndex, bytes[index] < 0x80 else { return try longVarint() }
    defer { index += 1 }
    return UInt64(bytes[index])
  }

  private mutating func longVarint() throws(MacaroonError) -> UInt64 {
    var reader = ByteReader(bytes[index...])
    do {
      let value = try reader.varint(limit: Self.limit)
      index += reader.offset
      return value
    } catch {
      throw self.error(
        error.reason == .unexpectedEnd ? .truncated : .bytes(error.reason),
        at: index + error.offset)
    }
  }

  private func error(_ reason: MacaroonError.Reason, at index: Int) -> MacaroonError {
    let offset = index - bytes.startIndex
    return MacaroonError(reason, at: offset, decodedOffset: offset)
  }
}
