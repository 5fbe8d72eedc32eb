import L402Protocol

/// What `l402 help TOPIC` explains.
enum HelpTopic: String, CaseIterable {
  case caveats
  case config
  case exitStatus = "exit-status"
  case json
  case keys

  /// The page, ended by a line break.
  var text: String {
    switch self {
    case .caveats: Self.caveatsPage
    case .config: Self.configPage
    case .exitStatus: Self.exitStatusPage
    case .json: Self.jsonPage
    case .keys: Self.keysPage
    }
  }

  private static var caveatsPage: String {
    var page = """
      A caveat is text; most have the form condition=value, split at the first "=", blanks and case
      and all. These families have rules; all others are skipped, and refused by --strict.


      """
    let width = CaveatFamily.allCases.map(\.form.count).max() ?? 0
    for family in CaveatFamily.allCases {
      let form = family.form + String(repeating: " ", count: width - family.form.count)
      page += "  \(form)  \(family.rule)\n"
    }
    page += """

      The word for --ignore, and "family" in JSON:
        \(lines(of: CaveatFamily.allCases.map(\.rawValue)).joined(separator: "\n  "))

      Each caveat gets one verdict: satisfied, violated (refuses), unchecked (what it must be held
      against was not given: refuses), not applicable (another service's), skipped (no rule).
      Every occurrence counts, and a later one must not allow what an earlier one forbids.
      --context KEY=VALUE gives a rule to any other condition: its value must be VALUE.

      """
    return page
  }

  /// Words two blanks apart, as many in a line as fit.
  private static func lines(of words: [String]) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.count + word.count + 2 <= 96 {
        lines[lines.count - 1] += "  " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  private static let configPage = """
    l402 reads $L402_HOME/config.toml, else $XDG_CONFIG_HOME/l402/config.toml, else
    ~/.config/l402/config.toml. Every key is optional. The file must be yours alone: chmod 600.

    wallet = "mine"                        # who pays and is paid; unset: the sandbox, play money

    [limits]                               # set here they hold for the sandbox too
    per_payment = "1000sat"                # this and the next two are the defaults of real wallets
    fee = "1%, at least 5sat"
    budgets = ["10000sat/1d"]              # all that is paid from this store
    ask = "terminal"                       # when somebody is there and no limit is set; never; always

    only_listed = false                    # true: pay nobody but the [origins] below
    allow_http = false                     # true: curl pays over plain http beyond this machine too

    [origins."https://api.example"]        # what holds there alone
    per_payment = "5000sat"
    budgets = ["20000sat/7d"]
    wallet = "node"

    [wallets.mine]                         # or l402 wallet add mine lnbits ..
    type = "lnbits"
    url = "https://lnbits.example"
    key = "env:LNBITS_ADMIN_KEY"           # pays
    invoice_key = "file:~/.config/l402/lnbits.invoice"   # only makes invoices
    fee_bound = "10sat"                    # LNbits keeps to no fee limit: the most that it takes

    [wallets.node]
    type = "lnd"                           # also cln, phoenixd, exec, manual: man l402-config
    url = "https://127.0.0.1:8080"
    macaroon = "file:~/.lnd/data/chain/bitcoin/mainnet/pay.macaroon"
    cert = "~/.lnd/tls.cert"

    [mint]
    location = "https://api.example"       # where tokens say they belong
    master_key = "file:~/.config/l402/master.key"   # or root_key; sources, never the key itself

    [rates]
    usd = 95000                            # a bitcoin, for amounts such as 5usd
    as_of = 2026-11-21T04:00:00Z           # older than 24 hours: refused

    [serve]
    listen = "127.0.0.1:8402"
    amount = "21sat"                       # what everything costs, or
    # routes = ["GET /premium/**=100sat;service=premium;expires=1h", "/free/**=free"]

    [verify]
    strict = true                          # refuse caveats that no rule knows

    The store, l402.db, lies in the same $L402_HOME, else in $XDG_DATA_HOME/l402, else in
    ~/.local/share/l402. Flags win over variables, variables over the file:

      L402_WALLET                            the name of the wallet
      L402_LNBITS_URL, L402_LNBITS_KEY       a wallet "lnbits" without a file; also L402_LNBITS_KEY_FILE
      L402_LND_URL, L402_LND_MACAROON_FILE, L402_LND_CERT_FILE      "lnd"
      L402_CLN_SOCKET                        "cln"
      L402_PHOENIXD_URL, L402_PHOENIXD_PASSWORD                     "phoenixd"; also .._FILE
      L402_MAX_AMOUNT, L402_MAX_FEE          as limits.per_payment and limits.fee
      L402_BUDGET=10000sat/1d                as limits.budgets, separated by commas
      L402_PROMPT=never                      as limits.ask
      L402_NO_PAY=1                          nothing is ever paid; what was paid is still handed out
      L402_ROOT_KEY, L402_MASTER_KEY         a key; with _FILE the path of its file
      L402_VERIFY_STRICT=1                   as --strict
      NO_COLOR, CLICOLOR_FORCE               as --color never, always

    l402 config show prints what is in force and what set it. The wallet
    "sandbox" is always there: a play node in the store, whose invoices are for regtest and cost
    nothing.

    """

  private static var exitStatusPage: String {
    var page = "How l402 ends:\n\n"
    for status in ExitStatus.allCases {
      let number = String(status.rawValue)
      page += "  \(String(repeating: " ", count: 3 - number.count))\(number)  \(status.meaning)\n"
    }
    page +=
      "\nWith --json an error is also one line on standard error: {\"error\":{..}}. Its codes:\n\n"
    let width = Failure.Code.allCases.map(\.rawValue.count).max() ?? 0
    for code in Failure.Code.allCases {
      let name = code.rawValue + String(repeating: " ", count: width - code.rawValue.count)
      page += "  \(name)  \(code.exit.rawValue)\n"
    }
    page += """

      l402 curl ends with curl's own statuses, 1 to 101, and with 110 to 115: a command line that is
      wrong is 2 there, and what is 64 to 78 elsewhere is 112.

      """
    return page
  }

  private static let jsonPage = """
    --json prints one object: indented on a terminal, on one line otherwise. Keys are sorted and in
    snake_case, with the unit in the name; binary is lower-case hex; times are RFC 3339 in UTC, with
    the same as unix seconds under ..._unix. Secrets that are not shown are null. A text that is no
    UTF-8 stands as hex under <name>_hex. Keys are only ever added.

    --field PATH prints one value, raw: names joined by dots, [N] for elements. Several give a line
    each, with --batch columns separated by tabs; line breaks and tabs in them become blanks. null is
    an empty line.

      l402 inspect @header --field tokens[0].identifier.payment_hash
      l402 verify env:AUTH --root-key env:K --field reason
      l402 decode-invoice @invoice.txt --field payment_hash --field amount_msat
      l402 pay @challenge.txt --field header --field reused

    --batch takes an item a line and prints an object a line, in order, with its "line". A line that
    cannot be read gives {"line":N,"error":{..}}; the rest goes on, and the status is 1.

    Errors: code (a closed list, l402 help exit-status), message, hint, offset (bytes from 0 in the
    text as given), decoded_offset (in the decoded token), exit, retry (no, same_command, later), money
    (none: nothing was spent; undecided: it may have been; spent).

    JSON Schemas are installed in share/l402/schema: inspect, verify, decode-invoice, mint, add-caveat,
    challenge, pay, curl-report, serve, credentials, payments, wallet, keys, config, error.

    """

  private static let keysPage = """
    A SOURCE says where a secret comes from, so that it never stands on a command line:

      -            standard input                env:NAME     a variable
      @FILE        a file, also file:PATH        fd:N         an open descriptor
      hex:.. base64:.. text:..                   in place, for tests: other users can see it

    What it holds is read so: 32 bytes as they are; 64 hex digits, with or without line break, as the
    32 bytes that they stand for; anything else whole, without one closing line break if it is
    printable text. --key-format hex|base64|text|raw says otherwise. Root keys have at least 16 bytes.

    A token's signature chain starts at HMAC-SHA256("macaroons-key-generator", root key), as in every
    deployed verifier. --underived-key starts it at the root key itself.

    --master-key: one key of 32 bytes, no state. The root key of a token is HMAC-SHA256(k, identifier)
    with k = HMAC-SHA256(master, "l402 root key v1 derive"). This departs from the independent random
    keys of the specification: whoever has the master key can mint for every service. To rotate, give
    verify both: --master-key file:new --master-key file:old.

    Without a key mint keeps a random one for each token in the local store, and verify finds it there;
    serve makes one master key there for all that it sells.

    """
}
