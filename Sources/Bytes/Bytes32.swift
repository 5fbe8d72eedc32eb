/// Thirty-two bytes held without an allocation: a digest, a key, a signature, a preimage.
///
/// `==` is for look-ups and tests; compare secrets with `constantTimeEquals` of module `Digests`.
public struct Bytes32: Hashable, Sendable {
  /// The bytes in order, first byte in lane 0.
  public var storage: SIMD32<UInt8>

  /// Thirty-two zero bytes.
  public static let zero = Bytes32(storage: .zero)

  /// Takes the bytes as a vector, first byte in lane 0.
  public init(storage: SIMD32<UInt8>) { self.storage = storage }

  /// Copies exactly 32 bytes; nil for any other count.
  @inlinable
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.init(Array(bytes)[...], at: 0)
  }

  /// Copies 32 bytes of `bytes` from `start` on; nil when fewer are left.
  @inlinable
  public init?(_ bytes: ArraySlice<UInt8>, at start: Int) {
    guard start >= bytes.startIndex, start <= bytes.endIndex - 32 else { return nil }
    let offset = start - bytes.startIndex
    storage = unsafe bytes.withUnsafeBytes { buffer in
      unsafe buffer.loadUnaligned(fromByteOffset: offset, as: SIMD32<UInt8>.self)
    }
  }

  /// Reads 64 hexadecimal digits of either case.
  public init(hex text: some StringProtocol) throws(BytesError) {
    let bytes = try Hex.decode(Array(text.utf8)[...])
    guard let value = Bytes32(bytes) else { throw BytesError(.length(expected: 32), at: 0) }
    self = value
  }

  /// The bytes as an array.
  public var array: [UInt8] {
    unsafe withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// Reads 64 hexadecimal digits of either case; nil for anything else.
  public init?(hexDigits text: ArraySlice<UInt8>) {
    guard text.count == 64, let bytes = try? Hex.decode(text) else { return nil }
    self.init(bytes[...], at: 0)
  }

  /// Sixty-four lower-case hexadecimal digits.
  public var hex: String {
    unsafe withHexDigits { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Calls `body` with the 64 lower-case hexadecimal digits in memory.
  public func withHexDigits<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let words = unsafe unsafeBitCast(storage, to: SIMD8<UInt32>.self)
    var digits = SIMD8<UInt64>()
    for lane in 0..<8 {
      digits[lane] = Hex.digits(littleEndian: UInt32(littleEndian: words[lane])).littleEndian
    }
    return try unsafe Swift.withUnsafeBytes(of: digits) { unsafe try body($0) }
  }

  /// Calls `body` with the 32 bytes in memory.
  @inlinable
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try unsafe Swift.withUnsafeBytes(of: storage) { unsafe try body($0) }
  }
}

extension Bytes32: CustomStringConvertible {
  /// Says only what it is: the value may be a secret.
  public var description: String { "(32 bytes)" }
}
