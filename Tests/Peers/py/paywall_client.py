"""Gets a page from behind a paywall, twice, with an L402 client of PyPI that is not ours.

usage: paywall_client.py fewsats|l402-requests URL L402     (the Python of .build/peers/client-venv)
       paywall_client.py sdk URL NODE SECRET                (that of .build/peers/sdk-venv)

The first two pay by running the program L402 (`l402 pay`), the last through LND's REST interface.
Prints one line, {"statuses":[N,N],"body":TEXT,"payments":N}, or {"error"}.
"""

import asyncio
import json
import subprocess
import sys

kind, url = sys.argv[1:3]
payments = 0


def pay(invoice):
    """The preimage that an invoice's payment gives."""
    global payments
    payments += 1
    run = subprocess.run(
        [sys.argv[3], "pay", "-q", "--as", "preimage"], input=invoice, capture_output=True, text=True, timeout=30
    )
    if run.returncode:
        raise RuntimeError(f"l402 pay ended with {run.returncode}: {run.stderr}")
    return run.stdout.strip()


async def fewsats():
    from l402.client import Client
    from l402.client.credentials import SqliteAsyncService
    from l402.client.preimage_provider import PreimageProvider

    class Provider(PreimageProvider):
        async def get_preimage(self, invoice):
            return pay(invoice)

    client = Client(Provider(), SqliteAsyncService(":memory:"))
    return [await client.request("GET", url) for _ in range(2)]


async def requests():
    from l402_requests import AsyncL402Client, WalletBase

    class Wallet(WalletBase):
        async def pay_invoice(self, bolt11):
            return pay(bolt11)

    async with AsyncL402Client(wallet=Wallet()) as client:
        return [await client.get(url) for _ in range(2)]


def sdk():
    from l402 import L402Client

    client = L402Client.with_lnd_rest(*sys.argv[3:5])
    answers = [client.get(url) for _ in range(2)]
    return {
        "statuses": [answer.status for answer in answers],
        "body": answers[0].text(),
        "payments": sum(answer.paid for answer in answers),
    }


try:
    if kind == "sdk":
        result = sdk()
    else:
        answers = asyncio.run({"fewsats": fewsats, "l402-requests": requests}[kind]())
        result = {
            "statuses": [answer.status_code for answer in answers],
            "body": answers[0].text,
            "payments": payments,
        }
except Exception as error:
    result = {"error": f"{type(error).__name__}: {error}"}
print(json.dumps(result))
