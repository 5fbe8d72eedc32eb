import Foundation
import Testing

/// A proxy with the example configuration, `l402 serve` at its side and a site behind it.
final class Gate {
  let program: Program
  let url: String
  private let paywall: PaywallProcess
  private var children: [pid_t] = []
  private let errors: Int32

  /// A proxy that has an example that is tested.
  enum Proxy: String, CaseIterable, Sendable {
    case nginx, caddy

    var path: String { self == .nginx ? "/usr/sbin/nginx" : "/usr/bin/caddy" }
    var example: String { self == .nginx ? "nginx/nginx.conf" : "caddy/Caddyfile" }
  }

  /// Whether the proxies are installed, or must be.
  static var isThere: Bool {
    ProcessInfo.processInfo.environment["L402_REQUIRE_PEERS"] == "1"
      || Proxy.allCases.allSatisfy { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  init(_ proxy: Proxy, _ options: [String] = ["--amount", "21sat"]) throws {
    program = try Program()
    errors = try Child.temporaryFile()
    paywall = try PaywallProcess(
      program, ["--forward-auth", "--proxy", proxy.rawValue] + options)
    let (front, back) = (try Self.freePort(), try Self.freePort())
    url = "http://127.0.0.1:\(front)"
    var text = try String(
      contentsOf: Self.root.appending(path: "examples/\(proxy.example)"), encoding: .utf8)
    // Only lines that are in force: a port that were missing there must not be found.
    for (shown, port) in [("8080", front), ("8081", back), ("8402", paywall.port)] {
      #expect(text.contains(":\(shown)"))
      text.replace(":\(shown)", with: ":\(port)")
    }
    if proxy == .nginx {
      let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
        "\($0)_temp_path \(program.folder.file($0));"
      }
      text.replace(
        "http {\n", with: "http {\n  access_log off;\n  \(folders.joined(separator: "\n  "))\n")
    }
    let file = try program.folder.write(text.utf8, to: "proxy.conf")
    try start(
      "/usr/bin/python3",
      [Self.root.appending(path: "Tests/Peers/py/echo_peer.py").path, "\(back)"])
    switch proxy {
    case .nginx:
      try start(
        proxy.path,
        [
          "-c", file, "-g",
          "daemon off; master_process off; error_log stderr; pid \(program.folder.file("pid"));",
        ])
    case .caddy: try start(proxy.path, ["run", "--config", file, "--adapter", "caddyfile"])
    }
    for port in [front, back] { try wait(for: port) }
  }

  deinit {
    for child in children {
      kill(child, SIGTERM)
      _ = try? Child.wait(for: child)
    }
    close(errors)
  }

  private func start(_ path: String, _ arguments: [String]) throws {
    let input = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(input) }
    children.append(
      try Child.start(
        path, arguments, descriptors: [input, input, errors], variables: program.variables()))
  }

  /// What the paywall logged.
  var log: String { paywall.log }

  private func wait(for port: Int) throws {
    for _ in 0..<1000 {
      if let descriptor = try? Self.connect(port) {
        close(descriptor)
        return
      }
      usleep(20_000)
    }
    Issue.record("nobody listens on \(port): \(Child.content(errors))")
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
  }

  private static func connect(_ port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = address(port)
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      close(descriptor)
      throw POSIXError(.ECONNREFUSED)
    }
    return descriptor
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, size) == 0 ? getsockname(descriptor, pointer, &size) : -1
      }
    }
    guard code == 0 else { throw POSIXError(.EADDRINUSE) }
    return Int(in_port_t(bigEndian: address.sin_port))
  }
}
