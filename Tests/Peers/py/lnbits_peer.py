"""LNbits on loopback with a ledger of its own and no Lightning behind it (its FakeWallet).

Prints {"port":N} once it listens. Ends with its standard input, and takes its folder along.
Run by the Python that LNbits is installed for (.build/peers/lnbits-venv).
"""

import json
import os
import socket
import sys
import sysconfig
import tempfile
import threading

folder = tempfile.TemporaryDirectory(prefix="l402-lnbits-", ignore_cleanup_errors=True)
os.makedirs(folder.name + "/data/logs")
os.makedirs(folder.name + "/extensions")
os.environ.update(
    LNBITS_DATA_FOLDER=folder.name + "/data",
    LNBITS_EXTENSIONS_PATH=folder.name + "/extensions",
    LNBITS_BACKEND_WALLET_CLASS="FakeWallet",
    LNBITS_ADMIN_UI="true",
    # The default is 200 requests a minute.
    LNBITS_RATE_LIMIT_NO="100000",
)
os.environ.update(dict(argument.split("=", 1) for argument in sys.argv[1:]))
# Its static files are looked for here.
os.chdir(sysconfig.get_paths()["purelib"])

listener = socket.socket()
listener.bind(("127.0.0.1", 0))


def end_with_input():
    while os.read(0, 4096):
        pass
    # Should it not stop in time, it does not stay.
    threading.Timer(5, lambda: os._exit(1)).start()
    server.should_exit = True


import uvicorn  # noqa: E402

server = uvicorn.Server(uvicorn.Config("lnbits.__main__:app", log_level="warning"))
print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
# What LNbits prints is of no interest here.
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
threading.Thread(target=end_with_input, daemon=True).start()
try:
    server.run(sockets=[listener])
finally:
    folder.cleanup()
    os._exit(0)
