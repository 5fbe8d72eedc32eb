internal import Bytes

/// Writes both JSON formats, byte for byte as go-macaroon does (`encoding/json` of Go).
enum MacaroonJSONEncoder {
  static func encodeV2(_ macaroon: Macaroon) -> [UInt8] {
    var object = GoJSONObject()
    if !macaroon.caveats.isEmpty {
      object.list(
        "c",
        macaroon.caveats.map { caveat in
          var object = GoJSONObject()
          object.binary("i", caveat.identifier)
          object.binary("v", caveat.verificationID ?? [])
          object.optional("l", caveat.location)
          return object
        })
    }
    object.optional("l", macaroon.location)
    object.binary("i", macaroon.identifier)
    object.binary("s", macaroon.signature.array[...])
    return object.closed
  }

  static func encodeV1(_ macaroon: Macaroon) throws(MacaroonError) -> [UInt8] {
    var caveats: [GoJSONObject] = []
    for caveat in macaroon.caveats {
      try requireUTF8(caveat.identifier)
      var object = GoJSONObject()
      object.text("cid", caveat.identifier)
      if let verificationID = caveat.verificationID, !verificationID.isEmpty {
        object.text(
          "vid", Base64.encode(verificationID, alphabet: .urlSafe, padded: false)[...])
      }
      object.optional("cl", caveat.location)
      caveats.append(object)
    }
    try requireUTF8(macaroon.identifier)
    var object = GoJSONObject()
    object.list("caveats", caveats)
    object.text("location", macaroon.location)
    object.text("identifier", macaroon.identifier)
    object.text("signature", Hex.encodedBytes(macaroon.signature.array)[...])
    return object.closed
  }

  private static func requireUTF8(_ bytes: ArraySlice<UInt8>) throws(MacaroonError) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw MacaroonError(.notUTF8, at: 0)
    }
  }
}

/// A JSON object as Go writes it: members in the order given, `<>&` escaped.
private struct GoJSONObject {
  private var bytes: [UInt8] = []

  var closed: [UInt8] { [UInt8(ascii: "{")] + bytes + [UInt8(ascii: "}")] }

  mutating func list(_ name: String, _ objects: [GoJSONObject]) {
    begin(name)
    bytes.append(UInt8(ascii: "["))
    for (index, object) in objects.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: object.closed)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func optional(_ name: String, _ text: ArraySlice<UInt8>) {
    if !text.isEmpty { self.text(name, text) }
  }

  mutating func text(_ name: String, _ text: ArraySlice<UInt8>) {
    begin(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: Self.escaped(text))
    bytes.append(UInt8(ascii: "\""))
  }

  /// Plain where that is UTF-8 and no longer than base64 and its two characters of name, else
  /// base64; nothing where there is nothing.
  mutating func binary(_ name: String, _ data: ArraySlice<UInt8>) {
    guard !data.isEmpty else { return }
    let base64Length = (data.count * 4 + 2) / 3
    let isText = String(validating: data, as: UTF8.self) != nil
    if isText, Self.escaped(data).count <= base64Length + 2 {
      text(name, data)
    } else {
      text(name + "64", Base64.encode(data, alphabet: .urlSafe, padded: false)[...])
    }
  }

  private mutating func begin(_ name: String) {
    if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
    bytes.append(contentsOf: "\"\(name)\":".utf8)
  }

  /// Go's escapes; invalid UTF-8 becomes `\ufffd`.
  private static func escaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"", "\\": bytes.append(contentsOf: "\\\(scalar)".utf8)
      case "\n": bytes.append(contentsOf: "\\n".utf8)
      case "\r": bytes.append(contentsOf: "\\r".utf8)
      case "\t": bytes.append(contentsOf: "\\t".utf8)
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}":
        let value = UInt16(scalar.value)
        bytes.append(contentsOf: "\\u".utf8)
        bytes.append(
          contentsOf: Hex.encodedBytes([
            UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value),
          ]))
      default: bytes.append(contentsOf: String(Character(scalar)).utf8)
      }
    }
    return bytes
  }
}
