import BOLT11
import JSON
import L402Protocol
import Macaroons
import Testing

@testable import L402CLI

/// The validator itself: it must see what is wrong.
struct JSONSchemaTests {
  private func errors(_ value: String, _ schema: String) throws -> [String] {
    let schema = JSONSchema(try JSONReader.read(Array(schema.utf8)[...]))
    return schema.errors(in: try JSONReader.read(Array(value.utf8)[...]))
  }

  @Test(arguments: [
    (#"1"#, #"{"type":"integer","minimum":1,"maximum":1}"#),
    (#"null"#, #"{"type":["string","null"],"pattern":"^a$"}"#),
    (#"{"a":1}"#, #"{"properties":{"a":{"type":"integer"}},"additionalProperties":false}"#),
    (#"["x"]"#, ##"{"type":"array","items":{"$ref":"#/$defs/x"},"$defs":{"x":{"const":"x"}}}"##),
    (#""b""#, #"{"oneOf":[{"const":"a"},{"const":"b"}]}"#),
    (#""b""#, #"{"anyOf":[{"type":"string"},{"const":"b"}]}"#),
    (#"[1,2]"#, #"{"uniqueItems":true,"allOf":[{"type":"array"}]}"#),
  ])
  func `accepts a value that fits`(value: String, schema: String) throws {
    #expect(try errors(value, schema) == [])
  }

  @Test(arguments: [
    (#""1""#, #"{"type":"integer"}"#, "$: \"1\" is no \"integer\""),
    (#"1.5"#, #"{"type":"integer"}"#, "$: 1.5 is no \"integer\""),
    (#"0"#, #"{"minimum":1}"#, "$: too small"),
    (#"2"#, #"{"maximum":1}"#, "$: too large"),
    (#""""#, #"{"minLength":1}"#, "$: too short"),
    (#""A""#, #"{"pattern":"^[a-z]$"}"#, "$: \"A\" has not the form \"^[a-z]$\""),
    (#""c""#, #"{"enum":["a","b"]}"#, "$: \"c\" is not in the list"),
    (#""c""#, #"{"const":"a"}"#, "$: is not \"a\""),
    (#"{"b":1}"#, #"{"properties":{"a":true},"additionalProperties":false}"#, "$.b: not allowed"),
    (#"{"a":{}}"#, #"{"properties":{"a":{"required":["b"]}}}"#, "$.a: b is missing"),
    (#"[1,"x"]"#, #"{"items":{"type":"integer"}}"#, "$[1]: \"x\" is no \"integer\""),
    (#"[1,1]"#, #"{"uniqueItems":true}"#, "$: an item twice"),
    (#"1"#, #"{"oneOf":[{"type":"integer"},{"const":1}]}"#, "$: fits 2 of oneOf"),
    (#"1"#, #"{"anyOf":[{"type":"string"}]}"#, "$: fits none of anyOf"),
    (#"1"#, ##"{"$ref":"#/$defs/none"}"##, "$: not allowed"),
    (#"1"#, #"{"maxItems":1}"#, "$: the keyword maxItems is not known here"),
  ])
  func `says what does not fit and where`(value: String, schema: String, error: String) throws {
    #expect(try errors(value, schema).first == error)
  }

  /// The values of an `enum` in a schema; null left out.
  private func list(_ file: String, _ path: [String]) throws -> [String] {
    let schema = try Repository.json("schema/\(file).json")
    let place = path.reduce(schema as JSONValue?) { $0?[$1] }
    return (place?["enum"]?.array ?? []).filter { !$0.isNull }.map { $0.string ?? $0.oneLine }
  }

  @Test func `the lists of the schemas are those of the program`() throws {
    let families = CaveatFamily.allCases.map(\.rawValue)
    let caveat = ["$defs", "caveat", "properties", "family"]
    #expect(try list("verify", caveat) == families)
    #expect(try list("inspect", caveat) == families + ["third-party"])
    #expect(try list("verify", ["$defs", "reason"]) == RefusalReason.allCases.map(\.rawValue))
    #expect(
      try list("inspect", ["$defs", "inspection", "properties", "kind"]) == Recognised.kinds)
    #expect(
      try list("inspect", ["$defs", "identifier", "properties", "layout"])
        == TokenIdentifier.Layout.allCases.map(\.rawValue))
    #expect(
      try list("inspect", ["$defs", "token", "properties", "format"])
        == MacaroonFormat.allCases.map(\.rawValue))
    let code = ["properties", "code"]
    #expect(try list("decode-invoice", ["$defs", "problem"] + code) == InvoiceProblem.codes)
    #expect(try list("decode-invoice", ["$defs", "note"] + code) == InvoiceNote.codes)
    #expect(
      try list("decode-invoice", ["properties", "network"])
        == LightningNetwork.allCases.map(\.rawValue))
    #expect(
      try list("inspect", ["$defs", "undecodable", "properties", "error"] + code)
        == InvoiceError.codes)
    let error = ["properties", "error", "properties"]
    #expect(try list("error", error + ["code"]) == Failure.Code.allCases.map(\.rawValue))
    let statuses = Set(Failure.Code.allCases.map(\.exit.rawValue)).sorted().map { "\($0)" }
    #expect(try list("error", error + ["exit"]) == statuses)
  }
}
