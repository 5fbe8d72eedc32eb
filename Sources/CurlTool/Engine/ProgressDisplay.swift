/// Shows how far a transfer is, on the stream for messages.
final class ProgressDisplay {
  init?(
    _ progress: CurlOperation.Progress, streams: Streams, resumedAt: Int64, columns: String?
  ) {
    return nil
  }

  func update(_ downloadTotal: Int64, _ downloaded: Int64, _ uploadTotal: Int64, _ uploaded: Int64)
  {}

  func finish() {}
}
