#!/usr/bin/env python3
"""Servers that ask for money, well or badly, at several origins, and tell all that they were sent.

Prints {"ports":{NAME:N,..},"control":M,"ca":FILE,"socket":PATH} and ends with its standard input.

  http, other   plain http on 127.0.0.1, two origins
  lan           plain http on every address of this machine
  tls, tls2     https on 127.0.0.1, signed by `ca` for localhost, 127.0.0.1 and *.shop.test
  proxy         an HTTP proxy: what is asked of it is answered as by `http`; CONNECT leads to `tls`
  socks         a SOCKS 5 proxy: whatever name or address it is given, it leads to `http`
  socket        plain http on a unix socket

The control port takes POST /set {"routes":{PATH:ROUTE,..}}, which are added to those that are there, and
GET /state {"seen":[..]}; a file named on the command line gets the same, a line of JSON a request.

ROUTE:  {"opens":[CREDENTIAL,..], "late":N, "page":ANSWER, "asks":[ANSWER,..], "then":[ANSWER,..]}
        A request with a credential of `opens` gets the page, after N times another ask; one without gets
        the next of `asks`, of which the last stays. `then` stands for the page: one each, in turn.
ANSWER: {"status":200, "fields":[[NAME,VALUE],..], "body":TEXT, "size":N, "tail":TAIL, "head":N, "after":PATH,
         "trailers":[[NAME,VALUE],..]}
        size: a body of so many bytes; head: so many bytes of further fields; trailers: fields behind the body;
        after: not before that path's page was given to somebody.
TAIL:   "endless" (as fast as it is read), "drip" (a byte each 100 ms), "silent" (nothing more, the
        connection stays), "cut" (the connection is cut in the middle of the body)
"""

import hashlib
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()
routes = {}
counts = {}
seen = []
folder = tempfile.TemporaryDirectory(prefix="l402-hostile-")
log = open(sys.argv[1], "a") if len(sys.argv) > 1 else None


def note(**entry):
    with lock:
        seen.append(entry)
        if log:
            log.write(json.dumps(entry) + "\n")
            log.flush()


def turn(path, kind):
    with lock:
        counts[path, kind] = counts.get((path, kind), 0) + 1
        return counts[path, kind] - 1


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    place = ""

    def log_message(self, *_):
        pass

    def setup(self):
        if isinstance(self.request, ssl.SSLSocket):
            self.request.do_handshake()
        super().setup()
        # A unix socket's peer has no address.
        if isinstance(self.client_address, str):
            self.client_address = ("", 0)

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass

    def finish(self):
        try:
            super().finish()
        except OSError:
            pass

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def answer(self):
        body = self.body()
        given = self.headers.get_all("Authorization") or []
        note(
            place=self.place,
            method=self.command,
            target=self.path,
            host=self.headers.get("Host") or "",
            authorization=given,
            fields=[list(field) for field in self.headers.items()],
            length=len(body),
            body=body[:4000].decode("latin-1"),
            sha256=hashlib.sha256(body).hexdigest(),
        )
        path = self.path
        if path.startswith("http://"):
            path = "/" + path.split("/", 3)[3]
        path = path.split("?")[0]
        with lock:
            route = routes.get(path)
        if route is None:
            return self.give({"status": 404, "body": "no route\n"})
        opens = route.get("opens", [])
        is_open = any(value.partition(" ")[2] in opens for value in given)
        if is_open and turn(path, "late") >= route.get("late", 0):
            pages = route.get("then")
            if pages:
                return self.give(pages[min(turn(path, "then"), len(pages) - 1)])
            return self.give(route.get("page", {"body": "the page\n"}))
        asks = route.get("asks") or [{"status": 403, "body": "closed\n"}]
        self.give(asks[min(turn(path, "asks"), len(asks) - 1)])

    def give(self, answer):
        end = time.monotonic() + 40
        while "after" in answer and time.monotonic() < end:
            with lock:
                if counts.get((answer["after"], "late")):
                    break
            time.sleep(0.02)
        body = answer.get("body", "").encode("utf-8", "surrogateescape")
        if "size" in answer:
            body = b"x" * answer["size"]
        tail, trailers = answer.get("tail"), answer.get("trailers")
        lines = [f"HTTP/1.1 {answer.get('status', 200)} Some Words"]
        lines += [f"{name}: {value}" for name, value in answer.get("fields", [])]
        lines += [f"X-Filler-{number}: {'x' * 1000}" for number in range(answer.get("head", 0) // 1000)]
        if trailers or tail in ("endless", "drip", "silent"):
            lines.append("Transfer-Encoding: chunked")
        elif answer.get("status", 200) not in (204, 304):
            lines.append(f"Content-Length: {len(body) + (100 if tail == 'cut' else 0)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
        self.wfile.write(head)
        if self.command == "HEAD":
            return
        if trailers:
            fields = "".join(f"{name}: {value}\r\n" for name, value in trailers)
            self.wfile.write(b"%x\r\n%s\r\n0\r\n%s\r\n" % (len(body), body, fields.encode()))
            return
        if tail not in ("endless", "drip", "silent"):
            self.wfile.write(body)
            if tail == "cut":
                self.close_connection = True
            return
        self.close_connection = True
        piece = b"z" * (65536 if tail == "endless" else 1)
        # Somebody who reads for ever must not hold a thread for ever.
        end = time.monotonic() + 40
        while time.monotonic() < end:
            if tail != "silent":
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if tail != "endless":
                time.sleep(0.1)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def do_CONNECT(self):
        note(place=self.place, method="CONNECT", target=self.path, authorization=[], fields=[], body="")
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        tunnel(self.connection, ports["tls"])


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200

    def handle_error(self, *_):
        pass


class UnixServer(Server):
    address_family = socket.AF_UNIX

    def server_bind(self):
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = "localhost", 0

    def get_request(self):
        return self.socket.accept()[0], ""


def tunnel(client, port):
    server = socket.create_connection(("127.0.0.1", port))

    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    threading.Thread(target=pump, args=(server, client), daemon=True).start()
    pump(client, server)


def socks(listener):
    def talk(client):
        data = client.recv(262)
        if data[:1] != b"\x05":
            return client.close()
        client.sendall(b"\x05\x00")
        data = client.recv(262)
        if data[3] == 3:
            name = data[5 : 5 + data[4]].decode("latin-1")
        else:
            name = socket.inet_ntop(socket.AF_INET if data[3] == 1 else socket.AF_INET6, data[4:-2])
        note(place="socks", method="SOCKS", target=name, authorization=[], fields=[], body="")
        client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        tunnel(client, ports["http"])

    while True:
        client, _ = listener.accept()
        threading.Thread(target=talk, args=(client,), daemon=True).start()


def certificates():
    """A CA, and a certificate that it signs."""

    def openssl(*arguments):
        subprocess.run(
            ["openssl", *arguments], check=True, cwd=folder.name, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-batch"]
    openssl("req", "-x509", *key, "-days", "2", "-subj", "/CN=hostile CA", "-keyout", "ca.key", "-out", "ca.pem")
    with open(f"{folder.name}/names", "w") as file:
        file.write("subjectAltName=DNS:localhost,DNS:*.shop.test,DNS:shop.test,IP:127.0.0.1\n")
    openssl("req", *key, "-subj", "/CN=localhost", "-keyout", "tls.key", "-out", "tls.csr")
    openssl(
        "x509", "-req", "-in", "tls.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-extfile", "names", "-out", "tls.pem",
    )  # fmt: skip


def start(place, address="127.0.0.1", tls=None):
    handler = type(place, (Handler,), {"place": place})
    server = UnixServer(address, handler) if place == "socket" else Server((address, 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1] if place != "socket" else 0


class Control(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def give(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with lock:
            value = {"seen": list(seen)}
        self.give(value)

    def do_POST(self):
        values = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with lock:
            routes.update(values["routes"])
            for path in values["routes"]:
                for kind in ("asks", "then", "late"):
                    counts.pop((path, kind), None)
        self.give({})


certificates()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{folder.name}/tls.pem", f"{folder.name}/tls.key")
unix = f"{folder.name}/socket"
ports = {
    "http": start("http"),
    "other": start("other"),
    "lan": start("lan", "0.0.0.0"),
    "tls": start("tls", tls=context),
    "tls2": start("tls2", tls=context),
    "proxy": start("proxy"),
}
start("socket", unix)
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=socks, args=(listener,), daemon=True).start()
ports["socks"] = listener.getsockname()[1]
control = Server(("127.0.0.1", 0), Control)
threading.Thread(target=control.serve_forever, daemon=True).start()
print(
    json.dumps(
        {"ports": ports, "control": control.server_address[1], "ca": f"{folder.name}/ca.pem", "socket": unix}
    ),
    flush=True,
)
while os.read(0, 4096):
    pass
folder.cleanup()
os._exit(0)
