import Foundation
import Testing
import WalletPeers

/// `l402 curl` beside the real curl: the same requests, the same bytes, the same exit status.
///
/// The User-Agent is each program's own, unless a row sets it. Standard error counts in rows with
/// `-sS` and in those about it; what else a row leaves out it says itself.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled(if: CurlSite.isWanted, "the peers, curl or nginx are not there"))
struct CurlTableTests {
  static let table =
    CurlRow.requests + CurlRow.forms + CurlRow.redirects + CurlRow.outputs + CurlRow.failures
    + CurlRow.credentials + CurlRow.cookies + CurlRow.proxies + CurlRow.secured + CurlRow.configured
    + CurlRow.uploads + CurlRow.ranges + CurlRow.retries + CurlRow.nginx + CurlRow.patterns

  @Test(arguments: CurlRow.requests)
  func `requests`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.forms)
  func `forms`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.redirects)
  func `redirects`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.outputs)
  func `outputs`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.failures)
  func `failures`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.credentials)
  func `credentials`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.cookies)
  func `cookies`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.proxies)
  func `proxies and sockets`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.secured)
  func `https`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.configured)
  func `configuration files and variables`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.uploads)
  func `uploads`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.ranges)
  func `ranges and conditions`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.retries)
  func `retries and limits of time`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.nginx)
  func `nginx`(row: CurlRow) throws { try Self.compare(row) }

  @Test(arguments: CurlRow.patterns)
  func `patterns of URLs`(row: CurlRow) throws { try Self.compare(row) }

  /// The options that are there to be compared: the table has a row with each.
  @Test(
    arguments: """
      -X -H -d --data-raw --data-binary --data-urlencode --json -F -G -I -T -o -O --output-dir
      --create-dirs -i -D -w -s -S -v -f --fail-with-body -L --max-redirs --post301 --post302 --post303
      -k -u -n --netrc-file -A -e -b -c -j --compressed -x --proxy-user --socks5-hostname --cacert
      --capath --cert --key --pinnedpubkey --resolve --connect-to --interface --unix-socket --max-time
      --connect-timeout --speed-limit --speed-time --retry --retry-delay --retry-max-time
      --retry-all-errors -C -r --limit-rate --http1.1 --http2 --tlsv1.2 --tlsv1.3 -4 -6 -N -R --url
      -# --no-progress-meter -K --next -z --etag-save --etag-compare -J --no-clobber
      --remove-on-error --max-filesize --noproxy --digest --anyauth --location-trusted
      """.split(whereSeparator: \.isWhitespace).map(String.init))
  func `the table has a row with`(option: String) {
    let words = Set(Self.table.flatMap(\.words))
    // Letters together, as in `-sS`, count for each.
    let isThere = words.contains { word in
      word == option
        || option.count == 2 && word.hasPrefix("-") && !word.hasPrefix("--")
          && word.allSatisfy { $0.isLetter || $0 == "-" } && word.contains(option.dropFirst())
    }
    #expect(isThere)
  }

  @Test func `the table has at least 150 rows of different names`() {
    #expect(Self.table.count >= 150)
    for rows in Dictionary(grouping: Self.table, by: \.name).values where rows.count > 1 {
      Issue.record("\(rows.count) rows are called \(rows[0].name)")
    }
  }

  /// curl cannot go back in a pipe; what may have to be paid for is kept here.
  @Test(arguments: [
    CurlRow(
      "-T of a pipe, 307", "-sS -L -T - {http}/redirect/307?to=/there", input: .pipe("piped\n")),
    CurlRow(
      "-T of a pipe with anyauth", "-sS --anyauth -u user:password -T - {http}/both",
      input: .pipe("piped\n")),
  ])
  func `a pipe is sent once more where curl gives up`(row: CurlRow) throws {
    try CurlSite.lend { site in
      let mine = try CurlRun([Program.path, "curl"], row, at: site)
      #expect(mine.status == 0)
      #expect(mine.log.filter { $0.hasPrefix("body of 6: piped") }.count == 2)
      #expect(try CurlRun([CurlSite.curl], row, at: site).status == 65)
    }
  }

  private static func compare(_ row: CurlRow) throws {
    try CurlSite.lend { site in
      let mine = try CurlRun([Program.path, "curl"], row, at: site).normalised(row)
      let theirs = try CurlRun([CurlSite.curl], row, at: site).normalised(row)
      let differences = mine.differences(to: theirs)
      let command = row.words.map(site.filled).map { "'\($0)'" }.joined(separator: " ")
      #expect(
        differences.isEmpty,
        "\(row.name): curl \(command)\n\(differences.joined(separator: "\n"))")
    }
  }
}
