import Bytes
import Macaroons
import Testing

@testable import L402Protocol

@Suite struct KeyMaterialTests {
  private static let raw = Sample.rootKey.array
  private static let hex = Array(Sample.rootKey.hex.utf8)
  private static let base64 = Base64.encode(raw)
  private static let phrase = Array("correct horse battery".utf8)

  @Test(
    arguments: [
      (raw, .auto, raw, "32 bytes as they are"),
      (hex, .auto, raw, "64 hex digits, read as 32 bytes"),
      (hex + [0x0a], .auto, raw, "64 hex digits, read as 32 bytes"),
      (hex + [0x0d, 0x0a], .auto, raw, "64 hex digits, read as 32 bytes"),
      (Array(Sample.rootKey.hex.uppercased().utf8), .auto, raw, "64 hex digits, read as 32 bytes"),
      (phrase, .auto, phrase, "21 characters of text"),
      (phrase + [0x0a], .auto, phrase, "21 characters of text"),
      (phrase + [0x0d, 0x0a], .auto, phrase, "21 characters of text"),
      (phrase + [0x0a, 0x0a], .auto, phrase + [0x0a, 0x0a], "23 bytes as they are"),
      (phrase + [0x0d], .auto, phrase + [0x0d], "22 bytes as they are"),
      (raw + [0x0a], .auto, raw + [0x0a], "33 bytes as they are"),
      (Array(phrase.prefix(16)), .auto, Array(phrase.prefix(16)), "16 characters of text"),
      (phrase + phrase.prefix(11), .auto, phrase + phrase.prefix(11), "32 bytes as they are"),
      (
        phrase + phrase.prefix(10) + [0x0a], .auto, phrase + phrase.prefix(10) + [0x0a],
        "32 bytes as they are"
      ),
      (hex.dropLast(2) + [0x0a], .auto, Array(hex.dropLast(2)), "62 characters of text"),
      (base64, .auto, base64, "44 characters of text"),
      (hex, .text, hex, "64 characters of text"),
      (hex + [0x0a], .text, hex, "64 characters of text"),
      (hex, .hex, raw, "64 hex digits"), (hex + [0x0a], .hex, raw, "64 hex digits"),
      (Array(hex.prefix(32)), .hex, Array(raw.prefix(16)), "32 hex digits"),
      (base64, .base64, raw, "44 base64 characters"),
      (base64.dropLast() + [0x0a], .base64, raw, "43 base64 characters"),
      (hex + [0x0a], .raw, hex + [0x0a], "65 raw bytes"), (raw, .raw, raw, "32 raw bytes"),
    ] as [([UInt8], KeyFormat, [UInt8], String)])
  func `reads a source`(
    content: [UInt8], format: KeyFormat, key: [UInt8], reading: String
  ) throws {
    let material = try KeyMaterial(content: content, format: format)
    #expect(material.bytes == key)
    #expect(material.reading == reading)
  }

  @Test(
    arguments: [
      ([], .auto, KeyError(.empty)), ([], .raw, KeyError(.empty)),
      ([0x0a], .auto, KeyError(.empty)), ([0x0d, 0x0a], .text, KeyError(.empty)),
      ([0x0a], .hex, KeyError(.empty)), ([0x0a], .raw, KeyError(.tooShort(minimum: 16))),
      (Array(phrase.prefix(15)), .auto, KeyError(.tooShort(minimum: 16))),
      (phrase.prefix(15) + [0x0a], .auto, KeyError(.tooShort(minimum: 16))),
      (Array(raw.prefix(15)), .raw, KeyError(.tooShort(minimum: 16))),
      (Array(hex.prefix(30)), .hex, KeyError(.tooShort(minimum: 16))),
      (hex.prefix(8) + [0x67], .hex, KeyError(.unreadable(.hex, .foreignCharacter(0x67)), at: 8)),
      (Array(hex.prefix(33)), .hex, KeyError(.unreadable(.hex, .truncated), at: 33)),
      (phrase, .base64, KeyError(.unreadable(.base64, .foreignCharacter(0x20)), at: 7)),
      (base64 + [0x3d], .base64, KeyError(.unreadable(.base64, .padding), at: 43)),
    ] as [([UInt8], KeyFormat, KeyError)])
  func `refuses what is no key`(content: [UInt8], format: KeyFormat, error: KeyError) {
    #expect(throws: error) { try KeyMaterial(content: content, format: format) }
  }

  @Test(
    arguments: [
      (raw, .auto, []), (hex, .auto, ["--key-format text"]), (hex, .hex, ["--key-format text"]),
      (hex, .text, ["--key-format hex"]), (phrase, .text, []), (phrase, .auto, []),
      (phrase + [0x0a], .auto, ["--key-format raw"]), (base64, .auto, ["--key-format base64"]),
      (Array(hex.prefix(40)), .auto, ["--key-format hex", "--key-format base64"]),
      (raw, .raw, []), (hex + [0x0a], .raw, ["--key-format text"]),
      (base64, .base64, ["--key-format text"]),
    ] as [([UInt8], KeyFormat, [String])])
  func `knows how else it could be read`(
    content: [UInt8], format: KeyFormat, options: [String]
  ) throws {
    let material = try KeyMaterial(content: content, format: format)
    #expect(material.alternatives.map(\.option) == options)
  }

  @Test func `an alternative is what its option would read`() throws {
    let formats = [
      "--key-format text": KeyFormat.text, "--key-format hex": .hex,
      "--key-format base64": .base64, "--key-format raw": .raw,
    ]
    for content in [Self.hex, Self.phrase + [0x0a], Self.base64, Array(Self.hex.prefix(40))] {
      for alternative in try KeyMaterial(content: content, format: .auto).alternatives {
        let format = try #require(formats[alternative.option])
        #expect(try KeyMaterial(content: content, format: format).bytes == alternative.bytes)
      }
    }
  }

  @Test func `prints nothing of the key`() throws {
    let material = try KeyMaterial(content: Self.phrase, format: .auto)
    var dumped = ""
    dump(material, to: &dumped)
    #expect("\(material)" == "(key, 21 bytes)")
    #expect(!dumped.contains("horse") && !String(reflecting: material).contains("horse"))
    #expect(!dumped.contains("99"))
  }
}

@Suite struct MasterKeyTests {
  private static func master() throws -> MasterKey {
    try MasterKey(try KeyMaterial(content: Sample.rootKey.array, format: .raw))
  }

  /// Computed with another implementation of HMAC-SHA256 from master 00..1f and the identifier
  /// of the samples.
  @Test func `derives the root keys that the rule gives`() throws {
    let identifier = TokenIdentifier(Sample.identifier[...])
    #expect(
      try Self.master().rootKey(for: identifier)?.hex
        == "718531ac7b4f831b2738e1ce5964037813d213127a49b1813765d54165dfd3e4")
    #expect(
      try Self.master().sandboxRootKey(for: identifier)?.hex
        == "92b9274e8d3d11d3773df59da54f4f3e9bb4400bdab642202eb409f9283975bd")
  }

  @Test(
    arguments: [
      Sample.paymentHash.array, [0, 1] + Sample.identifier.dropFirst(2),
      Array(Hex.encode(Sample.identifier).utf8), Base64.encode(Sample.identifier),
      [0xff] + Sample.paymentHash.array, [],
    ] as [[UInt8]])
  func `has no key for another layout than version 0`(bytes: [UInt8]) throws {
    let identifier = TokenIdentifier(bytes[...])
    #expect(try Self.master().rootKey(for: identifier) == nil)
    #expect(try Self.master().sandboxRootKey(for: identifier) == nil)
  }

  @Test(arguments: [16, 31, 33, 64])
  func `has exactly 32 bytes`(count: Int) throws {
    let material = try KeyMaterial(content: Array(repeating: 1, count: count), format: .raw)
    #expect(throws: KeyError(.masterLength(count))) { try MasterKey(material) }
  }
}

@Suite struct GivenKeysTests {
  private static let identifier = TokenIdentifier(Sample.identifier[...])

  @Test func `offers every root key, in order, under its name`() throws {
    let keys = try rootKeys(("old", Sample.rootKey.array), ("new", counting(from: 9).array))
    let offer = keys.offer(for: Self.identifier)
    #expect(offer.candidates.map(\.name) == ["old", "new"])
    #expect(offer.candidates.map(\.isTest) == [false, false])
    #expect(Sample.macaroon().signatureMatches(offer.candidates[0].key))
    #expect(!Sample.macaroon().signatureMatches(offer.candidates[1].key))
  }

  @Test func `a master key offers the real key, then the play-money one`() throws {
    var keys = GivenKeys()
    let master = try MasterKey(try KeyMaterial(content: Sample.rootKey.array, format: .raw))
    keys.add(masterKey: master, name: "m")
    let offer = keys.offer(for: Self.identifier)
    #expect(offer.candidates.map(\.name) == ["m", "m"])
    #expect(offer.candidates.map(\.isTest) == [false, true])
    #expect(offer.hints.isEmpty)
    #expect(keys.offer(for: TokenIdentifier([1])).candidates.isEmpty)
  }

  @Test func `tells whether there are any`() throws {
    #expect(GivenKeys().isEmpty)
    #expect(try !rootKeys(("k", Sample.rootKey.array)).isEmpty)
  }
}
