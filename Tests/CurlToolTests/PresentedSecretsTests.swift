import Testing

@testable import CurlTool

struct PresentedSecretsTests {
  private let token = "AgEEbHNhdAJCAAAuykPy1aQ="
  private let preimage = String(repeating: "a5", count: 32)

  private var secrets: PresentedSecrets {
    var secrets = PresentedSecrets()
    secrets.note("L402 \(token),\(token)BBBB:\(preimage)")
    return secrets
  }

  @Test func `what a server repeats is masked, wherever it stands`() {
    let line = "X-Echo: L402 \(token):\(preimage); \(preimage)\(token)\r\n"
    let shown = secrets.masked(line)
    #expect(!shown.contains(token))
    #expect(!shown.contains(preimage))
    #expect(shown == "X-Echo: L402 [redacted]:[redacted]; [redacted][redacted]\r\n")
  }

  @Test func `all else stays`() {
    #expect(secrets.masked("X: L402 AgEEbHNhdAJ a5a5a5\r\n") == "X: L402 AgEEbHNhdAJ a5a5a5\r\n")
    #expect(secrets.masked("") == "")
    #expect(PresentedSecrets().masked(token) == token)
  }
}
