"""Stands before an HTTP server on loopback and breaks what goes through it.

usage: fault_proxy.py PORT. Prints {"port":N,"control":M}; ends with its standard input. Control:

  POST /set    {"fault":NAME,"match":REGEX,"times":N}   for the next N calls whose "METHOD PATH" matches
  GET  /state  {"calls":["METHOD PATH",..],"broken":N}

The faults: refuse (closes before the request went on), lose (the request goes on, its answer does not
come back), silent (the same, and the connection stays open for 30 s), cut (half of the answer), huge
(an answer that never ends), page (a proxy's 502 in place of the server), page_after (a proxy's page
with 200 in place of the answer), many (429 in place of the server).
"""

import http.client
import re
import sys
import threading
import time

from fake_node import QuietHandler, control, run, serve

upstream = int(sys.argv[1])
PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


class Faults:
    def __init__(self):
        self.lock = threading.Lock()
        self.fault, self.match, self.times = "", "", 0
        self.calls, self.broken = [], 0

    def set(self, values):
        with self.lock:
            self.fault = values.get("fault", "")
            self.match = values.get("match", "")
            self.times = values.get("times", 1 << 30)

    def state(self):
        with self.lock:
            return {"calls": self.calls, "broken": self.broken}

    def take(self, call):
        with self.lock:
            self.calls.append(call)
            if not self.fault or self.times == 0 or not re.search(self.match, call):
                return ""
            self.times -= 1
            self.broken += 1
            return self.fault


class Proxy(QuietHandler):
    def do_GET(self):
        self.forward()

    do_POST = do_PUT = do_GET

    def forward(self):
        fault = faults.take(f"{self.command} {self.path}")
        body = self.body()
        if fault == "refuse":
            self.close_connection = True
            return
        if fault == "page":
            return self.give(502, PAGE, "text/html")
        if fault == "many":
            return self.give(429, {"error": "Rate limit exceeded: 200 per 1 minute"})
        connection = http.client.HTTPConnection("127.0.0.1", upstream, timeout=60)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        headers["Connection"] = "close"
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            if not fault:
                return self.pass_on(answer)
            content = answer.read()
        except OSError:
            self.close_connection = True
            return
        finally:
            connection.close()
        self.close_connection = True
        if fault == "silent":
            time.sleep(30)
        if fault in ("lose", "silent"):
            return
        if fault == "page_after":
            self.close_connection = False
            return self.give(200, PAGE, "text/html")
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("Content-Type") or "application/json")
        try:
            if fault == "huge":
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(content.rstrip()[:-1])
                while True:
                    self.wfile.write(b" " * 65536)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
        except OSError:
            pass

    def pass_on(self, answer):
        """An answer as it comes: streams stay streams."""
        self.close_connection = True
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while piece := answer.read1(65536):
                self.wfile.write(piece)
        except OSError:
            pass


faults = Faults()
run({"control": control(faults), "port": serve(Proxy)})
