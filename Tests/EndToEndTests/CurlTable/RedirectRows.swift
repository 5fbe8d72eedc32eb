extension CurlRow {
  static let redirects =
    [301, 302, 303, 307, 308].flatMap { status in
      [
        CurlRow(
          "\(status) of a GET",
          "-sS -L -w '%{num_redirects} %{url_effective}\\n' {http}/redirect/\(status)?to=/there"),
        CurlRow(
          "\(status) of a POST",
          "-sS -L -d a=b -H 'X-Kept: yes' {http}/redirect/\(status)?to=/there"),
      ]
    } + [
      CurlRow("no -L", "-sS -i -w '%{redirect_url} %{http_code}\\n' {http}/redirect/302?to=/there"),
      CurlRow(
        "-i, -D and -o on the way", "-sS -L -i -D head -o body {http}/redirect/302?to=/there"),
      CurlRow("-I on the way", "-sS -L -I {http}/redirect/302?to=/there"),
      CurlRow("-X on the way", "-sS -L -X DELETE {http}/redirect/302?to=/there"),
      CurlRow("-X POST with a body, 303", "-sS -L -X POST -d a {http}/redirect/303?to=/there"),
      CurlRow("--post301", "-sS -L --post301 -d a {http}/redirect/301?to=/there"),
      CurlRow("--post302", "-sS -L --post302 -d a {http}/redirect/302?to=/there"),
      CurlRow("--post303", "-sS -L --post303 -d a {http}/redirect/303?to=/there"),
      CurlRow(
        "-F, 307", "-sS -L -F a=@in.txt {http}/redirect/307?to=/there",
        files: ["in.txt": "content\n"]),
      CurlRow("-F, 302", "-sS -L -F a=b {http}/redirect/302?to=/there"),
      CurlRow(
        "-T, 308", "-sS -L -T in.txt {http}/redirect/308?to=/there",
        files: ["in.txt": "content\n"]),
      CurlRow(
        "-T, 302", "-sS -L -T in.txt {http}/redirect/302?to=/there",
        files: ["in.txt": "content\n"]),
      CurlRow(
        "-T, 303", "-sS -L -T in.txt {http}/redirect/303?to=/there",
        files: ["in.txt": "content\n"]),
      CurlRow(
        "--data-binary of standard input, 307",
        "-sS -L --data-binary @- {http}/redirect/307?to=/there",
        input: .pipe("piped\n")),
      CurlRow("--json, 307", "-sS -L --json '{}' {http}/redirect/307?to=/there"),
      CurlRow("a relative name", "-sS -L {http}/redirect/302?to=../there/./and/../here"),
      CurlRow("a scheme-relative one", "-sS -L {http}/redirect/302?to=//127.0.0.1:{port}/there"),
      CurlRow("only a query", "-sS -L '{http}/redirect/302?to=?x'"),
      CurlRow("a blank in it", "-sS -L -w '%{url_effective}\\n' '{http}/redirect/302?to=/a%20b'"),
      CurlRow(
        "a fragment in it", "-sS -L -w '%{url_effective}\\n' '{http}/redirect/302?to=/a%23b'"),
      CurlRow("a location that is missing", "-sS -L -i {http}/nowhere"),
      CurlRow("a location that is empty", "-sS -L -i {http}/redirect/302?to="),
      CurlRow("another host, -u", "-sS -L -u user:password {http}/redirect/302?to={local}/there"),
      CurlRow("another port, -u", "-sS -L -u user:password {http}/redirect/302?to={other}/there"),
      CurlRow("the same host, -u", "-sS -L -u user:password {http}/redirect/302?to={http}/there"),
      CurlRow(
        "another host, -u, trusted",
        "-sS --location-trusted -u user:password {http}/redirect/302?to={local}/there"),
      CurlRow(
        "another host, Authorization",
        "-sS -L -H 'Authorization: Own x' {http}/redirect/302?to={local}/there"),
      CurlRow(
        "another host, Authorization, trusted",
        "-sS --location-trusted -H 'Authorization: Own x' {http}/redirect/302?to={local}/there"),
      CurlRow(
        "another host, Cookie", "-sS -L -H 'Cookie: a=b' {http}/redirect/302?to={local}/there"),
      CurlRow(
        "another port, Cookie", "-sS -L -H 'Cookie: a=b' {http}/redirect/302?to={other}/there"),
      CurlRow("another host, -b", "-sS -L -b a=b {http}/redirect/302?to={local}/there"),
      CurlRow(
        "another host, Host", "-sS -L -H 'Host: named.example' {http}/redirect/302?to={local}/there"
      ),
      CurlRow(
        "the same host, Host", "-sS -L -H 'Host: named.example' {http}/redirect/302?to=/there"),
      CurlRow(
        "a cookie on the way", "-sS -L -b none -c jar '{http}/redirect/302?cookie=1&to=/there'"),
      CurlRow(
        "a user in the location",
        "-sS -L -w '%{url_effective}\\n' {http}/redirect/302?to=http://user:password@127.0.0.1:{port}/there"
      ),
      CurlRow("a chain", "-sS -L -w '%{num_redirects} %{num_connects}\\n' {http}/chain/5"),
      CurlRow("--max-redirs reached", "-sS -L --max-redirs 5 {http}/chain/5"),
      CurlRow(
        "--max-redirs passed",
        "-sS -L --max-redirs 4 -w '%{exitcode} %{errormsg}\\n' {http}/chain/5"),
      CurlRow("--max-redirs 0", "-sS -L --max-redirs 0 -i {http}/chain/2"),
      CurlRow("--max-redirs -1", "-sS -L --max-redirs -1 {http}/chain/60"),
      CurlRow("fifty are the most", "-sS -L {http}/chain/51"),
      CurlRow("https to http", "-sS -L --cacert {ca} {https}/redirect/302?to={http}/there"),
      CurlRow("http to https", "-sS -L --cacert {ca} {http}/redirect/302?to={https}/there"),
      CurlRow("--proto-redir", "-sS -L --proto-redir =https {http}/redirect/302?to=/there"),
      CurlRow("a scheme that is not allowed", "-s -L {http}/redirect/302?to=file:///etc/passwd"),
      CurlRow("-f at the end of the way", "-sS -L -f {http}/redirect/302?to=/status/404"),
      CurlRow("-O after a redirect", "-sS -L -O {http}/redirect/302?to=/there"),
      CurlRow(
        "-C after a redirect", "-sS -L -C 4 -o out {http}/redirect/302?to=/ranges",
        files: ["out": "line"]),
      CurlRow(
        "two URLs, each redirected", "-sS -L {http}/redirect/302?to=/a {http}/redirect/301?to=/b"),
    ]
}
