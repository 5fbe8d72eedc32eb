/// What `l402 --version` says.
enum Version {
  /// The release, by semantic versioning.
  static let number = "0.1.0"

  /// The line of `--version`.
  static let text = "l402 \(number)"
}
