/// `%{json}` and `%{header_json}`, laid out as curl does.
///
/// Where 7.88 writes broken text we write what it means: it has `u001b` for the escape `\u001b`,
/// `uffffffc3` for a byte above 127, and drops fields that stand between two of one name.
enum WriteOutJSON {
  /// All variables, and libcurl's version.
  static func object(of summary: TransferSummary, version: String) -> String {
    var text = "{"
    for variable in WriteOutVariable.all {
      text += "\"\(variable.name)\":\(variable.value(summary).json),"
    }
    return text + "\"curl_version\":\(quoted(version))}"
  }

  /// The fields by name, in the order in which the names came first.
  static func headers(of summary: TransferSummary) -> String {
    var names: [String] = []
    var values: [String: [String]] = [:]
    for field in summary.fields {
      let name = field.name.lowercased()
      if values[name] == nil { names.append(name) }
      values[name, default: []].append(quoted(field.value))
    }
    let lines = names.map { name in
      "\(quoted(name)):[\(values[name, default: []].joined(separator: ","))]"
    }
    return "{" + lines.joined(separator: ",\n") + "\n}"
  }

  /// A string of JSON; a slash stays as it is.
  static func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": json += "\\\\"
      case "\"": json += "\\\""
      case "\u{08}": json += "\\b"
      case "\u{0C}": json += "\\f"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case ..<" ":
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
