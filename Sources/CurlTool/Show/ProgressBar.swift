internal import Glibc

/// `-#`: a bar of `#`, or something that flies to and fro where the end is not known.
public struct ProgressBar: Sendable {
  private let width: Int
  private let initialSize: Int64
  private var updates = 0
  private var previousPoint: Int64 = 0
  private var previousTime: Int64 = 0
  private var tick = 150
  private var position = 0
  private var step = 1

  /// A bar that was not drawn yet.
  ///
  /// `resumedFrom` is what `-C` went on from, negative where the other end is to say.
  public init(width: Int, resumedFrom: Int64 = 0) {
    self.width = width
    initialSize = resumedFrom
  }

  /// The width for a value of COLUMNS and a terminal's columns, each nil where there is none.
  public static func width(columns: String?, terminal: Int?) -> Int {
    let digits = columns.flatMap { Int($0) }.flatMap { $0 > 20 && $0 < 10_000 ? $0 : nil }
    let width = digits ?? terminal.flatMap { $0 > 20 ? $0 : nil } ?? 79
    return min(width, 256)
  }

  /// The columns of the terminal that a descriptor is; curl asks standard input.
  public static func terminalColumns(of descriptor: Int32) -> Int? {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : nil
  }

  /// What to draw; nil for nothing.
  ///
  /// `now` is in microseconds, of a clock that never goes back.
  public mutating func update(_ progress: TransferProgress, now: Int64) -> String? {
    var total = progress.downloadTotal + progress.uploadTotal
    var point = progress.downloaded + progress.uploaded
    if initialSize >= 0 {
      total = total.addingClamped(initialSize)
      point = point.addingClamped(initialSize)
    } else if total == 0 {
      (total, point) = (.max, .max)
    }
    var text = ""
    if updates > 0 {
      // Ten times a second, and at the end.
      let isEarly = now / 1000 - previousTime / 1000 < 100
      if total > 0, point == previousPoint || (isEarly && point < total) { return nil }
      if total == 0 {
        if isEarly { return nil }
        text = fly(hasMoved: point != previousPoint)
      }
    }
    updates += 1
    if total > 0, point != previousPoint { text = bar(point, of: max(total, point)) }
    previousPoint = point
    previousTime = now
    return text.isEmpty ? nil : text
  }

  /// The line's end; nil where nothing was ever drawn.
  public func finish() -> String? { updates > 0 ? "\n" : nil }

  private func bar(_ point: Int64, of total: Int64) -> String {
    let fraction = Double(point) / Double(total)
    let columns = width - 7
    let count = min(Int(Double(columns) * fraction), 256)
    let tenths = Self.tenths(of: fraction * 100)
    return "\r" + String(repeating: "#", count: count)
      + String(repeating: " ", count: max(0, columns - count))
      + " " + String(repeating: " ", count: max(0, 5 - tenths.utf8.count)) + tenths + "%"
  }

  /// As printf writes `%.1f`: the exact number decides.
  private static func tenths(of percent: Double) -> String {
    let product = percent * 10
    let lost = (-product).addingProduct(percent, 10)
    var tenths = product.rounded(.down)
    let rest = product - tenths
    let isOdd = Int(tenths) % 2 == 1
    if rest > 0.5 || (rest == 0.5 && (lost > 0 || (lost == 0 && isOdd))) { tenths += 1 }
    return "\(Int(tenths) / 10).\(Int(tenths) % 10)"
  }

  /// A wave between 0 and 999999, made with the number that curl took for pi.
  private static let wave = (1...200).map {
    Int(500_000 + 500_000 * sin(Double($0) * 2 * 3.1415 / 200))
  }

  /// Ends in a carriage return at any width; 7.88 has no room for it at 256.
  private mutating func fly(hasMoved: Bool) -> String {
    var line = [UInt8](repeating: 0x20, count: width - 1) + [0x0D]
    line.replaceSubrange(position..<(position + 5), with: "-=O=-".utf8)
    for offset in [0, 5, 10, 15] {
      line[Self.wave[(tick + offset) % 200] / (1_000_000 / (width - 2))] = UInt8(ascii: "#")
    }
    tick = (tick + 2) % 200
    if hasMoved { position += step }
    if position >= width - 6 {
      step = -1
      position = width - 6
    } else if position < 0 {
      step = 1
      position = 0
    }
    return String(decoding: line, as: UTF8.self)
  }
}

extension Int64 {
  fileprivate func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
