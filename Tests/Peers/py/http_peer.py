#!/usr/bin/env python3
"""A server on loopback that answers well or badly, as the path says, and tells all that it sees.

The first line of standard output is {"port":N}, each further one an event: what was opened, asked
and closed, by the number of the connection. It ends when standard input does.
"""

import argparse
import gzip
import json
import os
import socket
import ssl
import struct
import sys
import threading

lock = threading.Lock()


def tell(**event):
    with lock:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()


class Closed(Exception):
    """The client has closed the connection."""


class Connection:
    def __init__(self, number, channel, mute=False):
        self.number = number
        self.mute = mute
        self.channel = channel
        self.buffer = b""
        self.count = 0

    def fill(self):
        data = self.channel.recv(65536)
        if not data:
            raise Closed
        self.buffer += data

    def line(self):
        while b"\r\n" not in self.buffer:
            self.fill()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def bytes(self, count):
        while len(self.buffer) < count:
            self.fill()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def request(self):
        if self.mute:
            self.wait()
        if not self.buffer:
            self.fill()
        if self.buffer.startswith(b"\x16\x03"):
            # A TLS hello where none is expected: answered in plain text, as servers do.
            self.buffer = b""
            self.answer(status="400 Bad Request")
            raise Closed
        start = self.line()
        # Whatever comes after, something was sent.
        tell(event="start", connection=self.number, line=start.decode("latin-1"))
        headers = []
        while line := self.line():
            name, _, value = line.decode("latin-1").partition(":")
            headers.append([name, value.removeprefix(" ")])
        known = {name.lower(): value for name, value in headers}
        if known.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(self.line(), 16):
                body += self.bytes(size)
                self.line()
            self.line()
        else:
            body = self.bytes(int(known.get("content-length", 0)))
        tell(
            event="request", connection=self.number, line=start.decode("latin-1"),
            headers=headers, length=len(body), body=body[:256].decode("latin-1"))
        self.count += 1
        return start.split(b" ")[1].decode("latin-1").partition("?")[0]

    def send(self, data):
        self.channel.sendall(data)

    def answer(self, body=b"", status="200 OK", headers=()):
        fields = "".join(f"{line}\r\n" for line in headers)
        head = f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n"
        self.send(head.encode("latin-1") + body)

    def wait(self):
        """Until the client closes."""
        while True:
            self.fill()


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def hello(client):
    client.answer(b"hello", headers=["Content-Type: text/plain", "X-Case: As Given"])


def head(client):
    client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")


def paid(client):
    client.answer(
        b"pay", "402 Payment Required",
        ["WWW-Authenticate: LSAT a=1", "www-authenticate: L402 b=2", "Empty:", "Folded: one\r\n  two"])


def chunked(client):
    client.send(CHUNKED + chunk(b"hel") + chunk(b"lo") + b"0\r\nX-Trailer: last\r\n\r\n")


def interim(client):
    client.send(b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
    hello(client)


def interims(client):
    while True:
        client.send(b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")


def lines(client):
    client.send(CHUNKED + chunk(b'{"result":{"status":"IN_FLIGHT"}}\n'))
    client.wait()


def endless(client):
    client.send(CHUNKED)
    while True:
        client.send(chunk(b"x" * 1000))


def large(client):
    client.answer(b"x" * 100_000)


def compressed(client):
    client.answer(gzip.compress(b"hello"), headers=["Content-Encoding: gzip"])


def bomb(client):
    client.answer(gzip.compress(b"x" * 10_000_000), headers=["Content-Encoding: gzip"])


def cut(client):
    client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nten bytes.")
    raise Closed


def cut_chunk(client):
    client.send(CHUNKED + b"64\r\nten bytes.")
    raise Closed


def cut_header(client):
    client.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    raise Closed


def long_header(client):
    client.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        client.send(b"X-Filler: " + b"x" * 100 + b"\r\n")


def garbage(client):
    client.send(b"SSH-2.0-OpenSSH_9.2p1\r\n\r\nno HTTP at all\r\n")
    raise Closed


def bad_status(client):
    client.send(b"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n")
    raise Closed


def close(client):
    raise Closed


def reset(client):
    client.channel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise Closed


def first_only(client):
    """Answers the first request of a connection, and closes it when the next has come."""
    if client.count > 1:
        raise Closed
    hello(client)


ANSWERS = {
    "/402": paid,
    "/bad-status": bad_status,
    "/bomb": bomb,
    "/chunked": chunked,
    "/close": close,
    "/compressed": compressed,
    "/cookie": lambda client: client.answer(headers=["Set-Cookie: a=b"]),
    "/cut": cut,
    "/cut-chunk": cut_chunk,
    "/cut-header": cut_header,
    "/endless": endless,
    "/first-only": first_only,
    "/garbage": garbage,
    "/head": head,
    "/interim": interim,
    "/interims": interims,
    "/large": large,
    "/lines": lines,
    "/long-header": long_header,
    "/redirect": lambda client: client.answer(status="302 Found", headers=["Location: /hello"]),
    "/reset": reset,
    "/silent": Connection.wait,
}


def serve(number, channel, context, mute):
    tell(event="open", connection=number)
    error = None
    client = None
    try:
        if context:
            channel = context.wrap_socket(channel, server_side=True)
            tell(event="tls", connection=number)
        client = Connection(number, channel, mute)
        while True:
            ANSWERS.get(client.request(), hello)(client)
    except Closed:
        pass
    except OSError as problem:
        error = str(problem)
    finally:
        channel.close()
        unread = len(client.buffer) if client else 0
        tell(event="closed", connection=number, unread=unread, error=error)


def listen(options):
    if options.unix:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(options.unix)
    else:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    return listener


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--unix")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--mute", action="store_true")
    options = parser.parse_args()
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
    listener = listen(options)
    tell(port=0 if options.unix else listener.getsockname()[1])

    def accept():
        number = 0
        while True:
            channel, _ = listener.accept()
            number += 1
            parts = (number, channel, context, options.mute)
            threading.Thread(target=serve, args=parts, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
