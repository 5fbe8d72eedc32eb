"""Answers of LNbits that a real one cannot be brought to give, on loopback.

Prints {"port":N}, then a line for each request: {"method","path"}. Ends with its standard input.
The address of a wallet is http://127.0.0.1:N/SCENARIO/PREIMAGE: what it answers about the payment
with that preimage is the scenario's to say. With "after-" in front of a scenario there is no such
payment before the first request to pay it.
"""

import hashlib
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WALLET = "00000000000000000000000000000001"
OTHER = "00000000000000000000000000000002"
MISSING = (404, {"detail": "Payment does not exist."})
PAGE = (502, "<html><body>502 Bad Gateway</body></html>")


def entry(known, /, **changes):
    payment_hash = hashlib.sha256(bytes.fromhex(known)).hexdigest()
    return {
        "amount": -21000,
        "fee": -1000,
        "payment_hash": payment_hash,
        "preimage": known,
        "status": "success",
        "wallet_id": WALLET,
        **changes,
    }


def found(details, **changes):
    paid = details["status"] == "success"
    return 200, {"paid": paid, "preimage": details["preimage"], "details": details, **changes}


def answers(scenario, preimage):
    """What paying and what looking up is answered with: a status and a body, or a misdeed."""
    good = entry(preimage)
    none = entry(preimage, preimage=None)
    zeros = entry(preimage, preimage="00" * 32)
    other = entry(preimage, preimage="11" * 32)
    return {
        "good": ((201, good), found(good)),
        "page": (PAGE, PAGE),
        "page-200": ((200, PAGE[1]), (200, PAGE[1])),
        "cut": ("cut", "cut"),
        "close": ("close", "close"),
        "silent": ("silent", "silent"),
        "huge": ("huge", "huge"),
        "array": ((201, []), (200, [])),
        "empty": ((204, ""), (204, "")),
        "pending": (
            (201, {**none, "status": "pending"}),
            found({**none, "status": "pending"}, status="pending"),
        ),
        "failed": (
            (201, {**none, "status": "failed"}),
            found({**none, "status": "failed"}, status="failed"),
        ),
        "odd-status": (
            (201, {**good, "status": "settled"}),
            found({**good, "status": "settled"}, status="settled"),
        ),
        "no-status": ((201, {**good, "status": None}), found({**good, "status": ""})),
        # What LNbits answers to an expired invoice of its own that the payee looked up.
        "failed-with-preimage": (
            (201, {**good, "status": "failed", "wallet_id": OTHER, "amount": 21000}),
            MISSING,
        ),
        "wrong-preimage": ((201, other), found(other)),
        "zero-preimage": ((201, zeros), found(zeros)),
        "no-preimage": ((201, none), found(none)),
        "incoming": ((201, {**good, "amount": 21000}), found({**good, "amount": 21000})),
        "no-amount": ((201, {**good, "amount": 0}), found({**good, "amount": 0})),
        "text-amount": ((201, {**good, "amount": "-21000"}), found({**good, "amount": "x"})),
        "other-wallet": ((201, {**good, "wallet_id": OTHER}), found({**good, "wallet_id": OTHER})),
        "other-hash": (
            (201, {**good, "payment_hash": "22" * 32}),
            found({**good, "payment_hash": "22" * 32}),
        ),
        "no-details": ((201, none), (200, {"paid": True, "preimage": preimage})),
        "contradiction": (
            (201, none),
            found({**good, "status": "pending"}, paid=True, status="success"),
        ),
        "not-found": ((404, {"detail": "Not Found"}), (404, {"detail": "Not Found"})),
        "many": (
            (429, {"error": "Rate limit exceeded: 200 per 1 minute"}),
            (429, {"error": "Rate limit exceeded: 200 per 1 minute"}),
        ),
        "list-detail": ((400, {"detail": [{"msg": "x"}]}), (400, {"detail": [{"msg": "x"}]})),
        "paid-before": (
            (520, {"detail": "Payment already paid.", "status": "success"}),
            found(good),
        ),
        "still-pending": (
            (520, {"detail": "Payment is still pending.", "status": "pending"}),
            found({**none, "status": "pending"}, status="pending"),
        ),
        "poor": ((520, {"detail": "Insufficient balance.", "status": "failed"}), MISSING),
        "server-error": ((500, {"detail": "Unexpected error!"}), MISSING),
        # Words with what should not be repeated.
        "talkative": ((520, {"detail": f"no\u001b[31m {preimage} for you", "status": "failed"}), MISSING),
        "lost": ("close", found(good)),
        "stuck": ("silent", found({**none, "status": "pending"}, status="pending")),
        "never": (PAGE, MISSING),
        "no-wallet": (PAGE, MISSING),
        "moved": (PAGE, MISSING),
    }[scenario]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer()

    def answer(self):
        with lock:
            print(json.dumps({"method": self.command, "path": self.path}), flush=True)
        _, scenario, preimage, path = self.path.split("/", 3)
        if path == "api/v1/wallet":
            return self.give(self.wallet(scenario))
        pay, look_up = answers(scenario.removeprefix("after-"), preimage)
        if self.command == "POST":
            tried.add(preimage)
        elif scenario.startswith("after-") and preimage not in tried:
            look_up = MISSING
        self.give(pay if self.command == "POST" else look_up)

    def wallet(self, scenario):
        asked[scenario] = asked.get(scenario, 0) + 1
        if scenario == "no-wallet" and asked[scenario] > 1:
            return 404, {"detail": "Wallet not found."}
        id = OTHER if scenario == "moved" and asked[scenario] > 1 else WALLET
        return 200, {"id": id, "name": "fake", "balance": 1000000}

    def give(self, what):
        if what == "silent":
            threading.Event().wait(30)
        if what in ("close", "silent"):
            self.close_connection = True
            return
        if what in ("cut", "huge"):
            body = b'{"status":"success"' + b" " * (4 << 20 if what == "huge" else 100)
            status, length = 201, len(body) + 1
        else:
            status, value = what
            body = value.encode() if isinstance(value, str) else json.dumps(value).encode()
            length = len(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass
        self.close_connection = length != len(body)

    def log_message(self, *_):
        pass


lock = threading.Lock()
asked = {}
tried = set()
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(json.dumps({"port": server.server_address[1]}), flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
while os.read(0, 4096):
    pass
os._exit(0)
