/// How far a transfer is.
public struct TransferProgress: Sendable, Hashable {
  /// How many bytes are to come; 0 where that is not known.
  public var downloadTotal: Int64
  /// How many bytes came.
  public var downloaded: Int64
  /// How many bytes are to be sent; 0 where that is not known.
  public var uploadTotal: Int64
  /// How many bytes were sent.
  public var uploaded: Int64
  /// Microseconds since the beginning.
  public var elapsed: Int64

  /// A transfer's progress; by default, that of one which begins.
  public init(
    downloadTotal: Int64 = 0, downloaded: Int64 = 0, uploadTotal: Int64 = 0, uploaded: Int64 = 0,
    elapsed: Int64 = 0
  ) {
    self.downloadTotal = downloadTotal
    self.downloaded = downloaded
    self.uploadTotal = uploadTotal
    self.uploaded = uploaded
    self.elapsed = elapsed
  }
}
