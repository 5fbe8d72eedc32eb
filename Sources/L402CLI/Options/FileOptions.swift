import ArgumentParser

/// A file for a result that holds secrets.
struct FileOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Write to a file of mode 0600, whole or not at all.", valueName: "file"),
    completion: .file())
  var path: String?
}
