"""LND's REST interface before the ledger of fake_node.py.

Prints {"port":N,"tls":M,"control":C,"cert":PEM,"pin":HEX,"key":HEX} and macaroons in hexadecimal:
"admin", "invoice", "readonly" as LND makes them itself, "payer" as one bakes it for paying alone,
"super" with a call too many, and "foreign", another node's. `pin` is SHA-256 of the public key of
`cert`, `key` the node's. The port is plain http, `tls` the same over https. Ends with its standard
input. Besides what fake_node.py says, /set takes

  wallet_state   what /v1/state says; anything before RPC_ACTIVE answers no other call
  synced         whether the node has caught up with the chain
  scripts        {NAME:{"status":N,"pieces":[TEXT,..],"end":END}}: any call below /script/NAME is
                 answered so, a piece a write; END: "" (in order), "cut" (in the middle of the
                 stream) or "open" (nothing more for 30 s)

and /state has "requests", the bodies of calls that pay, and "ports", the client's port of each call.
"""

import base64
import hashlib
import json
import secrets
import ssl
import subprocess
import tempfile
import time
from urllib.parse import parse_qs, unquote, urlsplit

import bolt11
from fake_node import Node, Payment, QuietHandler, Refused, control, run, serve
from pymacaroons import MACAROON_V2, Macaroon

STATUS = {2: 500, 3: 400, 5: 404, 6: 409, 7: 403, 13: 500, 14: 503, 16: 401}
ZEROS = "0" * 64
REFUSALS = {
    "undecodable": (2, "invalid bech32 string length"),
    "wrong_network": (2, "invoice not for current active network 'mainnet'"),
    "no_amount": (2, "amount must be specified when paying a zero amount invoice"),
    "paid": (6, "invoice is already paid"),
    "in_flight": (6, "payment is in transition"),
}
REASONS = {
    "route": "NO_ROUTE",
    "fee": "NO_ROUTE",
    "funds": "INSUFFICIENT_BALANCE",
    "timeout": "TIMEOUT",
    "details": "INCORRECT_PAYMENT_DETAILS",
}
CALLS = {
    "/v1/getinfo": ("info:read", "uri:/lnrpc.Lightning/GetInfo"),
    "/v1/balance/channels": ("offchain:read", "uri:/lnrpc.Lightning/ChannelBalance"),
    "/v1/invoices": ("invoices:write", "uri:/lnrpc.Lightning/AddInvoice"),
    "/v1/invoices/subscribe": ("invoices:read", "uri:/lnrpc.Lightning/SubscribeInvoices"),
    "/v1/invoice/": ("invoices:read", "uri:/lnrpc.Lightning/LookupInvoice"),
    "/v2/router/send": ("offchain:write", "uri:/routerrpc.Router/SendPaymentV2"),
    "/v2/router/track/": ("offchain:read", "uri:/routerrpc.Router/TrackPaymentV2"),
}
READ = ["onchain", "offchain", "address", "message", "peers", "info", "invoices", "signer", "macaroon"]
MACAROONS = {
    "admin": {
        **{entity: ["read", "write"] for entity in READ[:7]},
        "macaroon": ["generate", "read", "write"],
        "signer": ["generate", "read"],
    },
    "readonly": {entity: ["read"] for entity in READ},
    "invoice": {"address": ["read", "write"], "invoices": ["read", "write"], "onchain": ["read"]},
    "payer": {
        "uri": [
            "/lnrpc.Lightning/GetInfo",
            "/routerrpc.Router/SendPaymentV2",
            "/routerrpc.Router/TrackPaymentV2",
        ]
    },
}
MACAROONS["super"] = {"uri": [*MACAROONS["payer"]["uri"], "/lnrpc.Lightning/SendCoins"]}


def field(number, data):
    """A length-delimited field of protobuf; lengths here stay below 16384."""
    length = bytes([len(data)]) if len(data) < 128 else bytes([len(data) & 127 | 128, len(data) >> 7])
    return bytes([number << 3 | 2]) + length + data


def macaroon(operations):
    """One as go-macaroon-bakery makes it for LND, in hexadecimal."""
    identifier = b"\x03" + field(1, secrets.token_bytes(16)) + field(2, b"0")
    for entity, actions in sorted(operations.items()):
        operation = field(1, entity.encode()) + b"".join(field(2, a.encode()) for a in actions)
        identifier += field(3, operation)
    made = Macaroon(
        location="lnd", identifier=identifier, key=secrets.token_bytes(32), version=MACAROON_V2
    ).serialize()
    return base64.urlsafe_b64decode(made + "=" * (-len(made) % 4)).hex()


def b64(text):
    return base64.b64encode(bytes.fromhex(text)).decode()


def msat(request, name):
    """An amount in either unit; 0 where there is none."""
    sat, exact = int(request.get(name) or request.get(f"{name}_sat") or 0), int(request.get(f"{name}_msat") or 0)
    if sat and exact:
        raise Failure(2, "sat and msat arguments are mutually exclusive")
    return exact or sat * 1000


class LND(Node):
    def __init__(self):
        super().__init__()
        self.wallet_state = "SERVER_ACTIVE"
        self.synced = True
        self.scripts = {}
        self.requests = []
        self.ports = []
        self.macaroons = {name: macaroon(operations) for name, operations in MACAROONS.items()}
        self.rights = {
            text: {f"{entity}:{a}" for entity, actions in MACAROONS[name].items() for a in actions}
            for name, text in self.macaroons.items()
        }

    def set(self, values):
        self.scripts.update(values.pop("scripts", {}))
        super().set(values)

    def state(self):
        return {**super().state(), "requests": self.requests, "ports": self.ports}

    def send(self, request):
        """A payment; raises Refused, or Failure for what only LND says."""
        text = request.get("payment_request", "")
        self.requests.append(request)
        amount, limit = msat(request, "amt"), msat(request, "fee_limit")
        try:
            invoice = bolt11.decode(text)
        except Exception:
            raise Refused("undecodable")
        if invoice.payee == self.id and not request.get("allow_self_payment"):
            raise Failure(2, "self-payments not allowed")
        if amount and invoice.amount_msat:
            raise Failure(2, "amount must not be specified when paying a non-zero amount invoice")
        try:
            # None is 0 to LND: only routes without a fee.
            return self.pay(text, limit, amount)
        except Refused as refused:
            if refused.kind == "expired":
                end = time.gmtime(invoice.date + (invoice.expiry or 3600))
                raise Failure(2, time.strftime("invoice expired. Valid until %Y-%m-%d %H:%M:%S +0000 UTC", end))
            if refused.kind != "funds":
                raise
            # LND finds out on its way, and writes it down.
            with self.changed:
                payment = Payment(invoice, self.fee_msat, None, amount)
                payment.bolt11 = text
                return self._record(payment, "funds")


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


class Front(QuietHandler):
    def do_GET(self):
        self.answer(None)

    def do_POST(self):
        self.answer(self.body())

    def answer(self, body):
        node.note(f"{self.command} {self.path}")
        node.ports.append(self.client_address[1])
        parts = urlsplit(self.path)
        self.query = parse_qs(parts.query)
        names = parts.path.split("/")
        if names[1] == "script":
            return self.play(node.scripts[names[2]])
        if parts.path == "/v1/state":
            return self.give(200, {"state": node.wallet_state})
        call = next((c for c in CALLS if parts.path == c or c[-1] == "/" and parts.path.startswith(c)), None)
        isStream = call in ("/v2/router/send", "/v2/router/track/", "/v1/invoices/subscribe")
        wants = "POST" if call in ("/v1/invoices", "/v2/router/send") else "GET"
        if call is None or "/" in parts.path[len(call) :]:
            return self.fail(5, "Not Found", False)
        if self.command != wants:
            return self.fail(12, "Method Not Allowed", False)
        try:
            self.authorize(CALLS[call])
            value = json.loads(body) if body is not None else unquote(parts.path[len(call) :])
            {
                "/v1/getinfo": self.info,
                "/v1/balance/channels": self.balance,
                "/v1/invoices": self.create,
                "/v1/invoices/subscribe": self.subscribe,
                "/v1/invoice/": self.invoice,
                "/v2/router/send": self.send,
                "/v2/router/track/": self.track,
            }[call](value)
        except Refused as refused:
            self.fail(*REFUSALS[refused.kind], isStream)
        except Failure as failure:
            self.fail(failure.code, failure.message, isStream)
        except ValueError as error:
            self.fail(3, str(error), False)
        except OSError:
            self.close_connection = True

    def authorize(self, operations):
        starting = {
            "NON_EXISTING": "wallet not created, create one to enable full RPC access",
            "LOCKED": "wallet locked, unlock it to enable full RPC access",
            "UNLOCKED": "the RPC server is in the process of starting up, but not yet ready to accept calls",
            "WAITING_TO_START": "waiting to start, RPC services not available",
        }
        if node.wallet_state in starting:
            raise Failure(2, starting[node.wallet_state])
        given = self.headers.get_all("Grpc-Metadata-macaroon") or []
        if len(given) != 1:
            raise Failure(2, f"expected 1 macaroon, got {len(given)}")
        try:
            binary = bytes.fromhex(given[0])
        except ValueError:
            raise Failure(2, "cannot get macaroon: encoding/hex: invalid byte")
        if not binary.startswith(b"\x02"):
            raise Failure(2, "cannot get macaroon: cannot determine data format of binary-encoded macaroon")
        if given[0] not in node.rights:
            raise Failure(2, "verification failed: signature mismatch after caveat verification")
        if not node.rights[given[0]] & set(operations):
            raise Failure(2, "permission denied")

    def fail(self, code, message, isStream):
        error = {"code": code, "message": message, "details": []}
        self.give(STATUS.get(code, 500), {"error": error} if isStream else error)

    # Streams.

    def begin(self, status=200):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def line(self, value):
        self.chunk(json.dumps(value).encode() + b"\n")

    def play(self, script):
        self.begin(script.get("status", 200))
        for piece in script["pieces"]:
            self.chunk(piece.encode())
            time.sleep(0.01)
        if script.get("end") == "open":
            time.sleep(30)
        if script.get("end"):
            self.close_connection = True
        else:
            self.chunk(b"")

    # Calls.

    def info(self, _):
        self.give(
            200,
            {
                "version": "0.21.0-beta commit=v0.21.0-beta",
                "commit_hash": "",
                "identity_pubkey": node.id,
                "alias": "fake-lnd",
                "color": "#3399ff",
                "num_pending_channels": 0,
                "num_active_channels": 1,
                "num_inactive_channels": 0,
                "num_peers": 1,
                "block_height": 900000,
                "block_hash": ZEROS,
                "best_header_timestamp": str(int(time.time())),
                "synced_to_chain": node.synced,
                "synced_to_graph": True,
                "testnet": False,
                "chains": [{"chain": "bitcoin", "network": "mainnet"}],
                "uris": [],
                "features": {},
                "require_htlc_interceptor": False,
                "store_final_htlc_resolutions": False,
            },
        )

    def balance(self, _):
        def amount(value):
            return {"sat": str(value // 1000), "msat": str(value)}

        available = node.balance_msat
        self.give(
            200,
            {
                "balance": str(available // 1000),
                "pending_open_balance": "0",
                "local_balance": amount(available),
                "remote_balance": amount(0),
                "unsettled_local_balance": amount(0),
                "unsettled_remote_balance": amount(0),
                "pending_open_local_balance": amount(0),
                "pending_open_remote_balance": amount(0),
                "custom_channel_data": "",
            },
        )

    def create(self, request):
        amount = msat(request, "value")
        described = base64.b64decode(request.get("description_hash") or "").hex()
        preimage = base64.b64decode(request.get("r_preimage") or "").hex()
        made = node.create_invoice(
            amount, request.get("memo"), described or None, int(request.get("expiry") or 86400), preimage or None
        )
        self.give(
            200,
            {
                "r_hash": b64(made.hash),
                "payment_request": made.bolt11,
                "add_index": str(len(node.invoices)),
                "payment_addr": b64(bolt11.decode(made.bolt11).payment_secret),
            },
        )

    def invoice(self, name):
        found = node.invoices.get(name)
        if found is None:
            raise Failure(5, "unable to locate invoice")
        state = {"open": "OPEN", "held": "ACCEPTED", "paid": "SETTLED", "cancelled": "CANCELED"}[found.status]
        if found.is_expired:
            state = "CANCELED"
        paid = found.amount_msat if found.status == "paid" else 0
        decoded = bolt11.decode(found.bolt11)
        self.give(
            200,
            {
                "memo": decoded.description or "",
                "r_preimage": b64(found.preimage),
                "r_hash": b64(found.hash),
                "value": str(found.amount_msat // 1000),
                "value_msat": str(found.amount_msat),
                "settled": state == "SETTLED",
                "creation_date": str(int(found.created)),
                "settle_date": "0",
                "payment_request": found.bolt11,
                "description_hash": b64(decoded.description_hash or ""),
                "expiry": str(found.expires - int(found.created)),
                "fallback_addr": "",
                "cltv_expiry": "80",
                "route_hints": [],
                "private": False,
                "add_index": "1",
                "settle_index": "0",
                "amt_paid": str(paid),
                "amt_paid_sat": str(paid // 1000),
                "amt_paid_msat": str(paid),
                "state": state,
                "htlcs": [],
                "features": {},
                "is_keysend": False,
                "payment_addr": b64(decoded.payment_secret),
                "is_amp": False,
                "amp_invoice_state": {},
                "is_blinded": False,
                "blinded_path_config": None,
            },
        )

    def subscribe(self, _):
        self.begin()
        time.sleep(3600)

    def send(self, request):
        payment = node.send(request)
        self.follow(payment, not request.get("no_inflight_updates"))

    def track(self, name):
        payment = node.payments.get(base64.b64decode(name, altchars=b"-_", validate=True).hex())
        if payment is None:
            if node.tamper == "unknown_error":
                raise Failure(13, "something that nobody expected")
            raise Failure(5, "payment isn't initiated")
        self.follow(payment, self.query.get("no_inflight_updates") != ["true"])

    def follow(self, payment, tells):
        """A payment until it ends; what is not yet sent is thrown, as LND's gateway does."""
        if node.tamper == "unknown_error":
            node.wait(payment, 3600)
            raise Failure(13, "something that nobody expected")
        self.begin()
        if tells and payment.status == "pending":
            self.line({"result": self.shown(payment)})
        node.wait(payment, 3600)
        self.line([] if node.tamper == "array" else {"result": self.shown(payment)})
        self.chunk(b"")

    def shown(self, payment):
        status = {"pending": "IN_FLIGHT", "complete": "SUCCEEDED", "failed": "FAILED"}[payment.status]
        preimage, name, reason = ZEROS, payment.hash, "NONE"
        if status == "SUCCEEDED":
            preimage = {
                "wrong_preimage": secrets.token_hex(32),
                "zero_preimage": ZEROS,
                "no_preimage": "",
            }.get(node.tamper, payment.preimage)
        if status == "FAILED":
            reason = REASONS.get(payment.reason, "ERROR")
        if node.tamper == "odd_status":
            status = "SETTLED"
        if node.tamper == "foreign":
            name = hashlib.sha256(b"somebody else's").hexdigest()
        fee = payment.fee_msat if status != "FAILED" else 0
        amount = payment.amount_msat
        return {
            "payment_hash": name,
            "value": str(amount // 1000),
            "creation_date": str(int(payment.created)),
            "fee": str(fee // 1000),
            "payment_preimage": preimage,
            "value_sat": str(amount // 1000),
            "value_msat": str(amount),
            "payment_request": payment.bolt11,
            "status": status,
            "fee_sat": str(fee // 1000),
            "fee_msat": str(fee),
            "creation_time_ns": str(int(payment.created * 1e9)),
            "htlcs": [self.part(payment, fee)] if payment.reason not in ("route", "fee", "funds") else [],
            "payment_index": "1",
            "failure_reason": f"FAILURE_REASON_{reason}",
            "first_hop_custom_records": {},
        }

    def part(self, payment, fee):
        status = {"pending": "IN_FLIGHT", "complete": "SUCCEEDED", "failed": "FAILED"}[payment.status]
        return {
            "attempt_id": "1",
            "status": status,
            "route": {
                "total_time_lock": 900200,
                "total_fees": str(fee // 1000),
                "total_amt": str((payment.amount_msat + fee) // 1000),
                "hops": [],
                "total_fees_msat": str(fee),
                "total_amt_msat": str(payment.amount_msat + fee),
                "first_hop_amount_msat": "0",
                "custom_channel_data": "",
            },
            "attempt_time_ns": str(int(payment.created * 1e9)),
            "resolve_time_ns": str(int((payment.ended or 0) * 1e9)),
            "failure": None,
            "preimage": b64(payment.preimage) if status == "SUCCEEDED" else "",
        }


def certificate(folder):
    """A self-signed one with an ECDSA key, for the names that LND takes; (certificate, pin)."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        + ["-keyout", f"{folder}/tls.key", "-out", f"{folder}/tls.cert", "-days", "420"]
        + ["-subj", "/O=lnd autogenerated cert/CN=fake"]
        + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"]
        + ["-addext", "extendedKeyUsage=serverAuth"],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    key = subprocess.run(
        ["openssl", "pkey", "-in", f"{folder}/tls.key", "-pubout", "-outform", "DER"],
        check=True,
        capture_output=True,
    ).stdout
    with open(f"{folder}/tls.cert") as file:
        return file.read(), hashlib.sha256(key).hexdigest()


node = LND()
with tempfile.TemporaryDirectory(prefix="l402-lnd-") as folder:
    cert, pin = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/tls.cert", f"{folder}/tls.key")
run(
    {
        "port": serve(Front),
        "tls": serve(Front, lambda socket: context.wrap_socket(socket, server_side=True)),
        "control": control(node),
        "cert": cert,
        "pin": pin,
        "key": node.id,
        "foreign": macaroon(MACAROONS["admin"]),
        **node.macaroons,
    }
)
