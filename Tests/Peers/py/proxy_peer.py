#!/usr/bin/env python3
"""A proxy on loopback: SOCKS 5 (RFC 1928) or HTTP CONNECT. It tells which name it was asked for.

Whatever the name, it connects to the port asked for on 127.0.0.1, but refuses names that begin with
"refused". Standard input and output are as in http_peer.py.
"""

import argparse
import os
import socket
import sys
import threading

from http_peer import Closed, Connection, tell


def socks(client):
    version, count = client.bytes(2)
    methods = client.bytes(count)
    user = None
    if 2 in methods:
        # RFC 1929: user name and password, taken as they are.
        client.send(b"\x05\x02")
        _, length = client.bytes(2)
        user = client.bytes(length).decode("latin-1")
        client.bytes(client.bytes(1)[0])
        client.send(b"\x01\x00")
    else:
        client.send(b"\x05\x00")
    _, command, _, kind = client.bytes(4)
    if kind == 1:
        name = socket.inet_ntop(socket.AF_INET, client.bytes(4))
    elif kind == 3:
        name = client.bytes(client.bytes(1)[0]).decode("latin-1")
    else:
        name = socket.inet_ntop(socket.AF_INET6, client.bytes(16))
    port = int.from_bytes(client.bytes(2), "big")
    tell(event="asked", version=version, command=command, name=name, port=port, user=user)
    refused = name.startswith("refused")
    client.send(b"\x05" + (b"\x05" if refused else b"\x00") + b"\x00\x01" + bytes(6))
    if refused:
        raise Closed
    return port


def connect(client):
    line = client.line().decode("latin-1")
    headers = []
    while field := client.line():
        headers.append(field.decode("latin-1"))
    tell(event="asked", line=line, headers=headers)
    method, target, _ = line.split(" ")
    name, _, port = target.rpartition(":")
    if method != "CONNECT" or name.startswith("refused"):
        client.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        raise Closed
    client.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
    return int(port)


def relay(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve(number, channel, handshake):
    client = Connection(number, channel)
    try:
        with socket.create_connection(("127.0.0.1", handshake(client))) as server:
            server.sendall(client.buffer)
            threading.Thread(target=relay, args=(channel, server), daemon=True).start()
            relay(server, channel)
    except (Closed, OSError):
        pass
    finally:
        channel.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["socks", "connect"])
    handshake = {"socks": socks, "connect": connect}[parser.parse_args().kind]
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    tell(port=listener.getsockname()[1])

    def accept():
        number = 0
        while True:
            channel, _ = listener.accept()
            number += 1
            threading.Thread(target=serve, args=(number, channel, handshake), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
