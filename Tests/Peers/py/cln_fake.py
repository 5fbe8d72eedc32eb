"""A Core Lightning node that is only a ledger: its unix socket and its REST interface (clnrest).

usage: cln_fake.py [NAME=VALUE ..]. Prints {"port","control","socket","runes":{..},"id"}, with tls=yes
also {"tls","ca"} (the port of https and the CA's certificate, in PEM). The control port is that of
`fake_node.py`; POST /set also takes

  {"fault","match","times"}  breaks the next N calls on the socket whose method matches: the faults of
                             `fault_proxy.py`, where `many` is an error of a node that is ending
  {"error":{"code","message"},"on":"before"|"after"|"look"}  what xpay and pay answer: in place of the
                             payment, behind it, or what listpays answers; null for none
  {"pays":[..]}              what listpays answers; null for the truth
  {"answer":{..}}            what xpay and pay answer in place of a success; null for the truth
  {"warnings":{NAME:TEXT}}   what getinfo warns of, or says otherwise than it would

and GET /state adds "asked", a list of {"method","params"}.

Options: xpay=no (before 24.11), maxdelay=no (an xpay before 25.02), amounts=text (older versions write
"1500msat"), wrapped=yes (errors within {"error":..}), frames=whole (answers on the socket in one piece,
in place of pieces and company that a fixed seed chooses), network=NAME.

Runes: admin (no restrictions), payer (all that a wallet needs), old (pay but not xpay), merchant
(invoices), readonly, foreign.
"""

import hashlib
import json
import os
import random
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import bolt11
from fake_node import Node, QuietHandler, Refused, control, serve

options = dict(argument.split("=", 1) for argument in sys.argv[1:])
folder = tempfile.TemporaryDirectory(prefix="l402-cln-", dir="/tmp", ignore_cleanup_errors=True)
HASH = re.compile("[0-9a-f]{64}")
READING = ["listpays", "listinvoices", "listpeerchannels", "listfunds", "getinfo"]
ALLOWED = {
    "admin": None,
    "payer": ["xpay", "pay", "listpays", "listpeerchannels", "getinfo", "invoice", "listinvoices"],
    "old": ["pay", "listpays", "getinfo"],
    "merchant": ["invoice", "listinvoices", "getinfo"],
    # What LNbits asks for beside a rune that pays.
    "readonly": READING + ["waitanyinvoice"],
}
RUNES = {name: f"{name}-rune-{'0123456789abcdef' * 4}==" for name in [*ALLOWED, "foreign"]}
PREFIXES = {"bitcoin": "bc", "testnet": "tb", "signet": "tbs", "regtest": "bcrt"}


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message

    @property
    def json(self):
        return {"code": self.code, "message": self.message}


class Lightning(Node):
    """The methods, by their names; parameters are an object or, as positions, an array."""

    def __init__(self):
        super().__init__(options.get("network", "bitcoin"))
        self.error, self.on = None, "before"
        self.pays, self.answer, self.warnings = None, None, {}
        self.asked = []
        self.fault, self.match, self.times = "", "", 1 << 30

    def call(self, method, params):
        known = {
            "getinfo": [],
            "help": ["command"],
            "listpeerchannels": ["id"],
            "listfunds": ["spent"],
            "invoice": ["amount_msat", "label", "description"],
            "listinvoices": ["label", "invstring", "payment_hash"],
            "waitanyinvoice": ["lastpay_index", "timeout"],
            "xpay": ["invstring", "amount_msat", "maxfee", "layers", "retry_for"],
            "pay": ["bolt11"],
            "listpays": ["bolt11", "payment_hash", "status"],
            "checkrune": ["rune", "nodeid", "method", "params"],
        }
        if method not in known or (method == "xpay" and options.get("xpay") == "no"):
            raise Failure(-32601, f"Unknown command '{method}'")
        if isinstance(params, list):
            params = dict(zip(known[method], params))
        params = {name: value for name, value in (params or {}).items() if value is not None}
        with self.changed:
            self.asked.append({"method": method, "params": params})
        return getattr(self, "do_" + method)(params)

    def state(self):
        return super().state() | {"asked": self.asked}

    def msat(self, value):
        return f"{value}msat" if options.get("amounts") == "text" else value

    # What is asked for.

    def do_getinfo(self, _):
        return {
            "id": self.id,
            "alias": "FAKECLN",
            "color": self.id[:6],
            "network": self.network,
            "version": "v24.08" if options.get("xpay") == "no" else "v26.06",
            "blockheight": 900_000,
        } | self.warnings

    def do_help(self, params):
        return {
            "help": [{"command": "invoice amount_msat label description [expiry] [deschashonly]"}]
        }

    def do_listpeerchannels(self, _):
        # One that counts, and two that do not.
        channels = [
            {"state": "CHANNELD_NORMAL", "spendable_msat": self.msat(self.balance_msat)},
            {"state": "ONCHAIN", "spendable_msat": self.msat(7_000_000)},
            {"state": "CHANNELD_AWAITING_LOCKIN", "spendable_msat": self.msat(9_000_000)},
        ]
        return {"channels": channels}

    def do_listfunds(self, _):
        return {
            "outputs": [],
            "channels": [{"state": "CHANNELD_NORMAL", "our_amount_msat": self.msat(self.balance_msat)}],
        }

    def do_checkrune(self, params):
        self.need(params, "rune")
        authorize(params["rune"], params.get("method", ""))
        return {"valid": True}

    # Invoices.

    def do_invoice(self, params):
        self.need(params, "amount_msat", "label", "description")
        with self.changed:
            if any(invoice.label == params["label"] for invoice in self.invoices.values()):
                raise Failure(900, "Duplicate label '%s'" % params["label"])
        if not isinstance(params["description"], str):
            raise Failure(-32602, "description: should be a string: invalid token")
        hashed = None
        if params.get("deschashonly"):
            hashed = hashlib.sha256(params["description"].encode()).hexdigest()
        elif len(params["description"].encode()) > 639:
            raise Failure(-32602, "Descriptions greater than 639 bytes need deschashonly")
        invoice = self.create_invoice(
            amount(params["amount_msat"]),
            params["description"],
            hashed,
            int(params.get("expiry", 604800)),
            params.get("preimage"),
        )
        invoice.label = params["label"]
        return {
            "payment_hash": invoice.hash,
            "expires_at": invoice.expires,
            "bolt11": invoice.bolt11,
            "payment_secret": "00" * 32,
            "created_index": len(self.invoices),
            "warning_capacity": "Insufficient incoming channel capacity to pay invoice",
        }

    def do_listinvoices(self, params):
        if "payment_hash" in params and not HASH.fullmatch(str(params["payment_hash"])):
            raise Failure(-32602, "payment_hash: should be a 32 byte hex value: invalid token")
        found = []
        for invoice in list(self.invoices.values()):
            if params.get("payment_hash", invoice.hash) != invoice.hash:
                continue
            if params.get("label", invoice.label) != invoice.label:
                continue
            status = "paid" if invoice.status == "paid" else "expired" if invoice.is_expired else "unpaid"
            entry = {
                "label": invoice.label,
                "bolt11": invoice.bolt11,
                "payment_hash": invoice.hash,
                "amount_msat": self.msat(invoice.amount_msat),
                "status": status,
                "expires_at": invoice.expires,
            }
            if status == "paid":
                entry["amount_received_msat"] = self.msat(invoice.amount_msat)
                entry["payment_preimage"] = invoice.preimage
                entry["pay_index"] = 1
            found.append(entry)
        return {"invoices": found}

    def do_waitanyinvoice(self, params):
        time.sleep(min(5, params.get("timeout", 5)))
        raise Failure(904, "Timed out while waiting for invoice to be paid")

    # Payments.

    def do_xpay(self, params):
        self.need(params, "invstring")
        if options.get("maxdelay") == "no" and "maxdelay" in params:
            raise Failure(-32602, "unknown parameter: 'maxdelay'")
        payment = self.begin(params, params["invstring"])
        self.wait(payment, 3600)
        if payment.status == "failed":
            self.fail(payment, 209)
        answer = {
            "payment_preimage": payment.preimage,
            "amount_msat": self.msat(payment.amount_msat),
            "amount_sent_msat": self.msat(payment.amount_msat + payment.fee_msat),
            "failed_parts": 0,
            "successful_parts": 1,
        }
        if self.tamper == "odd_status":
            answer["status"] = "sideways"
        return self.tampered(answer, "payment_preimage")

    def do_pay(self, params):
        self.need(params, "bolt11")
        if "maxfee" in params and ("maxfeepercent" in params or "exemptfee" in params):
            raise Failure(-32602, "cannot specify both maxfee and maxfeepercent or exemptfee")
        try:
            payment = self.begin(params, params["bolt11"], again=True)
        except Failure as failure:
            if failure.code != 200:
                raise
            # The older of the two joins what is under way.
            payment = self.payments[self.hash(params["bolt11"])]
        self.wait(payment, 3600)
        if payment.status == "failed":
            self.fail(payment, 210)
        answer = {
            "destination": self.id,
            "payment_hash": payment.hash,
            "created_at": payment.created,
            "parts": 1,
            "amount_msat": self.msat(payment.amount_msat),
            "amount_sent_msat": self.msat(payment.amount_msat + payment.fee_msat),
            "payment_preimage": payment.preimage,
            "status": "sideways" if self.tamper == "odd_status" else "complete",
        }
        return self.tampered(answer, "payment_preimage")

    def begin(self, params, text, again=False):
        """Starts a payment, or finds the one that was made, where `again` allows that."""
        if self.error and self.on == "before":
            raise Failure(**self.error)
        fee_limit = amount(params["maxfee"]) if "maxfee" in params else 5000
        given = amount(params["amount_msat"]) if "amount_msat" in params else None
        try:
            payment = self.pay(text, fee_limit, given)
        except Refused as refused:
            if refused.kind == "paid" and again:
                return self.payments[self.hash(text)]
            raise self.refusal(refused.kind, again)
        if self.error and self.on == "after":
            raise Failure(**self.error)
        if self.tamper == "unknown_error":
            raise Failure(4242, "something that nobody knows")
        return payment

    def refusal(self, kind, is_pay):
        return {
            "undecodable": Failure(-32602, "Invalid bolt11: Bad bech32 string"),
            "wrong_network": Failure(
                -32602, f"Invalid bolt11: Prefix is not for {self.network}"
            ),
            "no_amount": Failure(-32602, "amount_msat parameter required"),
            "expired": Failure(207, "Invoice expired"),
            "paid": Failure(219, "Already paid this invoice successfully"),
            "in_flight": Failure(200, "still in progress")
            if is_pay
            else Failure(-3, "Unexpected injectpaymentonion error 200 'still in progress'"),
            "funds": Failure(205, "We do not have sufficient outgoing capacity"),
        }[kind]

    def fail(self, payment, code):
        if payment.reason == "fee":
            raise Failure(206, "Could not find route without excessive cost")
        if payment.reason == "route":
            raise Failure(205, "Failed: Destination is unreachable")
        raise Failure(code, "Failed after 3 attempts")

    def hash(self, text):
        return bolt11.decode(text).payment_hash

    def do_listpays(self, params):
        if self.error and self.on == "look":
            raise Failure(**self.error)
        if self.pays is not None:
            return {"pays": self.pays}
        if self.tamper == "unknown_error":
            raise Failure(4242, "something that nobody knows")
        wanted = params.get("payment_hash")
        if wanted is not None and not HASH.fullmatch(str(wanted)):
            raise Failure(-32602, "payment_hash: should be a 32 byte hex value: invalid token")
        found = []
        for payment in list(self.payments.values()):
            if wanted not in (None, payment.hash):
                continue
            entry = {
                "bolt11": payment.bolt11,
                "destination": self.id,
                "payment_hash": payment.hash,
                "status": payment.status,
                "created_at": int(payment.created),
                "amount_sent_msat": self.msat(payment.amount_msat + payment.fee_msat),
            }
            # What was refused before a part left has no entry at all.
            if payment.status == "failed":
                if payment.reason == "fee" or payment.preimage is None:
                    continue
                entry["amount_sent_msat"] = self.msat(0)
            else:
                entry["amount_msat"] = self.msat(payment.amount_msat)
            # Each failed try has one of its own; the last one is what became of the payment.
            for _ in range(self.tries[payment.hash] - 1):
                found.append(entry | {"status": "failed"})
            if payment.status == "complete":
                entry["preimage"] = payment.preimage
                if self.tamper == "odd_status":
                    entry["status"] = "sideways"
            found.append(self.tampered(entry, "preimage"))
        if self.tamper == "array":
            return {"pays": {"0": found}}
        return {"pays": found}

    def tampered(self, answer, name):
        """A success as `answer` or `tamper` has it."""
        if self.answer is not None and name == "payment_preimage":
            return self.answer
        if name not in answer:
            return answer
        if self.tamper in ("wrong_preimage", "foreign"):
            answer[name] = "11" * 32
        if self.tamper == "foreign":
            answer["payment_hash"] = "22" * 32
        if self.tamper == "zero_preimage":
            answer[name] = "00" * 32
        if self.tamper == "no_preimage":
            del answer[name]
        if self.tamper == "array" and name == "payment_preimage":
            return [answer]
        return answer

    def need(self, params, *names):
        for name in names:
            if name not in params:
                raise Failure(-32602, f"missing required parameter: {name}")

    def take(self, method):
        """The fault for a call on the socket."""
        with self.changed:
            if not self.fault or self.times == 0 or not re.search(self.match, method):
                return ""
            self.times -= 1
            return self.fault


def amount(value):
    """msat: an integer, or a text with its unit."""
    if isinstance(value, bool) or not re.fullmatch(r"\d+(msat|sat)?", str(value)):
        raise Failure(-32602, "amount_msat: should be a millisatoshi amount: invalid token")
    text = str(value)
    if text.endswith("msat"):
        return int(text[:-4])
    return int(text[:-3]) * 1000 if text.endswith("sat") else int(text)


def authorize(rune, method):
    if rune is None:
        raise Failure(1501, "Not authorized: Missing rune")
    name = next((name for name, text in RUNES.items() if text == rune), None)
    if name is None:
        raise Failure(-32602, "rune: should be base64 string: invalid token")
    if name == "foreign":
        raise Failure(1501, "Not authorized: Not derived from master")
    allowed = ALLOWED[name]
    if allowed is not None and method not in allowed:
        raise Failure(1502, f"Not permitted: method is not equal to {allowed[0]}")


class Rest(QuietHandler):
    def do_POST(self):
        method = self.path.removeprefix("/v1/")
        node.note(f"POST {self.path}")
        try:
            params = json.loads(self.body() or b"{}")
        except ValueError:
            return self.answer(500, Failure(-32700, "Invalid JSON"))
        rune = self.headers.get("Rune")
        try:
            authorize(rune, method)
        except Failure as failure:
            return self.answer(403 if rune is None else 401, failure)
        try:
            result = node.call(method, params)
        except Failure as failure:
            return self.answer(404 if failure.code == -32601 else 500, failure)
        self.give(201, result)

    def do_GET(self):
        self.give(405, "Method Not Allowed", "text/plain")

    def answer(self, status, failure):
        self.give(status, {"error": failure.json} if options.get("wrapped") == "yes" else failure.json)


class Socket:
    """The unix socket: objects one after another in, answers that end with two newlines out."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(64)
        self.random = random.Random(402)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        text, decoder = "", json.JSONDecoder()
        with client:
            try:
                while piece := client.recv(65536):
                    text += piece.decode()
                    while text.strip():
                        try:
                            request, end = decoder.raw_decode(text.lstrip())
                        except ValueError:
                            break
                        text = text.lstrip()[end:]
                        if not self.answer(client, request):
                            return
            except OSError:
                pass

    def answer(self, client, request):
        """Answers a request; false where the connection ends with that."""
        method = request["method"]
        node.note(f"SOCKET {method}")
        fault = node.take(method)
        if fault == "refuse":
            return False
        if fault == "page":
            client.sendall(b"<html><body>502 Bad Gateway</body></html>\n\n")
            return False
        answer = {"jsonrpc": "2.0", "id": request.get("id")}
        try:
            if fault == "many":
                raise Failure(-5, "lightningd is shutting down")
            answer["result"] = node.call(method, request.get("params"))
        except Failure as failure:
            answer["error"] = failure.json
        if fault == "silent":
            time.sleep(30)
        if fault in ("lose", "silent"):
            return False
        text = json.dumps(answer, indent=2).encode() + b"\n\n"
        if fault == "page_after":
            text = b"<html><body>502 Bad Gateway</body></html>\n\n"
        if fault == "cut":
            client.sendall(text[: len(text) // 2])
            return False
        if fault == "huge":
            client.sendall(text.rstrip()[:-1])
            while True:
                client.sendall(b" " * 65536)
        self.pieces(client, text, str(request.get("id")).startswith("l402:"))
        return not fault

    def pieces(self, client, text, in_company):
        """An answer cut at odd places, for us in company of what nobody asked for."""
        if options.get("frames") == "whole":
            return client.sendall(text)
        note = {"jsonrpc": "2.0", "method": "message", "params": {"message": "trying\\n\\n.."}}
        stranger = {"jsonrpc": "2.0", "id": "somebody#7", "result": {"pays": []}}
        more = {"jsonrpc": "2.0", "method": "progress", "id": "l402:pay#1", "params": {"num": 1}}
        before = b"".join(json.dumps(other).encode() + b"\n\n" for other in (note, stranger, more))
        if in_company:
            text = before + text + json.dumps(stranger).encode()[:20]
        # Between the two newlines, too.
        ends = [text.find(b"\n\n", len(before) if in_company else 0) + 1]
        cuts = sorted({*ends, *(self.random.randrange(1, len(text)) for _ in range(4))})
        for start, end in zip([0, *cuts], [*cuts, len(text)]):
            client.sendall(text[start:end])
            time.sleep(0.001)


def certificates(path):
    """A CA and a server's certificate by it, as lightningd makes them; the server's files."""

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, cwd=path, capture_output=True)

    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    openssl("req", "-x509", *curve, "-subj", "/CN=cln Root CA", "-keyout", "ca-key.pem", "-out", "ca.pem")
    with open(path + "/names", "w") as file:
        file.write("subjectAltName=DNS:cln,DNS:localhost,IP:127.0.0.1")
    openssl("req", *curve[:-2], "-subj", "/CN=cln rest server", "-keyout", "server-key.pem", "-out", "server.csr")
    openssl(
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial",
        "-days", "2", "-extfile", "names", "-out", "server.pem",
    )  # fmt: skip
    return path + "/server.pem", path + "/server-key.pem"


node = Lightning()
path = folder.name + "/lightning-rpc"
Socket(path)
ports = {"port": serve(Rest), "socket": path, "runes": RUNES, "id": node.id}
if options.get("tls") == "yes":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificates(folder.name))
    ports["tls"] = serve(Rest, lambda plain: context.wrap_socket(plain, server_side=True))
    ports["ca"] = folder.name + "/ca.pem"
ports["control"] = control(node)


print(json.dumps(ports), flush=True)
while os.read(0, 4096):
    pass
folder.cleanup()
os._exit(0)
