internal import Bytes
internal import JSON

/// Reads both JSON formats: V2 (`i`, `s64`, `c`, ...) and V1 (`identifier`, `signature`, ...).
///
/// Members of other names are overlooked, `null` counts as absent, as in go-macaroon. Stricter
/// than that: no name twice, not both forms of a member, names in lower case only, `v` only 2.
enum MacaroonJSONDecoder {
  static func decode(
    _ text: ArraySlice<UInt8>
  ) throws(MacaroonError) -> (macaroon: Macaroon, format: MacaroonFormat) {
    let value: JSONValue
    do {
      value = try JSONReader.read(text)
    } catch {
      throw MacaroonError(.json(error.reason), at: error.offset)
    }
    let isV1 = ["identifier", "signature", "caveats", "location"].contains { value[$0] != nil }
    let isV2 = ["i", "i64", "s", "s64", "c", "l"].contains { value[$0] != nil }
    guard isV1 != isV2 else { throw MacaroonError(.jsonVersion, at: value.offset) }
    return isV1 ? (try decodeV1(value), .v1JSON) : (try decodeV2(value), .v2JSON)
  }

  private static func decodeV2(_ object: JSONValue) throws(MacaroonError) -> Macaroon {
    if let version = object["v"], !version.isNull, version.integer != 2, version.string != "2" {
      throw MacaroonError(.memberType("v"), at: version.offset)
    }
    guard let signature = try binary("s", in: object) else {
      throw MacaroonError(.missingMember("s64"), at: object.offset)
    }
    var caveats: [Caveat] = []
    for caveat in try elements("c", in: object) {
      caveats.append(
        Caveat(
          identifier: try binary("i", in: caveat) ?? [],
          verificationID: try binary("v", in: caveat),
          location: try text("l", in: caveat) ?? []))
    }
    return Macaroon(
      location: try text("l", in: object) ?? [], identifier: try binary("i", in: object) ?? [],
      caveats: caveats, signature: try digest(signature, at: object.offset))
  }

  private static func decodeV1(_ object: JSONValue) throws(MacaroonError) -> Macaroon {
    guard let member = object["signature"], let signature = try text("signature", in: object)
    else { throw MacaroonError(.missingMember("signature"), at: object.offset) }
    let bytes: [UInt8]
    do {
      bytes = try Hex.decode(signature)
    } catch {
      throw MacaroonError(.bytes(error.reason), at: member.offset + 1 + error.offset)
    }
    var caveats: [Caveat] = []
    for caveat in try elements("caveats", in: object) {
      var verificationID: ArraySlice<UInt8>?
      if let encoded = try text("vid", in: caveat), let member = caveat["vid"] {
        verificationID = try base64(encoded, at: member.offset)
      }
      caveats.append(
        Caveat(
          identifier: try text("cid", in: caveat) ?? [], verificationID: verificationID,
          location: try text("cl", in: caveat) ?? []))
    }
    return Macaroon(
      location: try text("location", in: object) ?? [],
      identifier: try text("identifier", in: object) ?? [], caveats: caveats,
      signature: try digest(bytes[...], at: member.offset))
  }

  /// The bytes of `name`, or of its base64 form `name` + "64"; nil when neither is there.
  private static func binary(
    _ name: String, in object: JSONValue
  ) throws(MacaroonError) -> ArraySlice<UInt8>? {
    let plain = try text(name, in: object)
    guard let encoded = try text(name + "64", in: object), let member = object[name + "64"] else {
      return plain
    }
    guard plain == nil else { throw MacaroonError(.ambiguousMember(name), at: member.offset) }
    return try base64(encoded, at: member.offset)
  }

  private static func base64(
    _ text: ArraySlice<UInt8>, at offset: Int
  ) throws(MacaroonError) -> ArraySlice<UInt8> {
    do {
      return try Base64.decode(text).bytes[...]
    } catch {
      throw MacaroonError(.bytes(error.reason), at: offset + 1 + error.offset)
    }
  }

  private static func text(
    _ name: String, in object: JSONValue
  ) throws(MacaroonError) -> ArraySlice<UInt8>? {
    guard let member = object[name], !member.isNull else { return nil }
    guard let string = member.string else {
      throw MacaroonError(.memberType(name), at: member.offset)
    }
    return Array(string.utf8)[...]
  }

  private static func elements(
    _ name: String, in object: JSONValue
  ) throws(MacaroonError) -> [JSONValue] {
    guard let member = object[name], !member.isNull else { return [] }
    guard let elements = member.array else {
      throw MacaroonError(.memberType(name), at: member.offset)
    }
    guard elements.count <= Macaroon.mostCaveats else {
      throw MacaroonError(.tooManyCaveats, at: member.offset)
    }
    for element in elements where element.members == nil {
      throw MacaroonError(.memberType(name), at: element.offset)
    }
    return elements
  }

  private static func digest(
    _ bytes: ArraySlice<UInt8>, at offset: Int
  ) throws(MacaroonError) -> Bytes32 {
    guard let digest = Bytes32(bytes) else {
      throw MacaroonError(.signatureLength(bytes.count), at: offset)
    }
    return digest
  }
}
