import Foundation
public import JSON

/// The L402 SDK of PyPI, which pays through a node; `make peers` installs it into `sdk-venv`.
public enum SDKClient {
  private static let environment = ProcessInfo.processInfo.environment
  private static let python = (environment["L402_TEST_PEERS"] ?? "") + "/sdk-venv/bin/python"

  /// False where tests with it are to be skipped; where it is required they run, and fail.
  public static let isWanted =
    environment["L402_REQUIRE_PEERS"] == "1"
    || FileManager.default.isExecutableFile(atPath: python)

  /// Pays an invoice, and says what `sdk_client.py` printed.
  ///
  /// - Parameter kind: `lnd-rest` or `cln-rest`.
  public static func pay(
    _ invoice: String, through kind: String, at url: String, secret: String, maximumFee: Int
  ) throws -> JSONValue {
    let client = try PythonServer(
      "sdk_client.py", [kind, url, secret, invoice, "\(maximumFee)"], python: python)
    defer { client.stop() }
    return client.start
  }
}
