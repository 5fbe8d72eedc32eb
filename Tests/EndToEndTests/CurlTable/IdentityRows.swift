extension CurlRow {
  private static let netrc = "machine 127.0.0.1 login user password password\n"

  static let credentials = [
    CurlRow("-u", "-sS -u user:password {http}/basic"),
    CurlRow("-u that is wrong", "-sS -i -u user:wrong {http}/basic"),
    CurlRow("-u with odd letters", "-sS -u 'us er:pä:ss' {http}/x"),
    CurlRow("-u without a password's letters", "-sS -u user: {http}/x"),
    CurlRow(
      "a user in the URL",
      "-sS -w '%{url_effective}\\n' http://user:password@127.0.0.1:{port}/basic"),
    CurlRow("a user in the URL, encoded", "-sS http://us%40er:pass%20word@127.0.0.1:{port}/basic"),
    CurlRow("a user in the URL and -u", "-sS -u a:b http://user:password@127.0.0.1:{port}/basic"),
    CurlRow("--basic", "-sS --basic -u user:password {http}/both"),
    CurlRow("--digest", "-sS -i --digest -u user:password {http}/digest"),
    CurlRow("--digest of SHA-256", "-sS --digest -u user:password {http}/digest/SHA-256"),
    CurlRow("--digest of a POST", "-sS --digest -u user:password -d a=b {http}/digest"),
    CurlRow(
      "--digest that is wrong", "-sS --digest -u user:wrong -w '%{http_code}\\n' {http}/digest"),
    CurlRow("--digest of two URLs", "-sS --digest -u user:password {http}/digest {http}/digest?2"),
    CurlRow("--anyauth", "-sS --anyauth -u user:password {http}/both"),
    CurlRow("--anyauth of basic", "-sS --anyauth -u user:password {http}/basic"),
    CurlRow("--anyauth of nothing", "-sS --anyauth -u user:password {http}/x"),
    CurlRow("--anyauth of a POST", "-sS --anyauth -u user:password -d a=b {http}/both"),
    CurlRow("--oauth2-bearer", "-sS --oauth2-bearer token {http}/x"),
    CurlRow("-u and an Authorization", "-sS -u user:password -H 'Authorization: Own x' {http}/x"),
    CurlRow("-u, and no Authorization", "-sS -u user:password -H 'Authorization:' {http}/x"),
    CurlRow("-n", "-sS -n {http}/basic", home: [".netrc": netrc]),
    CurlRow(
      "-n for another machine", "-sS -n {http}/basic",
      home: [".netrc": "machine other.example login a password b\n"]),
    CurlRow(
      "-n of a default", "-sS -n {http}/basic",
      home: [".netrc": "machine x login a password b\ndefault login user password \"pass word\"\n"]),
    CurlRow("-n without a file", "-sS -n {http}/basic"),
    CurlRow("-n and -u", "-sS -n -u a:b {http}/basic", home: [".netrc": netrc]),
    CurlRow(
      "-n for a login in the URL", "-sS -n http://two@127.0.0.1:{port}/basic",
      home: [".netrc": netrc + "machine 127.0.0.1 login two password second\n"]),
    CurlRow(
      "--netrc-optional", "-sS --netrc-optional http://a:b@127.0.0.1:{port}/basic",
      home: [".netrc": netrc]),
    CurlRow("--netrc-file", "-sS --netrc-file mine {http}/basic", files: ["mine": netrc]),
    CurlRow(
      "-n across hosts", "-sS -n -L {http}/redirect/302?to={local}/basic",
      home: [".netrc": netrc + "machine localhost login user password password\n"]),
  ]

  static let cookies = [
    CurlRow("-b", "-sS -b 'a=b; c=d' {http}/x"),
    CurlRow("-b twice", "-sS -b a=b -b c=d {http}/x"),
    CurlRow(
      "-b of a jar", "-sS -b jar {http}/x {http}/deep/x",
      files: [
        "jar": """
        # Netscape HTTP Cookie File
        127.0.0.1\tFALSE\t/\tFALSE\t2145916800\tkept\t1
        127.0.0.1\tFALSE\t/deep\tFALSE\t0\tdeep\t2
        127.0.0.1\tFALSE\t/\tTRUE\t0\tsafe\t3
        #HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\thidden\t4
        other.example\tFALSE\t/\tFALSE\t0\tforeign\t5
        127.0.0.1\tFALSE\t/\tFALSE\t1000000000\told\t6

        """
      ]),
    CurlRow(
      "-b of fields", "-sS -b fields {http}/x",
      files: ["fields": "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; path=/\r\n\r\n"]),
    CurlRow("-b of no file", "-sS -b none {http}/x"),
    CurlRow("-c", "-sS -c jar {http}/cookies"),
    CurlRow("-c -", "-sS -c - {http}/cookies"),
    CurlRow(
      "-b and -c", "-sS -b jar -c jar {http}/cookies {http}/deep/x {http}/x",
      files: ["jar": "127.0.0.1\tFALSE\t/\tFALSE\t2145916800\tbefore\t0\n"]),
    CurlRow("-b of nothing keeps cookies", "-sS -b '' {http}/cookies {http}/x"),
    CurlRow("no -b keeps none", "-sS {http}/cookies {http}/x"),
    CurlRow(
      "-j", "-sS -j -b jar {http}/x",
      files: [
        "jar":
          "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\t1\n127.0.0.1\tFALSE\t/\tFALSE\t2145916800\tkept\t2\n"
      ]),
    CurlRow("-c without cookies", "-sS -c jar {http}/x"),
    CurlRow("-c that cannot be", "-sS -c none/jar {http}/cookies"),
    CurlRow(
      "-b text and a jar", "-sS -b a=b -b jar {http}/x",
      files: ["jar": "127.0.0.1\tFALSE\t/\tFALSE\t0\tfrom\tjar\n"]),
    CurlRow("-b and --next", "-sS -b jar -c jar {http}/cookies --next -b jar {http}/x"),
  ]
}
