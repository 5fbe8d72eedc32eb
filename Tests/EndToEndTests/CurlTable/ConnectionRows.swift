extension CurlRow {
  static let proxies = [
    CurlRow("-x", "-sS -x http://{proxy} http://named.example/x?y"),
    CurlRow("-x without a scheme", "-sS -x {proxy} http://named.example:81/x"),
    CurlRow("-x of a POST", "-sS -x {proxy} -d a=b -u user:password http://named.example/x"),
    CurlRow(
      "-x of two URLs",
      "-sS -x {proxy} -w '%{num_connects}\\n' http://a.example/1 http://b.example/2"),
    CurlRow("-x that refuses", "-sS -i -x {proxy} http://refused.example/x"),
    CurlRow("-x that is not there", "-s -x {closed} http://named.example/x"),
    CurlRow("--proxy-user", "-sS -x {proxy} --proxy-user user:password http://auth.example/x"),
    CurlRow("--proxy-user that is missing", "-sS -i -x {proxy} http://auth.example/x"),
    CurlRow("a user in -x", "-sS -x http://user:password@{proxy} http://auth.example/x"),
    CurlRow(
      "--proxy-digest",
      "-sS -x {proxy} --proxy-digest --proxy-user user:password http://digest.example/x"),
    CurlRow(
      "--proxy-anyauth",
      "-sS -x {proxy} --proxy-anyauth --proxy-user user:password http://auth.example/x"),
    CurlRow("-p", "-sS -i -p -x {proxy} http://named.example/x"),
    CurlRow(
      "-p and --suppress-connect-headers",
      "-sS -i -p --suppress-connect-headers -x {proxy} http://named.example/x"),
    CurlRow(
      "CONNECT for https", "-sS -i -D head --cacert {ca} -x {proxy} https://site.example:{sport}/x"),
    CurlRow(
      "CONNECT with fields",
      "-sS --cacert {ca} -x {proxy} -H 'X-A: 1' --proxy-header 'X-P: 2' https://site.example:{sport}/x"
    ),
    CurlRow(
      "CONNECT with a user",
      "-sS --cacert {ca} -x {proxy} --proxy-user user:password -w '%{http_connect}\\n' -p http://auth.example/x"
    ),
    CurlRow(
      "CONNECT that is refused",
      "-sS -i -p -x {proxy} -w '%{http_connect} %{http_code}\\n' http://refused.example/x"),
    CurlRow("CONNECT that asks who", "-sS -i -p -x {proxy} http://auth.example/x"),
    CurlRow(
      "a redirect through -x",
      "-sS -L -x {proxy} http://a.example/redirect/302?to=http://b.example/x"),
    CurlRow("--proxy1.0", "-sS --proxy1.0 {proxy} -p http://named.example/x"),
    CurlRow("--socks5-hostname", "-sS --socks5-hostname {socks} http://named.example/x"),
    CurlRow(
      "--socks5-hostname to https",
      "-sS --cacert {ca} --socks5-hostname {socks} https://site.example:{sport}/x"),
    CurlRow(
      "--socks5-hostname that refuses", "-sS --socks5-hostname {socks} http://refused.example/x"),
    CurlRow("--socks5", "-sS --socks5 {socks} http://127.0.0.2/x"),
    CurlRow(
      "--socks5 with a user",
      "-sS --socks5-hostname {socks} --proxy-user user:password http://named.example/x"),
    CurlRow("socks5h in -x", "-sS -x socks5h://user:password@{socks} http://named.example/x"),
    CurlRow("--socks4a", "-sS --socks4a {socks} http://named.example/x"),
    CurlRow("--noproxy", "-sS -x {proxy} --noproxy 127.0.0.1 {http}/x http://named.example/x"),
    CurlRow("--noproxy for all", "-sS -x {proxy} --noproxy '*' {http}/x"),
    CurlRow(
      "http_proxy", "-sS http://named.example/x", variables: ["http_proxy": "http://{proxy}"]),
    CurlRow(
      "HTTP_PROXY does not count", "-sS {http}/x", variables: ["HTTP_PROXY": "http://{proxy}"]),
    CurlRow(
      "https_proxy", "-sS --cacert {ca} https://site.example:{sport}/x",
      variables: ["HTTPS_PROXY": "http://{proxy}"]),
    CurlRow(
      "all_proxy", "-sS http://named.example/x", variables: ["ALL_PROXY": "socks5h://{socks}"]),
    CurlRow(
      "no_proxy", "-sS {http}/x http://named.example/x",
      variables: ["http_proxy": "http://{proxy}", "no_proxy": "localhost,127.0.0.1"]),
    CurlRow("-x of nothing", "-sS -x '' {http}/x", variables: ["http_proxy": "http://{proxy}"]),
    CurlRow(
      "-x over http_proxy", "-sS -x {proxy} http://named.example/x",
      variables: ["http_proxy": "{closed}"]),
    CurlRow("--unix-socket", "-sS --unix-socket {socket} http://named.example/x"),
    CurlRow(
      "--unix-socket, two URLs and a body",
      "-sS --unix-socket {socket} -d a=b http://a.example/x http://a.example/y"),
    CurlRow("--unix-socket that is not there", "-s --unix-socket none http://named.example/x"),
  ]

  static let secured = [
    CurlRow(
      "--cacert",
      "-sS --cacert {ca} -w '%{scheme} %{ssl_verify_result} %{http_version}\\n' {https}/x"),
    CurlRow("an unknown authority", "-sS {https}/x"),
    CurlRow(
      "an unknown authority, with -w", "-s -w '%{http_code} %{ssl_verify_result}\\n' {https}/x"),
    CurlRow("-k", "-sS -k -w '%{ssl_verify_result}\\n' {https}/x"),
    CurlRow("--capath", "-sS --capath {capath} {https}/x"),
    CurlRow("--cacert that is missing", "-sS --cacert none {https}/x"),
    CurlRow("SSL_CERT_FILE", "-sS {https}/x", variables: ["SSL_CERT_FILE": "{ca}"]),
    CurlRow("CURL_CA_BUNDLE", "-sS {https}/x", variables: ["CURL_CA_BUNDLE": "{ca}"]),
    CurlRow(
      "another name",
      "-sS --cacert {ca} --resolve wrong.example:{sport}:127.0.0.1 https://wrong.example:{sport}/x"),
    CurlRow(
      "another name and -k",
      "-sS -k --resolve wrong.example:{sport}:127.0.0.1 https://wrong.example:{sport}/x"),
    CurlRow("an address", "-sS --cacert {ca} https://127.0.0.1:{sport}/x"),
    CurlRow("--pinnedpubkey", "-sS --cacert {ca} --pinnedpubkey {pin} {https}/x"),
    CurlRow("--pinnedpubkey of a file", "-sS --cacert {ca} --pinnedpubkey {public} {https}/x"),
    CurlRow(
      "--pinnedpubkey that differs",
      "-sS -k --pinnedpubkey sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= {https}/x"),
    CurlRow("--cert and --key", "-sS --cacert {ca} --cert {cert} --key {key} {mtls}/x"),
    CurlRow("--cert with its key", "-sS --cacert {ca} -E {both} {mtls}/x"),
    CurlRow("no --cert", "-s --cacert {ca} --tls-max 1.2 {mtls}/x"),
    CurlRow("--cert that is missing", "-sS --cacert {ca} --cert none {mtls}/x"),
    CurlRow("--tlsv1.2", "-sS --cacert {ca} --tlsv1.2 --tls-max 1.2 {https}/x"),
    CurlRow("--tlsv1.3", "-sS --cacert {ca} --tlsv1.3 {https}/x"),
    CurlRow(
      "--ciphers",
      "-sS --cacert {ca} --tls-max 1.2 --ciphers ECDHE-ECDSA-AES128-GCM-SHA256 {https}/x"),
    CurlRow("http on the port of https", "-s http://127.0.0.1:{sport}/x"),
    CurlRow(
      "https on the port of http", "-s -k https://127.0.0.1:{port}/x",
      without: [.requests: "the hello of TLS is random"]),
    CurlRow("--proto-default", "-sS --cacert {ca} --proto-default https localhost:{sport}/x"),
    CurlRow(
      "two URLs on one connection of TLS",
      "-sS --cacert {ca} -w '%{num_connects}\\n' {https}/1 {https}/2"),
    CurlRow(
      "cookies for https alone", "-sS --cacert {ca} -c jar -b '' {https}/cookies {https}/x {http}/x"
    ),
  ]

  static let nginx = [
    CurlRow("a file", "-sS -i {nginx}/small.txt"),
    CurlRow("HEAD of a file", "-sS -I {nginx}/big.bin"),
    CurlRow("a file of megabytes", "-sS -o out {nginx}/big.bin"),
    CurlRow("-r of nginx", "-sS -i -r 10-19 {nginx}/small.txt"),
    CurlRow(
      "-r of two parts", "-sS -r 0-4,10-14 {nginx}/small.txt",
      without: [.bytes: "nginx numbers the boundary"]),
    CurlRow(
      "-C - of nginx", "-sS -C - -o big.bin {nginx}/big.bin",
      files: ["big.bin": String(decoding: 0..<127, as: UTF8.self)]),
    CurlRow("-C - of a whole file", "-sS -C - -o empty.txt {nginx}/empty.txt"),
    CurlRow("--compressed of nginx", "-sS --compressed -D head {nginx}/small.txt"),
    CurlRow("gzip asked for by hand", "-sS -H 'Accept-Encoding: gzip' -o out {nginx}/small.txt"),
    CurlRow("-z of nginx", "-sS -i -z '2020-01-01' {nginx}/small.txt"),
    CurlRow("-z of an older day", "-sS -i -z '2000-01-01' {nginx}/small.txt"),
    CurlRow(
      "etags of nginx",
      "-sS --etag-save tag -o out {nginx}/small.txt --next -sS --etag-compare tag -i {nginx}/small.txt"
    ),
    CurlRow("-R of nginx", "-sS -R -O {nginx}/small.txt", times: true),
    CurlRow("a redirect of nginx", "-sS -L -w '%{url_effective}\\n' {nginx}/moved"),
    CurlRow("410 with -f", "-sS -f {nginx}/gone"),
    CurlRow(
      "a body beyond nginx's limit",
      "-s -w '%{http_code}\\n' -o out --data-binary @in.bin {nginx}/echo/x",
      files: ["in.bin": String(repeating: "0123456789abcdef", count: 400_000)]),
    CurlRow(
      "a body of over a mebibyte to nginx", "-sS --data-binary @in.bin {nginx}/echo/x",
      files: ["in.bin": String(repeating: "0123456789abcdef", count: 70_000)]),
    CurlRow("chunks to nginx", "-sS -T - {nginx}/echo/x", input: .pipe("in chunks\n")),
    CurlRow("HTTP/2", "-sS --cacert {ca} -i -w '%{http_version}\\n' {nginxs}/echo/x"),
    CurlRow("--http2", "-sS --http2 --cacert {ca} {nginxs}/small.txt -D head"),
    CurlRow(
      "--http1.1 where HTTP/2 is",
      "-sS --http1.1 --cacert {ca} -w '%{http_version}\\n' {nginxs}/echo/x"),
    CurlRow("--http2 without TLS", "-sS --http2 -w '%{http_version}\\n' {nginx}/echo/x"),
    CurlRow("a POST over HTTP/2", "-sS --cacert {ca} -d a=b -H 'X-Upper: Yes' {nginxs}/echo/x"),
    CurlRow(
      "a form over HTTP/2", "-sS --cacert {ca} -F a=@in.txt {nginxs}/echo/x",
      files: ["in.txt": "text\n"]),
    CurlRow(
      "a megabyte up over HTTP/2", "-sS --cacert {ca} -T in.bin {nginxs}/echo/x",
      files: ["in.bin": String(repeating: "0123456789abcdef", count: 70_000)]),
    CurlRow("a file of megabytes over HTTP/2", "-sS --cacert {ca} -o out {nginxs}/big.bin"),
    CurlRow(
      "two URLs over HTTP/2",
      "-sS --cacert {ca} -w '%{num_connects}\\n' {nginxs}/echo/1 {nginxs}/echo/2"),
    CurlRow(
      "a redirect over HTTP/2", "-sS -L --cacert {ca} -i {nginxs}/echo/redirect/302?to=/small.txt"),
    CurlRow("-f over HTTP/2", "-sS -f --cacert {ca} {nginxs}/gone"),
    CurlRow("-I over HTTP/2", "-sS -I --cacert {ca} {nginxs}/small.txt"),
    CurlRow(
      "a pipe up over HTTP/2", "-sS --cacert {ca} -T - {nginxs}/echo/x", input: .pipe("piped\n")),
  ]
}
