/// curl's table of numbers, drawn over itself once a second.
public struct ProgressMeter: Sendable {
  private let resumedFrom: Int64
  private var hasShownTitle = false
  /// The second in which a line was drawn last.
  private var lastSecond: Int64 = 0
  /// The bytes of the last seconds, six at most, each with its time in microseconds.
  private var samples: [(bytes: Int64, time: Int64)] = []
  private var currentSpeed: Int64 = 0

  /// How many samples the current speed is made of.
  private static let sampleLimit = 6

  /// A table without lines; `resumedFrom` is what `-C` went on from.
  public init(resumedFrom: Int64 = 0) { self.resumedFrom = resumedFrom }

  /// What to draw; nil for nothing.
  ///
  /// `now` is in microseconds, of a clock that never goes back.
  public mutating func update(_ progress: TransferProgress, now: Int64) -> String? {
    let second = now / 1_000_000
    guard second != lastSecond else { return nil }
    lastSecond = second
    sample(progress, now)
    var text = ""
    if !hasShownTitle {
      hasShownTitle = true
      if resumedFrom != 0 { text += "** Resuming transfer from byte position \(resumedFrom)\n" }
      text += Self.title
    }
    return text + line(progress)
  }

  /// The last line.
  public mutating func finish(_ progress: TransferProgress, now: Int64) -> String {
    lastSecond = 0
    let line = update(progress, now: now) ?? ""
    samples = []
    return line + "\n"
  }

  /// Begins the speeds anew, without another title: a redirect, or the same request once more.
  public mutating func restart() { samples = [] }

  private static let title = """
      % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                     Dload  Upload   Total   Spent    Left  Speed

    """

  private mutating func sample(_ progress: TransferProgress, _ now: Int64) {
    samples.append((progress.downloaded + progress.uploaded, now))
    if samples.count > Self.sampleLimit { samples.removeFirst() }
    guard samples.count > 1, let first = samples.first, let last = samples.last else {
      currentSpeed = Self.downloadSpeed(progress) + Self.uploadSpeed(progress)
      return
    }
    let span = max(1, last.time / 1000 - first.time / 1000)
    let amount = last.bytes - first.bytes
    // As libcurl: beyond 32 bits in floating point.
    currentSpeed =
      amount > 4_294_967
      ? Int64(Double(amount) / (Double(span) / 1000)) : amount * 1000 / span
  }

  private static func downloadSpeed(_ progress: TransferProgress) -> Int64 {
    speed(progress.downloaded, progress.elapsed)
  }

  private static func uploadSpeed(_ progress: TransferProgress) -> Int64 {
    speed(progress.uploaded, progress.elapsed)
  }

  /// Bytes a second on average.
  private static func speed(_ bytes: Int64, _ elapsed: Int64) -> Int64 {
    if elapsed < 1 { return bytes.multipliedReportingOverflow(by: 1_000_000).partialValue }
    if bytes < Int64.max / 1_000_000 { return bytes * 1_000_000 / elapsed }
    return elapsed >= 1_000_000 ? bytes / (elapsed / 1_000_000) : .max
  }

  private func line(_ progress: TransferProgress) -> String {
    let (downloadSpeed, uploadSpeed) = (Self.downloadSpeed(progress), Self.uploadSpeed(progress))
    var (downloadPercent, uploadPercent): (Int64, Int64) = (0, 0)
    var estimate: Int64 = 0
    if progress.uploadTotal > 0, uploadSpeed > 0 {
      estimate = progress.uploadTotal / uploadSpeed
      uploadPercent = Self.percent(progress.uploaded, of: progress.uploadTotal)
    }
    if progress.downloadTotal > 0, downloadSpeed > 0 {
      estimate = max(estimate, progress.downloadTotal / downloadSpeed)
      downloadPercent = Self.percent(progress.downloaded, of: progress.downloadTotal)
    }
    let expected =
      (progress.uploadTotal > 0 ? progress.uploadTotal : progress.uploaded)
      + (progress.downloadTotal > 0 ? progress.downloadTotal : progress.downloaded)
    let spent = progress.elapsed / 1_000_000
    let percents = [
      Self.percent(progress.downloaded + progress.uploaded, of: expected), downloadPercent,
      uploadPercent,
    ].map { ProgressText.padded($0, 3) }
    let sizes = [expected, progress.downloaded, progress.uploaded].map(ProgressText.size)
    let speeds = [downloadSpeed, uploadSpeed, currentSpeed].map(ProgressText.size)
    let times = [estimate, spent, estimate > 0 ? estimate - spent : 0].map(ProgressText.time)
    return "\r" + zip(percents, sizes).map { "\($0) \($1)  " }.joined()
      + "\(speeds[0])  \(speeds[1]) \(times.joined(separator: " ")) \(speeds[2])"
  }

  /// In whole hundredths of large numbers, as curl reckons.
  private static func percent(_ part: Int64, of whole: Int64) -> Int64 {
    if whole > 10_000 { return part / (whole / 100) }
    return whole > 0 ? part * 100 / whole : 0
  }
}
