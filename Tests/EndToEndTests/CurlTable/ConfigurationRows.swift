extension CurlRow {
  static let configured = [
    CurlRow(
      "-K", "-K conf",
      files: [
        "conf": """
        # a comment
        silent
        show-error
        url = "{http}/one"
        header = "X-A: \\"quoted\\" \\t tab"
        -d a=b
        --user-agent: me
        include

        """
      ]),
    CurlRow("-K of standard input", "-sS -K -", input: .file("url={http}/x\nrequest PUT\n")),
    CurlRow("-K of a pipe", "-sS -K - {http}/two", input: .pipe("user-agent = piped\n")),
    CurlRow("-K that is missing", "-sS -K none {http}/x").quietly,
    CurlRow("-K with what is unknown", "-sS -K conf {http}/x", files: ["conf": "no-such = 1\n"])
      .quietly,
    CurlRow(
      "-K with next", "-sS -K conf",
      files: ["conf": "url={http}/1\ndata=a\nnext\nurl={http}/2\nsilent\n"]),
    CurlRow(".curlrc", "{http}/x", home: [".curlrc": "silent\nuser-agent = \"from the file\"\n"]),
    CurlRow("-q", "-q -sS {http}/x", home: [".curlrc": "user-agent = \"from the file\"\n"]),
    CurlRow(
      "-q that comes later", "-sS -q {http}/x",
      home: [".curlrc": "user-agent = \"from the file\"\n"]),
    CurlRow(
      "CURL_HOME", "-sS {http}/x", files: [".curlrc": "user-agent = \"from CURL_HOME\"\n"],
      home: [".curlrc": "user-agent = \"from HOME\"\n"], variables: ["CURL_HOME": "{dir}"]),
    CurlRow(
      "XDG_CONFIG_HOME", "-sS {http}/x",
      files: [
        "curlrc": "user-agent = \"from XDG\"\n", ".curlrc": "user-agent = \"from XDG too\"\n",
      ],
      variables: ["XDG_CONFIG_HOME": "{dir}"]),
    CurlRow("a URL in .curlrc", "-sS", home: [".curlrc": "url = {http}/x\n"]),
    CurlRow(
      "a .curlrc that is overruled", "-sS -A mine {http}/x",
      home: [".curlrc": "user-agent = file\n-H \"X-A: 1\"\n"]),
    CurlRow(
      "-K with -o for several", "-sS -K conf",
      files: ["conf": "url={http}/1\noutput=a\nurl={http}/2\noutput=b\n"]),
  ]

  static let uploads = [
    CurlRow("-T", "-sS -i -T in.txt {http}/name", files: ["in.txt": "content\n"]),
    CurlRow(
      "-T to a folder", "-sS -T 'in put.txt' {http}/folder/", files: ["in put.txt": "content\n"]),
    CurlRow("-T to a host", "-sS -T in.txt {http}", files: ["in.txt": "content\n"]),
    CurlRow("-T of a pipe", "-sS -T - {http}/name", input: .pipe("from a pipe\n")),
    CurlRow(
      "-T of a file on standard input", "-sS -T - {http}/name", input: .file("from a file\n")),
    CurlRow("-T . of a pipe", "-sS -T . {http}/name", input: .pipe("from a pipe\n")).quietly,
    CurlRow(
      "-T of a pipe with a length", "-sS -T - -H 'Content-Length: 6' {http}/name",
      input: .pipe("piped\n")),
    CurlRow("-T of a pipe over HTTP/1.0", "-s -0 -T - {http}/name", input: .pipe("piped\n")),
    CurlRow("-T of nothing", "-sS -T in.txt {http}/name", files: ["in.txt": ""]),
    CurlRow("-T of no file", "-sS -T none {http}/name").quietly,
    CurlRow(
      "-T of two", "-sS -T a.txt {http}/1/ -T b.txt {http}/2/", files: ["a.txt": "a", "b.txt": "b"]),
    CurlRow(
      "-T of a pattern", "-sS -T '{a,b}.txt' {http}/up/", files: ["a.txt": "a", "b.txt": "b"]),
    CurlRow("-T with -X", "-sS -X POST -T in.txt {http}/name", files: ["in.txt": "content\n"]),
    CurlRow(
      "-T with a type", "-sS -T in.txt -H 'Content-Type: text/plain' {http}/name",
      files: ["in.txt": "content\n"]),
    CurlRow("-T with -C", "-sS -C 4 -T in.txt {http}/name", files: ["in.txt": "0123456789"]),
    CurlRow(
      "-T of over a mebibyte", "-sS -T in.bin -w '%{size_upload}\\n' {http}/name",
      files: ["in.bin": String(repeating: "0123456789abcdef", count: 70_000)]),
    CurlRow(
      "-T of over a mebibyte, refused", "-sS -i -T in.bin {http}/expect/413",
      files: ["in.bin": String(repeating: "0123456789abcdef", count: 70_000)]),
    CurlRow(
      "-T of over a mebibyte, Expect not understood", "-sS -i -T in.bin {http}/expect/417",
      files: ["in.bin": String(repeating: "0123456789abcdef", count: 70_000)]),
    CurlRow(
      "chunks, asked for", "-sS -T in.txt -H 'Transfer-Encoding: chunked' {http}/name",
      files: ["in.txt": "content\n"]),
    CurlRow("-d in chunks", "-sS -d a=b -H 'Transfer-Encoding: chunked' {http}/name"),
    CurlRow(
      "-T with digest", "-sS --digest -u user:password -T in.txt {http}/digest",
      files: ["in.txt": "content\n"]),
    CurlRow("-T with --crlf", "-sS --crlf -T in.txt {http}/name", files: ["in.txt": "one\ntwo\n"]),
    CurlRow("-T with -G", "-sS -G -d a=b -T in.txt {http}/name", files: ["in.txt": "content\n"]),
    CurlRow("-T after --data", "-sS -d a=b -T in.txt {http}/name", files: ["in.txt": "content\n"])
      .quietly,
    CurlRow("-T and -o", "-sS -T in.txt -o out {http}/name", files: ["in.txt": "content\n"]),
  ]

  static let ranges = [
    CurlRow("-r", "-sS -i -r 10-19 {http}/ranges"),
    CurlRow("-r of the end", "-sS -r -10 {http}/ranges"),
    CurlRow("-r from a byte on", "-sS -r 2490- {http}/ranges"),
    CurlRow("-r of one number", "-sS -r 5 {http}/ranges"),
    CurlRow("-r beyond", "-sS -i -r 99999- {http}/ranges"),
    CurlRow("-C", "-sS -C 10 {http}/ranges"),
    CurlRow("-C -", "-sS -C - -o out {http}/ranges", files: ["out": "line 000 of what"]),
    CurlRow("-C - without a file", "-sS -C - -o out {http}/ranges"),
    CurlRow("-C - with -O", "-sS -C - -O {http}/ranges", files: ["ranges": "line 000 "]),
    CurlRow(
      "-C - of what knows no ranges", "-sS -C - -o out {http}/whole", files: ["out": "line 000 "]),
    CurlRow(
      "-C - of a file that is all there", "-sS -C - -o out {http}/ranges",
      files: ["out": String(repeating: "x", count: 2600)]),
    CurlRow(
      "-C - with -f beyond", "-sS -f -C - -o out {http}/ranges",
      files: ["out": String(repeating: "x", count: 9600)]),
    CurlRow(
      "-C - and --no-clobber", "-sS --no-clobber -C - -o out {http}/ranges", files: ["out": "line"]
    ).quietly,
    CurlRow("-z, not newer", "-sS -i -z 'Wed, 01 Jan 2020 00:00:00 GMT' {http}/modified"),
    CurlRow("-z, newer", "-sS -i -z 'Mon, 01 Jan 2018 00:00:00 GMT' {http}/modified"),
    CurlRow("-z, turned round", "-sS -i -z '-Mon, 01 Jan 2018 00:00:00 GMT' {http}/modified"),
    CurlRow(
      "-z of a file", "-sS -i -z in.txt -o out {http}/modified",
      files: ["in.txt": "x", "out": "mine\n"]),
    CurlRow("-z of no date", "-sS -z 'no date' {http}/modified"),
    CurlRow(
      "-z that the server ignores", "-sS -i -z '2020-01-01' '{http}/attachment?dated=1&as=x'"),
    CurlRow("--etag-save", "-sS --etag-save tag -o out {http}/etag/v1"),
    CurlRow("--etag-save without one", "-sS --etag-save tag -o out {http}/x"),
    CurlRow(
      "--etag-compare, the same",
      "-sS -w '%{http_code}\\n' --etag-compare tag -o out {http}/etag/v1",
      files: ["tag": "\"v1\"\n", "out": "mine\n"]),
    CurlRow(
      "--etag-compare, another", "-sS --etag-compare tag {http}/etag/v2", files: ["tag": "\"v1\"\n"]
    ),
    CurlRow("--etag-compare of no file", "-sS --etag-compare tag {http}/etag/v2"),
    CurlRow(
      "both etags", "-sS --etag-compare tag --etag-save tag {http}/etag/v2",
      files: ["tag": "\"v1\"\n"]),
  ]

  static let retries = [
    CurlRow("--retry of 503 with Retry-After 1", "-s --retry 2 {http}/flaky/1/503/1"),
    CurlRow(
      "--retry of 429 with Retry-After 0", "-s --retry 2 --retry-delay 1 {http}/flaky/1/429/0"),
    CurlRow("--retry into a file", "-s --retry 2 --retry-delay 1 -o out {http}/flaky/1/500"),
    CurlRow(
      "--retry of a POST from a pipe", "-s --retry 2 --retry-delay 1 -d @- {http}/flaky/1/503",
      input: .pipe("a=b")),
    CurlRow(
      "--retry of -T", "-s --retry 2 --retry-delay 1 -T in.txt {http}/flaky/1/503",
      files: ["in.txt": "content\n"]),
    CurlRow(
      "--retry that is used up",
      "-s --retry 1 --retry-delay 1 -w '%{http_code}\\n' {http}/flaky/5/503"),
    CurlRow("--retry with -f", "-s -f --retry 1 --retry-delay 1 {http}/flaky/5/503", errors: true),
    CurlRow("--retry says so", "-sS --retry 1 --retry-delay 1 {http}/flaky/1/503", errors: true),
    CurlRow("--retry not of 404", "-sS --retry 2 {http}/flaky/1/404"),
    CurlRow("--retry not of an empty answer", "-sS --retry 2 {http}/flaky/1/empty"),
    CurlRow(
      "--retry-all-errors", "-s --retry 2 --retry-delay 1 --retry-all-errors {http}/flaky/1/empty"),
    CurlRow(
      "--retry-all-errors of 404",
      "-s -f --retry 1 --retry-delay 1 --retry-all-errors {http}/flaky/1/404"),
    CurlRow("--retry not of a refusal", "-s --retry 1 {closed}/x"),
    CurlRow(
      "--retry-connrefused",
      "-s --retry 1 --retry-delay 1 --retry-connrefused -w '%{exitcode}\\n' {closed}/x"),
    CurlRow(
      "--retry-max-time", "-s --retry 5 --retry-delay 2 --retry-max-time 1 {http}/flaky/9/503"),
    CurlRow(
      "--retry over a Retry-After that is long",
      "-s --retry 1 --retry-max-time 1 {http}/flaky/1/503/90"),
    CurlRow(
      "--max-time", "-s --max-time 0.4 -w '%{http_code} %{size_download}\\n' -o out {http}/slow/100"
    ),
    CurlRow("--max-time of silence", "-s -m 0.3 -w '%{http_code} %{exitcode}\\n' {http}/silent"),
    CurlRow("--max-time is for each URL", "-s -m 0.3 {http}/silent {http}/x"),
    CurlRow("--max-time that is kept", "-sS -m 15 {http}/x"),
    CurlRow("--connect-timeout", "-sS --connect-timeout 5 {http}/x"),
    CurlRow(
      "--speed-limit and --speed-time",
      "-s --speed-limit 1000 --speed-time 1 -o out {http}/slow/100"),
    CurlRow(
      "--max-time with --remove-on-error", "-s -m 0.3 --remove-on-error -o out {http}/slow/100"),
    CurlRow(
      "--keepalive-time and --no-keepalive", "-sS --keepalive-time 9 --no-keepalive {http}/x"),
  ]

  static let patterns = [
    CurlRow("braces", "-sS {http}/{a,b}/x"),
    CurlRow("a range of numbers", "-sS {http}/[8-10]"),
    CurlRow("a range with zeros", "-sS {http}/[08-10]"),
    CurlRow("a range with a step", "-sS {http}/[1-9:4]"),
    CurlRow("a range of letters", "-sS {http}/[a-c]"),
    CurlRow("two patterns in names", "-sS '{http}/{a,b}/[1-2]' -o '#1_#2.txt'"),
    CurlRow("a pattern's file in a folder", "-sS --create-dirs '{http}/{a,b}' -o 'to/#1/#9'"),
    CurlRow("a pattern with -O", "-sS -O '{http}/{a,b}.txt'"),
    CurlRow("a pattern with -w", "-sS -w '%{urlnum} %{url}\\n' '{http}/{a,b}'"),
    CurlRow("-g", "-sS -g '{http}/{a,b}[1]'"),
    CurlRow("a brace that is open", "-sS '{http}/{a,b'"),
    CurlRow("a range that is wrong", "-sS '{http}/[9-1]'"),
    CurlRow("a bracket that is open", "-sS '{http}/[1-'"),
    CurlRow("an empty brace", "-sS '{http}/{}'"),
    CurlRow("a backslash", "-sS '{http}/\\{a\\}'"),
    CurlRow("an IPv6 address is no pattern", "-sS {six}/x"),
    CurlRow("a pattern and a body", "-sS -d x=y '{http}/[1-2]'"),
  ]
}
