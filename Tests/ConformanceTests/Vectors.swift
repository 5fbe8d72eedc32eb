import Foundation
import JSON
import Testing

/// The shared corpora, in the folder that `L402_VECTORS` names; `make conformance` sets it.
enum Vectors {
  static let folder = ProcessInfo.processInfo.environment["L402_VECTORS"]

  static var areHere: Bool { folder != nil }

  /// A file's text, whole.
  static func text(_ name: String) throws -> [UInt8] {
    let folder = try #require(folder)
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
  }

  /// The JSON value of each line.
  static func lines(_ name: String) throws -> [JSONValue] {
    try text(name).split(separator: 0x0a).map { try JSONReader.read($0) }
  }
}
