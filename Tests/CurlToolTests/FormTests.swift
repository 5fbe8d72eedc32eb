import CurlTool
import Testing

@Suite struct FormTests {
  static func parts(_ arguments: [String], input: String = "") throws -> [FormPart] {
    guard case .form(let parts) = try operation(arguments, input: input).body else { return [] }
    return parts
  }

  static func text(
    _ name: String?, _ value: String, type: String? = nil, fileName: String? = nil,
    encoder: String? = nil, headers: [String] = []
  ) -> FormPart {
    part(name, .bytes(Array(value.utf8)), type, fileName, encoder, headers)
  }

  static func file(
    _ name: String?, _ path: String, _ fileName: String?, type: String? = nil,
    encoder: String? = nil, headers: [String] = []
  ) -> FormPart {
    part(name, .file(path), type, fileName, encoder, headers)
  }

  static func part(
    _ name: String?, _ content: FormPart.Content, _ type: String? = nil, _ fileName: String? = nil,
    _ encoder: String? = nil, _ headers: [String] = []
  ) -> FormPart {
    var part = FormPart(name: name, content: content)
    (part.type, part.fileName, part.encoder, part.headers) = (type, fileName, encoder, headers)
    return part
  }

  static let fields: [(String, FormPart)] = [
    ("a=b", text("a", "b")), ("a=", text("a", "")), ("=b", text(nil, "b")),
    ("a= b c ;", text("a", "b c")), ("a=\" b;c\\\"d\\\\e\\f \"", text("a", " b;c\"d\\e\\f ")),
    ("a=\"b", text("a", "\"b")), ("a=b=c", text("a", "b=c")), ("a=b,c", text("a", "b,c")),
    ("a=b;type=text/plain", text("a", "b", type: "text/plain")),
    (
      "a=b; TYPE= text/plain; charset=utf-8 ;filename=f",
      text("a", "b", type: "text/plain; charset=utf-8", fileName: "f")
    ),
    ("a=b;type=text/plain;x;type=y/z", text("a", "b", type: "text/plain;x;type=y/z")),
    (
      "a=b;filename=\"f;g\";encoder=base64 ;headers=X: y;headers=\"Z: ;\"",
      text("a", "b", fileName: "f;g", encoder: "base64", headers: ["X: y", "Z: ;"])
    ),
    ("a=@/d/f.txt", file("a", "/d/f.txt", "f.txt")), ("a=@f;filename=g", file("a", "f", "g")),
    ("a=@\"f,g;h\";type=a/b", file("a", "f,g;h", "f,g;h", type: "a/b")),
    ("a=<f", file("a", "f", nil)), ("a=<f;type=a/b", file("a", "f", nil, type: "a/b")),
    ("a=@f,g", part("a", .parts([file(nil, "f", "f"), file(nil, "g", "g")]))),
    (
      "a=@f;type=a/b,\"g,h\";filename=x",
      part("a", .parts([file(nil, "f", "f", type: "a/b"), file(nil, "g,h", "x")]))
    ),
    ("a=@f,", part("a", .parts([file(nil, "f", "f"), file(nil, "", ".")]))),
    ("a=@-", part("a", .standardInput, nil, "-")), ("a=<-", part("a", .standardInput)),
    ("a=@-;filename=x", part("a", .standardInput, nil, "x")),
    ("a=)", text("a", ")")), ("a=(", part("a", .parts([]))),
    ("a=(;type=multipart/x;headers=A: b", part("a", .parts([]), "multipart/x", nil, nil, ["A: b"])),
  ]

  @Test(arguments: fields)
  func `reads a field`(field: String, part: FormPart) throws {
    #expect(try Self.parts(["-F", field]) == [part])
  }

  @Test func `takes a string as it stands`() throws {
    #expect(
      try Self.parts(["--form-string", "a=@b;type=x", "--form-string", "=)"])
        == [Self.text("a", "@b;type=x"), Self.text(nil, ")")])
  }

  @Test func `puts parts into parts until their end`() throws {
    let parts = try Self.parts([
      "-F", "a=1", "-F", "m=(;type=multipart/alternative", "-F", "=x", "-F", "=(", "-F", "=y", "-F",
      "=)", "-F", "=)", "-F", "b=2", "-F", "open=(", "-F", "=z",
    ])
    let inner = Self.part(nil, .parts([Self.text(nil, "y")]))
    #expect(
      parts == [
        Self.text("a", "1"),
        Self.part("m", .parts([Self.text(nil, "x"), inner]), "multipart/alternative"),
        Self.text("b", "2"), Self.part("open", .parts([Self.text(nil, "z")])),
      ])
  }

  @Test func `leaves standard input to the engine unless it was read already`() throws {
    #expect(
      try Self.parts(["-F", "a=@-", "-F", "b=<-"], input: "in")
        == [Self.part("a", .standardInput, nil, "-"), Self.part("b", .bytes([]))])
    #expect(
      try Self.parts(["-K", "-", "-F", "b=@-"], input: "form=a=<-\nrest\n")
        == [
          Self.part("a", .bytes(Array("rest\n".utf8))), Self.part("b", .bytes([]), nil, "-"),
        ])
  }

  @Test func `reads a part's fields of a file`() throws {
    let folder = try ScratchFolder()
    let file = try folder.file("fields", "A: 1\r\n  more \n# no\nB: 2\n\nC: 3")
    #expect(
      try Self.parts(["-F", "a=b;headers=@\(file)"])
        == [Self.text("a", "b", headers: ["A: 1  more", "B: 2", "C: 3"])])
  }
}
