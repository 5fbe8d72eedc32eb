"""A Lightning node that exists only as a ledger: what the fakes of LND, Core Lightning and phoenixd share.

A fake is a `Node` behind one protocol's front. It prints {"port":N,"control":M,..} and ends with its
standard input. The control port, which no client is given, takes

  POST /set      {"behaviour","behaviours","reason","delay_ms","fee_msat","balance_msat","careless",
                  "tamper","know","payees"}
  POST /release  {"fail":bool,"hash":HASH}  lets what is held succeed, or fail; without a hash all of it
  GET  /state    {"sends":{hash:N},"orders":{hash:N},"calls":["METHOD PATH",..],"balance_msat"}

behaviour: succeed, fail (with `reason`), hold (until /release). Each takes delay_ms.
behaviours: {hash:BEHAVIOUR}, which win over `behaviour`; "" takes one back.
orders:    how often it was told to pay a hash, whatever became of that.
careless:  pays again what was paid or is on its way, as no real node does: `sends` shows it.
know:      preimages; only invoices whose preimage is known, or that a node made, can be paid.
payees:    control ports of other nodes, whose invoices can be paid as well (POST /invoice tells them).
tamper:    what a front answers instead of the truth: see TAMPERINGS; "" for none.

Run by the Python of .build/peers/venv: invoices are made with PyPI's bolt11.
"""

import hashlib
import json
import os
import secrets
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import bolt11
from bolt11.types import MilliSatoshi

TAMPERINGS = {
    "",
    "wrong_preimage",  # a success with the preimage of something else
    "zero_preimage",  # a success with zeros for a preimage
    "no_preimage",  # a success without one
    "odd_status",  # a status that nobody knows
    "foreign",  # an entry that is no outgoing payment of this hash
    "unknown_error",  # paying and looking up end in an error that nobody knows
    "array",  # JSON, but of another shape
}
CURRENCIES = {"bitcoin": "bc", "testnet": "tb", "signet": "tbs", "regtest": "bcrt"}


class Refused(Exception):
    """A payment that is not sent; `kind` is for the front, which has its own words."""

    def __init__(self, kind):
        super().__init__(kind)
        # undecodable, expired, wrong_network, no_amount, paid, in_flight, funds, fee, route, invoice_paid
        self.kind = kind


class Payment:
    def __init__(self, invoice, fee_msat, preimage, amount_msat=None):
        self.hash = invoice.payment_hash
        self.bolt11 = None
        self.amount_msat = int(invoice.amount_msat or amount_msat)
        self.fee_msat = fee_msat
        self.preimage = preimage
        self.status = "pending"  # pending, complete, failed
        self.reason = None
        self.created = time.time()
        self.ended = None


class Invoice:
    def __init__(self, preimage, text, amount_msat, expiry):
        self.preimage = preimage
        self.hash = hashlib.sha256(bytes.fromhex(preimage)).hexdigest()
        self.bolt11 = text
        self.amount_msat = amount_msat
        self.created = time.time()
        self.expires = int(self.created) + expiry
        self.status = "open"  # open, held, paid, cancelled
        self.label = None

    @property
    def is_expired(self):
        return self.status == "open" and self.expires <= time.time()


class Node:
    def __init__(self, network="bitcoin"):
        self.network = network
        self.secret = secrets.token_hex(32)
        self.changed = threading.Condition()
        self.behaviour = "succeed"
        self.behaviours = {}
        self.reason = "route"
        self.delay_ms = 0
        self.fee_msat = 0
        self.balance_msat = 1_000_000_000
        self.careless = False
        self.tamper = ""
        self.known = {}
        self.payees = []
        self.payments = {}
        self.tries = {}
        self.invoices = {}
        self.sends = {}
        self.orders = {}
        self.calls = []
        probe = self.create_invoice(1000, "who am i", None, 60)
        self.id = bolt11.decode(probe.bolt11).payee
        self.invoices.clear()

    # What fronts call.

    def note(self, call):
        with self.changed:
            self.calls.append(call)

    def create_invoice(self, amount_msat, description, description_hash, expiry, preimage=None):
        """An invoice of this node; amounts in msat, the hash in hexadecimal or None, expiry in s."""
        preimage = preimage or secrets.token_hex(32)
        tags = bolt11.Tags()
        tags.add(bolt11.TagChar.payment_hash, hashlib.sha256(bytes.fromhex(preimage)).hexdigest())
        tags.add(bolt11.TagChar.payment_secret, secrets.token_hex(32))
        if description_hash:
            tags.add(bolt11.TagChar.description_hash, description_hash)
        else:
            tags.add(bolt11.TagChar.description, description or "")
        tags.add(bolt11.TagChar.expire_time, expiry)
        tags.add(bolt11.TagChar.min_final_cltv_expiry, 18)
        tags.add(
            bolt11.TagChar.features,
            bolt11.Features.from_feature_list(
                {
                    bolt11.Feature.payment_secret: bolt11.FeatureState.required,
                    bolt11.Feature.var_onion_optin: bolt11.FeatureState.required,
                }
            ),
        )
        draft = bolt11.Bolt11(
            currency=CURRENCIES[self.network],
            amount_msat=MilliSatoshi(amount_msat) if amount_msat else None,
            date=int(time.time()),
            tags=tags,
        )
        invoice = Invoice(preimage, bolt11.encode(draft, self.secret), amount_msat, expiry)
        with self.changed:
            self.invoices[invoice.hash] = invoice
            self.known[invoice.hash] = preimage
        return invoice

    def pay(self, text, fee_limit_msat=None, amount_msat=None):
        """Starts a payment and returns it, pending or ended; raises Refused where none is sent.

        `amount_msat` is for invoices without an amount of their own.
        """
        try:
            invoice = bolt11.decode(text)
        except Exception:
            raise Refused("undecodable")
        with self.changed:
            self.orders[invoice.payment_hash] = self.orders.get(invoice.payment_hash, 0) + 1
        if invoice.currency != CURRENCIES[self.network]:
            raise Refused("wrong_network")
        if not (invoice.amount_msat or amount_msat):
            raise Refused("no_amount")
        with self.changed:
            known = self.payments.get(invoice.payment_hash)
            if known and not self.careless:
                if known.status == "complete":
                    raise Refused("paid")
                if known.status == "pending":
                    raise Refused("in_flight")
            if invoice.date + (invoice.expiry or 3600) <= time.time():
                raise Refused("expired")
            total = int(invoice.amount_msat or amount_msat) + self.fee_msat
            if total > self.balance_msat:
                raise Refused("funds")
            preimage = self.known.get(invoice.payment_hash) or self._ask_payees(invoice.payment_hash)
            payment = Payment(invoice, self.fee_msat, preimage, amount_msat)
            payment.bolt11 = text
            if fee_limit_msat is not None and self.fee_msat > fee_limit_msat:
                return self._record(payment, "fee")
            if preimage is None:
                return self._record(payment, "route")
            self.payments[payment.hash] = payment
            self.tries[payment.hash] = self.tries.get(payment.hash, 0) + 1
            behaviour = self.behaviours.get(payment.hash) or self.behaviour
            if behaviour != "fail":
                self.sends[payment.hash] = self.sends.get(payment.hash, 0) + 1
                self.balance_msat -= total
            if behaviour != "hold":
                if self.delay_ms:
                    timer = threading.Timer(
                        self.delay_ms / 1000, self._end, (payment, behaviour == "fail", self.reason)
                    )
                    timer.daemon = True
                    timer.start()
                else:
                    self._end(payment, behaviour == "fail", self.reason)
            return payment

    def wait(self, payment, seconds):
        """Waits until a payment has ended, at most so long; whether it has."""
        with self.changed:
            return self.changed.wait_for(lambda: payment.status != "pending", seconds)

    def _ask_payees(self, payment_hash, paid=False):
        """The preimage of another node's invoice; None where there is none."""
        for port in self.payees:
            body = json.dumps({"hash": payment_hash, "paid": paid}).encode()
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"http://127.0.0.1:{port}/invoice", body, timeout=10) as answer:
                if preimage := json.load(answer)["preimage"]:
                    return preimage
        return None

    def _record(self, payment, reason):
        payment.status, payment.reason, payment.ended = "failed", reason, time.time()
        self.payments[payment.hash] = payment
        self.tries[payment.hash] = self.tries.get(payment.hash, 0) + 1
        return payment

    def _end(self, payment, fails, reason):
        with self.changed:
            if payment.status != "pending":
                return
            payment.ended = time.time()
            if fails:
                payment.status, payment.reason = "failed", reason
                behaviour = self.behaviours.get(payment.hash) or self.behaviour
                if self.sends.get(payment.hash) and behaviour != "fail":
                    self.sends[payment.hash] -= 1
                    self.balance_msat += payment.amount_msat + payment.fee_msat
            else:
                payment.status = "complete"
                if payment.hash in self.invoices:
                    self.invoices[payment.hash].status = "paid"
                self._ask_payees(payment.hash, paid=True)
            self.changed.notify_all()

    # What tests call.

    def set(self, values):
        with self.changed:
            for name, value in values.items():
                if name == "know":
                    for preimage in value:
                        self.known[hashlib.sha256(bytes.fromhex(preimage)).hexdigest()] = preimage
                elif name == "behaviours":
                    self.behaviours.update(value)
                elif name == "tamper" and value not in TAMPERINGS:
                    raise ValueError(value)
                elif hasattr(self, name):
                    setattr(self, name, value)
                else:
                    raise ValueError(name)

    def claim(self, payment_hash, paid):
        """What another node pays: the preimage of an open invoice of ours, None where there is none."""
        with self.changed:
            invoice = self.invoices.get(payment_hash)
            if invoice is None or invoice.status != "open" or invoice.is_expired:
                return None
            if paid:
                invoice.status = "paid"
                self.balance_msat += invoice.amount_msat
                self.changed.notify_all()
            return invoice.preimage

    def release(self, fail, of=None):
        with self.changed:
            held = [p for p in self.payments.values() if p.status == "pending" and of in (None, p.hash)]
            for payment in held:
                self._end(payment, fail, self.reason)
        return len(held)

    def state(self):
        with self.changed:
            return {
                "sends": self.sends,
                "orders": self.orders,
                "calls": self.calls,
                "balance_msat": self.balance_msat,
            }


class QuietHandler(BaseHTTPRequestHandler):
    """One that logs nothing and keeps connections."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def give(self, status, value, content_type="application/json"):
        body = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


def control(target):
    """Serves what tests call; returns the port. `target` has set, state and perhaps release."""

    class Control(QuietHandler):
        def do_GET(self):
            self.give(200, target.state())

        def do_POST(self):
            values = json.loads(self.body() or b"{}")
            if self.path == "/set":
                target.set(values)
                return self.give(200, {})
            if self.path == "/invoice":
                return self.give(200, {"preimage": target.claim(values["hash"], values["paid"])})
            released = target.release(values.get("fail", False), values.get("hash"))
            self.give(200, {"released": released})

    return serve(Control)


def serve(handler, wrap=None):
    """Serves on a free port of 127.0.0.1, in the background; returns the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if wrap:
        server.socket = wrap(server.socket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def run(ports):
    """Says where it listens, and ends with its standard input."""
    print(json.dumps(ports), flush=True)
    while os.read(0, 4096):
        pass
    os._exit(0)
