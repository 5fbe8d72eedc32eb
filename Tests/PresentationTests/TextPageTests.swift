import Bytes
import L402Protocol
import Macaroons
import Presentation
import Testing

@Suite struct TextPageTests {
  @Test func `inspecting the model credential`() throws {
    let page = try #require(try inspect(try Model.line()).first).text(Style())
    #expect(
      page == """
        L402 credential: a token and its preimage.   SIGNATURE NOT CHECKED (that is `l402 verify`)

          given as       Authorization header, scheme L402
          token          V2 macaroon, 257 bytes, base64 padded   AgETaHR0cHM6...Un8tOq8=
          location       https://api.example
          identifier     L402 version 0
            payment hash ca2a4fe727faaecf16ecd130a86e0885c5540c05375340445071c0657555fd42
            token id     202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
          preimage       hidden    (--show-secrets)
          signature      hidden    (caveats and signature together are the token)

          caveats
          1  services=api:0                   service api, tier 0
          2  api_capabilities=read,write      api: read and write only
          3  api_valid_until=1795235342       api: until 2026-11-21 04:29:02 UTC, in 59 minutes
          4  path=/v1/reports/**              paths under /v1/reports/ only
          5  api_monthly_volume_sats=200000   a limit that the service itself must count

          checks
          ok       preimage     sha256(preimage) is the payment hash
          ok       expiry       valid for 59 minutes more
          ok       narrowing    no caveat widens an earlier one
          unknown  signature    needs the root key: l402 verify --root-key SOURCE

          warning  no method caveat: bought for GET, it also opens POST   [no-method-binding]

        """)
  }

  @Test func `verifying the model credential`() throws {
    let verification = try verify { $0.path = RequestPath("/v1/users") }
    #expect(
      verification.text(Style()) == """
        refused: expired 12 minutes ago, and 2 more reasons

          ok         parse         V2 macaroon
          ok         identifier    version 0, token id 20212223...
          ok         preimage      fits payment hash ca2a4fe7...
          ok         signature     fits key env:K
          satisfied  1  services=api:0                   api is in the list
          unchecked  2  api_capabilities=read,write      no --capability given
          VIOLATED   3  api_valid_until=1795235342       ended 2026-11-21 04:29:02 UTC, 12 minutes ago
          VIOLATED   4  path=/v1/reports/**              /v1/users is outside
          skipped    5  api_monthly_volume_sats=200000   no rule; the service must count it

          judged as of 2026-11-21 04:41:10 UTC

        """)
  }

  @Test func `an accepted credential says how long`() throws {
    let page = try verify(["services=api:0", "api_valid_until=1795236130"]).text(Style())
    #expect(
      page == """
        accepted: valid for 1 minute more

          ok         parse         V2 macaroon
          ok         identifier    version 0, token id 20212223...
          ok         preimage      fits payment hash ca2a4fe7...
          ok         signature     fits key env:K
          satisfied  1  services=api:0               api is in the list
          satisfied  2  api_valid_until=1795236130   until 2026-11-21 04:42:10 UTC, in 1 minute

          judged as of 2026-11-21 04:41:10 UTC

        """)
  }

  @Test func `colour changes colour only`() throws {
    let verification = try verify { $0.path = RequestPath("/v1/users") }
    let coloured = verification.text(Style(isColoured: true))
    #expect(coloured.contains("\u{1b}[31mrefused\u{1b}[0m"))
    #expect(plain(coloured) == verification.text(Style()))
    let inspection = try #require(try inspect(try Model.line()).first)
    #expect(plain(inspection.text(Style(isColoured: true))) == inspection.text(Style()))
  }

  private func plain(_ text: String) -> String {
    var plain = text
    for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m"] {
      plain = plain.replacing(code, with: "")
    }
    return plain
  }

  @Test func `secrets are shown only where asked`() throws {
    let line = try Model.line()
    let signature = try Model.macaroon().signature.hex
    let inspection = try #require(try inspect(line).first)
    let hidden = inspection.text(Style(isFull: false))
    #expect(!hidden.contains(Model.preimage) && !hidden.contains(signature))
    let shown = inspection.text(Style(showsSecrets: true))
    #expect(shown.contains(Model.preimage) && shown.contains(signature))
  }

  @Test func `a whole token is shown only where asked`() throws {
    let token = try Model.token(Model.macaroon())
    let inspection = try #require(try inspect(try Model.line()).first)
    for style in [Style(), Style(isFull: true), Style(showsSecrets: true)] {
      #expect(!inspection.text(style).contains(token))
    }
    #expect(inspection.text(Style(isFull: true, showsSecrets: true)).contains(token))
  }

  @Test func `what others wrote never reaches the terminal as it is`() throws {
    let caveats = ["a=\u{1b}[2J\u{202e}", "Realm = \r\nfake", "services=\u{7}x:0"]
    let pages = [
      try #require(try inspect(try Model.line(caveats)).first).text(Style(isFull: true)),
      try verify(caveats).text(Style()),
    ]
    for page in pages {
      #expect(
        !page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202e })
      #expect(!page.contains("\nfake"))
    }
  }

  @Test(arguments: [
    (
      Model.invoice,
      """
      Invoice for 250000 sat on bitcoin mainnet, EXPIRED 9 years ago

        given as       invoice
        invoice        lnbc2500u1pv...gpfna3rh
          amount       250000 sat  =  250000000 msat  =  0.0025 BTC
          description  1 cup coffee
          created      2017-06-01 10:57:38 UTC
          expires      2017-06-01 10:58:38 UTC (1 minute after), 9 years ago
          payee        03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad  (from the signature)
          payment hash 0001020304050607080900010203040506070809000102030405060708090102
          secret       1111111111111111111111111111111111111111111111111111111111111111
          final CLTV   18 blocks, the default
          features     8  var_onion_optin, required
                       14 payment_secret, required
          route hints  none
          signature    good

        checks
        ok       rules        well-formed, and nothing that a payer must refuse
        FAILED   expiry       expired 9 years ago: no wallet will pay it

        note     no field c: 18 blocks by BOLT 11; LND assumes 24   [default-c]

      """
    ),
    (
      #"Payment id="x", method="lightning", request="eyJhIjoxfQ""#,
      """
      Payment challenge (MPP), not L402: shown, never paid.

        given as       WWW-Authenticate header value
        id             x
        method         lightning
          a            1

      """
    ),
    (
      #"{"x402Version":1,"accepts":[{"scheme":"exact","payTo":"0x1\u001b"}]}"#,
      """
      x402 challenge, version 1, not L402: shown, never paid.

        given as       JSON body
        accepts        scheme exact, payTo 0x1\\x1b

      """
    ),
    (
      #"L402 macaroon="AgE""#,
      """
      L402 challenge that nobody can pay.

        given as       WWW-Authenticate header value, scheme L402

        checks
        FAILED   challenge    the invoice is missing

      """
    ),
  ])
  func `other kinds have pages of their own`(text: String, page: String) throws {
    #expect(try #require(try inspect(text).first).text(Style()) == page)
  }
}
