"""A node that wallet helpers ask: `fake_node` behind a front of its own, and what breaks helpers.

Prints {"port":N,"control":M}; `exec_helper.py` is the helper. Besides what every fake takes, its control
takes {"fault":NAME,"match":OPERATION}: the names of fault_proxy.py, as a helper can fail.
"""

import json

import fake_node
from fake_node import QuietHandler, Refused, control, run, serve

KEY = "right"


class HelperNode(fake_node.Node):
    def __init__(self):
        super().__init__()
        self.fault, self.match = "", ""


node = HelperNode()


def lookup(values):
    payment = node.payments.get(values["payment_hash"])
    if payment is None:
        return {"status": "never_tried"}
    if payment.status == "pending":
        return {"status": "in_flight"}
    if payment.status == "failed":
        return {"status": "failed", "reason": payment.reason}
    return {
        "status": "succeeded",
        "preimage": payment.preimage,
        "payment_hash": payment.hash,
        "amount_msat": payment.amount_msat,
        "fee_msat": payment.fee_msat,
    }


def pay(values):
    try:
        payment = node.pay(values["bolt11"], int(values["max_fee_msat"]))
    except Refused as refused:
        if refused.kind in ("paid", "in_flight"):
            return lookup(values)
        return {"status": "failed", "reason": refused.kind}
    node.wait(payment, int(values["timeout_s"]))
    return lookup(values)


def invoice(values):
    made = node.create_invoice(
        int(values["amount_msat"]),
        values.get("description"),
        values.get("description_hash"),
        int(values["expiry_s"]),
    )
    return {"status": "open", "bolt11": made.bolt11, "payment_hash": made.hash}


def lookup_invoice(values):
    made = node.invoices.get(values["payment_hash"])
    if made is None:
        return {"status": "missing"}
    return {"status": "expired" if made.is_expired else made.status}


def info(_):
    return {
        "name": "fake",
        "network": node.network,
        "balance_msat": node.balance_msat,
        "fee_limit": "yes",
        "idempotent": "yes",
    }


def tampered(answer):
    if node.tamper == "wrong_preimage":
        return {"status": "succeeded", "preimage": "11" * 32}
    if node.tamper == "zero_preimage":
        return {"status": "succeeded", "preimage": "00" * 32}
    if node.tamper == "no_preimage":
        return {"status": "succeeded"}
    if node.tamper == "odd_status":
        return answer | {"status": "perhaps"}
    if node.tamper == "foreign":
        return answer | {"payment_hash": "22" * 32}
    return answer


class Front(QuietHandler):
    def do_POST(self):
        values = json.loads(self.body())
        operation = self.path[1:]
        node.note(f"POST {self.path}")
        if self.headers.get("Key") != KEY:
            return self.give(403, {})
        operations = {
            "pay": pay, "lookup": lookup, "invoice": invoice, "lookup-invoice": lookup_invoice, "info": info,
        }  # fmt: skip
        answer = operations[operation](values)
        if operation in ("pay", "lookup"):
            if node.tamper == "unknown_error":
                return self.give(500, {})
            if node.tamper == "array":
                return self.give(200, [])
            answer = tampered(answer)
        self.give(200, answer)

    def do_GET(self):
        """What is to go wrong with a helper for an operation."""
        self.give(200, {"fault": node.fault if node.match == self.path[1:] else ""})


run({"port": serve(Front), "control": control(node)})
