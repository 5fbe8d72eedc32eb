import CCurl

/// A command line while it is read, by its arguments and by its files.
struct ParserState {
  static let advice = "curl: try 'l402 curl --help' for more information"
  /// How deep files may name each other.
  private static let deepestFile = 64

  let extras: [String: ExtraOption]
  let options = OptionTable()
  let standardInput: ByteStream
  var globals = GlobalOptions()
  var drafts = [OperationDraft()]
  /// The operation that the next option is for.
  var active = 0
  var foundExtras: [(name: String, value: String?)] = []
  var warnings: [String] = []
  /// What curl says of an error besides naming its option.
  var complaints: [String] = []
  private var depth = 0

  init(extras: [ExtraOption], standardInput: Int32) {
    self.extras = Dictionary(extras.map { ($0.name, $0) }) { first, _ in first }
    self.standardInput = ByteStream(standardInput)
  }

  /// Whether the last operation has a URL, without which `--next` begins none.
  private var lastHasURL: Bool { drafts.last?.nodes.first?.hasURL == true }

  mutating func warn(_ words: String) {
    if !globals.isSilent { warnings.append(words) }
  }

  mutating func complain(_ words: String) {
    if !globals.isSilent { complaints.append(words) }
  }

  // MARK: - Arguments

  mutating func read(_ arguments: [String]) throws(OptionFailure) {
    var index = 0
    var readsOptions = true
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      do {
        guard readsOptions, argument.utf8.first == UInt8(ascii: "-") else {
          addURL(argument)
          continue
        }
        if argument == "--" {
          readsOptions = false
          continue
        }
        let next = index < arguments.count ? arguments[index] : nil
        let used = try apply(argument, next, inFile: nil)
        active = drafts.count - 1
        if used { index += 1 }
      } catch {
        active = drafts.count - 1
        guard case .next = error else { throw OptionFailure(option: argument, stop: error) }
        beginNext()
      }
    }
    if drafts[active].operation.usesNameFromHeader {
      let last = arguments.last
      if drafts[active].operation.showsHeader {
        throw OptionFailure(option: last, stop: .wrong(.headerAndName), isWhole: true)
      }
      if drafts[active].resumesFromOutput {
        throw OptionFailure(option: last, stop: .wrong(.resumeAndName), isWhole: true)
      }
    }
  }

  mutating func beginNext() {
    guard lastHasURL else { return }
    drafts.append(OperationDraft())
    active = drafts.count - 1
  }

  // MARK: - Files

  /// Reads options of a file; false where it cannot be read, or not all of it.
  mutating func readFile(_ file: String) throws(OptionStop) -> Bool {
    active = drafts.count - 1
    let stream = file == "-" ? standardInput : ByteStream(file: file)
    guard let stream else { return false }
    guard depth < Self.deepestFile else {
      throw .refused(
        CurlFailure(26, "\(file): more than \(Self.deepestFile) files within each other"))
    }
    depth += 1
    defer { depth -= 1 }
    var lines = ConfigurationLines(stream)
    var shownName = file
    while let line = lines.next() {
      guard let setting = ConfigurationSetting(line) else { continue }
      let place = "\(shownName):\(lines.number)"
      if setting.hasMoreWords {
        warn(
          "\(place): warning: '\(setting.option)' uses unquoted whitespace in the line that may "
            + "cause side-effects!")
      }
      guard let problem = try read(setting, at: place) else { continue }
      if shownName == "-" { shownName = "<stdin>" }
      warnings += complaints
      complaints = []
      warn("\(shownName):\(lines.number): warning: '\(setting.option)' \(problem.words)")
    }
    return !lines.didFail
  }

  /// Reads one line of a file; what is wrong with it, if anything is.
  private mutating func read(
    _ setting: ConfigurationSetting, at place: String
  ) throws(OptionStop) -> UsageError? {
    defer { active = drafts.count - 1 }
    do {
      let used = try apply(setting.option, setting.value, inFile: place)
      return !used && setting.value?.isEmpty == false ? .trailingGarbage : nil
    } catch {
      switch error {
      case .wrong(let problem): return problem
      case .next: beginNext()
      case .help, .version: break
      case .refused: throw error
      }
      return nil
    }
  }

  // MARK: - One option

  /// Does what an argument or a line says; whether the word after it was its value.
  mutating func apply(
    _ argument: String, _ next: String?, inFile place: String?
  ) throws(OptionStop) -> Bool {
    let bytes = Array(argument.utf8)
    let dashes = bytes.prefix(2).prefix { $0 == UInt8(ascii: "-") }.count
    guard dashes == 1 else {
      return try applyLong(
        String(decoding: bytes.dropFirst(dashes), as: UTF8.self), next, inFile: place)
    }
    return try applyLetters(bytes.dropFirst(), next, inFile: place)
  }

  private mutating func applyLong(
    _ name: String, _ next: String?, inFile place: String?
  ) throws(OptionStop) -> Bool {
    if let extra = extras[name] { return try apply(extra, next, inFile: place) }
    let row: OptionRow
    let isOn: Bool
    switch options.find(name) {
    case .unknown: throw .wrong(.unknown)
    case .ambiguous: throw .wrong(.ambiguous)
    case .notBoolean: throw .wrong(.notBoolean)
    case .newer(let name): throw refusal(name, inFile: place)
    case .row(let found, let on): (row, isOn) = (found, on)
    }
    if case .refused = row.action { throw refusal(row.name, inFile: place) }
    guard row.kind.takesValue else {
      try perform(row, value: next, isOn: isOn, isLong: true)
      return false
    }
    guard let next else { throw .wrong(.missingValue) }
    try perform(row, value: next, isOn: true, isLong: true)
    return true
  }

  private mutating func applyLetters(
    _ letters: ArraySlice<UInt8>, _ next: String?, inFile place: String?
  ) throws(OptionStop) -> Bool {
    guard !letters.isEmpty else { throw .wrong(.unknown) }
    for (index, letter) in zip(letters.indices, letters) {
      guard let row = options.row(letter: letter) else { throw .wrong(.unknown) }
      if case .refused = row.action { throw refusal(row.name, inFile: place) }
      guard row.kind.takesValue else {
        try perform(row, value: next, isOn: true, isLong: false)
        continue
      }
      let rest = letters[(index + 1)...]
      let value = rest.isEmpty ? next : String(decoding: rest, as: UTF8.self)
      guard let value else { throw .wrong(.missingValue) }
      try perform(row, value: value, isOn: true, isLong: false)
      return rest.isEmpty
    }
    return false
  }

  private mutating func apply(
    _ extra: ExtraOption, _ next: String?, inFile place: String?
  ) throws(OptionStop) -> Bool {
    if let place, !extra.isAllowedInFiles {
      throw .refused(
        CurlFailure(2, "\(place): option --\(extra.name): only on the command line, not in a file"))
    }
    guard extra.takesValue else {
      foundExtras.append((extra.name, nil))
      return false
    }
    guard let next else { throw .wrong(.missingValue) }
    foundExtras.append((extra.name, next))
    return true
  }

  private func refusal(_ name: String, inFile place: String?) -> OptionStop {
    let words = "option --\(name): curl has it, l402 curl does not"
    return .refused(CurlFailure(2, place.map { "\($0): \(words)" } ?? words))
  }

  private mutating func perform(
    _ row: OptionRow, value: String?, isOn: Bool, isLong: Bool
  ) throws(OptionStop) {
    let text = value ?? ""
    if row.kind == .file, text.utf8.first == UInt8(ascii: "-"), text.utf8.count > 1 {
      warn("The file name argument '\(text)' looks like a flag.")
    }
    switch row.action {
    case .refused, .ignored: break
    case .warned(let words): warn(words)
    case .flag(let path): drafts[active][keyPath: path] = isOn
    case .inverse(let path): drafts[active][keyPath: path] = !isOn
    case .raised(let path): drafts[active][keyPath: path] = true
    case .global(let path): globals[keyPath: path] = isOn
    case .value(let path): drafts[active][keyPath: path] = text
    case .list(let path): drafts[active][keyPath: path].append(text)
    case .number(let path): drafts[active][keyPath: path] = try Numbers.count(text)
    case .seconds(let path): drafts[active][keyPath: path] = try Numbers.milliseconds(text)
    case .bit(let path, let bit):
      let others = drafts[active][keyPath: path] & ~bit
      drafts[active][keyPath: path] = isOn ? others | bit : others
    case .httpVersion(let version):
      if ![0, version].contains(drafts[active].httpVersion) {
        warn("Overrides previous HTTP version option")
      }
      drafts[active].httpVersion = version
    case .tlsVersion(let version): drafts[active].tlsVersion = version
    case .proxy(let kind): drafts[active].proxy = (text, kind)
    case .setting(let option): drafts[active].operation.settings[option] = .text(text)
    case .settingOn(let option, let number):
      drafts[active].operation.settings[option] = isOn ? .number(number) : nil
    case .settingOff(let option, let number):
      drafts[active].operation.settings[option] = isOn ? nil : .number(number)
    case .settingRaised(let option, let number):
      drafts[active].operation.settings[option] = .number(number)
    case .special(.help):
      if isOn { throw .help(category: value) }
    case .special(.keepBuffer):
      drafts[active].operation.isUnbuffered = isLong ? !isOn : true
    case .special(let special): try perform(special, text, isOn: isOn)
    }
  }
}

/// An argument that cannot be taken, and why.
struct OptionFailure: Error {
  let option: String?
  let stop: OptionStop
  /// Whether it is about the whole command line, not about one option.
  var isWhole = false
}
