#!/usr/bin/env python3
"""PyPI bolt11 behind the line protocol of Tests/Peers/README.md."""

import argparse
import json
import sys

import bolt11
from bolt11.models.fallback import Fallback
from bolt11.models.features import Feature, FeatureExtra, Features, FeatureState
from bolt11.models.routehint import Route, RouteHint
from bolt11.models.tags import Tag, TagChar, Tags
from bolt11.types import Bolt11, MilliSatoshi
from line_protocol import repeat, serve

NETWORKS = {"bc": "bitcoin", "tb": "testnet", "tbs": "signet", "bcrt": "regtest"}
CURRENCIES = {network: currency for currency, network in NETWORKS.items()}


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


def feature_list(bits):
    return {
        (Feature(bit // 2) if bit // 2 < len(Feature) else FeatureExtra(bit // 2)): FeatureState(bit % 2)
        for bit in bits
    }


def encode(request):
    """Signs an invoice with the fields that "order" lists, but for those that are not there."""
    currency = CURRENCIES[request["network"]]
    tags = []

    def add(char, value):
        tags.append(Tag(char, value))

    for name in request["order"]:
        value = request.get(name)
        if value is None:
            continue
        if name == "fallback":
            for address in value:
                add(TagChar.fallback, Fallback.from_address(address, currency))
        elif name == "route_hints":
            for hint in value:
                add(TagChar.route_hint, RouteHint([
                    Route(hop["pubkey"], hop["short_channel_id"], hop["fee_base_msat"],
                          hop["fee_proportional_millionths"], hop["cltv_expiry_delta"])
                    for hop in hint
                ]))
        elif name == "features":
            if value:
                add(TagChar.features, Features.from_feature_list(feature_list(value)))
        elif name == "expiry":
            add(TagChar.expire_time, value)
        elif name == "min_final_cltv_expiry_delta":
            add(TagChar.min_final_cltv_expiry, value)
        else:
            add(TagChar[name], value)
    amount = request.get("amount_msat")
    invoice = Bolt11(
        currency=currency,
        amount_msat=None if amount is None else MilliSatoshi(amount),
        date=request["timestamp"],
        tags=Tags(tags),
    )
    return {"invoice": bolt11.encode(invoice, request["private_key"], keep_payee=True)}


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
        serve({"decode": decode, "encode": encode})


if __name__ == "__main__":
    main()
