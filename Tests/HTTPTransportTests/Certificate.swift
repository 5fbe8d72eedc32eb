import Bytes
import Digests
import Foundation

/// A self-signed certificate that openssl makes, as LND makes its own; ends with the value.
final class Certificate: Sendable {
  enum Failure: Error {
    case openssl([String], status: Int32)
  }

  let folder: URL
  /// What a client trusts.
  let pem: [UInt8]
  /// SHA-256 of the public key's DER.
  let pin: Bytes32

  var file: String { folder.appending(path: "tls.cert").path }
  var key: String { folder.appending(path: "tls.key").path }
  /// For `http_peer.py`.
  var arguments: [String] { ["--certificate", file, "--key", key] }

  init(names: String = "DNS:localhost,IP:127.0.0.1") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "l402-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (file, key) = (
      folder.appending(path: "tls.cert").path, folder.appending(path: "tls.key").path
    )
    let der = folder.appending(path: "key.der")
    do {
      try Self.openssl([
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "2", "-subj", "/O=test/CN=node", "-addext", "subjectAltName=\(names)",
        "-keyout", key, "-out", file,
      ])
      try Self.openssl(["pkey", "-in", key, "-pubout", "-outform", "DER", "-out", der.path])
      pem = try Array(Data(contentsOf: URL(filePath: file)))
      pin = SHA256.digest(Array(try Data(contentsOf: der)))
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static func openssl(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure.openssl(arguments, status: process.terminationStatus)
    }
  }
}
