"""The product as processes: engine in the root namespace, agents in the hosts, CLI and REST in front.

The product owns its command lines and files; here each stands once."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import ssl
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from . import fabric
from .errors import LabError
from .process import Process
from .wait import wait_until

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

PROGRAMS = {
    "berth-engine": "src/engined/berth-engine",
    "berth-agent": "src/agentd/berth-agent",
    "berth": "src/cli/berth",
}
PORT = 8443
USER = "admin@internal"
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 60

# Short times, so that a lost host is known as lost within a test.
SETTINGS = {"heartbeat_ms": 2000, "connecting_grace_ms": 6000, "audit_ms": 5000, "log_level": "debug"}


def build_directory():
    return os.environ.get("BERTH_BUILD", os.path.abspath(f"{HERE}/../../build"))


def program(name):
    path = f"{build_directory()}/{PROGRAMS[name]}"
    if not os.access(path, os.X_OK):
        raise LabError(f"no {path}: build the product first")
    return path


class Engine:
    """The berth-engine of a lab: its state lies in engine/, its output in logs/engine."""

    def __init__(self, lab):
        self.lab = lab
        self.directory = f"{lab.directory}/engine"
        self.log = f"{lab.directory}/logs/engine"
        self.config = f"{self.directory}/engine.conf"
        self.password_file = f"{self.directory}/password"
        self.database = f"{self.directory}/engine.db"
        self.address = f"https://{fabric.OUTSIDE_ADDRESS}:{PORT}"
        self.ca = f"{self.directory}/pki/ca.pem"
        self._process = Process(lab.directory, "engine")

    @property
    def running(self):
        return self._process.pid is not None

    @property
    def pid(self):
        return self._process.pid

    @property
    def password(self):
        with open(self.password_file) as f:
            return f.read().strip()

    def init(self, settings=None):
        """A new engine: nothing of an earlier one is left."""
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory, mode=0o700)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.log)
        values = {"database": f"sqlite:{self.database}", "pki_dir": f"{self.directory}/pki",
                  "address": fabric.OUTSIDE_ADDRESS, "port": PORT, "public_url": self.address,
                  **(SETTINGS if settings is None else settings)}
        with open(self.config, "w") as f:
            f.write("[engine]\n" + "".join(f"{key}={value}\n" for key, value in values.items()))
        with open(self.password_file, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as f:
            f.write(secrets.token_urlsafe(12) + "\n")
        execute([program("berth-engine"), "init", "--config", self.config,
                 "--server-name", fabric.OUTSIDE_ADDRESS, "--admin-password-file", self.password_file])

    def start(self):
        """Starts it and waits until the API answers."""
        self._process.start([program("berth-engine"), "run", "--config", self.config], log=self.log)
        wait_until(self._answers, START_TIMEOUT_S, "engine answers", poll=0.05)

    def stop(self):
        self._process.stop(signal.SIGTERM, STOP_TIMEOUT_S)

    def kill(self):
        self._process.stop(signal.SIGKILL)

    def restart(self):
        self.stop()
        self.start()

    def _answers(self):
        if not self.running:
            raise LabError(f"engine ended, see {self.log}\n{tail(self.log)}")
        try:
            context = ssl.create_default_context(cafile=self.ca)
            urllib.request.urlopen(f"{self.address}/ovirt-engine/services/health", timeout=10, context=context).close()
        except urllib.error.HTTPError:
            return True  # 401 or 404 is an answer too
        except OSError:
            return False
        return True


class Agent:
    """The berth-agent of one host.  Its program is copied, so that a new build does not change a running one."""

    PROGRAM = "/run/lab/bin/berth-agent"

    def __init__(self, host):
        self.host = host
        self.log = "/var/log/berth/agent.log"

    @staticmethod
    def install(lab):
        directory = f"{lab.directory}/share/bin"
        os.makedirs(directory, exist_ok=True)
        target = f"{directory}/berth-agent"
        shutil.copy(program("berth-agent"), target + ".new")
        os.replace(target + ".new", target)

    def call(self, words, stdin="", timeout=60, check=True):
        """One of its commands other than 'run', to its end."""
        return self.host.run(f"{self.PROGRAM} {words}", stdin=stdin, timeout=timeout, check=check)

    def enroll(self, engine, token):
        """Gets this host's certificate with the one-time 'token' that adding the host gave."""
        self.call(f"enroll --engine {engine.address} --token-file -", stdin=token + "\n")

    def start(self):
        """Starts it and waits until it serves."""
        n_lines = int(self.host.run(f"mkdir -p /var/log/berth; touch {self.log}; wc -l < {self.log}").out)
        self.host.run(f"setsid {self.PROGRAM} run >> {self.log} 2>&1 < /dev/null & disown")
        self.host.wait_for(f"tail -n +{n_lines + 1} {self.log} | grep -q agent-started", 20,
                           f"agent starts, see {self.log}")

    def boot(self):
        """What the units of a booting host do: VFs first, then libvirt, then the agent."""
        self.call("restore-vfs", timeout=120)
        self.host.start_libvirt()
        self.start()

    @property
    def running(self):
        """Also while it is dead but a write of it hangs in the kernel."""
        return self.host.run("pgrep -x berth-agent", check=False).rc == 0

    def stop(self):
        self._end("TERM")

    def kill(self):
        self._end("KILL")

    def restart(self):
        self.stop()
        self.start()

    def pause(self):
        """It stays alive and does nothing until resume()."""
        self.host.run("kill -STOP $(pidof berth-agent)")

    def resume(self):
        self.host.run("kill -CONT $(pidof berth-agent)", check=False)

    def _end(self, signal_name):
        self.host.run(f"for pid in $(pidof berth-agent); do kill -{signal_name} $pid; kill -CONT $pid;"
                      " while kill -0 $pid 2>/dev/null; do sleep 0.1; done; done", timeout=STOP_TIMEOUT_S)


class BerthError(Exception):
    """A command of the CLI failed, as a test may well want; 'rc' is its exit status."""

    def __init__(self, words, rc, text):
        super().__init__(f"berth {' '.join(words)}: exit status {rc}: {text.strip()}")
        self.rc = rc
        self.text = text
        self.message = text.strip()
        with contextlib.suppress(ValueError, KeyError, TypeError):
            self.message = json.loads(text)["error"]["message"]


class Berth:
    """The CLI, logged in at an engine: berth("vf", "list", "h1") gives what its JSON says."""

    def __init__(self, engine):
        self.engine = engine
        self.session = f"{engine.directory}/session.json"
        self.login()

    def login(self):
        self("login", self.engine.address, "--user", USER, "--password-file", self.engine.password_file,
             "--ca", self.engine.ca)

    def __call__(self, *words, timeout=300):
        words = [str(word) for word in words]
        done = subprocess.run([program("berth"), *words, "--output", "json"], stdin=subprocess.DEVNULL, text=True,
                              env=os.environ | {"BERTH_SESSION": self.session}, timeout=timeout,
                              capture_output=True)
        if done.returncode != 0:
            raise BerthError(words, done.returncode, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def refused(self, *words, **options):
        """Runs a command that must fail, and gives the BerthError."""
        try:
            answer = self(*words, **options)
        except BerthError as error:
            return error
        raise AssertionError(f"berth {' '.join(map(str, words))} was not refused: {answer}")


class RestError(Exception):
    """An answer of the API that is no success: HTTP 'status', 'reason' and 'detail' of the fault."""

    def __init__(self, method, path, status, text):
        super().__init__(f"{method} {path}: {status}: {text.strip()}")
        self.status = status
        fault = {}
        with contextlib.suppress(ValueError, AttributeError):
            fault = json.loads(text)
            fault = fault.get("fault", fault)
        self.reason = fault.get("reason")
        self.detail = fault.get("detail")


class Rest:
    """The REST API in JSON, by a token that is fetched when needed."""

    def __init__(self, engine):
        self.engine = engine
        self._token = None

    def get(self, path):
        return self.request("GET", path)

    def list(self, path, element):
        return self.get(path).get(element, [])

    def post(self, path, body=None):
        return self.request("POST", path, body or {})

    def delete(self, path):
        return self.request("DELETE", path)

    def request(self, method, path, body=None):
        if self._token is None:
            self._token = self._login()
        try:
            return self._send(method, f"/ovirt-engine/api/{path}", body)
        except RestError as error:
            if error.status != 401:
                raise
            self._token = self._login()
            return self._send(method, f"/ovirt-engine/api/{path}", body)

    def _login(self):
        self._token = None
        form = urllib.parse.urlencode({"grant_type": "password", "scope": "ovirt-app-api", "username": USER,
                                       "password": self.engine.password})
        answer = self._send("POST", "/ovirt-engine/sso/oauth/token", form.encode(), "application/x-www-form-urlencoded")
        return answer["access_token"]

    def _send(self, method, path, body, kind="application/json"):
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.engine.address + path, data, method=method)
        request.add_header("Accept", "application/json")
        if data is not None:
            request.add_header("Content-Type", kind)
        if self._token is not None:
            request.add_header("Authorization", f"Bearer {self._token}")
        context = ssl.create_default_context(cafile=self.engine.ca)
        try:
            with urllib.request.urlopen(request, timeout=300, context=context) as reply:
                text = reply.read().decode()
        except urllib.error.HTTPError as error:
            raise RestError(method, path, error.code, error.read().decode(errors="replace")) from None
        return json.loads(text) if text.strip() else {}


def execute(argv, timeout=60):
    """Runs a program to its end; its failure is the lab's."""
    done = subprocess.run(argv, timeout=timeout, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise LabError(f"exit status {done.returncode} of: {' '.join(argv)}\n{done.stdout}")
    return done.stdout


def tail(path, n_lines=15):
    try:
        with open(path, errors="replace") as f:
            return "".join(f.readlines()[-n_lines:])
    except FileNotFoundError:
        return ""
