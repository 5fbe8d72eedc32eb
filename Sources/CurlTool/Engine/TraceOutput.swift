internal import CCurl
internal import Glibc

/// Where `-v`, `--trace` and `--trace-ascii` write to.
final class TraceOutput {
  private var text: TraceText
  private let descriptor: Int32
  private let isOwn: Bool
  private let hasTime: Bool
  private let streams: Streams
  private let showsSecrets: Bool
  /// What is masked wherever it comes back.
  var presented = PresentedSecrets()

  /// Nil where nothing is to be told.
  init?(
    _ trace: CurlOperation.Trace, hasTime: Bool, showsSecrets: Bool, streams: Streams,
    say: (CurlMessage) -> Void
  ) {
    let form: TraceText.Form
    var path: String?
    switch trace {
    case .none: return nil
    case .verbose: form = .verbose
    case .hex(let file): (form, path) = (.hex, file)
    case .ascii(let file): (form, path) = (.ascii, file)
    }
    self.streams = streams
    self.hasTime = hasTime
    self.showsSecrets = showsSecrets
    text = TraceText(form, hasTime: hasTime, showsSecrets: showsSecrets)
    switch path {
    case nil, "%": (descriptor, isOwn) = (streams.error, false)
    case "-": (descriptor, isOwn) = (streams.output, false)
    case let path?:
      let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      if opened < 0 { say(.warning("Failed to create/open output")) }
      (descriptor, isOwn) = (opened, opened >= 0)
    }
  }

  deinit { if isOwn { close(descriptor) } }

  /// Whether the body is shown on the terminal that the trace goes to as well.
  func hidesDataCounts(_ isHidden: Bool) { text.hidesDataCounts = isHidden }

  func take(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    guard descriptor >= 0, let kind = TraceText.Kind(rawValue: kind.rawValue) else { return }
    var time: Int64 = 0
    if hasTime {
      var now = timeval()
      gettimeofday(&now, nil)
      time = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_usec)
    }
    let shown = showsSecrets ? [UInt8](bytes) : presented.masked([UInt8](bytes))
    streams.write(text.render(kind, shown, time: time), to: descriptor)
  }

  /// Forgets a header that ended halfway.
  func beginConnection() { text.beginConnection() }
}
