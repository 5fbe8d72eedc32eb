extension JSONValue {
  /// The value over several lines, two blanks a level, for a person at a terminal.
  public var prettyPrinted: String {
    var text = ""
    write(to: &text, indent: "")
    return text
  }

  private func write(to text: inout String, indent: String) {
    let deeper = indent + "  "
    switch content {
    case .array(let values) where !values.isEmpty:
      text += "[\n"
      for (index, value) in values.enumerated() {
        text += deeper
        value.write(to: &text, indent: deeper)
        text += index + 1 < values.count ? ",\n" : "\n"
      }
      text += indent + "]"
    case .object(let members) where !members.isEmpty:
      text += "{\n"
      for (index, member) in members.enumerated() {
        text += deeper + JSONValue(.string(member.name)).oneLine + ": "
        member.value.write(to: &text, indent: deeper)
        text += index + 1 < members.count ? ",\n" : "\n"
      }
      text += indent + "}"
    default: text += oneLine
    }
  }

  /// The value on one line, names sorted.
  public var oneLine: String {
    var writer = JSONWriter()
    writer.value(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
