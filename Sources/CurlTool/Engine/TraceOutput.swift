internal import CCurl

/// Where `-v`, `--trace` and `--trace-ascii` write to.
final class TraceOutput {
  init?(
    _ trace: CurlOperation.Trace, hasTime: Bool, showsSecrets: Bool, streams: Streams
  ) {
    return nil
  }

  func take(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {}
}
