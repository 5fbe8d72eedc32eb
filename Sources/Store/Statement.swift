internal import Bytes
internal import CSQLite

/// A value bound to a parameter of a statement.
enum SQLValue: Sendable {
  case integer(Int64)
  case text(String)
  case blob([UInt8])
  case bytes(Bytes32)
  case null

  init(_ value: Int64?) { self = value.map(SQLValue.integer) ?? .null }
  init(_ value: Bytes32?) { self = value.map(SQLValue.bytes) ?? .null }
  init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }

  /// Binds a copy at a position counted from 1; the result code of SQLite.
  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch self {
    case .integer(let value):
      return unsafe sqlite3_bind_int64(statement, index, value)
    case .text(var text):
      return text.withUTF8 { utf8 in
        // An empty buffer may have no address, and SQLite takes no address for NULL.
        guard let base = utf8.baseAddress else {
          return unsafe l402_bind_text(statement, index, "", 0)
        }
        return unsafe base.withMemoryRebound(to: CChar.self, capacity: utf8.count) { characters in
          unsafe l402_bind_text(statement, index, characters, UInt64(utf8.count))
        }
      }
    case .blob(let bytes):
      return unsafe bytes.withUnsafeBytes { buffer in
        guard let base = buffer.baseAddress, buffer.count > 0 else {
          return unsafe sqlite3_bind_zeroblob(statement, index, 0)
        }
        return unsafe l402_bind_blob(statement, index, base, UInt64(buffer.count))
      }
    case .bytes(let value):
      return unsafe value.withUnsafeBytes { buffer in
        unsafe l402_bind_blob(statement, index, buffer.baseAddress, 32)
      }
    case .null:
      return unsafe sqlite3_bind_null(statement, index)
    }
  }
}

/// The row that a statement stands at; columns count from 0.
///
/// A value of another type or length than asked for means that the file is damaged.
@safe
struct Row: ~Copyable {
  private let statement: OpaquePointer
  private let path: String

  init(statement: OpaquePointer, path: String) {
    unsafe self.statement = statement
    self.path = path
  }

  func integer(_ column: Int32) throws(StoreError) -> Int64 {
    guard type(column) == SQLITE_INTEGER else { throw damaged }
    return unsafe sqlite3_column_int64(statement, column)
  }

  func optionalInteger(_ column: Int32) throws(StoreError) -> Int64? {
    type(column) == SQLITE_NULL ? nil : try integer(column)
  }

  func blob(_ column: Int32) throws(StoreError) -> [UInt8] {
    guard type(column) == SQLITE_BLOB else { throw damaged }
    return unsafe bytes(sqlite3_column_blob(statement, column), in: column)
  }

  func optionalBlob(_ column: Int32) throws(StoreError) -> [UInt8]? {
    type(column) == SQLITE_NULL ? nil : try blob(column)
  }

  func bytes32(_ column: Int32) throws(StoreError) -> Bytes32 {
    guard type(column) == SQLITE_BLOB, let start = unsafe sqlite3_column_blob(statement, column),
      unsafe sqlite3_column_bytes(statement, column) == 32
    else { throw damaged }
    return Bytes32(storage: unsafe start.loadUnaligned(as: SIMD32<UInt8>.self))
  }

  func optionalBytes32(_ column: Int32) throws(StoreError) -> Bytes32? {
    type(column) == SQLITE_NULL ? nil : try bytes32(column)
  }

  func utf8(_ column: Int32) throws(StoreError) -> [UInt8] {
    guard type(column) == SQLITE_TEXT else { throw damaged }
    return unsafe bytes(UnsafeRawPointer(sqlite3_column_text(statement, column)), in: column)
  }

  func text(_ column: Int32) throws(StoreError) -> String {
    guard let text = String(validating: try utf8(column), as: UTF8.self) else { throw damaged }
    return text
  }

  func optionalText(_ column: Int32) throws(StoreError) -> String? {
    type(column) == SQLITE_NULL ? nil : try text(column)
  }

  /// What a value of the wrong shape means.
  var damaged: StoreError { StoreError(.corrupt, at: path) }

  private func type(_ column: Int32) -> Int32 { unsafe sqlite3_column_type(statement, column) }

  private func bytes(_ start: UnsafeRawPointer?, in column: Int32) -> [UInt8] {
    guard let start = unsafe start else { return [] }
    let count = unsafe sqlite3_column_bytes(statement, column)
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: Int(count)))
  }
}
