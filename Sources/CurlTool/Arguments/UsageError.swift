/// Why an option cannot be what the command line says, in curl's words.
enum UsageError: Sendable {
  case trailingGarbage, unknown, ambiguous, missingValue, badUse, badNumber, negativeNumber
  case tooLarge, notInLibcurl, protocolNotInLibcurl, notReversible, notBoolean, readError
  case outOfMemory, headerAndName, resumeAndName

  /// What comes after `option --name: `.
  var words: String {
    switch self {
    case .trailingGarbage: "had unsupported trailing garbage"
    case .unknown: "is unknown"
    case .ambiguous: "is ambiguous"
    case .missingValue: "requires parameter"
    case .badUse: "is badly used here"
    case .badNumber: "expected a proper numerical parameter"
    case .negativeNumber: "expected a positive numerical parameter"
    case .tooLarge: "too large number"
    case .notInLibcurl: "the installed libcurl version doesn't support this"
    case .protocolNotInLibcurl: "a specified protocol is unsupported by libcurl"
    case .notReversible: "the given option can't be reversed with a --no- prefix"
    case .notBoolean: "used '--no-' for option that isn't a boolean"
    case .readError: "error encountered when reading a file"
    case .outOfMemory: "out of memory"
    case .headerAndName: "showing headers and --remote-header-name cannot be combined"
    case .resumeAndName: "--continue-at and --remote-header-name cannot be combined"
    }
  }

  /// curl's exit status.
  var status: Int32 {
    switch self {
    case .protocolNotInLibcurl: 1
    case .readError: 26
    default: 2
    }
  }
}

/// What ends the reading of an option otherwise than by success.
enum OptionStop: Error {
  /// The option is wrong; within a file that is a warning only.
  case wrong(UsageError)
  /// We refuse: an error wherever it stands.
  case refused(CurlFailure)
  case help(category: String?)
  case version
  case next
}
