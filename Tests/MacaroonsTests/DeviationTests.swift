import Macaroons
import Testing

struct DeviationTests {
  private func outcome(of row: Deviation) -> Outcome {
    do {
      let text = try MacaroonText(parsing: row.input[...])
      do {
        _ = try text.macaroon.verify(
          key: ChainKey(rootKey: row.rootKey[...]), discharges: row.discharges)
        return .verifies(trailing: text.trailingBytes)
      } catch {
        return .fails(error)
      }
    } catch {
      return .refused(error)
    }
  }

  @Test(arguments: Deviation.all)
  func `where the libraries disagree we take the side that the table says`(row: Deviation) {
    #expect(outcome(of: row) == row.ours, "\(row.why)")
  }

  @Test func `each row of the table has its own name and a reason`() {
    #expect(Set(Deviation.all.map(\.description)).count == Deviation.all.count)
    #expect(Deviation.all.allSatisfy { !$0.why.isEmpty })
  }

  @Test(arguments: Deviation.all)
  func `what verifies still verifies when it was written in each format`(row: Deviation) throws {
    guard case .verifies = row.ours else { return }
    let key = ChainKey(rootKey: row.rootKey[...])
    let macaroon = try MacaroonText(parsing: row.input[...]).macaroon
    for format in MacaroonFormat.allCases {
      guard let bytes = try? macaroon.encode(format) else {
        #expect(format == .v1JSON, "only V1 JSON cannot hold every byte")
        continue
      }
      let again = try MacaroonText(parsing: bytes[...])
      #expect(again.macaroon.signatureMatches(key), "\(format)")
    }
  }
}
