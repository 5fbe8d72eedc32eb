extension CurlRow {
  static let outputs = [
    CurlRow("-o", "-sS -o out {http}/x"),
    CurlRow("-o -", "-sS -o - {http}/x"),
    CurlRow("-o for two URLs", "-sS -o one -o two {http}/1 {http}/2"),
    CurlRow("-o for one of two", "-sS -o one {http}/1 {http}/2"),
    CurlRow("-O", "-sS -O {http}/path/name.txt?q=x"),
    CurlRow("-O of two", "-sS -O -O {http}/a.txt {http}/b.txt"),
    CurlRow("--remote-name-all", "-sS --remote-name-all {http}/a.txt {http}/b.txt"),
    CurlRow("-O without a name", "-sS -O {http}/"),
    CurlRow("-O with percent signs", "-sS -O {http}/a%20b"),
    CurlRow("-o into no folder", "-sS -o none/out {http}/x"),
    CurlRow("--create-dirs", "-sS --create-dirs -o a/b/out {http}/x"),
    CurlRow("--output-dir", "-sS --output-dir sub --create-dirs -O {http}/name"),
    CurlRow("--output-dir that is missing", "-sS --output-dir sub -o out {http}/name"),
    CurlRow("--create-file-mode", "-sS --create-file-mode 0600 -o out {http}/x"),
    CurlRow("--no-clobber", "-sS --no-clobber -o out {http}/x", files: ["out": "mine\n"]),
    CurlRow(
      "--no-clobber twice", "-sS --no-clobber -o out {http}/x",
      files: ["out": "mine\n", "out.1": "mine too\n"]),
    CurlRow(
      "over a file", "-sS -o out {http}/x",
      files: ["out": "something longer than what comes now\n"]),
    CurlRow("an empty body makes a file", "-sS -o out {http}/canned/nothing"),
    CurlRow("204 makes a file", "-sS -o out {http}/canned/no-content"),
    CurlRow("-i", "-sS -i {http}/x"),
    CurlRow("-i with -o", "-sS -i -o out {http}/x"),
    CurlRow("-D", "-sS -D head {http}/x"),
    CurlRow("-D -", "-sS -D - {http}/x"),
    CurlRow("-D of two URLs", "-sS -D head {http}/1 {http}/2"),
    CurlRow("-i of odd fields", "-sS -i {http}/canned/many"),
    CurlRow("-i of a folded field", "-sS -i {http}/canned/folded"),
    CurlRow("-i of 103", "-sS -i {http}/canned/hints"),
    CurlRow("-i of trailers", "-sS -i -D head {http}/canned/trailers"),
    CurlRow("-i of bare line feeds", "-sS -i {http}/canned/lines"),
    CurlRow("-i of a status without words", "-sS -i {http}/canned/no-reason"),
    CurlRow("-J", "-sS -OJ '{http}/attachment?as=attachment%3B%20filename%3D%22real.txt%22'"),
    CurlRow(
      "-J without quotes", "-sS -OJ '{http}/attachment?as=attachment%3B%20filename%3Dreal.txt'"),
    CurlRow(
      "-J of a path", "-sS -OJ '{http}/attachment?as=attachment%3B%20filename%3D%22../../up.txt%22'"
    ),
    CurlRow(
      "-J of backslashes",
      "-sS -OJ '{http}/attachment?as=attachment%3B%20filename%3D%22c:%5C%5Cdown.txt%22'"),
    CurlRow("-J of no name", "-sS -OJ '{http}/attachment?as=inline'"),
    CurlRow(
      "-J onto a file", "-sS -OJ '{http}/attachment?as=attachment%3B%20filename%3Dreal.txt'",
      files: ["real.txt": "mine\n"]),
    CurlRow(
      "-J of a hidden name", "-sS -OJ '{http}/attachment?as=attachment%3B%20filename%3D.hidden'"),
    CurlRow("-J with -i", "-sS -OJi '{http}/attachment?as=attachment%3B%20filename%3Dreal.txt'")
      .quietly,
    CurlRow(
      "-J with a folder",
      "-sS -OJ --output-dir sub --create-dirs '{http}/attachment?as=attachment%3B%20filename%3Dreal.txt'"
    ),
    CurlRow(
      "-J with -w",
      "-sS -OJ -w '%{filename_effective}\\n' '{http}/attachment?as=attachment%3B%20filename%3Dreal.txt'"
    ),
    CurlRow("-R", "-sS -R -o out {http}/modified", times: true),
    CurlRow(
      "-R with -J", "-sS -R -OJ '{http}/attachment?dated=1&as=attachment%3B%20filename%3Dreal.txt'",
      times: true),
    CurlRow(
      "-w",
      "-sS -w '%{http_code} %{response_code} %{content_type} %{size_download} %{size_header} "
        + "%{size_upload} %{method} %{num_connects} %{num_headers} %{http_version} %{scheme} "
        + "%{url} %{urlnum} %{url_effective} %{remote_ip} %{remote_port} %{local_ip} %{exitcode} "
        + "%{errormsg} %{redirect_url} %{http_connect} %{filename_effective} %{referer}\\t%%\\n' "
        + "-o out -e r {http}/x"),
    CurlRow("-w, size of the request", "-sS -A me -w '%{size_request}\\n' {http}/x"),
    CurlRow("-w of a field", "-sS -w '%header{X-Path} %header{none}|\\n' {http}/x"),
    CurlRow("-w of all fields", "-sS -w '%{header_json}' {http}/canned/hints"),
    CurlRow("-w of two equal fields", "-sS -w '%{header_json}' {http}/cookies"),
    CurlRow("-w to standard error", "-sS -w 'a%{stderr}b%{http_code}%{stdout}c\\n' {http}/x"),
    CurlRow(
      "-w on an error", "-sS -w 'ok %{onerror}failed %{exitcode}\\n' {http}/x {http}/canned/empty"),
    CurlRow("-w of a file", "-sS -w @format {http}/x", files: ["format": "%{http_code}\\t\n"]),
    CurlRow("-w of standard input", "-sS -w @- {http}/x", input: .file("%{http_code}\n")),
    CurlRow("-w of what there is not", "-sS -w '%{none} %{http_code %x \\q\\n' {http}/x"),
    CurlRow(
      "-w for each URL", "-sS -o a -o b -w '%{filename_effective} %{urlnum}\\n' {http}/1 {http}/2"),
    CurlRow(
      "-w with a redirect",
      "-sS -L -w '%{num_redirects} %{size_header} %{num_headers}\\n' {http}/redirect/302?to=/x"),
    CurlRow("-v", "-s -v {http}/x", trace: true),
    CurlRow(
      "-v of a form and a redirect", "-s -v -L -F a=b {http}/redirect/303?to=/x", trace: true),
    CurlRow(
      "-v of trailers and hints", "-s -v {http}/canned/trailers {http}/canned/hints", trace: true),
    CurlRow("-v of digest", "-s -v --digest -u user:password -d a=b {http}/digest", trace: true),
    CurlRow("--stderr", "-sS --stderr errors {http}/canned/empty"),
    CurlRow("-N", "-sS -N {http}/canned/chunked"),
    CurlRow("-#", "-# -o out {http}/whole"),
    CurlRow("the meter", "-o out {http}/whole"),
    CurlRow("--no-progress-meter", "--no-progress-meter -o out {http}/whole", errors: true),
    CurlRow(
      "--no-progress-meter and an error", "--no-progress-meter {http}/canned/empty", errors: true),
    CurlRow("-s and an error", "-s {http}/canned/empty", errors: true),
    CurlRow("binary to standard output", "-sS {http}/canned/binary"),
    CurlRow("chunked", "-sS -i {http}/canned/chunked"),
    CurlRow("--raw", "-sS --raw {http}/canned/chunked"),
    CurlRow("until the end", "-sS -i {http}/canned/no-length"),
    CurlRow("HTTP/1.0", "-sS -i {http}/canned/old"),
    CurlRow("HTTP/1.0 with a length", "-sS {http}/canned/old-length {http}/x"),
    CurlRow("HTTP/0.9", "-sS {http}/canned/nine"),
    CurlRow("HTTP/0.9, allowed", "-sS --http0.9 {http}/canned/nine"),
    CurlRow("204", "-sS -i {http}/canned/no-content {http}/x"),
    CurlRow("304", "-sS -i {http}/canned/not-modified {http}/x"),
    CurlRow("402 without a challenge", "-sS -i -o out {http}/canned/402"),
    CurlRow("--compressed", "-sS --compressed -i {http}/encoded/gzip"),
    CurlRow("--compressed of deflate", "-sS --compressed {http}/encoded/deflate"),
    CurlRow("--compressed of none", "-sS --compressed {http}/x"),
    CurlRow("compressed, but not asked", "-sS -o out {http}/encoded/gzip/always"),
    CurlRow("--compressed of a broken body", "-sS --compressed {http}/encoded/broken"),
    CurlRow("--compressed of an unknown coding", "-sS --compressed {http}/encoded/unknown"),
    CurlRow("--tr-encoding", "-sS --tr-encoding {http}/x"),
    CurlRow("several megabytes", "-sS -o out {http}/big/3000000"),
    CurlRow("--limit-rate", "-sS --limit-rate 200k -o out {http}/big/20000"),
    CurlRow(
      "standard output is closed", "-sS {http}/big/3000000", outputIsClosed: true,
      without: [.requests: "when the client gives up is a question of time"]),
    CurlRow("--trace-ascii to a file leaves the output", "-s --trace-ascii /dev/null {http}/x"),
  ]
}
