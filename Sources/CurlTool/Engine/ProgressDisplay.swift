internal import Glibc

/// Shows how far a transfer is, on the stream for messages.
final class ProgressDisplay {
  private enum Form {
    case meter(ProgressMeter)
    case bar(ProgressBar)
  }

  private var form: Form
  private let streams: Streams
  private let start = ContinuousClock.now
  private var last = TransferProgress()
  /// Whether a line was drawn that has not ended.
  private var isWithinLine = false

  /// Nil where nothing is to be shown.
  init?(
    _ progress: CurlOperation.Progress, streams: Streams, resumedFrom: Int64, columns: String?
  ) {
    switch progress {
    case .none: return nil
    case .meter: form = .meter(ProgressMeter(resumedFrom: resumedFrom))
    case .bar:
      let terminal = ProgressBar.terminalColumns(of: streams.input)
      let width = ProgressBar.width(columns: columns, terminal: terminal)
      form = .bar(ProgressBar(width: width, resumedFrom: resumedFrom))
    }
    self.streams = streams
  }

  private static func microseconds(_ duration: Duration) -> Int64 {
    Int64(duration / .microseconds(1))
  }

  /// Microseconds of the system's clock that only goes forward.
  private var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }

  func update(
    _ downloadTotal: Int64, _ downloaded: Int64, _ uploadTotal: Int64, _ uploaded: Int64
  ) {
    last = TransferProgress(
      downloadTotal: downloadTotal, downloaded: downloaded, uploadTotal: uploadTotal,
      uploaded: uploaded, elapsed: Self.microseconds(ContinuousClock.now - start))
    switch form {
    case .meter(var meter):
      show(meter.update(last, now: now))
      form = .meter(meter)
    case .bar(var bar):
      show(bar.update(last, now: now))
      form = .bar(bar)
    }
  }

  /// Ends the line, for something else to be said, before another request of the same transfer.
  func breakLine() {
    if isWithinLine { show("\n") }
    guard case .meter(var meter) = form else { return }
    meter.restart()
    form = .meter(meter)
  }

  func finish() {
    last.elapsed = Self.microseconds(ContinuousClock.now - start)
    switch form {
    case .meter(var meter): show(meter.finish(last, now: now))
    case .bar(let bar): show(bar.finish())
    }
  }

  private func show(_ text: String?) {
    guard let text, !text.isEmpty else { return }
    isWithinLine = text.utf8.last != 0x0a
    streams.write(Array(text.utf8), to: streams.error)
  }
}
