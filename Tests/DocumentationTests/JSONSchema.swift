import JSON

/// The part of JSON Schema, draft 2020-12, that our schemas use; any other keyword is an error.
struct JSONSchema {
  private let root: JSONValue

  init(_ root: JSONValue) { self.root = root }

  /// The schema in `schema/`.
  init(file name: String) throws { root = try Repository.json("schema/\(name).json") }

  /// What is wrong with a value, each with its place; empty if nothing is.
  func errors(in value: JSONValue) -> [String] { errors(in: value, schema: root, at: "$") }

  private func errors(in value: JSONValue, schema: JSONValue, at place: String) -> [String] {
    if case .bool(let isAny) = schema.content { return isAny ? [] : ["\(place): not allowed"] }
    guard let keywords = schema.members else { return ["\(place): no schema"] }
    return keywords.flatMap { keyword in
      errors(in: value, keyword: keyword.name, keyword.value, of: schema, at: place)
    }
  }

  private func errors(
    in value: JSONValue, keyword: String, _ rule: JSONValue, of schema: JSONValue, at place: String
  ) -> [String] {
    func unless(_ holds: Bool, _ what: @autoclosure () -> String) -> [String] {
      holds ? [] : ["\(place): \(what())"]
    }
    switch keyword {
    case "$schema", "$defs", "title", "description": return []
    case "$ref": return errors(in: value, schema: definition(rule.string ?? ""), at: place)
    case "type":
      let types = rule.array ?? [rule]
      return unless(
        types.contains { Self.isOfType(value, $0.string) }, "\(value.oneLine) is no \(rule.oneLine)"
      )
    case "enum":
      let values = rule.array ?? []
      return unless(
        values.contains { $0.oneLine == value.oneLine }, "\(value.oneLine) is not in the list")
    case "const": return unless(rule.oneLine == value.oneLine, "is not \(rule.oneLine)")
    case "pattern":
      guard let text = value.string else { return [] }
      guard let pattern = try? Regex(rule.string ?? "") else { return ["\(place): bad pattern"] }
      return unless(text.contains(pattern), "\(value.oneLine) has not the form \(rule.oneLine)")
    case "minLength":
      guard let text = value.string else { return [] }
      return unless(text.unicodeScalars.count >= rule.integer ?? 0, "too short")
    case "minimum":
      guard case .number = value.content else { return [] }
      return unless((value.integer ?? .min) >= rule.integer ?? 0, "too small")
    case "maximum":
      guard case .number = value.content else { return [] }
      return unless((value.integer ?? .max) <= rule.integer ?? 0, "too large")
    case "uniqueItems":
      let items = (value.array ?? []).map(\.oneLine)
      return unless(Set(items).count == items.count, "an item twice")
    case "items":
      return (value.array ?? []).enumerated().flatMap {
        errors(in: $1, schema: rule, at: "\(place)[\($0)]")
      }
    case "required":
      guard value.members != nil else { return [] }
      return (rule.array ?? []).compactMap(\.string).filter { value[$0] == nil }
        .map { "\(place): \($0) is missing" }
    case "properties":
      return (value.members ?? []).flatMap { member in
        rule[member.name].map {
          errors(in: member.value, schema: $0, at: "\(place).\(member.name)")
        } ?? []
      }
    case "additionalProperties":
      return (value.members ?? []).filter { schema["properties"]?[$0.name] == nil }.flatMap {
        errors(in: $0.value, schema: rule, at: "\(place).\($0.name)")
      }
    case "allOf": return (rule.array ?? []).flatMap { errors(in: value, schema: $0, at: place) }
    case "anyOf", "oneOf":
      let outcomes = (rule.array ?? []).map { errors(in: value, schema: $0, at: place) }
      let fitting = outcomes.count(where: \.isEmpty)
      if fitting == 0 { return ["\(place): fits none of \(keyword)"] + outcomes.joined() }
      return unless(keyword == "anyOf" || fitting == 1, "fits \(fitting) of oneOf")
    default: return ["\(place): the keyword \(keyword) is not known here"]
    }
  }

  /// What `#/$defs/name` names; a schema that allows nothing where there is no such thing.
  private func definition(_ reference: String) -> JSONValue {
    let prefix = "#/$defs/"
    guard reference.hasPrefix(prefix),
      let found = root["$defs"]?[String(reference.dropFirst(prefix.count))]
    else { return JSONValue(.bool(false)) }
    return found
  }

  private static func isOfType(_ value: JSONValue, _ type: String?) -> Bool {
    switch (value.content, type) {
    case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"),
      (.object, "object"), (.number, "number"):
      true
    case (.number, "integer"): value.integer != nil
    default: false
    }
  }
}
