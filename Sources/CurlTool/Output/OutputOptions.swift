/// How the file is made that a body goes to.
public struct OutputOptions: Sendable {
  /// What becomes of a file that is there already.
  public enum Clobber: Sendable, Hashable {
    /// It is replaced, but not by a name that came from the other end.
    case standard
    /// `--clobber`: it is replaced.
    case always
    /// `--no-clobber`: it stays, and a number makes the name new.
    case never
  }

  /// `--output-dir`; nil and empty for none.
  public var folder: String?
  /// `--create-dirs`.
  public var createsFolders = false
  /// What becomes of a file that is there already.
  public var clobber = Clobber.standard
  /// `--remove-on-error`.
  public var removesOnError = false
  /// `-J` together with `-O`: a Content-Disposition may name the file.
  public var usesNameFromHeader = false
  /// `-C`.
  public var resume = CurlOperation.Resume.no
  /// Whether a terminal may get binary bytes: `-o -` was given.
  public var allowsBinaryOnTerminal = false

  /// curl's defaults.
  public init() {}

  /// What an operation asks for; for `-o -` and `-J` look at the target.
  public init(_ operation: CurlOperation) {
    folder = operation.outputFolder
    createsFolders = operation.createsFolders
    clobber =
      operation.keepsExistingFiles
      ? .never : operation.overwritesNamedFiles ? .always : .standard
    removesOnError = operation.removesOnError
    resume = operation.resume
  }
}
