"""Command server inside an emulated host: one JSON request line in, one JSON answer line out.

usage: labd.py PORT READY_FIFO.  It listens at once, but answers only after somebody wrote to the
FIFO, so that a client which gets through knows that the host is ready."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading

ready = threading.Event()


def run(request):
    child = subprocess.Popen(["bash", "-c", request["cmd"]], start_new_session=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        out, _ = child.communicate(request.get("stdin", "").encode(), timeout=request["timeout"])
        return {"rc": child.returncode, "out": out.decode(errors="replace")}
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        out, _ = child.communicate()
        return {"rc": 124, "out": out.decode(errors="replace") + f"\n[not done in {request['timeout']} s]\n"}


def serve(connection):
    with connection, connection.makefile("rwb") as stream:
        line = stream.readline()
        if not line:
            return
        ready.wait()
        stream.write(json.dumps(run(json.loads(line))).encode() + b"\n")


def await_ready(fifo):
    with open(fifo) as f:
        f.read()
    ready.set()


def main():
    port, fifo = int(sys.argv[1]), sys.argv[2]
    threading.Thread(target=await_ready, args=[fifo], daemon=True).start()
    with socket.create_server(("", port), backlog=32) as server:
        print("LAB command server listens", flush=True)
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=[connection], daemon=True).start()


main()
