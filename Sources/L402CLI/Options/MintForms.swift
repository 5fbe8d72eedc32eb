import ArgumentParser
import Macaroons

/// Layouts that `mint` writes.
enum MintFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  case v2
  case v1
  case v2JSON = "v2-json"

  var format: MacaroonFormat {
    switch self {
    case .v2: .v2
    case .v1: .v1
    case .v2JSON: .v2JSON
    }
  }
}

/// Dressings that `mint` writes.
enum MintEncoding: String, ExpressibleByArgument, CaseIterable, Sendable {
  case base64, base64url, hex

  var encoding: MacaroonText.Encoding {
    switch self {
    case .base64: .base64
    case .base64url: .base64url
    case .hex: .hex
    }
  }
}
