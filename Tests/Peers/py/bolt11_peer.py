#!/usr/bin/env python3
"""PyPI bolt11 behind the line protocol of Tests/Peers/README.md."""

import argparse
import json
import sys

import bolt11
from bolt11.models.features import FeatureState
from line_protocol import repeat, serve

NETWORKS = {"bc": "bitcoin", "tb": "testnet", "tbs": "signet", "bcrt": "regtest"}


def features(invoice):
    """The bits that are set. Of a pair the library keeps one only, the odd one."""
    found = invoice.features.feature_list.items() if invoice.features else []
    return sorted(2 * feature.value + (state == FeatureState.supported) for feature, state in found)


def fallback(invoice):
    """The only one that the library keeps, the first, in a list."""
    found = invoice.fallback
    if found is None:
        return None
    try:
        address = found.address
    except Exception:  # A version or a network that the library writes no address for.
        address = None
    program = found.data[5:]
    return [{
        "version": found.witness_version,
        "program": program.tobytes()[:program.len // 8].hex(),
        "address": address,
    }]


def route_hints(invoice):
    hints = [
        [
            {
                "pubkey": hop.public_key,
                "short_channel_id": hop.short_channel_id,
                "fee_base_msat": hop.base_fee,
                "fee_proportional_millionths": hop.ppm_fee,
                "cltv_expiry_delta": hop.cltv_expiry_delta,
            }
            for hop in hint.routes
        ]
        for hint in invoice.route_hints
    ]
    return hints or None


def decode(request):
    invoice = bolt11.decode(request["invoice"])
    return {
        "network": NETWORKS[invoice.currency],
        "amount_msat": invoice.amount_msat,
        "timestamp": invoice.date,
        "payment_hash": invoice.payment_hash,
        "payment_secret": invoice.payment_secret,
        "description": invoice.description,
        "description_hash": invoice.description_hash,
        "metadata": invoice.metadata,
        "features": features(invoice),
        "fallback": fallback(invoice),
        "route_hints": route_hints(invoice),
        "expiry": invoice.expiry,
        "min_final_cltv_expiry_delta": invoice.min_final_cltv_expiry,
        "signature": invoice.signature.hex,
        "recovery_id": invoice.signature.recovery_flag,
        "payee": invoice.payee,
    }


def bench_decode(seconds):
    invoices = json.loads(sys.stdin.readline())["invoices"]

    def work():
        for invoice in invoices:
            bolt11.decode(invoice)

    # Whole rounds, so that each invoice counts alike.
    repeat(seconds, work, len(invoices))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", choices=["decode"])
    parser.add_argument("--seconds", type=float, default=1)
    options = parser.parse_args()
    if options.bench == "decode":
        bench_decode(options.seconds)
    else:
        serve({"decode": decode})


if __name__ == "__main__":
    main()
