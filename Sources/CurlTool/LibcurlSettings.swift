public import CCurl

/// Options that libcurl acts on by itself, by their numbers in curl.h.
public struct LibcurlSettings: Sendable, Equatable {
  /// A value of one of libcurl's types.
  public enum Value: Sendable, Hashable {
    /// `CURLOPTTYPE_LONG`.
    case number(Int)
    /// `CURLOPTTYPE_OFF_T`.
    case offset(Int64)
    /// `CURLOPTTYPE_STRINGPOINT`.
    case text(String)
  }

  /// In the order of the numbers, which is of no consequence to libcurl.
  public private(set) var values: [UInt32: Value] = [:]

  /// None.
  public init() {}

  /// The value of an option; nil for libcurl's own.
  public subscript(option: CURLoption) -> Value? {
    get { values[option.rawValue] }
    set { values[option.rawValue] = newValue }
  }
}
