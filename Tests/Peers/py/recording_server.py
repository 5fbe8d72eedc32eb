#!/usr/bin/env python3
"""A site on loopback that writes down, byte by byte, what it is asked.

It listens for http, https, https with a client's certificate, on a unix socket, as a proxy (the
absolute form and CONNECT) and as SOCKS 4a and 5; whatever a proxy is asked for, it answers itself.
A real nginx stands beside it, and passes /echo/ on to it. The first line of standard output is an
object with the ports and files; `control` is the port where POST /set forgets all that was written
down, and GET /state answers {"log":[..]}, as soon as no connection is open.

The log is that of connections in the order in which they came: a line for what was opened, the
bytes of each request's head by the line, then its body (length and SHA-256 where it is long). Only
what is random in every run is evened out: boundaries of forms, and a Digest answer's cnonce and
response, in whose place stands whether it is right. Chunks are joined: pipes come in any pieces.
It ends when standard input does.
"""

import base64
import email.utils
import gzip
import hashlib
import http.server
import json
import os
import re
import select
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zlib

PATIENCE = 10

TEXT = b"".join(b"line %03d of what is here\n" % number for number in range(100))
MODIFIED = "Tue, 01 Jan 2019 00:00:00 GMT"
NONCE = "dcd98b7102dd2f0e8b11d0f600bfb0c0"

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

# What servers answer in bad moments and in rare ones, and whether the connection ends then.
CANNED = {
    "empty": (b"", True),
    "short": (PLAIN + b"Content-Length: 100\r\n\r\nnot a hundred\n", True),
    "head-only-half": (b"HTTP/1.1 200 OK\r\nContent-Ty", True),
    "no-length": (PLAIN + b"\r\nuntil the end\n", True),
    "old": (b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nas in 1996\n", True),
    "old-length": (
        b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nolde\n", True),
    "nine": (b"just a text, no head at all\n", True),
    "chunked": (
        PLAIN + b"Transfer-Encoding: chunked\r\n\r\n6\r\nfirst\n\r\nB;x=y\r\nand second\n\r\n0\r\n"
        b"\r\n", False),
    "trailers": (
        PLAIN + b"Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n6\r\nfirst\n\r\n0\r\n"
        b"X-Sum: 12\r\n\r\n", False),
    "chunk-bad": (PLAIN + b"Transfer-Encoding: chunked\r\n\r\n6\r\nfirst\n\r\nzz\r\n", True),
    "chunk-cut": (PLAIN + b"Transfer-Encoding: chunked\r\n\r\n6\r\nfirst\n\r\n20\r\nsec", True),
    "no-content": (b"HTTP/1.1 204 No Content\r\nX-Is: nothing\r\n\r\n", False),
    "not-modified": (b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n", False),
    "hints": (
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + PLAIN
        + b"Content-Length: 3\r\n\r\nok\n", False),
    "folded": (PLAIN + b"X-Long: one\r\n two\r\nContent-Length: 3\r\n\r\nok\n", False),
    "many": (
        PLAIN + b"X-Two: 1\r\nx-two: 2\r\nX-Empty:\r\nX-Odd: \xe9\r\nContent-Length: 3\r\n\r\nok\n",
        False),
    "lines": (b"HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 3\n\nok\n", False),
    "no-reason": (b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nok\n", False),
    "bad-length": (PLAIN + b"Content-Length: -5\r\n\r\nok\n", True),
    "binary": (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 256\r\n\r\n"
        + bytes(range(256)), False),
    "nothing": (PLAIN + b"Content-Length: 0\r\n\r\n", False),
    "closing": (PLAIN + b"Connection: close\r\nContent-Length: 4\r\n\r\nbye\n", True),
    "402": (
        b"HTTP/1.1 402 Payment Required\r\nContent-Length: 12\r\n\r\nby invoice.\n", False),
}

COOKIES = [
    "session=abc; Path=/",
    "kept=1; Path=/; Expires=Fri, 01 Jan 2038 00:00:00 GMT",
    "old=1; Path=/; Expires=Tue, 01 Jan 2019 00:00:00 GMT",
    "deep=2; Path=/deep",
    "safe=3; Path=/; Secure",
    "hidden=4; Path=/; HttpOnly",
    "foreign=5; Path=/; Domain=example.com",
    "bare=6",
]

lock = threading.Lock()
connections = []
counters = {}
opened = 0
ports = {}


class Closed(Exception):
    """The client has closed the connection."""


def digest_answer(value, method, target):
    """A Digest answer without what is random in it, and whether it is right."""
    fields = dict(re.findall(r'(\w+)="?([^",]*)"?', value))
    hashing = hashlib.sha256 if fields.get("algorithm") == "SHA-256" else hashlib.md5

    def of(*parts):
        return hashing(":".join(parts).encode()).hexdigest()

    secret = of(fields.get("username", ""), fields.get("realm", ""), "password")
    parts = [fields.get(name, "") for name in ("nonce", "nc", "cnonce", "qop")]
    wanted = of(secret, *parts, of(method, fields.get("uri", "")))
    right = fields.get("response") == wanted and fields.get("username") == "user"
    value = re.sub(r'cnonce="[^"]*"', 'cnonce="?"', value)
    value = re.sub(r'response="[^"]*"', f'response="{"right" if right else "wrong"}"', value)
    return value, right


class Client:
    """One connection, from its acceptance to its end."""

    def __init__(self, channel, kind, log):
        self.channel = channel
        self.kind = kind
        self.log = log
        self.buffer = b""

    def note(self, text):
        with lock:
            self.log.append(text)

    def fill(self):
        try:
            data = self.channel.recv(1 << 18)
        except OSError as error:
            raise Closed from error
        if not data:
            raise Closed
        self.buffer += data

    def until(self, mark):
        while mark not in self.buffer:
            self.fill()
        data, self.buffer = self.buffer.split(mark, 1)
        return data

    def bytes(self, count):
        parts, missing = [], count
        while True:
            part, self.buffer = self.buffer[:missing], self.buffer[missing:]
            parts.append(part)
            missing -= len(part)
            if not missing:
                return b"".join(parts)
            self.fill()

    def send(self, data):
        try:
            self.channel.sendall(data)
        except OSError as error:
            raise Closed from error

    # What comes.

    def serve(self):
        try:
            if self.kind in ("https", "mtls"):
                self.secure(self.kind)
            if self.kind == "socks":
                self.socks()
            while True:
                self.exchange()
        except Closed:
            pass
        finally:
            # What was not read would make the kernel reset the connection.
            try:
                self.channel.shutdown(socket.SHUT_WR)
                self.channel.settimeout(0.5)
                while self.channel.recv(1 << 16):
                    pass
            except OSError:
                pass
            self.channel.close()

    def secure(self, kind):
        try:
            self.channel = contexts[kind].wrap_socket(self.channel, server_side=True)
        except OSError as error:
            self.note("handshake failed")
            raise Closed from error
        subject = (self.channel.getpeercert() or {}).get("subject", "nobody")
        name = getattr(self.channel, "asked", None)
        self.note(f"{self.channel.version()} {self.channel.cipher()[0]} {name} by {subject}")

    def socks(self):
        if self.bytes(1) == b"\x04":
            head = self.bytes(7)
            user, name = self.until(b"\x00"), b""
            if head[3:6] == b"\x00\x00\x00":
                name = self.until(b"\x00")
            self.note(f"socks4 {socket.inet_ntoa(head[3:7])} {name} {user}")
            self.send(b"\x00\x5a" + bytes(6))
            return
        methods = self.bytes(self.bytes(1)[0])
        user = None
        if 2 in methods:
            self.send(b"\x05\x02")
            self.bytes(1)
            user = self.bytes(self.bytes(1)[0]), self.bytes(self.bytes(1)[0])
            self.send(b"\x01\x00")
        else:
            self.send(b"\x05\x00")
        _, command, _, kind = self.bytes(4)
        name = self.bytes({1: 4, 4: 16}.get(kind) or self.bytes(1)[0])
        port = int.from_bytes(self.bytes(2), "big")
        self.note(f"socks5 methods {methods} user {user} command {command} {kind} {name} {port}")
        refused = name.startswith(b"refused")
        self.send(b"\x05" + (b"\x05" if refused else b"\x00") + b"\x00\x01" + bytes(6))
        if refused:
            raise Closed
        if port == ports["https"]:
            self.secure("https")

    def exchange(self):
        if not self.buffer:
            self.fill()
        if self.buffer.startswith(b"\x16\x03"):
            self.note("the hello of TLS where none is expected")
            self.buffer = b""
            raise Closed
        head = self.until(b"\r\n\r\n").decode("latin-1")
        lines = head.split("\r\n")
        method, target, _ = (lines[0] + "  ").split(" ", 2)
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            fields[name.lower()] = value.strip()
        self.right = {}
        for number, line in enumerate(lines[1:], 1):
            name, _, value = line.partition(":")
            if "authorization" in name.lower() and value.strip().startswith("Digest"):
                value, self.right[name.lower()] = digest_answer(value, method, target)
                lines[number] = f"{name}:{value}"
        for line in lines:
            line = re.sub(r"-{24}[0-9a-f]{16}", "-" * 24 + "boundary", line)
            self.note("> " + line)
        path = target
        if target.startswith(("http://", "https://")):
            path = "/" + target.split("://", 1)[1].partition("/")[2]
        if "100-continue" in fields.get("expect", "").lower():
            if path.startswith("/expect/"):
                self.answer(method, int(path.split("/")[2]), b"no, thank you\n", close=True)
            if path != "/unexpecting":
                self.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = b""
        try:
            if fields.get("transfer-encoding", "").lower() == "chunked":
                while size := int(self.until(b"\r\n").split(b";")[0], 16):
                    body += self.bytes(size)
                    self.bytes(2)
                while line := self.until(b"\r\n"):
                    self.note("trailer " + line.decode("latin-1"))
            elif "content-length" in fields:
                body = self.bytes(int(fields["content-length"]))
        except Closed:
            # How much of it came is a question of time.
            self.note("body cut")
            raise
        if body:
            even = re.sub(rb"-{24}[0-9a-f]{16}", b"-" * 24 + b"boundary", body)
            text = even.decode("latin-1") if len(even) <= 4096 else hashlib.sha256(even).hexdigest()
            self.note(f"body of {len(body)}: {text}")
        if self.kind == "proxy":
            if self.proxied(method, target, fields):
                return
        self.respond(method, path, fields)

    def proxied(self, method, target, fields):
        """What a proxy does first; whether there is nothing more to do."""
        host = target if method == "CONNECT" else target.split("://", 1)[-1].partition("/")[0]
        asked = fields.get("proxy-authorization", "")
        if host.startswith("refused"):
            self.answer(method, 403, b"not there\n", ["X-Proxy: no"])
            return True
        if host.startswith("auth") and asked != "Basic dXNlcjpwYXNzd29yZA==":
            self.answer(method, 407, b"who?\n", ['Proxy-Authenticate: Basic realm="proxy"'])
            return True
        if host.startswith("digest") and not self.right.get("proxy-authorization"):
            self.answer(method, 407, b"who?\n", ["Proxy-Authenticate: " + self.asks_digest("MD5")])
            return True
        if method != "CONNECT":
            return False
        self.send(b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
        self.kind = "tunnel"
        if host.endswith(":%d" % ports["https"]):
            self.secure("https")
        return True

    # What goes.

    REASONS = {code: text for code, (text, _) in
               http.server.BaseHTTPRequestHandler.responses.items()}

    def answer(self, method, status, body, fields=(), close=False):
        head = [f"HTTP/1.1 {status} {self.REASONS.get(status, 'Something')}"]
        if not any(field.lower().startswith("content-type:") for field in fields):
            head.append("Content-Type: text/plain")
        head += [f"Content-Length: {len(body)}", *fields]
        if close:
            head.append("Connection: close")
        head = "\r\n".join(head).encode("latin-1") + b"\r\n\r\n"
        self.send(head + (b"" if method == "HEAD" else body))
        if close:
            raise Closed

    @staticmethod
    def asks_digest(algorithm):
        return (f'Digest realm="digest", qop="auth", nonce="{NONCE}", opaque="5ccc", '
                f"algorithm={algorithm}")

    def respond(self, method, path, fields):
        bare, _, query = path.partition("?")
        values = dict(urllib.parse.parse_qsl(query, keep_blank_values=True, encoding="latin-1"))
        words = bare.split("/")[1:] + ["", "", ""]
        first = words[0].replace("-", "_")
        action = getattr(self, "at_" + first, None) if first.isidentifier() else None
        if action:
            return action(method, words[1:], values, fields)
        text = f"{method} here is {bare}\n".encode("latin-1")
        return self.answer(method, 200, text, ["X-Path: " + bare])

    def at_canned(self, method, words, _values, _fields):
        data, close = CANNED[words[0]]
        if method == "HEAD":
            data = data.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
        self.send(data)
        if close:
            raise Closed

    def at_status(self, method, words, values, _fields):
        status = int(words[0])
        self.answer(method, status, b"status %d\n" % status, close="close" in values)

    def at_redirect(self, method, words, values, _fields):
        more = ["Set-Cookie: on=the-way; Path=/"] if "cookie" in values else []
        self.answer(
            method, int(words[0]), b"moved\n", ["Location: " + values.get("to", ""), *more])

    def at_chain(self, method, words, _values, _fields):
        left = int(words[0])
        if left == 0:
            return self.answer(method, 200, b"the end of the chain\n")
        return self.answer(method, 302, b"on\n", [f"Location: /chain/{left - 1}"])

    def at_nowhere(self, method, _words, _values, _fields):
        self.answer(method, 302, b"but where to?\n")

    def at_flaky(self, method, words, _values, fields):
        """/flaky/TIMES/STATUS/SECONDS: fails so often, then is well."""
        with lock:
            counters["flaky"] = count = counters.get("flaky", 0) + 1
        if count > int(words[0]):
            return self.answer(method, 200, b"well at attempt %d\n" % count)
        if words[1] == "empty":
            raise Closed
        after = [f"Retry-After: {words[2]}"] if words[2] else []
        return self.answer(method, int(words[1]), b"attempt %d failed\n" % count, after)

    def at_basic(self, method, _words, _values, fields):
        if fields.get("authorization") == "Basic dXNlcjpwYXNzd29yZA==":
            return self.answer(method, 200, b"known\n")
        return self.answer(method, 401, b"who?\n", ['WWW-Authenticate: Basic realm="basic"'])

    def at_digest(self, method, words, _values, _fields):
        if self.right.get("authorization"):
            return self.answer(method, 200, b"known\n")
        return self.answer(
            method, 401, b"who?\n",
            ["WWW-Authenticate: " + self.asks_digest(words[0] or "MD5")])

    def at_both(self, method, _words, _values, fields):
        if self.right.get("authorization") or "Basic" in fields.get("authorization", ""):
            return self.answer(method, 200, b"known\n")
        return self.answer(
            method, 401, b"who?\n",
            ['WWW-Authenticate: Basic realm="basic"', "WWW-Authenticate: "
             + self.asks_digest("MD5")])

    def at_cookies(self, method, _words, _values, _fields):
        self.answer(method, 200, b"crumbs\n", ["Set-Cookie: " + cookie for cookie in COOKIES])

    def at_etag(self, method, words, _values, fields):
        tag = f'"{words[0] or "v1"}"'
        if fields.get("if-none-match") == tag:
            return self.send(f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode())
        return self.answer(method, 200, b"tagged\n", ["ETag: " + tag])

    def at_modified(self, method, _words, _values, fields):
        since = email.utils.parsedate_to_datetime(
            fields.get("if-modified-since", "Mon, 01 Jan 1990 00:00:00 GMT"))
        until = email.utils.parsedate_to_datetime(
            fields.get("if-unmodified-since", "Wed, 01 Jan 2098 00:00:00 GMT"))
        here = email.utils.parsedate_to_datetime(MODIFIED)
        if since >= here:
            return self.send(
                f"HTTP/1.1 304 Not Modified\r\nLast-Modified: {MODIFIED}\r\n\r\n".encode())
        if until < here:
            return self.answer(method, 412, b"newer\n")
        return self.answer(method, 200, b"dated\n", ["Last-Modified: " + MODIFIED])

    def at_ranges(self, method, _words, _values, fields):
        size = len(TEXT)
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", fields.get("range", ""))
        if not asked:
            return self.answer(method, 200, TEXT, ["Accept-Ranges: bytes"])
        first, last = asked.groups()
        start = int(first) if first else size - int(last)
        end = min(int(last), size - 1) if first and last else size - 1
        if start >= size:
            return self.answer(method, 416, b"beyond\n", [f"Content-Range: bytes */{size}"])
        return self.answer(
            method, 206, TEXT[start:end + 1], [f"Content-Range: bytes {start}-{end}/{size}"])

    def at_whole(self, method, _words, _values, _fields):
        self.answer(method, 200, TEXT)

    def at_encoded(self, method, words, _values, fields):
        coding, asked = words[0], fields.get("accept-encoding", "")
        if coding == "broken":
            return self.answer(method, 200, b"\x1f\x8b\x08 not gzip", ["Content-Encoding: gzip"])
        if coding == "unknown":
            return self.answer(method, 200, b"what?\n", ["Content-Encoding: x-own"])
        data = gzip.compress(TEXT, mtime=0) if coding == "gzip" else zlib.compress(TEXT)
        if coding not in asked and not words[1]:
            return self.answer(method, 200, TEXT)
        return self.answer(method, 200, data, ["Content-Encoding: " + coding])

    def at_attachment(self, method, _words, values, _fields):
        self.answer(
            method, 200, b"attached\n",
            ["Content-Disposition: " + values["as"]] + (
                ["Last-Modified: " + MODIFIED] if "dated" in values else []))

    def at_big(self, method, words, _values, _fields):
        count = int(words[0])
        self.answer(method, 200, (TEXT * (count // len(TEXT) + 1))[:count])

    def at_slow(self, method, words, _values, _fields):
        """Sends as many bytes as are asked for of many, and then waits for the client to go."""
        count = int(words[0] or 0)
        self.send(PLAIN + b"Content-Length: 100000\r\n\r\n" + TEXT[:count])
        self.channel.settimeout(PATIENCE)
        self.fill()

    def at_silent(self, _method, _words, _values, _fields):
        self.channel.settimeout(PATIENCE)
        self.fill()

    def at_impatient(self, method, _words, _values, _fields):
        self.answer(method, 200, b"closing\n", close=True)


# Keys and certificates.

def openssl(*words):
    subprocess.run(
        ["openssl", *words], check=True, cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def certificates():
    """An authority of its own, and what it signed for the server and for a client."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650"]
    openssl("req", "-x509", *key, "-subj", "/CN=Authority of the test", "-keyout", "ca.key",
            "-out", "ca.pem")
    names = "subjectAltName=DNS:localhost,DNS:site.example,IP:127.0.0.1"
    for name, extra in (("server", ["-addext", names]), ("client", [])):
        openssl("req", "-x509", "-CA", "ca.pem", "-CAkey", "ca.key", *key, "-subj",
                f"/CN={name}", *extra, "-keyout", f"{name}.key", "-out", f"{name}.pem")
    with open(f"{folder}/both.pem", "wb") as file:
        for name in ("client.pem", "client.key"):
            with open(f"{folder}/{name}", "rb") as part:
                file.write(part.read())
    os.mkdir(f"{folder}/authorities")
    shutil.copy(f"{folder}/ca.pem", f"{folder}/authorities/ca.pem")
    subprocess.run(["openssl", "rehash", f"{folder}/authorities"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    public = subprocess.run(
        ["openssl", "x509", "-in", f"{folder}/server.pem", "-noout", "-pubkey"], check=True,
        capture_output=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=public,
                         check=True, capture_output=True).stdout
    with open(f"{folder}/server.pub", "wb") as file:
        file.write(public)
    return "sha256//" + base64.b64encode(hashlib.sha256(der).digest()).decode()


def context(asks):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
    made.set_alpn_protocols(["http/1.1"])
    made.sni_callback = lambda channel, name, _: setattr(channel, "asked", name)
    if asks:
        made.verify_mode = ssl.CERT_REQUIRED
        made.load_verify_locations(f"{folder}/ca.pem")
    return made


# nginx.

NGINX = """daemon off; master_process off; worker_processes 1; error_log /dev/null;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
  {temporary}
  log_format row escape=json '$server_protocol $request_method $request_uri host=$http_host '
    'accept=$http_accept encoding=$http_accept_encoding range=$http_range '
    'since=$http_if_modified_since match=$http_if_none_match type=$http_content_type '
    'length=$http_content_length transfer=$http_transfer_encoding expect=$http_expect '
    'authorization=$http_authorization cookie=$http_cookie referer=$http_referer '
    'upgrade=$http_upgrade connection=$http_connection status=$status nth=$connection_requests';
  access_log {folder}/nginx.log row;
  types {{ text/plain txt; application/octet-stream bin; }}
  gzip on; gzip_types text/plain; gzip_min_length 100;
  client_max_body_size 5m;
  server {{
    listen 127.0.0.1:{plain};
    listen 127.0.0.1:{tls} ssl http2;
    ssl_certificate {folder}/server.pem;
    ssl_certificate_key {folder}/server.key;
    root {folder}/root;
    location /echo/ {{
      proxy_pass http://127.0.0.1:{http}/;
      proxy_set_header Host $http_host;
    }}
    location /moved {{ return 301 /small.txt; }}
    location /other-name {{ return 302 /echo/there; }}
    location /gone {{ return 410 "gone\\n"; }}
    location /ask {{ return 401 "who?\\n"; }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nginx():
    os.mkdir(f"{folder}/root")
    files = {"small.txt": TEXT, "big.bin": bytes(range(256)) * 12288, "empty.txt": b"",
             "a b.txt": b"with a blank\n"}
    for name, data in files.items():
        with open(f"{folder}/root/{name}", "wb") as file:
            file.write(data)
        os.utime(f"{folder}/root/{name}", (1546300800, 1546300800))
    temporary = " ".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    for _ in range(5):
        ports["nginx"], ports["nginxs"] = free_port(), free_port()
        with open(f"{folder}/nginx.conf", "w", encoding="utf-8") as file:
            file.write(NGINX.format(
                folder=folder, temporary=temporary, plain=ports["nginx"], tls=ports["nginxs"],
                http=ports["http"]))
        child = subprocess.Popen(
            [shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") or "nginx", "-c",
             f"{folder}/nginx.conf"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if child.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", ports["nginxs"]), 1).close()
                return child
            except OSError:
                time.sleep(0.02)
        child.kill()
        child.wait()
    sys.exit("nginx does not start")


sentinels = 0


def nginx_log():
    """What nginx logged, once it has logged all: it does one thing after the other."""
    global sentinels
    sentinels += 1
    mark = f"/sentinel-{sentinels}"
    with socket.create_connection(("127.0.0.1", ports["nginx"])) as channel:
        channel.sendall(f"GET {mark} HTTP/1.0\r\n\r\n".encode())
        while channel.recv(65536):
            pass
    for _ in range(500):
        with open(f"{folder}/nginx.log", encoding="latin-1") as file:
            lines = file.read().splitlines()
        if any(mark in line for line in lines):
            return ["nginx: " + line for line in lines if "/sentinel-" not in line]
        time.sleep(0.005)
    return ["nginx does not log"]


# Who listens, and who asks.

def accept_one(listener, kind):
    global opened
    with lock:
        if not select.select([listener], [], [], 0)[0]:
            return
        channel, _ = listener.accept()
        channel.settimeout(PATIENCE)
        if channel.family != socket.AF_UNIX:
            channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened += 1
        log = [f"connection to {kind}"]
        connections.append(log)

    def serve():
        global opened
        try:
            Client(channel, kind, log).serve()
        except Exception as error:
            with lock:
                log.append(f"the server failed: {error!r}")
        finally:
            with lock:
                opened -= 1

    threading.Thread(target=serve, daemon=True).start()


def accept_all():
    while True:
        for listener in select.select(list(listeners), [], [])[0]:
            accept_one(listener, listeners[listener])


def settled():
    with lock:
        return not opened and not select.select(list(listeners), [], [], 0)[0]


def state():
    # nginx first: it may still have something to ask of us.
    lines = nginx_log()
    end = time.monotonic() + 5
    while not settled() and time.monotonic() < end:
        time.sleep(0.002)
    with lock:
        for log in connections:
            lines += log
        if opened:
            lines.append("a connection is still open")
    return lines


class Control(http.server.BaseHTTPRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def reply(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.reply({"log": state()})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with lock:
            connections.clear()
            counters.clear()
            os.truncate(f"{folder}/nginx.log", 0)
        self.reply({})


def listen(kind, address="127.0.0.1", family=socket.AF_INET):
    listener = socket.socket(family)
    listener.bind(address if family == socket.AF_UNIX else (address, 0))
    listener.listen(64)
    listeners[listener] = kind
    if family != socket.AF_UNIX:
        ports[kind] = listener.getsockname()[1]


folder = tempfile.mkdtemp(prefix="l402-site-")
listeners = {}
try:
    pin = certificates()
    contexts = {"https": context(False), "mtls": context(True)}
    for kind in ("http", "other", "https", "mtls", "proxy", "socks"):
        listen(kind)
    try:
        listen("six", "::1", socket.AF_INET6)
    except OSError:
        ports["six"] = 1
    listen("unix", f"{folder}/socket", socket.AF_UNIX)
    # Nobody else takes this port, and nobody answers there.
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    ports["closed"] = closed.getsockname()[1]
    threading.Thread(target=accept_all, daemon=True).start()
    child = nginx()
    try:
        control = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Control)
        threading.Thread(target=control.serve_forever, daemon=True).start()
        print(json.dumps({"control": control.server_port, "ports": ports, "folder": folder,
                          "pin": pin}), flush=True)
        sys.stdin.read()
    finally:
        child.terminate()
        try:
            child.wait(3)
        except subprocess.TimeoutExpired:
            child.kill()
finally:
    shutil.rmtree(folder, ignore_errors=True)
