internal import HTTPTransport
internal import JSON

/// Answers that are a JSON object a line, as they come: what gRPC gateways make of a stream.
extension WalletHTTP {
  /// What came of reading lines.
  struct Lines: CustomStringConvertible, CustomReflectable {
    let status: Int
    /// The object that was looked for; nil where there is none.
    var found: JSONValue?
    /// Whether a line was no JSON object.
    var isMalformed = false

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The status alone.
    var description: String { "(lines with status \(status))" }
    var customMirror: Mirror { Mirror(self, children: ["status": status]) }
  }

  /// The most bytes of all lines: a payment is as long as its many attempts.
  static let largestStream = 16 << 20

  /// Makes a call and reads its answer line by line up to the first object of a kind, and no further:
  /// the connection is closed there.
  ///
  /// - Throws: `WalletError` where the answer breaks off before that.
  func firstLine(
    of call: Call, where isWanted: (JSONValue) -> Bool
  ) throws(WalletError) -> Lines {
    var (client, request, options) = prepare(call)
    options.maximumBody = Self.largestStream
    var reader = LineReader()
    var found: JSONValue?
    var isMalformed = false
    func takes(_ line: ArraySlice<UInt8>) -> HTTPFlow {
      guard line.contains(where: { $0 > 0x20 }) else { return .more }
      guard let json = try? JSONReader.read(line), json.members != nil else {
        isMalformed = true
        return .stop
      }
      guard isWanted(json) else { return .more }
      found = json
      return .stop
    }
    let response: HTTPResponse
    do {
      response = try client.stream(request, options) { piece in
        reader.take(piece, line: takes)
      }
    } catch {
      throw WalletError(error)
    }
    // The last line may have no end of its own.
    if response.isComplete { _ = takes(reader.rest) }
    return Lines(status: response.status, found: found, isMalformed: isMalformed)
  }

  /// Cuts a stream of bytes into lines, wherever its pieces begin and end.
  struct LineReader {
    private var pending: [UInt8] = []

    /// What follows the last line end.
    var rest: ArraySlice<UInt8> { pending[...] }

    /// Takes a piece and gives each line that it ends, until one says stop.
    mutating func take(
      _ piece: Span<UInt8>, line: (ArraySlice<UInt8>) -> HTTPFlow
    ) -> HTTPFlow {
      for index in piece.indices {
        let byte = piece[index]
        guard byte == 0x0a else {
          pending.append(byte)
          continue
        }
        let flow = line(pending[...])
        pending.removeAll(keepingCapacity: true)
        if flow == .stop { return .stop }
      }
      return .more
    }
  }
}
