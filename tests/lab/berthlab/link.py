"""The host link as a stranger would speak it: TLS, STOMP frames, JSON-RPC.  For input that no engine sends."""

import json
import socket
import ssl
import subprocess
import uuid

PORT = 54321


def engine_certificate(engine):
    """(certificate, key) files of the engine itself."""
    return f"{engine.directory}/pki/engine.pem", f"{engine.directory}/pki/engine.key"


def strangers_certificate(directory):
    """(certificate, key) files of somebody with a CA of his own."""
    certificate, key = f"{directory}/stranger.pem", f"{directory}/stranger.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                    "-subj", "/CN=berth-engine", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


class Link:
    """One connection to an agent; 'certificate' is (certificate, key) or None."""

    def __init__(self, address, certificate=None, timeout=10):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if certificate:
            context.load_cert_chain(*certificate)
        plain = socket.create_connection((address, PORT), timeout)
        self.socket = context.wrap_socket(plain)
        self.buffer = b""
        self.queue = str(uuid.uuid4())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send_raw(self, data):
        self.socket.sendall(data)

    def send(self, command, body=b"", **headers):
        lines = [command, *(f"{name.replace('_', '-')}:{value}" for name, value in headers.items()), "", ""]
        self.send_raw("\n".join(lines).encode() + body + b"\0")

    def connect(self):
        self.send("CONNECT", accept_version="1.2", heart_beat="0,0")
        frame = self.receive()
        assert frame.startswith(b"CONNECTED"), frame
        self.send("SUBSCRIBE", destination=self.queue, id=self.queue, ack="auto")

    def receive(self):
        """The next frame; b"" at the end of the connection."""
        while b"\0" not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                return b""
            self.buffer += data
        frame, _, self.buffer = self.buffer.partition(b"\0")
        return frame.lstrip(b"\n")

    def call(self, method, params):
        """The JSON-RPC answer to one call."""
        self.say(json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": str(uuid.uuid4())}).encode())
        return json.loads(self.receive().partition(b"\n\n")[2])

    def say(self, body):
        self.send("SEND", body, destination="jms.topic.vdsm_requests", reply_to=self.queue, content_length=len(body))


def is_refused(address, certificate=None):
    """Whether an agent lets nobody with that certificate say anything."""
    try:
        with Link(address, certificate) as link:
            link.connect()
            return "result" not in link.call("Host.ping2", {})
    except (OSError, AssertionError, json.JSONDecodeError):
        return True
