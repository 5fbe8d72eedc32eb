public import ArgumentParser
import Bytes
public import L402Protocol

/// A span of time: `90s`, `10m`, `1h30m`, `7d`, `4w`; negative for moments past.
struct DurationArgument: ExpressibleByArgument, Hashable, Sendable {
  let seconds: Int64

  init?(argument: String) {
    let isNegative = argument.hasPrefix("-")
    let text = isNegative ? argument.dropFirst() : argument[...]
    var total: Int64 = 0
    var number: Int64?
    for character in text.utf8 {
      if (0x30...0x39).contains(character) {
        let (tens, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
        guard !overflow, tens < Int64.max / 2 else { return nil }
        number = tens + Int64(character - 0x30)
        continue
      }
      guard let count = number, let unit = Self.units[character] else { return nil }
      let (span, overflow) = count.multipliedReportingOverflow(by: unit)
      guard !overflow, span <= Self.longest - total else { return nil }
      total += span
      number = nil
    }
    guard number == nil, !text.isEmpty else { return nil }
    seconds = isNegative ? -total : total
  }

  /// Refuses a `--valid-for` that is in the past, or that nothing asks for.
  func requireFuture(with check: Bool) throws {
    guard seconds >= 0 else {
      throw ValidationError("--valid-for is a span to come: 10m, not -10m")
    }
    guard check else { throw ValidationError("--valid-for goes with --check") }
  }

  private static let units: [UInt8: Int64] = [
    UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3600,
    UInt8(ascii: "d"): 86_400, UInt8(ascii: "w"): 604_800,
  ]
  /// A thousand years.
  private static let longest: Int64 = 31_556_952_000
}

/// A moment: RFC 3339 or Unix seconds, up to the year 9999.
struct TimeArgument: ExpressibleByArgument, Hashable, Sendable {
  let moment: Timestamp

  init?(argument: String) {
    if let moment = Timestamp(rfc3339: Array(argument.utf8)[...]) {
      self.moment = moment
    } else if let seconds = Int64(argument),
      (-Timestamp.latest.unixSeconds...Timestamp.latest.unixSeconds).contains(seconds)
    {
      moment = Timestamp(unixSeconds: seconds)
    } else {
      return nil
    }
  }
}

/// Thirty-two bytes as 64 hexadecimal digits.
struct Hex32Argument: ExpressibleByArgument, Hashable, Sendable {
  let bytes: Bytes32

  init?(argument: String) {
    guard let bytes = try? Bytes32(hex: argument) else { return nil }
    self.bytes = bytes
  }
}

/// An origin, `scheme://host[:port]`.
struct OriginArgument: ExpressibleByArgument, Hashable, Sendable {
  let origin: Origin

  init?(argument: String) {
    // A URL is as good: its path says nothing here.
    guard let scheme = argument.firstRange(of: "://") else { return nil }
    let end = argument[scheme.upperBound...].firstIndex { "/?#".contains($0) }
    guard let origin = Origin(parsing: String(argument[..<(end ?? argument.endIndex)])) else {
      return nil
    }
    self.origin = origin
  }
}

/// A request's path.
struct PathArgument: ExpressibleByArgument, Hashable, Sendable {
  let path: RequestPath

  init?(argument: String) {
    guard let path = RequestPath(argument) else { return nil }
    self.path = path
  }
}

/// An IP address.
struct AddressArgument: ExpressibleByArgument, Hashable, Sendable {
  let address: IPAddress

  init?(argument: String) {
    guard let address = IPAddress(argument) else { return nil }
    self.address = address
  }
}

extension ChallengeProfile: ExpressibleByArgument {}
extension KeyFormat: ExpressibleByArgument {}
extension CaveatFamily: ExpressibleByArgument {}
