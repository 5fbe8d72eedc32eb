"""What the Python peers share: the line protocol of Tests/Peers/README.md, and its measures."""

import json
import sys
import time


def serve(operations):
    """Answers each line of standard input by the function that its "op" names."""
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(respond(operations, line)) + "\n")
        sys.stdout.flush()


def respond(operations, line):
    try:
        request = json.loads(line)
        return {"ok": True} | operations[request["op"]](request)
    except Exception as error:  # Bad input is answered, whatever the library makes of it.
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}


def repeat(seconds, work, count):
    """Runs work, which does count operations, for that many seconds."""
    start = time.perf_counter()
    operations = 0
    while time.perf_counter() - start < seconds:
        work()
        operations += count
    print(json.dumps({"ops": operations, "seconds": round(time.perf_counter() - start, 6)}))
