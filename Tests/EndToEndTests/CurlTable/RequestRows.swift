extension CurlRow {
  static let requests = [
    CurlRow("a URL and nothing else", "{http}/plain"),
    CurlRow("no scheme", "-sS 127.0.0.1:{port}/plain"),
    CurlRow("no path, but a query", "-sS {http}?a=b"),
    CurlRow("a fragment", "-sS {http}/a#part"),
    CurlRow("--url", "-sS --url {http}/one --url {http}/two"),
    CurlRow("-X", "-sS -X DELETE {http}/thing"),
    CurlRow("-X in lower case", "-sS -X patch {http}/thing -d x"),
    CurlRow(
      "-X with a body of another kind", "-sS -X PUT --data-binary @in.bin {http}/thing",
      files: ["in.bin": "one\r\ntwo\n"]),
    CurlRow("-I", "-sS -I {http}/head"),
    CurlRow("-I of what has a length", "-sS -I {http}/whole"),
    CurlRow("-I with -X GET", "-sS -I -X GET {http}/canned/nothing"),
    CurlRow("-H", "-sS -H 'X-One: 1' -H 'X-Two:  2 ' {http}/h"),
    CurlRow("-H that takes away", "-sS -H 'Accept:' -H 'Host:' {http}/h"),
    CurlRow("-H without a value", "-sS -H 'X-Empty;' -H 'X-Nothing:' {http}/h"),
    CurlRow("-H that replaces", "-sS -H 'Host: other.example' -H 'Accept: text/plain' {http}/h"),
    CurlRow(
      "-H of a file", "-sS -H @fields {http}/h",
      files: ["fields": "X-One: 1\n# no comment\nX-Two: 2\r\n\nX-Three: 3"]),
    CurlRow("-H of standard input", "-sS -H @- {http}/h", input: .pipe("X-From: input\n")),
    CurlRow("-H twice the same", "-sS -H 'X-A: 1' -H 'X-A: 2' -H 'x-a: 3' {http}/h"),
    CurlRow("-H with a line break", "-sS -H @fields {http}/h", files: ["fields": "X-A: 1\n  2\n"]),
    CurlRow("-A", "-sS -A 'Agent 7' {http}/h"),
    CurlRow("-A of nothing", "-sS -A '' {http}/h"),
    CurlRow("-e", "-sS -e http://from.example/x {http}/h"),
    CurlRow("-e with auto", "-sS -L -e 'http://from.example/x;auto' {http}/redirect/302?to=/h"),
    CurlRow("-e of auto alone", "-sS -L -e ';auto' {http}/redirect/302?to=/h"),
    CurlRow("-d", "-sS -d a=b -d 'c=d e' {http}/post"),
    CurlRow(
      "-d of a file", "-sS -d @in.txt -d more {http}/post",
      files: ["in.txt": "one\ntwo\r\nthree\n"]),
    CurlRow("-d of standard input", "-sS -d @- {http}/post", input: .pipe("from\na pipe\n")),
    CurlRow("-d of nothing", "-sS -d '' {http}/post"),
    CurlRow("-d of no file", "-sS -d @none {http}/post"),
    CurlRow("--data-raw", "-sS --data-raw @no-file {http}/post"),
    CurlRow(
      "--data-ascii", "-sS --data-ascii @in.txt {http}/post",
      files: ["in.txt": "one\ntwo\n"]),
    CurlRow(
      "--data-binary", "-sS --data-binary @in.txt {http}/post",
      files: ["in.txt": "one\r\ntwo\n\n"]),
    CurlRow(
      "--data-binary of standard input", "-sS --data-binary @- {http}/post",
      input: .file("from\na file\n")),
    CurlRow(
      "--data-urlencode in its forms",
      "-sS --data-urlencode 'a b&c' --data-urlencode '=d=e' --data-urlencode 'n=f g/é' "
        + "--data-urlencode @in.txt --data-urlencode n@in.txt {http}/post",
      files: ["in.txt": "h i\n+j"]),
    CurlRow("-d with a type", "-sS -H 'Content-Type: text/csv' -d 1,2 {http}/post"),
    CurlRow("-d without a type", "-sS -H 'Content-Type:' -d 1,2 {http}/post"),
    CurlRow("--json", "-sS --json '{\"a\":1}' {http}/post"),
    CurlRow("--json in parts", "-sS --json '{\"a\":' --json '1}' {http}/post"),
    CurlRow(
      "--json of a file", "-sS --json @in.json -H 'Accept: text/x' {http}/post",
      files: ["in.json": "{\n\"a\": 1\n}\n"]),
    CurlRow("-G", "-sS -G -d a=b --data-urlencode 'c=d e' {http}/get"),
    CurlRow("-G after a query", "-sS -G -d a=b '{http}/get?x=y#z'"),
    CurlRow("-G with -I", "-sS -G -I -d a=b {http}/get"),
    CurlRow("-G with -X", "-sS -G -X POST -d a=b {http}/get"),
    CurlRow("--url-query", "-sS --url-query 'a=c d' --url-query +raw%20 {http}/get?x=y"),
    CurlRow("two kinds of body", "-sS -d a -F b=c {http}/post"),
    CurlRow("-d with -I", "-sS -d a -I {http}/post"),
    CurlRow("--next", "-sS -d a=b -H 'X-A: 1' {http}/one --next -I -H 'X-B: 2' {http}/two"),
    CurlRow("two URLs on one connection", "-sS -w '%{num_connects}\\n' {http}/one {http}/two"),
    CurlRow(
      "a connection that ends", "-sS -w '%{num_connects}\\n' {http}/canned/closing {http}/two"),
    CurlRow("-0", "-sS -0 {http}/old"),
    CurlRow("--http1.1", "-sS --http1.1 {http}/new"),
    CurlRow("--path-as-is", "-sS --path-as-is {http}/a/../b/./c"),
    CurlRow("dots in a path", "-sS {http}/a/../b/./c"),
    CurlRow("blanks and letters in a URL", "-sS '{http}/a%20b/é?q=ü'"),
    CurlRow("a blank in a URL", "-sS '{http}/a b'"),
    CurlRow(
      "a body of over a mebibyte", "-sS --data-binary @in.bin {http}/post",
      files: ["in.bin": String(repeating: "0123456789abcdef", count: 70_000)]),
    CurlRow("Expect, asked for", "-sS -i -H 'Expect: 100-continue' -d a=b {http}/post"),
    CurlRow("Expect that is refused", "-sS -i -H 'Expect: 100-continue' -d a=b {http}/expect/413"),
    CurlRow(
      "Expect that is not understood",
      "-sS -i -H 'Expect: 100-continue' -d a=b {http}/expect/417"),
    CurlRow(
      "--expect100-timeout",
      "-sS -H 'Expect: 100-continue' --expect100-timeout 0.1 -d a=b {http}/unexpecting"),
    CurlRow("--request-target", "-sS --request-target '*' -X OPTIONS {http}/"),
    CurlRow("an option that is none", "-sS --no-such-option {http}/x", without: [:]).quietly,
    CurlRow("an option without its value", "{http}/x -H").quietly,
    CurlRow("no URL", "-sS").quietly,
    CurlRow("a number that is none", "-sS --max-redirs many {http}/x").quietly,
    CurlRow("letters together", "-sSiXPOST -dx=y {http}/post"),
    CurlRow("--no- turns off", "-sS -i --no-include --compressed --no-compressed {http}/x"),
    CurlRow("a long name cut short", "-sS --head {http}/x --user-ag me"),
  ]

  static let forms = [
    CurlRow("-F", "-sS -F a=b -F 'c=d e' {http}/form"),
    CurlRow("-F of a file", "-sS -F file=@in.txt {http}/form", files: ["in.txt": "content\n"]),
    CurlRow(
      "-F of a file, named and typed",
      "-sS -F 'file=@in.txt;type=text/x-own;filename=\"other name\"' {http}/form",
      files: ["in.txt": "content\n"]),
    CurlRow(
      "-F types by the name", "-sS -F a=@a.png -F b=@b.html -F c=@c.json {http}/form",
      files: ["a.png": "a", "b.html": "b", "c.json": "c"]),
    CurlRow(
      "-F of a file's text", "-sS -F 'text=<in.txt;type=text/plain' {http}/form",
      files: ["in.txt": "content\n"]),
    CurlRow(
      "-F of two files in one", "-sS -F 'files=@a.txt,b.txt' {http}/form",
      files: ["a.txt": "a\n", "b.txt": "b\n"]),
    CurlRow(
      "-F of standard input", "-sS -F 'file=@-;filename=in' {http}/form",
      input: .file("from a file\n")),
    CurlRow("-F of a pipe", "-sS -F 'file=@-' {http}/form", input: .pipe("from a pipe\n")),
    CurlRow("-F with headers", "-sS -F 'a=b;headers=\"X-Part: 1\"' {http}/form"),
    CurlRow("-F with an encoder", "-sS -F 'a=b=c é;encoder=quoted-printable' {http}/form"),
    CurlRow(
      "-F with odd names", "-sS -F 'a\"b=c' -F 'f=@q\"q.txt' {http}/form",
      files: ["q\"q.txt": "q"]),
    CurlRow("--form-escape", "-sS --form-escape -F 'a\"b=c' {http}/form"),
    CurlRow("--form-string", "-sS --form-string 'a=@b;type=c' {http}/form"),
    CurlRow("-F of no file", "-sS -F a=@none {http}/form"),
    CurlRow("-F without a value", "-sS -F a {http}/form").quietly,
    CurlRow("-F with another method", "-sS -X PUT -F a=b {http}/form"),
    CurlRow(
      "-F of a file of over a mebibyte", "-sS -F a=@in.bin {http}/form",
      files: ["in.bin": String(repeating: "0123456789abcdef", count: 70_000)]),
    CurlRow(
      "-F in parts of parts",
      "-sS -F '=(;type=multipart/alternative' -F '=a' -F '=b;type=text/html' -F '=)' {http}/form"),
  ]
}
