public import ArgumentParser
import Bytes
public import L402Protocol
public import Paywall

/// A span of time: `90s`, `10m`, `1h30m`, `7d`, `4w`; negative for moments past.
struct DurationArgument: ExpressibleByArgument, Hashable, Sendable {
  let seconds: Int64

  init?(argument: String) {
    guard let span = TimeSpan(parsing: argument) else { return nil }
    seconds = span.seconds
  }

  /// Refuses a `--valid-for` that is in the past, or that nothing asks for.
  func requireFuture(with check: Bool) throws {
    guard seconds >= 0 else {
      throw ValidationError("--valid-for is a span to come: 10m, not -10m")
    }
    guard check else { throw ValidationError("--valid-for goes with --check") }
  }
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
extension ProxyDialect: ExpressibleByArgument {}

extension AddressRange: ExpressibleByArgument {
  /// Reads an address or a range in CIDR notation.
  public init?(argument: String) { self.init(argument) }
}
