"""A wallet helper that asks `exec_node.py`, and fails as it is told to.

usage: exec_helper.py PORT KEY OPERATION
"""

import http.client
import json
import os
import signal
import sys
import time
import urllib.parse

port, key, operation = int(sys.argv[1]), sys.argv[2], sys.argv[3]


def ask(method, values=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, f"/{operation}", json.dumps(values), {"Key": key})
    response = connection.getresponse()
    if response.status == 403:
        sys.exit(77)
    if response.status != 200:
        sys.exit(1)
    return json.loads(response.read())


def end():
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if operation not in ("pay", "lookup", "invoice", "lookup-invoice", "info"):
    sys.exit(64)
values = {}
for line in sys.stdin:
    name, separator, value = line.rstrip("\n").partition("=")
    if not separator:
        break
    values[name] = urllib.parse.unquote(value) if name == "description" else value
try:
    fault = ask("GET")["fault"]
    if fault == "refuse":
        end()
    if fault == "many":
        sys.exit(75)
    if fault == "page":
        print("<html><body>502 Bad Gateway</body></html>")
        sys.exit(0)
    answer = ask("POST", values)
except OSError as error:
    print(f"exec_helper: {error}", file=sys.stderr)
    sys.exit(69)
if fault == "lose":
    end()
if fault == "silent":
    time.sleep(30)
if fault == "page_after":
    print("<html><body>all is well</body></html>")
    sys.exit(0)
if isinstance(answer, list):
    print(answer)
    sys.exit(0)
lines = "".join(f"{name}={value}\n" for name, value in answer.items())
if fault == "cut":
    sys.stdout.write(lines[: len(lines) // 2])
    end()
if fault == "huge":
    lines += "".join(f"more-{number}={'x' * 100}\n" for number in range(1000))
sys.stdout.write(lines + "\n")
