internal import Bytes
internal import Glibc
internal import Synchronization

/// Tells whether a store may have changed, without asking SQLite.
///
/// It compares the header of the log's index (the file with `-shm`), which changes with each
/// transaction: two equal copies of 48 bytes, of which a writer writes the second one first.
public final class StoreWatch: Sendable {
  /// The header at a moment; while it is the same, nothing was committed.
  public struct Moment: Hashable, Sendable {
    private let first: SIMD4<UInt64>
    private let rest: SIMD2<UInt64>

    fileprivate init(_ words: (Int) -> UInt64) {
      first = SIMD4(words(0), words(1), words(2), words(3))
      rest = SIMD2(words(4), words(5))
    }
  }

  /// Whose connection keeps the file from being made anew.
  private let store: Store
  /// Where the header is mapped.
  private let address: UInt
  private static let size = 48

  /// Watches a store; nil where its log's index is not shared.
  public init?(_ store: Store) {
    // Once read from, it has its log open.
    guard (try? store.isRevoked(identifierHash: .zero, tokenID: nil)) != nil else { return nil }
    let descriptor = unsafe open(store.path + "-shm", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    // Never closed: with a descriptor, the locks go that SQLite has on the file.
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size >= 2 * Self.size,
      let start = unsafe mmap(nil, 2 * Self.size, PROT_READ, MAP_SHARED, descriptor, 0),
      unsafe start != MAP_FAILED
    else { return nil }
    self.store = store
    address = UInt(bitPattern: start)
  }

  /// The moment; nil while somebody commits.
  public var now: Moment? {
    guard let header = unsafe UnsafeRawPointer(bitPattern: address) else { return nil }
    let first = Moment { unsafe header.load(fromByteOffset: 8 * $0, as: UInt64.self) }
    atomicMemoryFence(ordering: .acquiring)
    let second = Moment { unsafe header.load(fromByteOffset: Self.size + 8 * $0, as: UInt64.self) }
    return first == second ? first : nil
  }
}
