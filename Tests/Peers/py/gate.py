"""A port of 127.0.0.1 that refuses connections until it is opened, before another port.

usage: gate.py PORT. Prints {"port":N,"control":C}; ends with its standard input. POST /set {"open":true}
on the control port opens it; from then on everything is passed on, TLS included. The port is the gate's
own all the time.
"""

import socket
import sys
import threading

from fake_node import control, run


def pass_on(source, target):
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class Gate:
    def __init__(self, target):
        self.target = target
        # Bound but not listening: nobody else gets the port, and it refuses.
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))

    @property
    def port(self):
        return self.listener.getsockname()[1]

    def set(self, values):
        if values["open"]:
            self.listener.listen(64)
            threading.Thread(target=self.accept, daemon=True).start()

    def state(self):
        return {}

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            for pair in ((client, server), (server, client)):
                threading.Thread(target=pass_on, args=pair, daemon=True).start()


gate = Gate(int(sys.argv[1]))
run({"port": gate.port, "control": control(gate)})
