"""The Flask server of l402 0.0.9 (Fewsats): a page behind its decorator, with invoices of LNbits.

usage: flask_paywall.py LNBITS-URL KEY AMOUNT      (the Python of .build/peers/client-venv)

Prints {"port":N} once it listens, then {"method","path","status"} for each request. Ends with its
standard input. Nothing of the package is changed: an InvoiceProvider is what it asks its users for.
"""

import json
import os
import sys
import threading

import httpx
from flask import Flask
from l402.server import Authenticator, Flask_l402_decorator
from l402.server.invoice_provider import InvoiceProvider
from l402.server.macaroons import SqliteMacaroonService
from werkzeug.serving import WSGIRequestHandler, make_server

lnbits, key, amount = sys.argv[1], sys.argv[2], int(sys.argv[3])


class LNbits(InvoiceProvider):
    async def create_invoice(self, amount, currency, description):
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            answer = await client.post(
                lnbits + "/api/v1/payments",
                headers={"X-Api-Key": key},
                json={"out": False, "amount": amount, "unit": currency, "memo": description},
            )
        answer.raise_for_status()
        invoice = answer.json()
        return invoice["bolt11"], invoice["payment_hash"]


class Handler(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        print(json.dumps({"method": self.command, "path": self.path, "status": int(code)}), flush=True)


app = Flask(__name__)
authenticator = Authenticator("https://api.example", LNbits(), SqliteMacaroonService(":memory:"))


@app.route("/protected", methods=["GET", "POST"])
@Flask_l402_decorator(authenticator, lambda request: (amount, "sat", "the protected page"))
def protected():
    return "Protected content"


def end_with_input():
    while os.read(0, 4096):
        pass
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
# One thread: the package keeps its database open in the one that made it.
server = make_server("127.0.0.1", 0, app, threaded=False, request_handler=Handler)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
