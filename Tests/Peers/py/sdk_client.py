"""Pays an invoice through a node with the L402 SDK of PyPI (L402sdk), which is a client of its own.

usage: sdk_client.py lnd-rest|cln-rest URL SECRET INVOICE MAX_FEE_SAT. Prints one line,
{"alias","key","before","preimage","payment_hash","amount_sat","fee_sat","after"} (balances in sat) or
{"error"}; ends with its standard input. Run by the Python of .build/peers/sdk-venv.
"""

import json
import os
import sys

from l402 import ClnRestBackend, LndRestBackend

kind, url, secret, invoice, fee = sys.argv[1:]
node = {"lnd-rest": LndRestBackend, "cln-rest": ClnRestBackend}[kind](url, secret)
try:
    info, before = node.get_info(), node.get_balance()
    paid = node.pay_invoice(invoice, int(fee))
    answer = {
        "alias": info.alias,
        "key": info.pubkey,
        "before": before,
        "preimage": paid.preimage,
        "payment_hash": paid.payment_hash,
        "amount_sat": paid.amount_sats,
        "fee_sat": paid.fee_sats,
        "after": node.get_balance(),
    }
except Exception as error:
    answer = {"error": str(error)}
print(json.dumps(answer), flush=True)
while os.read(0, 4096):
    pass
