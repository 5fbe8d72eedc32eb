#!/usr/bin/env python3
"""pymacaroons behind the line protocol of Tests/Peers/README.md."""

import argparse
import binascii
import json
import sys

from line_protocol import repeat, serve
from pymacaroons import MACAROON_V1, MACAROON_V2, Macaroon, Verifier
from pymacaroons.serializers import JsonSerializer

VERSIONS = {"v1": MACAROON_V1, "v2": MACAROON_V2, "v1j": MACAROON_V1, "v2j": MACAROON_V2}


def unhex(text):
    return binascii.unhexlify(text)


def is_json(token):
    return token.lstrip().startswith("{")


def decode(token):
    return Macaroon.deserialize(token, JsonSerializer()) if is_json(token) else Macaroon.deserialize(token)


def encode(macaroon, as_json):
    return macaroon.serialize(JsonSerializer()) if as_json else macaroon.serialize()


def create(request):
    key = unhex(request["root_key"])
    if not key:
        # The library would leave the signature empty and make a token that verifies nowhere.
        raise ValueError("empty root key")
    return Macaroon(
        location=request.get("location", ""),
        identifier=unhex(request["identifier"]),
        key=key,
        version=VERSIONS[request["format"]],
    )


def mint(request):
    macaroon = create(request)
    caveats = request.get("caveats", [])
    for index in range(len(caveats) + 1):
        for third in request.get("third_party", []):
            if third["after"] == index:
                macaroon.add_third_party_caveat(
                    third["location"], unhex(third["root_key"]), unhex(third["identifier"]))
        if index < len(caveats):
            macaroon.add_first_party_caveat(unhex(caveats[index]))
    return {"token": encode(macaroon, request["format"].endswith("j"))}


def attenuate(request):
    macaroon = decode(request["token"])
    for caveat in request["caveats"]:
        macaroon.add_first_party_caveat(unhex(caveat))
    return {"token": encode(macaroon, is_json(request["token"]))}


def parse(request):
    macaroon = decode(request["token"])
    return {
        "location_hex": macaroon._location.hex(),
        "identifier": macaroon.identifier_bytes.hex(),
        "caveats": [
            {
                "cid": (caveat.caveat_id_bytes or b"").hex(),
                "vid": caveat._verification_key_id.hex() if caveat.third_party() else None,
                "location_hex": (caveat._location or b"").hex(),
            }
            for caveat in macaroon.caveats
        ],
        "signature": macaroon.signature,
    }


def verify(request):
    macaroon = decode(request["token"])
    discharges = [decode(token) for token in request.get("discharges", [])]
    true = {unhex(text) for text in request.get("true", [])}
    everything = request.get("all", False)
    verifier = Verifier()
    verifier.satisfy_general(lambda text: everything or text.encode() in true)
    try:
        verifier.verify(macaroon, unhex(request["root_key"]), discharges)
    except Exception as error:  # The library raises many kinds, from several packages.
        return {"valid": False, "error": f"{type(error).__name__}: {error}"}
    return {"valid": True}


def discharge(request):
    root = decode(request["bind_to"])
    macaroon = create(request)
    for caveat in request.get("caveats", []):
        macaroon.add_first_party_caveat(unhex(caveat))
    bound = root.prepare_for_request(macaroon)
    return {"token": encode(bound, request["format"].endswith("j"))}


OPERATIONS = {
    "mint": mint, "attenuate": attenuate, "parse": parse, "verify": verify, "discharge": discharge,
}


def repeat_often(seconds, work):
    """Looks at the clock every 100 times only."""

    def hundred():
        for _ in range(100):
            work()

    repeat(seconds, hundred, 100)


def bench_verify(seconds):
    request = json.loads(sys.stdin.readline())
    token, key = request["token"], unhex(request["root_key"])
    verifier = Verifier()
    verifier.satisfy_general(lambda text: True)

    def work():
        if not verifier.verify(Macaroon.deserialize(token), key):
            sys.exit("error: the token does not verify")

    repeat_often(seconds, work)


def bench_mint(seconds):
    identifier = bytes(2) + bytes(range(2, 66))
    key = bytes(range(64))[32:]
    caveats = ["services=api:0", "api_valid_until=1900000000", "path=/v1/reports/**"]

    def work():
        macaroon = Macaroon("https://api.example", identifier, key, version=MACAROON_V2)
        for caveat in caveats:
            macaroon.add_first_party_caveat(caveat)
        macaroon.serialize()

    repeat_often(seconds, work)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", choices=["verify", "mint"])
    parser.add_argument("--seconds", type=float, default=1)
    options = parser.parse_args()
    if options.bench == "verify":
        bench_verify(options.seconds)
    elif options.bench == "mint":
        bench_mint(options.seconds)
    else:
        serve(OPERATIONS)


if __name__ == "__main__":
    main()
