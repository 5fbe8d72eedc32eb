import Bytes
import JSON
import L402Protocol
import Macaroons
import Store
import Testing

@testable import L402CLI

/// What the program prints, against the schemas that it is installed with.
struct SchemaTests {
  private static let key = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
  private static let chainKey = ChainKey(rootKey: [UInt8](repeating: 7, count: 32)[...])
  private static let hash = String(repeating: "2e", count: 32)
  private static let preimage = String(repeating: "a1", count: 32)
  private static let invoice = PublishedInvoice.coffee

  private func expect(
    _ objects: [JSONValue], fit name: String, count: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let schema = try JSONSchema(file: name)
    #expect(objects.count == count, sourceLocation: sourceLocation)
    for object in objects {
      #expect(
        schema.errors(in: object) == [], "\(object.oneLine)", sourceLocation: sourceLocation)
    }
  }

  private static func token(
    _ caveats: [String] = [], identifier: [UInt8]? = nil, location: [UInt8] = Array("here".utf8),
    format: MacaroonFormat = .v2, encoding: MacaroonText.Encoding = .base64
  ) throws -> [UInt8] {
    let identifier =
      try identifier
      ?? TokenIdentifier.version0(
        paymentHash: Bytes32(hex: hash), tokenID: Bytes32(hex: preimage))
    var macaroon = Macaroon(
      identifier: identifier[...], location: location[...], key: chainKey)
    for caveat in caveats { macaroon.addFirstPartyCaveat(Array(caveat.utf8)[...]) }
    return try MacaroonText(macaroon: macaroon, format: format, encoding: encoding).encoded()
  }

  @Test func `mint`() throws {
    let home = try ProgramHome()
    for arguments in [
      ["--paid"], ["--paid", "--macaroon", "v2-json"], ["--paid", "--encoding", "hex"],
      ["--paid", "--macaroon", "v1", "--encoding", "base64url"], ["--payment-hash", Self.hash],
      ["--preimage", "hex:" + Self.preimage, "--service", "api:1", "--expires-in", "1h"],
    ] {
      let run = try home.run(["mint", "--json", "--root-key", Self.key] + arguments)
      #expect(run.status == 0)
      try expect(try run.objects(), fit: "mint")
    }
    let several = try home.run("mint", "--paid", "--count", "3", "--json")
    try expect(try several.objects(), fit: "mint", count: 3)
  }

  /// Texts of every kind.
  private static func samples() throws -> [[UInt8]] {
    var third = Macaroon(
      identifier: TokenIdentifier.version0(paymentHash: .zero, tokenID: .zero)[...],
      location: [0xff, 0xfe], key: chainKey)
    third.addFirstPartyCaveat([0xff, 0x00])
    third.addFirstPartyCaveat(Array("Expires_At=1".utf8)[...])
    try third.addThirdPartyCaveat(
      rootKey: [1, 2, 3], identifier: [0x80], location: Array("there".utf8)[...],
      nonce: [UInt8](repeating: 0, count: 24))
    let node: [UInt8] =
      [3, 0x0a, 2, 1, 2, 0x12, 1, 0x30, 0x1a, 0x0e, 0x0a, 4] + Array("info".utf8)
      + [0x12, 6] + Array("action".utf8)
    let good = try token(["services=api:0", "api_valid_until=1795260000", "x_limit=7"])
    let text = String(decoding: good, as: UTF8.self)
    let unsigned = Base64Text.of(#"{"user":"x"}"#)
    return [
      good, Array("L402 \(text):\(preimage)".utf8),
      Array("Authorization: LSAT \(text):\(preimage)".utf8),
      Array("Authorization: L402 \(text):".utf8), Array("l402 \(text):\(preimage)".utf8),
      Array(#"L402 macaroon="\#(text)", invoice="\#(invoice)", version="0""#.utf8),
      Array("L402 macaroon=\(text) invoice=\(invoice)".utf8),
      Array(#"L402 macaroon="\#(text)", invoice="\#(PublishedInvoice.brokenChecksum)""#.utf8),
      Array(#"L402 macaroon="\#(text)", invoice="\#(PublishedInvoice.withoutSecret)""#.utf8),
      Array(#"L402 macaroon="\#(text)""#.utf8),
      Array(
        """
        HTTP/1.1 402 Payment Required
        WWW-Authenticate: L402 macaroon="\(text)", invoice="\(invoice)"
        WWW-Authenticate: L402 macaroon="\(unsigned)", invoice="lntb1xyzabc"
        WWW-Authenticate: Payment id="1", method="lightning", request="\(unsigned)"
        """.utf8),
      try token(identifier: node), try token(identifier: node, encoding: .hex),
      try token(identifier: [1, 2, 3]), try token(identifier: [UInt8](repeating: 9, count: 66)),
      try token(format: .v1, encoding: .base64url), try token(format: .v2JSON, encoding: .json),
      try token(identifier: Array(hash.utf8), format: .v1JSON, encoding: .json),
      try token(encoding: .binary),
      try token(["preimage=\(preimage)"], encoding: .hex),
      Array("Grpc-Metadata-Macaroon: ".utf8)
        + (try token(["preimage=\(preimage)"], encoding: .hex)),
      try MacaroonText(macaroon: third).encoded(), Array(unsigned.utf8), Array(invoice.utf8),
      Array("lightning:\(invoice.uppercased())".utf8), Array(hash.utf8),
      Array(#"{"x402Version":1,"accepts":[{"scheme":"exact"}]}"#.utf8),
      Array(#"{"macaroon":"\#(text)","invoice":"\#(invoice)"}"#.utf8),
      Array(#"Payment id="1", request="%""#.utf8),
    ]
  }

  @Test func `inspect`() throws {
    let home = try ProgramHome()
    var kinds: Set<String> = []
    for sample in try Self.samples() {
      try home.write(sample, to: "sample")
      for options in [[], ["--show-secrets"]] {
        let run = try home.run(["inspect", "--json", "@" + home.path("sample")] + options)
        #expect(run.status == 0, "\(String(decoding: sample, as: UTF8.self)): \(run.errors)")
        let objects = try run.objects()
        try expect(objects, fit: "inspect")
        kinds.formUnion(objects.compactMap { $0["kind"]?.string })
      }
    }
    #expect(kinds == Set(Recognised.kinds))
  }

  @Test func `inspect of an invoice in a challenge`() throws {
    let home = try ProgramHome()
    let token = String(decoding: try Self.token(), as: UTF8.self)
    func inspect(_ invoice: [UInt8]) throws -> JSONValue {
      try home.write(
        Array(#"L402 macaroon="\#(token)", invoice=""#.utf8) + invoice + Array(#"""#.utf8),
        to: "sample")
      let objects = try home.run("inspect", "--json", "@" + home.path("sample")).objects()
      try expect(objects, fit: "inspect")
      return try #require(objects.first)
    }
    for (invoice, code) in [
      (PublishedInvoice.brokenChecksum, "bech32-checksum"), ("lnbc1bio", "bech32-character"),
    ] {
      let found = try inspect(Array(invoice.utf8))
      #expect(found["invoice"]?["invoice"]?.string == invoice)
      #expect(found["invoice"]?["error"]?["code"]?.string == code)
    }
    let decoded = try inspect(Array(PublishedInvoice.routes.utf8))
    #expect(decoded["invoice"]?["payable"]?.content == .bool(true))
    #expect(
      decoded["checks"]?.array?.prefix(3).compactMap { $0["check"]?.string }
        == ["invoice", "rules", "invoice-expiry"])
  }

  @Test(arguments: [
    (PublishedInvoice.coffee, true), (PublishedInvoice.routes, true),
    (PublishedInvoice.metadata, true), (PublishedInvoice.unknownFields, true),
    (PublishedInvoice.unknownFeature, false), (PublishedInvoice.withoutSecret, false),
    (PublishedInvoice.highS, false), (PublishedInvoice.highSWithoutPayee, true),
  ])
  func `decode-invoice`(invoice: String, isPayable: Bool) throws {
    let home = try ProgramHome()
    for options in [
      [], ["--preimage", "hex:" + Self.preimage], ["--description", "1 cup coffee"],
    ] {
      let run = try home.run(["decode-invoice", "--json", invoice] + options)
      #expect([0, 1].contains(run.status))
      let objects = try run.objects()
      try expect(objects, fit: "decode-invoice")
      #expect(objects.first?["payable"]?.content == .bool(isPayable))
    }
  }

  @Test func `the lines of a batch of invoices`() throws {
    let home = try ProgramHome()
    let lines = [
      PublishedInvoice.coffee, PublishedInvoice.brokenChecksum, "", "lno1qqqq",
      PublishedInvoice.routes.uppercased(), "lightning:" + PublishedInvoice.withoutSecret,
    ]
    let run = try home.run(
      "decode-invoice", "--batch", input: lines.map { $0 + "\n" }.joined())
    #expect(run.status == 1)
    let objects = try run.objects()
    #expect(objects.compactMap { $0["line"]?.integer } == Array(1...6))
    try expect(objects.filter { $0["error"] == nil }, fit: "decode-invoice", count: 3)
    try expect(objects.filter { $0["error"] != nil }, fit: "error", count: 3)
  }

  @Test func `both schemas describe an invoice alike`() throws {
    let alone = try Repository.json("schema/decode-invoice.json")
    let inspected = try Repository.json("schema/inspect.json")["$defs"]
    let member = try #require(inspected?["invoice"])
    #expect(member["required"]?.oneLine == alone["required"]?.oneLine)
    for property in alone["properties"]?.members ?? []
    where !["checks", "line"].contains(property.name) {
      #expect(
        member["properties"]?[property.name]?.oneLine == property.value.oneLine, "\(property.name)")
    }
    for definition in alone["$defs"]?.members ?? [] where definition.name != "check" {
      #expect(
        inspected?[definition.name]?.oneLine == definition.value.oneLine, "\(definition.name)")
    }
  }

  @Test func `the lines of a batch`() throws {
    let home = try ProgramHome()
    let token = String(decoding: try Self.token(["services=api:0"]), as: UTF8.self)
    let lines = "\(token):\(Self.preimage)\nnonsense\n\n"
    for (command, schema) in [
      (["inspect"], "inspect"), (["verify", "--root-key", Self.key], "verify"),
      (["add-caveat", "--json", "--caveat", "a=b"], "add-caveat"),
    ] {
      let run = try home.run(command + ["--batch"], input: lines)
      #expect(run.status == 1)
      let objects = try run.objects()
      #expect(objects.compactMap { $0["line"]?.integer } == [1, 2, 3])
      try expect(Array(objects.prefix(1)), fit: schema)
      try expect(Array(objects.dropFirst()), fit: "error", count: 2)
    }
  }

  @Test func `verify`() throws {
    let home = try ProgramHome()
    var reasons: Set<String> = []
    for sample in try Self.samples() {
      try home.write(sample, to: "sample")
      for options in [["--root-key", Self.key], ["--master-key", Self.key, "--strict"]] {
        let run = try home.run(["verify", "--json", "@" + home.path("sample")] + options)
        #expect([1, 65].contains(run.status))
        let objects = try run.objects()
        try expect(objects, fit: "verify")
        reasons.formUnion(
          objects.flatMap { $0["reasons"]?.array ?? [] }.compactMap(\.string))
      }
    }
    #expect(
      reasons.isSuperset(of: ["malformed", "identifier", "preimage", "signature", "skipped"]))
    let minted = try home.run("mint", "--paid", "--service", "api", "--expires-in", "1h")
    let accepted = try home.run("verify", "--json", "--service", "api", input: minted.output)
    #expect(accepted.status == 0)
    try expect(try accepted.objects(), fit: "verify")
  }

  @Test func `add-caveat`() throws {
    let home = try ProgramHome()
    var results = 0
    for sample in try Self.samples() {
      try home.write(sample, to: "sample")
      let run = try home.run("add-caveat", "--json", "@" + home.path("sample"), "--caveat", "a=b")
      guard run.status == 0 else {
        #expect(run.status == 65)
        try expect(try run.errorObjects(), fit: "error")
        continue
      }
      results += 1
      try expect(try run.objects(), fit: "add-caveat")
    }
    #expect(results > 10)
  }

  @Test func `keys`() throws {
    let home = try ProgramHome()
    func keys(_ arguments: String...) throws -> [JSONValue] {
      let run = try home.run(["keys"] + arguments + ["--json"])
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      return try run.objects()
    }
    try expect(try keys("list"), fit: "keys")
    for options in [["--service", "api", "--expires-in", "1h"], ["--expires-in", "-1h"], []] {
      let credential = home.path("credential")
      let run = try home.run(["mint", "--paid", "-o", credential, "--force"] + options)
      #expect(run.status == 0)
    }
    try expect(try keys("revoke", "@" + home.path("credential")), fit: "keys")
    try expect(try keys("revoke", "token-id:" + Self.hash), fit: "keys")
    let list = try keys("list")
    try expect(list, fit: "keys")
    #expect(list.first?["keys"]?.array?.count == 3)
    try expect(try keys("export", "@" + home.path("credential")), fit: "keys")
    try expect(
      try keys("export", "@" + home.path("credential"), "-o", home.path("key")), fit: "keys")
    try expect(try keys("generate"), fit: "keys")
    try expect(try keys("generate", "-o", home.path("key"), "--force"), fit: "keys")
    let pruned = try keys("prune")
    try expect(pruned, fit: "keys")
    #expect(pruned.first?["pruned"]?.integer == 1)
  }

  /// A challenge of the sandbox.
  private func challenge(_ options: String..., in home: ProgramHome) throws -> String {
    let run = try home.run(["challenge", "-q", "--amount", "21sat"] + options)
    #expect(run.status == 0, "\(run.errors)")
    return run.output
  }

  @Test func `challenge`() throws {
    let home = try ProgramHome()
    for options in [
      ["--amount", "1500msat"], ["--amount", "1", "--profile", "dual", "--service", "api"],
      ["--amount", "1", "--profile", "spec", "--invoice-expiry", "4w"],
      ["--invoice", Self.invoice, "--root-key", Self.key],
      ["--invoice", PublishedInvoice.metadata, "--root-key", Self.key],
    ] {
      let run = try home.run(["challenge", "--json"] + options)
      #expect(run.status == 0, "\(run.errors)")
      try expect(try run.objects(), fit: "challenge")
    }
  }

  @Test func `pay`() throws {
    let home = try ProgramHome()
    for options in [[], ["--field", "invoice"], ["--profile", "dual"]] {
      let text = try home.run(["challenge", "-q", "--amount", "21sat"] + options).output
      for options in [["--dry-run"], [], [], ["--dry-run"]] {
        let run = try home.run(["pay", "--json"] + options, input: text)
        #expect(run.status == 0, "\(run.errors)")
        try expect(try run.objects(), fit: "pay")
      }
    }
  }

  @Test func `payments`() throws {
    let home = try ProgramHome()
    func payments(_ arguments: String...) throws -> [JSONValue] {
      let run = try home.run(["payments"] + arguments + ["--json"])
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      return try run.objects()
    }
    try expect(try payments("list"), fit: "payments")
    for (behaviour, status) in [("pay", 0), ("fail", 113), ("hold", 110)] {
      _ = try home.run("wallet", "sandbox", "--behaviour", behaviour)
      let text = try challenge(in: home)
      let run = try home.run(
        "pay", "--timeout", "10s", "--origin", "http://127.0.0.1:\(8000 + status)", input: text)
      #expect(Int(run.status) == status, "\(run.errors)")
    }
    let invoice = try challenge("--field", "invoice", in: home)
    #expect(try home.run("pay", "--timeout", "10s", input: invoice).status == 110)
    let list = try payments("list")
    try expect(list, fit: "payments")
    let all = list.first?["payments"]?.array ?? []
    #expect(
      Set(all.compactMap { $0["state"]?.string }) == ["succeeded", "failed", "sending"])
    for payment in all {
      let hash = try #require(payment["payment_hash"]?.string)
      try expect(try payments("show", hash), fit: "payments")
      try expect(try payments("show", hash, "--show-secrets"), fit: "payments")
      switch payment["state"]?.string {
      case "succeeded": try expect(try payments("resume", hash), fit: "payments")
      case "sending": try expect(try payments("abandon", hash, "--yes"), fit: "payments")
      default: break
      }
    }
  }

  @Test func `credentials`() throws {
    let home = try ProgramHome()
    func credentials(_ arguments: String..., input: String = "") throws -> [JSONValue] {
      let run = try home.run(["credentials"] + arguments + ["--json"], input: input)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      return try run.objects()
    }
    try expect(try credentials("list"), fit: "credentials")
    try expect(try credentials("prune"), fit: "credentials")
    let url = "https://api.example/v1/x"
    for caveat in ["path=/v1/**", "expires_at=2020-01-01T00:00:00Z"] {
      let minted = try home.run("mint", "--paid", "-q", "--caveat", caveat).output
      try expect(try credentials("add", "--for", url, input: minted), fit: "credentials")
    }
    let bought = try home.run(
      "pay", "--origin", "http://127.0.0.1:8402",
      input: try challenge("--profile", "dual", in: home)
    )
    #expect(bought.status == 0)
    let list = try credentials("list")
    try expect(list, fit: "credentials")
    #expect(list.first?["credentials"]?.array?.count == 3)
    try expect(try credentials("show", url), fit: "credentials")
    try expect(try credentials("show", url, "--show-secrets"), fit: "credentials")
    try expect(try credentials("prune", "--dry-run"), fit: "credentials")
    try expect(try credentials("prune"), fit: "credentials")
    let hash = try #require(try credentials("show", url).first?["payment_hash"]?.string)
    try expect(try credentials("remove", hash), fit: "credentials")
  }

  @Test func `the states of payments are those of the journal`() throws {
    let payment = try Repository.json("schema/payments.json")["$defs"]?["payment"]
    let states = payment?["properties"]?["state"]?["enum"]?.array?.compactMap(\.string)
    #expect(states == StoredPayment.State.allCases.map(\.rawValue))
  }

  @Test func `wallet`() throws {
    let home = try ProgramHome()
    func wallet(_ arguments: String...) throws -> [JSONValue] {
      try home.run(["wallet", arguments[0], "--json"] + arguments.dropFirst()).objects()
    }
    try expect(try wallet("info"), fit: "wallet")
    try expect(try wallet("sandbox"), fit: "wallet")
    try expect(
      try wallet("sandbox", "--behaviour", "hold", "--delay", "5s", "--balance", "0"),
      fit: "wallet")
    try expect(try wallet("sandbox", "--release"), fit: "wallet")
    try expect(try wallet("check"), fit: "wallet")
    home.variables["L402_LNBITS_URL"] = "http://127.0.0.1:1"
    home.variables["L402_LNBITS_KEY"] = "key"
    try expect(try wallet("list"), fit: "wallet")
    try expect(try wallet("check"), fit: "wallet")
    home.variables["L402_LNBITS_URL"] = nil
    try expect(try wallet("info"), fit: "wallet")
    try expect(try wallet("add", "phone", "manual"), fit: "wallet")
    try expect(try wallet("add", "mine", "exec", "--default", "--", "mine"), fit: "wallet")
    try expect(try wallet("default", "sandbox"), fit: "wallet")
    try expect(try wallet("list"), fit: "wallet")
  }

  @Test func `errors of payments`() throws {
    let home = try ProgramHome()
    let text = try challenge(in: home)
    let token = try challenge("--field", "token", in: home).split(separator: "\n").joined()
    let foreign = #"L402 macaroon="\#(token)", invoice="\#(Self.invoice)""#
    for (arguments, input, code) in [
      (["--max-amount", "1"], text, "price_over_limit"),
      ([], text + (try challenge(in: home)), "several_challenges"),
      ([], foreign, "foreign_invoice"), ([], Self.invoice, "configuration"),
      (["--wallet", "sandbox"], Self.invoice, "network"),
      (["--amount", "1"], text, "amount_conflict"), (["--wallet", "x"], text, "configuration"),
      ([], try challenge("--invoice-expiry", "9s", in: home), "expired"),
    ] {
      let run = try home.run(["pay", "--json"] + arguments, input: input)
      let objects = try run.errorObjects()
      try expect(objects, fit: "error")
      #expect(objects.first?["error"]?["code"]?.string == code)
      #expect(objects.first?["error"]?["exit"]?.integer == Int64(run.status))
    }
    for (behaviour, code) in [("fail", "payment_failed"), ("hold", "payment_undecided")] {
      _ = try home.run("wallet", "sandbox", "--behaviour", behaviour)
      let run = try home.run("pay", "--json", "--timeout", "1s", input: text)
      let objects = try run.errorObjects()
      try expect(objects, fit: "error")
      #expect(objects.first?["error"]?["code"]?.string == code)
    }
  }

  @Test func `codes and statuses of errors are those of the program`() throws {
    let error = try Repository.json("schema/error.json")["properties"]?["error"]?["properties"]
    let codes = Failure.Code.allCases
    #expect(error?["code"]?["enum"]?.array?.compactMap(\.string) == codes.map(\.rawValue))
    let statuses = error?["exit"]?["enum"]?.array?.compactMap(\.integer) ?? []
    #expect(Set(statuses) == Set(codes.map { Int64($0.exit.rawValue) }))
    #expect(statuses == statuses.sorted())
    for (name, values) in [("money", codes.map(\.money)), ("retry", codes.map(\.retry))] {
      let known = error?[name]?["enum"]?.array?.compactMap(\.string) ?? []
      #expect(Set(known) == Set(values), "\(name)")
    }
  }

  @Test func `config`() throws {
    let home = try ProgramHome()
    func config(_ command: String) throws -> [JSONValue] {
      try home.run("config", command, "--json").objects()
    }
    try expect(try config("show"), fit: "config")
    try expect(try config("path"), fit: "config")
    try expect(try config("init"), fit: "config")
    home.variables["L402_MASTER_KEY_FILE"] = "master.key"
    home.variables["L402_VERIFY_STRICT"] = "1"
    home.variables["L402_WALLET"] = "other"
    try expect(try config("show"), fit: "config")
    home.variables["L402_LNBITS_URL"] = "http://127.0.0.1:1"
    home.variables["L402_LNBITS_KEY"] = "key"
    home.variables["L402_BUDGET"] = "1sat/1d"
    home.variables["L402_MAX_FEE"] = "1%"
    try expect(try config("show"), fit: "config")
  }

  @Test(
    .enabled(
      if: Repository.program != nil || Repository.requiresAll,
      "no program: build it, or name it in L402_TEST_BINARY"))
  func `serve`() throws {
    let shell = try ProgramShell(program: try #require(Repository.program))
    for options in ["", "--metrics-listen 127.0.0.1:0"] {
      let (status, output) = try shell.run(
        "timeout -k 20 -s TERM --preserve-status 2 l402 serve -q --json --listen '[::1]:0' \(options)"
      )
      #expect(status == 0)
      try expect(
        try output.map { try JSONReader.read(Array($0.utf8)[...]) }, fit: "serve")
    }
  }

  @Test(
    .enabled(
      if: Repository.program != nil || Repository.requiresAll,
      "no program: build it, or name it in L402_TEST_BINARY"))
  func `the report of curl`() throws {
    let shell = try ProgramShell(program: try #require(Repository.program))
    let (_, output) = try shell.run(
      """
      trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT
      get() { l402 curl -s -o page --report report.json "$@"; echo "$?"; cat report.json; }
      l402 serve -q --listen 127.0.0.1:0 > serve.txt &
      until grep -q listening serve.txt; do sleep 0.1; done
      url=$(sed 's/^listening on //' serve.txt)
      get --no-pay $url/a/
      get --max-amount 1sat $url/a/
      get --dry-run $url/a/
      get $url/a/
      get -d x=y $url/a/
      get $url/a/ $url/b/
      get -H 'Authorization: Basic eDp5' $url/a/
      get --credential "$(l402 credentials show $url/a/ --as credential)" $url/c/
      get http://127.0.0.1:1/
      l402 wallet sandbox --behaviour hold -q > /dev/null
      get --timeout 1s $url/d/
      l402 credentials show $url/a/ --as credential
      """)
    let reports = output.filter { $0.hasPrefix("{") }
    for report in reports {
      try expect([try JSONReader.read(Array(report.utf8)[...])], fit: "curl-report")
    }
    let objects = try reports.map { try JSONReader.read(Array($0.utf8)[...]) }
    let statuses: [Int64] = [112, 112, 0, 0, 0, 0, 112, 0, 7, 110]
    #expect(objects.map { $0["exit"]?.integer } == statuses)
    #expect(output.filter { Int($0) != nil } == statuses.map { "\($0)" })
    let transfers = objects.map { $0["transfers"]?.array?.first }
    #expect(
      transfers.map { $0?["credential"]?.string } == [
        "none", "none", "none", "bought", "stored", "stored", "none", "given", "none", "none",
      ])
    #expect(
      transfers.map { $0?["error"]?["code"]?.string } == [
        "no_pay", "price_over_limit", nil, nil, nil, nil, "own_authorization", nil, nil,
        "payment_undecided",
      ])
    #expect(objects[5]["transfers"]?.array?.count == 2)
    #expect(transfers[3]?["payment"]?["amount_msat"]?.integer == 21_000)
    let secrets = try #require(output.last).split(separator: ":")
    #expect(secrets.count == 2)
    for secret in secrets { #expect(!reports.contains { $0.contains(secret) }) }
  }

  @Test(arguments: [
    ("mint", 64), ("mint --paid --root-key hex:00", 65), ("inspect AgEx", 65),
    ("inspect @/nowhere", 66), ("verify env:NONE", 66), ("nonsense", 64),
    ("keys generate -o /nowhere/key", 73), ("keys export token-id:00", 65),
    ("verify --field", 64), ("config init --nonsense", 64),
  ])
  func `errors`(line: String, status: Int32) throws {
    let run = try ProgramHome().run(line.split(separator: " ").map(String.init) + ["--json"])
    #expect(run.status == status)
    #expect(run.output == "")
    let objects = try run.errorObjects()
    try expect(objects, fit: "error")
    #expect(objects.first?["error"]?["exit"]?.integer == Int64(status))
  }
}

/// Base64 for fixtures.
private enum Base64Text {
  static func of(_ text: String) -> String {
    String(decoding: Base64.encode(text.utf8), as: UTF8.self)
  }
}
