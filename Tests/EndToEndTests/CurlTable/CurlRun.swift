import Foundation
import Testing

/// What one program did with a row.
struct CurlRun {
  /// A file that it left.
  struct File: Equatable {
    var mode: UInt16
    var content: [UInt8]
    /// When it was changed, where the row is about that.
    var time: Int?
  }

  var status: Int32
  var out: [UInt8]
  var error: [UInt8]
  /// By the path below the working folder or the home.
  var files: [String: File]
  var log: [String]

  /// How long a program may take, in seconds.
  private static let limit = 20.0

  /// Runs a program on a row, in a new folder of the same name for each.
  init(_ program: [String], _ row: CurlRow, at site: CurlSite) throws {
    let (work, home) = (site.folder + "/work", site.folder + "/home")
    let manager = FileManager.default
    for (folder, files) in [(work, row.files), (home, row.home)] {
      try? manager.removeItem(atPath: folder)
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (name, content) in files {
        let path = folder + "/" + name
        try Data(site.filled(content).utf8).write(to: URL(filePath: path))
        try manager.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 1_577_836_800)], ofItemAtPath: path)
      }
    }
    try site.reset()
    var variables = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC",
      "L402_HOME": site.folder + "/l402", "SWIFT_BACKTRACE": "enable=no",
    ]
    for (name, value) in row.variables { variables[name] = site.filled(value) }
    let input = try Self.descriptor(row.input, at: site)
    let output = try row.outputIsClosed ? Self.unreadPipe() : Child.temporaryFile()
    let errors = try Child.temporaryFile()
    defer { for descriptor in [input, output, errors] { close(descriptor) } }
    let child = try Child.start(
      "/usr/bin/env", ["-C", work] + program + row.words.map(site.filled),
      descriptors: [input, output, errors], variables: variables)
    status = try Child.wait(for: child, limit: Self.limit)
    out = row.outputIsClosed ? [] : Self.bytes(output)
    error = Self.bytes(errors)
    files = try Self.files(below: site.folder, ["work", "home"], times: row.times)
    log = try site.log()
    let trouble = log.filter {
      $0.hasPrefix("the server failed") || $0.hasPrefix("a connection is")
    }
    #expect(trouble.isEmpty, "\(row.name): \(trouble)")
  }

  /// The same without what may differ: the name of the program, times, and what the row exempts.
  func normalised(_ row: CurlRow) -> CurlRun {
    var run = self
    if row.trace {
      run.error = Array(
        String(decoding: error, as: UTF8.self).split(whereSeparator: \.isNewline).filter {
          $0.hasPrefix("> ") || $0.hasPrefix("< ")
        }.map { Self.withoutAuthorization(Self.even(String($0))) }.joined(separator: "\n").utf8)
    } else if !row.comparesErrors {
      run.error = []
    }
    run.error = Self.replacing(/after \d+ ms/, "after ? ms", in: run.error)
    run.log = log.map(Self.even)
    if row.command.contains("{nginx") {
      let date = /^date: .{29}/.ignoresCase().anchorsMatchLineEndings()
      run.out = Self.replacing(date, "date: ?", in: run.out)
      for name in files.keys {
        run.files[name]?.content = Self.replacing(date, "date: ?", in: files[name]?.content ?? [])
      }
    }
    if row.without[.requests] != nil { run.log = [] }
    if row.without[.bytes] != nil {
      run.out = Array("\(out.count)".utf8)
      for name in files.keys {
        run.files[name]?.content = Array("\(files[name]?.content.count ?? 0)".utf8)
      }
    }
    return run
  }

  /// A line of a trace with the scheme alone: ours hides what is behind it.
  private static func withoutAuthorization(_ line: String) -> String {
    line.replacing(/^(> (?:Proxy-)?Authorization: \w+) .*/.ignoresCase()) { "\($0.1) ?" }
  }

  /// A line without what is each program's own, or each run's: of an agent's name only that it is
  /// the program's own; boundaries; the part of a Digest answer that is random.
  private static func even(_ line: String) -> String {
    line.replacing(/^(> User-Agent: )(?:curl|l402)\/[^\r]*/.ignoresCase()) { "\($0.1)?" }
      .replacing(/-{24}[0-9a-f]{16}/, with: "boundary")
      .replacing(/cnonce="[^"?]+"/, with: "cnonce=?")
      .replacing(/response="[0-9a-f]{32,}"/, with: "response=?")
  }

  /// What differs, each with both sides; none where the runs are alike.
  func differences(to other: CurlRun) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(
      _ what: String, _ mine: Value, _ theirs: Value, _ shown: (Value) -> String
    ) {
      guard mine != theirs else { return }
      found.append("\(what):\n--- l402\n\(shown(mine))\n--- curl\n\(shown(theirs))")
    }
    compare("exit status", status, other.status) { "\($0)" }
    compare("requests", log, other.log) { $0.joined(separator: "\n") }
    compare("standard output", out, other.out, Self.shown)
    compare("standard error", error, other.error, Self.shown)
    for name in Set(files.keys).union(other.files.keys).sorted() {
      compare("file \(name)", files[name], other.files[name], Self.shown)
    }
    return found
  }

  private static func shown(_ file: File?) -> String {
    guard let file else { return "(none)" }
    return "mode \(String(file.mode, radix: 8)), \(file.content.count) bytes, "
      + "time \(file.time.map(String.init) ?? "not compared")\n\(shown(file.content))"
  }

  /// Bytes as text: whole where they are few, and never two that differ alike.
  private static func shown(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes.prefix(3000) {
      switch byte {
      case 0x0a: text += "\n"
      case 0x5c: text += "\\\\"
      case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "\\x" + String(byte, radix: 16)
      }
    }
    guard bytes.count > 3000 else { return text }
    var hasher: UInt64 = 14_695_981_039_346_656_037
    for byte in bytes { hasher = (hasher ^ UInt64(byte)) &* 1_099_511_628_211 }
    return text + "...\n(\(bytes.count) bytes, FNV-1a \(String(hasher, radix: 16)))"
  }

  private static func replacing(
    _ pattern: Regex<Substring>, _ replacement: String, in bytes: [UInt8]
  ) -> [UInt8] {
    // Bytes that are no UTF-8 stay as they are.
    guard let text = String(validating: bytes, as: UTF8.self) else { return bytes }
    return Array(text.replacing(pattern, with: replacement).utf8)
  }

  private static func descriptor(_ input: CurlRow.Input, at site: CurlSite) throws -> Int32 {
    switch input {
    case .nothing: return try Child.temporaryFile()
    case .file(let text): return try Child.temporaryFile(Array(site.filled(text).utf8))
    case .pipe(let text):
      let (reader, writer) = try pipeEnds()
      defer { close(writer) }
      let bytes = Array(site.filled(text).utf8)
      try #require(bytes.count <= 65_536 && write(writer, bytes, bytes.count) == bytes.count)
      return reader
    }
  }

  private static func unreadPipe() throws -> Int32 {
    let (reader, writer) = try pipeEnds()
    close(reader)
    return writer
  }

  private static func pipeEnds() throws -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func bytes(_ descriptor: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    let count = bytes.count
    _ = pread(descriptor, &bytes, count, 0)
    return bytes
  }

  private static func files(
    below root: String, _ folders: [String], times: Bool
  ) throws -> [String: File] {
    var files: [String: File] = [:]
    for folder in folders {
      for name in try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder) {
        let path = "\(root)/\(folder)/\(name)"
        var status = stat()
        try #require(lstat(path, &status) == 0)
        let isFile = status.st_mode & S_IFMT == S_IFREG
        files["\(folder)/\(name)"] = File(
          mode: UInt16(status.st_mode & 0o777),
          content: isFile ? Array(try Data(contentsOf: URL(filePath: path))) : [],
          time: times && isFile ? status.st_mtim.tv_sec : nil)
      }
    }
    return files
  }
}
