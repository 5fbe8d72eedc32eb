"""The rows about `l402 curl`, beside curl itself."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROUNDS = 3

NGINX = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log /dev/null crit;
events {{ worker_connections 64; }}
http {{ access_log off; sendfile on; keepalive_requests 100000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


class Sink(threading.Thread):
    """A server that reads bodies of a given length, keeps nothing and answers 200."""

    def __init__(self):
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.received = []

    def run(self):
        room = bytearray(1 << 20)
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            with peer:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = peer.recv(65536)
                    if not piece:
                        break
                    head += piece
                if b"\r\n\r\n" not in head:
                    continue
                length = re.search(rb"(?i)content-length: (\d+)", head)
                wanted = int(length[1]) if length else 0
                if b"100-continue" in head.lower():
                    peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                got = len(head) - head.index(b"\r\n\r\n") - 4
                while got < wanted:
                    count = peer.recv_into(room)
                    if not count:
                        break
                    got += count
                self.received.append(got)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def run(command, variables=None):
    """(seconds, peak resident MB) of a command that must succeed, or None."""
    with tempfile.NamedTemporaryFile("r") as usage:
        # Not wait4: started from here, no peak is below that of this script.
        timed = ["time", "--quiet", "--format", "%M", "--output", usage.name] + command
        start = time.monotonic()
        done = subprocess.run(timed, env=variables, stdin=subprocess.DEVNULL, capture_output=True)
        seconds = time.monotonic() - start
        if done.returncode != 0:
            say(f"{command[:3]} ended with {done.returncode}: {done.stderr[:300]}")
            return None
        return seconds, float(usage.read()) / 1024


def turns(programs, arguments, variables, check):
    """{name: (least seconds, highest peak)} of programs that do the same in turn."""
    best = {}
    for turn in range(ROUNDS + 1):
        for name, command in programs.items():
            found = run(command + arguments, variables)
            if not found or not check():
                return {}
            # The first round warms the caches of files.
            if turn == 0:
                continue
            say(f"{name} {' '.join(arguments)[:60]} {turn}/{ROUNDS}: {found[0]:.3f} s, {found[1]:.1f} MB")
            last = best.get(name, (float("inf"), 0))
            best[name] = (min(last[0], found[0]), max(last[1], found[1]))
    return best


def whole_commands(commands, runs, variables):
    """Lowest mean of each command in milliseconds, by hyperfine in turn."""
    best = {}
    for turn in range(ROUNDS):
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            arguments = ["hyperfine", "-N", "--style", "none", "--warmup", "10", "--runs", str(runs),
                         "--export-json", file.name, *commands.values()]
            done = subprocess.run(arguments, capture_output=True, text=True, env=variables)
            if done.returncode != 0:
                say(f"hyperfine failed: {done.stderr.strip()[:500]}")
                return {}
            results = json.load(open(file.name))["results"]
        for name, result in zip(commands, results):
            mean = result["mean"] * 1000
            say(f"{name} {turn + 1}/{ROUNDS}: {mean:.2f} ms")
            best[name] = min(mean, best.get(name, mean))
    return best


def curl_rows(table, l402, folder, runs, size):
    """Adds the rows. `size` is that of the big body in bytes."""
    folder = os.path.abspath(folder)
    l402 = os.path.abspath(l402)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("L402_")}
    variables.update(L402_HOME=f"{folder}/home", HOME=folder)
    with open(os.open(f"{folder}/key", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(bytes(range(64, 96)).hex())
    os.makedirs(f"{folder}/www")
    # Bytes that nothing can shorten, and that are really read.
    with open(f"{folder}/www/big", "wb") as file:
        piece = os.urandom(1 << 20)
        for _ in range(size >> 20):
            file.write(piece)
    with open(f"{folder}/www/page", "w") as file:
        file.write("hello\n")
    os.chmod(folder, 0o755)
    sink = Sink()
    sink.start()
    port = sink.port % 20000 + 30000
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(NGINX.format(folder=folder, port=port))
    nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", f"{folder}/nginx.conf"],
                             stderr=subprocess.DEVNULL)
    gate = subprocess.Popen(
        [l402, "serve", "-q", "--listen", "127.0.0.1:0", "--service", "site", "--wallet", "sandbox",
         "--allow-test", "--master-key", f"file:{folder}/key"],
        env=variables, stdout=subprocess.PIPE, text=True)
    try:
        paywall = gate.stdout.readline().split()[-1]
        time.sleep(0.5)
        programs = {"curl": ["curl"], "l402 curl": [l402, "curl"]}
        big = f"{size / (1 << 30):g} GiB"

        def add(title, found, goal, unit, memory=False):
            text = f"at most {goal:g} x" if goal else ""
            if "curl" not in found or "l402 curl" not in found:
                table.add(title, "not measured", "curl", "", text, "no" if goal else "")
                return
            ours, theirs = found["l402 curl"], found["curl"]
            if memory:
                (ours, ours_peak), (theirs, theirs_peak) = ours, theirs
                shown = [f"{unit(ours)}, {ours_peak:.1f} MB", f"curl {unit(theirs)}, {theirs_peak:.1f} MB"]
            else:
                shown = [unit(ours), f"curl {unit(theirs)}"]
            ratio = ours / theirs
            verdict = "" if not goal else "yes" if ratio <= goal else "no"
            table.add(title, *shown, f"{ratio:.2f}", text, verdict)

        seconds = lambda value: f"{value:.3f} s"
        milliseconds = lambda value: f"{value:.2f} ms"
        out = f"{folder}/out"
        is_whole = lambda: os.path.getsize(out) == size
        add(f"`l402 curl` of {big} from loopback, to a file",
            turns(programs, ["-sS", "-o", out, f"http://127.0.0.1:{port}/big"], variables, is_whole),
            1.05, seconds, memory=True)
        os.unlink(out)
        add(f"`l402 curl` of {big} from loopback, thrown away",
            turns(programs, ["-sS", "-o", "/dev/null", f"http://127.0.0.1:{port}/big"], variables,
                  lambda: True),
            1.05, seconds, memory=True)
        was_sent = lambda: sink.received and sink.received[-1] == size
        add(f"`l402 curl -T` of {big} to loopback",
            turns(programs, ["-sS", "-T", f"{folder}/www/big", f"http://127.0.0.1:{sink.port}/"],
                  variables, was_sent),
            1.05, seconds, memory=True)

        # The same page with and without a stored credential; curl is told what to present.
        bought = subprocess.run([l402, "curl", "-sS", f"{paywall}/stored/page"], env=variables,
                                capture_output=True, text=True)
        header = subprocess.run(
            [l402, "credentials", "show", f"{paywall}/stored/page", "--as", "header"], env=variables,
            capture_output=True, text=True).stdout.strip()
        if bought.stdout != "hello\n" or not header:
            say(f"the paywall sells nothing: {bought.stderr[:300]}")
        direct = f"curl -sS -o /dev/null -H '{header}' {paywall}/stored/page"
        found = whole_commands(
            {"curl": direct, "l402 curl": f"{l402} curl -sS -o /dev/null {paywall}/stored/page"}, runs,
            variables)
        add("`l402 curl`, small response, stored credential, whole process", found, 1.3, milliseconds)
        # Elsewhere, so that nothing that is stored fits.
        paying = f"{l402} curl -s --no-store -o /dev/null {paywall}/paid/page"
        once = subprocess.run(
            paying.split() + ["-w", "%{http_code} %{num_connects} %{l402_paid}"], env=variables,
            capture_output=True, text=True)
        if once.stdout != "200 1 1":
            say(f"not paid on one connection: {once.stdout} {once.stderr[:300]}")
            found = {}
        else:
            found = whole_commands({"curl": direct, "l402 curl": paying}, max(10, runs // 4),
                                   variables)
        add("402 -> sandbox payment -> 200 on one connection, whole process", found, 2.5,
            milliseconds)
    finally:
        for process in (nginx, gate):
            process.terminate()
            process.wait(20)
        sink.server.close()
