import Foundation
import Testing

/// Nothing secret is printed that was not asked for.
struct SecrecyTests {
  let program: Program
  private let preimage = "5a3c" + String(repeating: "91", count: 30)

  init() throws { program = try Program() }

  /// The key in the forms in which it could slip out.
  private var secrets: [String] {
    let bytes = Data((0..<32).map { UInt8($0) })
    return [Program.key, bytes.base64EncodedString(), preimage]
  }

  static let commands = [
    "mint -v --preimage env:P --root-key env:K -o $HOME/out",
    "mint -v --preimage env:P --root-key env:K --as token",
    "mint -v --preimage env:P --master-key env:K --as token",
    "mint -v --payment-hash abcd --root-key env:K", "mint -v --preimage $P --root-key env:K",
    "mint -v --paid --root-key $K", "mint -v --paid --master-key text:$K$K",
    "mint -v --paid --root-key hex:$K --as token", "inspect -v env:AUTH",
    "inspect -v env:AUTH --json",
    "inspect -v env:AUTH --full", "verify -v env:AUTH --root-key env:K",
    "verify -v env:AUTH --root-key env:K --json", "verify -v env:AUTH --root-key env:OTHER --json",
    "verify -v env:AUTH --root-key env:K --as junit", "verify -v env:AUTH --master-key env:K",
    "verify -v env:AUTH --master-key text:$K$K", "verify -v env:AUTH --root-key $K",
    "verify -v env:AUTH --root-key env:K --key-format base64 --json",
    "verify -v --batch --root-key env:K --json @$HOME/auth", "inspect -v --batch @$HOME/auth",
    "keys list -v", "keys list -v --json", "keys revoke -v env:AUTH", "config show -v",
    "config show -v --json", "add-caveat -v env:AUTH preimage=zz", "keys export -v env:AUTH",
  ]

  @Test(arguments: commands)
  func `neither key nor preimage is printed`(command: String) throws {
    _ = try program.shell(
      "l402 mint --preimage env:P -o \"$HOME/mine\"", variables: ["P": preimage])
    let credential = try program.run(
      "mint", "--preimage", "env:P", "--root-key", "env:K", variables: ["P": preimage]
    ).line
    _ = try program.folder.write((credential + "\nL402 x:\(preimage)\n").utf8, to: "auth")
    let outcome = try program.shell(
      "l402 \(command)",
      variables: [
        "P": preimage, "AUTH": credential, "OTHER": String(repeating: "ab", count: 32),
        "L402_ROOT_KEY": command.hasPrefix("config") ? Program.key : "",
      ])
    #expect(outcome.status < 128)
    for secret in secrets {
      #expect(!outcome.out.lowercased().contains(secret.lowercased()), "\(outcome)")
      #expect(!outcome.error.lowercased().contains(secret.lowercased()), "\(outcome)")
    }
  }

  @Test func `no core is dumped while keys are in memory`() throws {
    let outcome = try program.shell(
      """
      ulimit -c unlimited 2> /dev/null
      { sleep 1; } | l402 inspect & sleep 0.3
      grep 'core file' "/proc/$(pgrep -P $$ -n l402)/limits" | tr -s ' '; wait
      """)
    #expect(outcome.out.hasPrefix("Max core file size 0 0 "), "\(outcome)")
  }
}
