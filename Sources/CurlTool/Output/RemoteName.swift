/// Names for files that come from the other end: `-O` and `-J`.
public enum RemoteName {
  /// The last part of a URL's path, as it is sent; empty where the path ends in `/`.
  public static func fromURL(_ url: String) -> String {
    var rest = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    if let slash = rest.firstIndex(of: UInt8(ascii: "/")),
      rest[..<slash].last == UInt8(ascii: ":"), rest[slash...].starts(with: "//".utf8)
    {
      rest = rest[slash...].dropFirst(2)
    }
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return "" }
    return fromPath(String(rest[slash...]) ?? "")
  }

  /// The last part of a path; empty where it ends in `/`, `/.` or `/..`.
  public static func fromPath(_ path: String) -> String {
    let part = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
    guard let part, !part.elementsEqual(".".utf8), !part.elementsEqual("..".utf8) else { return "" }
    let start = part.lastIndex(of: UInt8(ascii: "\\")).map(part.index(after:))
    return String(part[(start ?? part.startIndex)...]) ?? ""
  }

  /// What a header line says about the name of the file.
  public enum Disposition: Sendable, Hashable {
    /// The line is another field's.
    case otherField
    /// The line is a Content-Disposition without a name that can be used.
    case noName
    /// This name, without folders; may be empty.
    case name(String)
  }

  /// Reads a header line as curl 7.88 does: `filename=` in any quotes, never `filename*=`.
  public static func fromContentDisposition(_ line: [UInt8]) -> Disposition {
    let field = "content-disposition:"
    guard line.count > field.utf8.count,
      line.prefix(field.utf8.count).map(lowered).elementsEqual(field.utf8)
    else { return .otherField }
    let key = Array("filename=".utf8)
    var rest = line[field.utf8.count...]
    while true {
      rest = rest.drop { $0 != 0 && !isLetter($0) }
      guard rest.count >= key.count else { return .noName }
      if rest.starts(with: key) { break }
      rest = rest.drop { $0 != UInt8(ascii: ";") }
    }
    return name(in: rest.dropFirst(key.count)).map(Disposition.name) ?? .noName
  }

  /// The name at the beginning of a parameter's value; nil where only a folder is named.
  private static func name(in value: ArraySlice<UInt8>) -> String? {
    // A name of the file system ends at a zero byte.
    var name = value.prefix { $0 != 0 }
    var end = UInt8(ascii: ";")
    if let first = name.first, first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
      end = first
      name = name.dropFirst()
    }
    name = name.prefix { $0 != end }
    for separator in [UInt8(ascii: "/"), UInt8(ascii: "\\")] {
      guard let last = name.lastIndex(of: separator) else { continue }
      name = name[(last + 1)...]
      if name.isEmpty { return nil }
    }
    name = name.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
    return String(decoding: name, as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowered(byte))
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

extension CurlOperation.Output {
  /// The file for a URL, before its folder; nil for standard output.
  ///
  /// `-O` on a URL without a name fails, unless a header may name the file.
  public func fileName(
    for url: String, usesNameFromHeader: Bool, say: (CurlMessage) -> Void
  ) throws(CurlFailure) -> String? {
    switch self {
    case .standard, .file("-"): return nil
    case .file(let name): return name
    case .remoteName:
      let name = RemoteName.fromURL(url)
      guard name.isEmpty, !usesNameFromHeader else { return name }
      say(.error("Remote file name has no length!"))
      throw CurlFailure.writing
    }
  }
}
