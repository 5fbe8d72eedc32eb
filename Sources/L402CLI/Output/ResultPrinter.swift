import JSON
import Presentation

extension Session {
  /// Prints one result: as JSON, as chosen fields, or as text for people.
  ///
  /// With `-q` a text that only says what the status says is left out.
  func print(
    isAnsweredByStatus: Bool = false, json: (inout JSONWriter) -> Void, text: () throws -> String
  ) throws {
    if output.json || !output.field.isEmpty {
      var writer = JSONWriter()
      json(&writer)
      try print(object: writer.bytes)
    } else if !(output.quiet && isAnsweredByStatus) {
      try console.write(text())
    }
  }

  private func print(object bytes: [UInt8]) throws {
    let isTerminal = environment.isTerminal(environment.standardOutput)
    guard output.field.isEmpty else {
      let values = try fields(of: bytes)
      // One value may have several lines; among several each is one, whoever wrote it.
      let lines = values.count == 1 ? values : values.map(\.withoutLineBreaks)
      try console.write(
        lines.map { (isTerminal ? Sanitizer.clean($0) : $0) + "\n" }.joined())
      return
    }
    if isTerminal, let value = try? JSONReader.read(bytes[...]) {
      try console.write(value.prettyPrinted + "\n")
    } else {
      try console.write(bytes + [0x0a])
    }
  }

  /// A text of others: exact in a pipe, harmless on a terminal.
  func shown(_ text: String) -> String {
    environment.isTerminal(environment.standardOutput) ? Sanitizer.clean(text) : text
  }

  /// The values that `--field` asks for.
  func fields(of object: [UInt8]) throws -> [String] {
    guard let value = try? JSONReader.read(object[...]) else {
      throw Failure(.software, "our own JSON cannot be read")
    }
    return try output.field.map {
      FieldPath.raw(try FieldPath($0).value(in: value, names: fieldNames))
    }
  }
}
