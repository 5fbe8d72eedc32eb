"""A phoenixd (0.6) on loopback: the ledger of fake_node.py behind its HTTP API.

usage: phoenixd_fake.py [OPTION..]

    old      a version without the look-up by hash: its 404 is another one
    chain=C  mainnet (default), testnet, signet or regtest

Prints {"port":N,"control":M,"full":PASSWORD,"limited":PASSWORD,"node":ID}; ends with its standard
input. As the real one it wants a password with an empty or any user, takes forms, answers JSON
without its nulls, and errors in plain text. The password for limited access makes invoices and looks
things up. `reason` of the control is one of REASONS, or the words that phoenixd is to give as they
are. On top of the control of fake_node.py there is

  wait_s   for how long /payinvoice waits for what is held (default: 3600)
"""

import base64
import hashlib
import json
import secrets
import sys
import time
import urllib.parse
import uuid

import fake_node
from fake_node import Node, QuietHandler, Refused, control, run, serve

REASONS = {
    "paid": "this invoice has already been paid",
    "in_flight": "another payment is in progress for that invoice",
    "funds": "not enough funds in wallet to afford payment",
    "channel": "channel is not connected yet, please retry when connected",
    "offline": "the recipient was offline or did not have enough liquidity to receive the payment",
    "route": "payment attempts exhausted without success",
    "expired": "payment attempts exhausted without success",
    "restarted": "wallet restarted while a payment was ongoing",
    "odd": "an unknown error occurred",
}
UNAUTHORIZED = "Invalid authentication (use basic auth with the http password set in phoenix.conf)"
CHAINS = {"mainnet": "bitcoin", "testnet": "testnet", "signet": "signet", "regtest": "regtest"}
FULL_ONLY = ("/payinvoice",)


class Plain(Exception):
    """An error as phoenixd writes it."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status, self.text = status, text


class PhoenixNode(Node):
    wait_s = 3600
    is_old = False


def milliseconds(seconds):
    return int(seconds * 1000)


def without_nulls(value):
    return {name: member for name, member in value.items() if member is not None}


class Phoenixd(QuietHandler):
    def do_GET(self):
        self.answer(
            {
                "/getinfo": self.info,
                "/getbalance": self.balance,
                "/payments/incoming/": self.incoming,
                "/payments/outgoingbyhash/": self.outgoing,
            }
        )

    def do_POST(self):
        self.answer({"/createinvoice": self.create, "/payinvoice": self.pay})

    def answer(self, calls):
        content = self.body()
        path = self.path.split("?")[0]
        node.note(f"{self.command} {path}")
        folder, _, last = path.rpartition("/")
        try:
            self.authenticate(path)
            if path in calls:
                return self.give_json(calls[path](self.form(content)))
            if folder + "/" in calls and last:
                return self.give_json(calls[folder + "/"](last))
            raise Plain(404, "Unknown endpoint (check api doc)")
        except Plain as error:
            self.give(error.status, error.text, "text/plain; charset=UTF-8")

    def give_json(self, value):
        self.give(200, json.dumps(value, indent=4))

    def authenticate(self, path):
        scheme, _, pair = (self.headers.get("Authorization") or "").partition(" ")
        try:
            password = base64.b64decode(pair).decode().partition(":")[2]
        except ValueError:
            password = ""
        allowed = {FULL} if path in FULL_ONLY else {FULL, LIMITED}
        if scheme.lower() != "basic" or password not in allowed:
            raise Plain(401, UNAUTHORIZED)

    def form(self, content):
        if self.command != "POST":
            return {}
        kind = (self.headers.get("Content-Type") or "").split(";")[0]
        if kind != "application/x-www-form-urlencoded":
            raise Plain(415, "")
        fields = urllib.parse.parse_qs(content.decode(), keep_blank_values=True, strict_parsing=bool(content))
        return {name: values[0] for name, values in fields.items()}

    def number(self, form, name):
        text = form.get(name)
        if text is None:
            return None
        if not text.isdigit():
            raise Plain(400, f"Request parameter {name} couldn't be parsed/converted to integer")
        return int(text)

    def payment_hash(self, text):
        if len(text) != 64 or any(c not in "0123456789abcdef" for c in text):
            raise Plain(400, "Request parameter paymentHash couldn't be parsed/converted to hex32")
        return text

    # The calls.

    def info(self, _):
        balance = node.balance_msat // 1000
        return {
            "nodeId": node.id,
            "channels": [
                {
                    "state": "Normal",
                    "channelId": hashlib.sha256(node.id.encode()).hexdigest(),
                    "balanceSat": balance,
                    "inboundLiquiditySat": 1000000,
                    "capacitySat": balance + 1000000,
                }
            ],
            "chain": CHAIN,
            "blockHeight": 900000,
            "version": "0.6.2-fake",
        }

    def balance(self, _):
        return {"balanceSat": node.balance_msat // 1000, "feeCreditSat": 0}

    def create(self, form):
        amount = self.number(form, "amountSat")
        expiry = self.number(form, "expirySeconds") or 3600
        description, of_hash = form.get("description"), form.get("descriptionHash")
        if description is not None and len(description.encode("utf-16-le")) // 2 > 128:
            raise Plain(400, "Request parameter description is too long (max 128 characters)")
        if (description is None) == (of_hash is None):
            raise Plain(400, "Must provide either a description or descriptionHash")
        if of_hash is not None:
            self.payment_hash(of_hash)
        invoice = node.create_invoice((amount or 0) * 1000, description, of_hash, expiry)
        return without_nulls(
            {"amountSat": amount, "paymentHash": invoice.hash, "serialized": invoice.bolt11}
        )

    def incoming(self, text):
        invoice = node.invoices.get(self.payment_hash(text))
        if invoice is None:
            raise Plain(404, "Not found")
        is_paid = invoice.status == "paid"
        return without_nulls(
            {
                "type": "incoming_payment",
                "subType": "lightning",
                "paymentHash": invoice.hash,
                "preimage": invoice.preimage,
                "invoice": invoice.bolt11,
                "isPaid": is_paid,
                "isExpired": invoice.is_expired,
                "requestedSat": invoice.amount_msat // 1000,
                "receivedSat": invoice.amount_msat // 1000 if is_paid else 0,
                "fees": 0,
                "expiresAt": milliseconds(invoice.expires),
                "completedAt": milliseconds(time.time()) if is_paid else None,
                "createdAt": milliseconds(invoice.created),
            }
        )

    def pay(self, form):
        amount = self.number(form, "amountSat")
        text = form.get("invoice")
        if text is None:
            raise Plain(400, "Request parameter invoice is missing")
        if node.tamper == "unknown_error":
            self.start(text, amount)
            raise Plain(500, "something that nobody knows")
        try:
            payment = self.start(text, amount)
        except Refused as refusal:
            return {"paymentHash": fake_node.bolt11.decode(text).payment_hash, "reason": REASONS[refusal.kind]}
        node.wait(payment, node.wait_s)
        if payment.status == "failed":
            reason = REASONS.get(payment.reason, payment.reason)
            return {"paymentHash": payment.hash, "reason": reason}
        answer = {
            "recipientAmountSat": payment.amount_msat // 1000,
            "routingFeeSat": payment.fee_msat // 1000,
            "paymentId": str(uuid.uuid4()),
            "paymentHash": payment.hash,
            "paymentPreimage": payment.preimage,
        }
        return self.tampered(answer, "paymentPreimage", {"paymentHash": payment.hash, "reason": REASONS["odd"]})

    def start(self, text, amount):
        try:
            return node.pay(text, amount_msat=amount and amount * 1000)
        except Refused as refusal:
            if refusal.kind == "undecodable":
                raise Plain(400, "Request parameter invoice couldn't be parsed/converted to bolt11invoice")
            if refusal.kind == "no_amount":
                raise Plain(400, "Request parameter amountSat is missing")
            if refusal.kind == "wrong_network":
                raise Plain(500, "invalid chain")
            raise

    def outgoing(self, text):
        if node.is_old:
            raise Plain(404, "Unknown endpoint (check api doc)")
        payment = node.payments.get(self.payment_hash(text))
        if node.tamper == "unknown_error":
            raise Plain(500, "something that nobody knows")
        if payment is None:
            raise Plain(404, "Not found")
        is_paid = payment.status == "complete"
        answer = without_nulls(
            {
                "type": "outgoing_payment",
                "subType": "lightning",
                "paymentId": str(uuid.uuid4()),
                "paymentHash": payment.hash,
                "preimage": payment.preimage if is_paid else None,
                "isPaid": is_paid,
                "sent": (payment.amount_msat + payment.fee_msat) // 1000,
                "fees": payment.fee_msat,
                "invoice": payment.bolt11,
                "completedAt": milliseconds(payment.ended) if payment.ended else None,
                "createdAt": milliseconds(payment.created),
            }
        )
        return self.tampered(answer, "preimage", {**answer, "isPaid": "settled"})

    def tampered(self, answer, preimage, odd):
        """An answer, or the lie in its place."""
        if node.tamper == "array":
            return [answer]
        if node.tamper == "odd_status":
            return odd
        if node.tamper == "foreign":
            # An incoming one of the same hash, whose end is not the payment's; an answer about another.
            return {
                "type": "incoming_payment",
                "paymentHash": answer["paymentHash"] if preimage == "preimage" else "22" * 32,
                **{name: answer[name] for name in ("preimage", "paymentPreimage") if name in answer},
                "isPaid": False,
                "receivedSat": 0,
                "fees": 0,
                "completedAt": milliseconds(time.time()),
            }
        lies = {"wrong_preimage": "11" * 32, "zero_preimage": "00" * 32, "no_preimage": None}
        if node.tamper in lies:
            return without_nulls({**answer, preimage: lies[node.tamper]})
        return answer


options = dict(argument.partition("=")[::2] for argument in sys.argv[1:])
CHAIN = options.get("chain", "mainnet")
FULL, LIMITED = secrets.token_hex(32), secrets.token_hex(32)
node = PhoenixNode(CHAINS[CHAIN])
node.is_old = "old" in options
run({"control": control(node), "port": serve(Phoenixd), "full": FULL, "limited": LIMITED, "node": node.id})
