import CurlTool
import Foundation
import Testing

@Suite struct ProgressTests {
  static let title = """
      % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                     Dload  Upload   Total   Spent    Left  Speed

    """

  /// Numbers of one transfer, as `-w` tells them.
  static let numbers = "\n%{size_download} %{size_upload} %{time_total}"

  @Test(
    .enabled(if: RealCurl.isThere),
    arguments: [
      [6], [0], [120_000], [40_000, 40_000, 40_000, 40_000], [9_000_000], [11_000_000, 5],
    ], [true, false])
  func `draws the last line as curl does`(sizes: [Int], isSized: Bool) throws {
    let total = sizes.reduce(0, +)
    let length = isSized ? "Content-Length: \(total)\r\n" : ""
    let server = try CannedServer(pause: sizes.count > 1 ? 300_000 : 0) { _ in
      [Array("HTTP/1.1 200 OK\r\n\(length)Connection: close\r\n\r\n".utf8)]
        + sizes.filter { $0 > 0 }.map { [UInt8](repeating: 0x61, count: $0) }
    }
    let run = try RealCurl.run(
      ["-o", "o", "-w", Self.numbers, server.url], in: try Folder())
    let numbers = run.outText.split(separator: " ").map { $0.filter { $0.isNumber } }
    var progress = TransferProgress(downloadTotal: isSized ? Int64(total) : 0)
    progress.downloaded = try #require(Int64(numbers[0]))
    progress.uploaded = try #require(Int64(numbers[1]))
    progress.elapsed = try #require(Int64(numbers[2]))
    var meter = ProgressMeter()
    let ours = meter.finish(progress, now: 9_000_000)
    #expect(ours.hasPrefix(Self.title + "\r"))
    #expect(run.errText.hasPrefix(Self.title + "\r"))
    // The current speed is that of the last seconds, which curl does not tell.
    func last(_ text: String) -> Substring {
      let line =
        text.split(whereSeparator: { "\r\n".unicodeScalars.contains($0.unicodeScalars.first!) })
        .last ?? ""
      #expect(line.count == 78)
      return line.dropLast(5)
    }
    #expect(last(ours) == last(run.errText))
    #expect(run.errText.hasSuffix("\n") && ours.hasSuffix("\n"))
  }

  @Test(.enabled(if: RealCurl.isThere))
  func `says from where it goes on`() throws {
    let server = try CannedServer { _ in
      [Array("HTTP/1.1 206 P\r\nContent-Range: bytes 3-5/6\r\nContent-Length: 3\r\n\r\nabc".utf8)]
    }
    let folder = try Folder()
    try folder.write("123", to: "o")
    let run = try RealCurl.run(["-C", "-", "-o", "o", server.url], in: folder)
    var meter = ProgressMeter(resumedFrom: 3)
    let ours = meter.finish(TransferProgress(), now: 1_000_000)
    let first = "** Resuming transfer from byte position 3\n" + Self.title
    #expect(run.errText.hasPrefix(first))
    #expect(ours.hasPrefix(first))
  }

  @Test func `draws once a second, the title once`() {
    var meter = ProgressMeter()
    var progress = TransferProgress()
    #expect(meter.update(progress, now: 5_900_000)?.hasPrefix(Self.title) == true)
    #expect(meter.update(progress, now: 5_990_000) == nil)
    progress.elapsed = 100_000
    #expect(meter.update(progress, now: 6_000_000)?.hasPrefix("\r") == true)
  }

  @Test func `takes the current speed of the last five seconds`() {
    var meter = ProgressMeter()
    var speeds: [String] = []
    for second in Int64(0)...8 {
      let bytes = second < 4 ? second * 1000 : 3000 + (second - 3) * 7000
      let progress = TransferProgress(downloaded: bytes, elapsed: second * 1_000_000)
      let line = meter.update(progress, now: (second + 1) * 1_000_000) ?? ""
      speeds.append(String(line.suffix(5)))
    }
    #expect(
      speeds.map { Int($0.trimmingPrefix { $0 == " " }) } == [
        0, 1000, 1000, 1000, 2500, 3400, 4600, 5800, 7000,
      ])
  }

  @Test(arguments: [
    (99_999, "99999"), (100_000, "  97k"), (10_239_999, "9999k"), (10_240_000, " 9.7M"),
    (104_857_599, "99.10"), (104_752_741, "99.9M"), (104_857_600, " 100M"),
    (10_485_760_000, " 9.7G"),
    (107_374_182_400, " 100G"), (10_737_418_240_000, "   9T"), (10_995_116_277_760_000, "   9P"),
  ])
  func `writes sizes in five columns`(bytes: Int64, text: String) {
    var meter = ProgressMeter()
    let progress = TransferProgress(downloaded: bytes, elapsed: 1_000_000)
    let line = meter.update(progress, now: 1_000_000) ?? ""
    #expect(line.dropFirst(Self.title.count).dropFirst(5).prefix(5) == text)
  }

  @Test(arguments: [
    (0, "--:--:--"), (61, " 0:01:01"), (359_999, "99:59:59"), (360_000, "  4d 04h"),
    (86_400_000, "   1000d"),
  ])
  func `writes times in eight columns`(seconds: Int64, text: String) {
    var meter = ProgressMeter()
    let progress = TransferProgress(elapsed: seconds * 1_000_000)
    let line = meter.update(progress, now: 1_000_000) ?? ""
    #expect(line.hasSuffix("--:--:-- \(text) --:--:--     0"))
  }

  // MARK: The bar

  /// Whether a bar draws these frames, with bytes arriving or not between them.
  static func canDraw(_ frames: [String], _ start: ProgressBar) -> Bool {
    var bars = [(bar: start, point: Int64(0))]
    var now: Int64 = 1_000_000
    for frame in [nil] + frames.map(Optional.some) {
      var next: [(bar: ProgressBar, point: Int64)] = []
      for (bar, point) in bars {
        for arrived in Int64(0)...1 {
          var copy = bar
          let progress = TransferProgress(downloaded: point + arrived)
          if copy.update(progress, now: now) == frame { next.append((copy, point + arrived)) }
        }
      }
      bars = Array(next.prefix(64))
      now += 200_000
    }
    return !bars.isEmpty
  }

  @Test(.enabled(if: RealCurl.isThere), arguments: ["21", "79", "255"])
  func `flies to and fro as curl does`(columns: String) throws {
    let server = try CannedServer(pause: 110_000) { _ in
      [Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8)]
        + [[UInt8]](repeating: [0x61], count: 14)
    }
    let run = try RealCurl.run(
      ["-#", "-o", "o", server.url], in: try Folder(), columns: columns)
    var frames = run.err.split(separator: 0x0D).map { String(decoding: $0 + [0x0D], as: UTF8.self) }
    #expect(frames.removeLast().utf8.elementsEqual("\n\r".utf8))
    #expect(frames.count > 5)
    let width = ProgressBar.width(columns: columns, terminal: nil)
    #expect(Self.canDraw(frames, ProgressBar(width: width)))
  }

  @Test(.enabled(if: RealCurl.isThere), arguments: ["30", "256", "x"])
  func `draws a bar as curl does`(columns: String) throws {
    let sizes = [100, 33, 500, 17, 350]
    let server = try CannedServer(pause: 120_000) { _ in
      [Array("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".utf8)]
        + sizes.map { [UInt8](repeating: 0x61, count: $0) }
    }
    let run = try RealCurl.run(
      ["-#", "-o", "o", server.url], in: try Folder(), columns: columns)
    var bar = ProgressBar(width: ProgressBar.width(columns: columns, terminal: nil))
    var text = bar.update(TransferProgress(), now: 1_000_000) ?? ""
    var downloaded: Int64 = 0
    for (index, size) in sizes.enumerated() {
      downloaded += Int64(size)
      let progress = TransferProgress(downloadTotal: 1000, downloaded: downloaded)
      text += bar.update(progress, now: Int64(index + 2) * 1_000_000) ?? ""
    }
    text += bar.finish() ?? ""
    #expect(text == run.errText.replacing(try! Regex("^\r +0.0%"), with: ""))
  }

  @Test func `rounds percents as printf does`() {
    for total in [Int64(1000), 10_000, 8000, 777] {
      for point in 1...total {
        var bar = ProgressBar(width: 30)
        let progress = TransferProgress(downloadTotal: total, downloaded: point)
        let text = bar.update(progress, now: 0) ?? ""
        let percent = String(format: " %5.1f%%", Double(point) / Double(total) * 100)
        if !text.hasSuffix(percent) { Issue.record("\(point) of \(total): \(text)") }
      }
    }
  }

  @Test func `counts what was there before`() {
    var bar = ProgressBar(width: 30, resumedFrom: 500)
    let progress = TransferProgress(downloadTotal: 500, downloaded: 250)
    #expect(
      bar.update(progress, now: 0) == "\r" + String(repeating: "#", count: 17) + "        75.0%")
  }

  @Test func `draws at most ten times a second, and the end at once`() {
    var bar = ProgressBar(width: 30)
    var progress = TransferProgress(downloadTotal: 100, downloaded: 10)
    #expect(bar.update(progress, now: 0) != nil)
    progress.downloaded = 20
    #expect(bar.update(progress, now: 99_000) == nil)
    progress.downloaded = 100
    #expect(bar.update(progress, now: 99_000) != nil)
    #expect(bar.update(progress, now: 900_000) == nil)
  }

  @Test(
    arguments: [
      (nil, nil, 79), (nil, 132, 132), (nil, 20, 79), ("50", 132, 50), ("9999999", 132, 132),
      (nil, 400, 256), ("5x", nil, 79),
    ] as [(String?, Int?, Int)])
  func `is as wide as curl's`(columns: String?, terminal: Int?, width: Int) {
    #expect(ProgressBar.width(columns: columns, terminal: terminal) == width)
  }
}
