"""Asks and pays through a clnrest as PyPI's L402sdk does, which is not ours.

usage: sdk_cln_client.py URL RUNE INVOICE MAX_FEE_SATS. Prints {"alias","balance","preimage","payment_hash",
"amount","fee"} (satoshis), or {"error"} with what was learnt before.
"""

import json
import sys

import l402

url, rune, invoice, fee = sys.argv[1:]
backend = l402.ClnRestBackend(url, rune)
seen = {}
try:
    seen["alias"] = backend.get_info().alias
    seen["balance"] = backend.get_balance()
    paid = backend.pay_invoice(invoice, int(fee))
    seen |= {
        "preimage": paid.preimage,
        "payment_hash": paid.payment_hash,
        "amount": paid.amount_sats,
        "fee": paid.fee_sats,
    }
except Exception as error:
    seen["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(seen))
