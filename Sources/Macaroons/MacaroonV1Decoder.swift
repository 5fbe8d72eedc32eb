internal import Bytes

/// Reads the V1 binary format, a row of text packets.
///
/// A packet is 4 lower-case hexadecimal digits (its whole length), a field name, one blank, data
/// and a newline. Order: location, identifier, (cid [vid cl])*, signature; `cl` may stand before
/// its `vid`.
struct MacaroonV1Decoder {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  static func decode(
    _ bytes: ArraySlice<UInt8>
  ) throws(MacaroonError) -> (macaroon: Macaroon, trailing: Int) {
    var decoder = MacaroonV1Decoder(bytes: bytes, index: bytes.startIndex)
    let macaroon = try decoder.macaroon()
    return (macaroon, bytes.endIndex - decoder.index)
  }

  private struct Packet {
    let name: String
    let data: ArraySlice<UInt8>
    let offset: Int
  }

  private mutating func macaroon() throws(MacaroonError) -> Macaroon {
    let location = try packet(named: "location")
    let identifier = try packet(named: "identifier")
    var caveats: [Caveat] = []
    var open: (cid: ArraySlice<UInt8>, vid: ArraySlice<UInt8>?, cl: ArraySlice<UInt8>)?
    while true {
      let packet = try packet()
      switch packet.name {
      case "cid", "signature":
        if let caveat = open {
          guard caveats.count < Macaroon.mostCaveats else {
            throw error(.tooManyCaveats, at: packet.offset)
          }
          caveats.append(
            Caveat(identifier: caveat.cid, verificationID: caveat.vid, location: caveat.cl))
        }
        open = (packet.data, nil, [])
        guard packet.name == "signature" else { continue }
        guard packet.data.count == 32, let signature = Bytes32(packet.data) else {
          throw error(.signatureLength(packet.data.count), at: packet.offset)
        }
        return Macaroon(
          location: location, identifier: identifier, caveats: caveats, signature: signature)
      case "vid" where open != nil && open?.vid == nil: open?.vid = packet.data
      case "cl" where open?.cl.isEmpty == true: open?.cl = packet.data
      default: throw error(.unexpectedField("\"\(packet.name)\""), at: packet.offset)
      }
    }
  }

  private mutating func packet(named name: String) throws(MacaroonError) -> ArraySlice<UInt8> {
    let packet = try packet()
    guard packet.name == name else {
      throw error(.unexpectedField("\"\(packet.name)\" instead of \(name)"), at: packet.offset)
    }
    return packet.data
  }

  private mutating func packet() throws(MacaroonError) -> Packet {
    let begin = index
    guard bytes.endIndex - begin >= 4 else { throw error(.truncated, at: bytes.endIndex) }
    var length = 0
    for position in begin..<begin + 4 {
      let byte = bytes[position]
      guard let digit = Hex.value(of: byte), !(0x41...0x46).contains(byte) else {
        throw error(.packetLength, at: position)
      }
      length = length << 4 | Int(digit)
    }
    guard length > 4 else { throw error(.packetLength, at: begin) }
    guard length <= bytes.endIndex - begin else { throw error(.truncated, at: bytes.endIndex) }
    let body = bytes[begin + 4..<begin + length]
    guard body.last == 0x0a else { throw error(.packet, at: begin + length - 1) }
    guard let blank = body.firstIndex(of: 0x20), blank > body.startIndex else {
      throw error(.packet, at: body.startIndex)
    }
    index = begin + length
    return Packet(
      name: Self.name(body[..<blank]), data: body[(blank + 1)...].dropLast(), offset: begin)
  }

  /// A field name for messages and comparison; foreign bytes show as hexadecimal.
  private static func name(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.count <= 16, bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      return "0x" + Hex.encode(bytes.prefix(16))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func error(_ reason: MacaroonError.Reason, at index: Int) -> MacaroonError {
    let offset = index - bytes.startIndex
    return MacaroonError(reason, at: offset, decodedOffset: offset)
  }
}
