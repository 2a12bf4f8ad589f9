"""The product as processes: engine in the root namespace, agents in the hosts, CLI in front.

The command lines stand in one place, the constants below, since the product owns them."""

import json
import os
import shutil
import signal
import ssl
import subprocess
import urllib.error
import urllib.request

from . import fabric
from .errors import LabError
from .process import Process
from .wait import wait_until

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

PORT = 8443
USER = "admin@internal"
PASSWORD = "berth-lab"
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 30


def build_directory():
    return os.environ.get("BERTH_BUILD", os.path.abspath(f"{HERE}/../../build"))


def program(name):
    path = f"{build_directory()}/{name}"
    if not os.access(path, os.X_OK):
        raise LabError(f"no {path}: build the product first")
    return path


class Engine:
    """One berth-engine with fresh certificates and database each time init() is called."""

    def __init__(self, lab):
        self.lab = lab
        self.directory = f"{lab.directory}/engine"
        self.log = f"{lab.directory}/logs/engine"
        self.url = f"https://{fabric.OUTSIDE_ADDRESS}:{PORT}/ovirt-engine"
        self.ca = f"{self.directory}/pki/ca.pem"
        self._process = Process(lab.directory, "engine")

    @property
    def running(self):
        return self._process.pid is not None

    def init(self):
        """A new engine: nothing of an earlier one is left."""
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory)
        execute([program("berth-engine"), "init", "--state", self.directory,
                 "--address", fabric.OUTSIDE_ADDRESS, "--port", str(PORT)],
                environment={"BERTH_ADMIN_PASSWORD": PASSWORD})

    def start(self, environment=None):
        """Starts it and waits until the API answers."""
        self._process.start([program("berth-engine"), "--state", self.directory], log=self.log,
                            env=os.environ | (environment or {}))
        wait_until(self._answers, START_TIMEOUT_S, "engine answers")

    def stop(self):
        self._process.stop(signal.SIGTERM, STOP_TIMEOUT_S)

    def kill(self):
        self._process.stop(signal.SIGKILL)

    def restart(self):
        self.stop()
        self.start()

    def _answers(self):
        if not self.running:
            raise LabError(f"engine ended, see {self.log}")
        try:
            context = ssl.create_default_context(cafile=self.ca)
            urllib.request.urlopen(f"{self.url}/api", timeout=10, context=context).close()
        except urllib.error.HTTPError:
            return True   # 401 is an answer
        except OSError:
            return False
        return True


class Agent:
    """The berth-agent of one host.  Its program is copied, so that a new build does not change a running one."""

    def __init__(self, host):
        self.host = host
        self.log = "/var/log/berth/agent.log"

    def install(self):
        directory = f"{self.host.lab.directory}/share/bin"
        os.makedirs(directory, exist_ok=True)
        target = f"{directory}/berth-agent"
        shutil.copy(program("berth-agent"), target + ".new")
        os.replace(target + ".new", target)

    def enroll(self, engine, token):
        """Gets this host's certificate with the one-time 'token' that adding the host gave."""
        with open(engine.ca) as f:
            self.host.write_file("/etc/berth/ca.pem", f.read())
        self.host.run(f"/run/lab/bin/berth-agent enroll --engine {engine.url} --token '{token}'")

    def start(self):
        self.host.run(f"setsid /run/lab/bin/berth-agent >> {self.log} 2>&1 < /dev/null & disown")
        self.host.wait_for("pidof berth-agent > /dev/null", 10, "agent runs")

    @property
    def running(self):
        return self.host.run("pidof berth-agent", check=False).rc == 0

    def stop(self):
        self._end("TERM")

    def kill(self):
        self._end("KILL")

    def restart(self):
        self.stop()
        self.start()

    def _end(self, signal_name):
        self.host.run(f"for pid in $(pidof berth-agent); do kill -{signal_name} $pid;"
                      " while kill -0 $pid 2>/dev/null; do sleep 0.1; done; done", timeout=STOP_TIMEOUT_S)


class BerthError(Exception):
    """A command of the CLI failed, as a test may well want; 'rc' is its exit status."""

    def __init__(self, words, rc, text):
        super().__init__(f"berth {' '.join(words)}: exit status {rc}: {text.strip()}")
        self.rc = rc
        self.text = text


class Berth:
    """The CLI, logged in at an engine: berth("vf", "list", "h1") gives what its JSON says."""

    def __init__(self, engine):
        self.environment = {"HOME": f"{engine.directory}/cli-home"}
        os.makedirs(self.environment["HOME"], exist_ok=True)
        self("login", engine.url, "--user", USER, "--ca", engine.ca, stdin=PASSWORD + "\n")

    def __call__(self, *words, timeout=120, stdin=""):
        words = [str(word) for word in words]
        done = subprocess.run([program("berth"), *words, "--output", "json"], input=stdin, text=True,
                              env=os.environ | self.environment, timeout=timeout,
                              capture_output=True)
        if done.returncode != 0:
            raise BerthError(words, done.returncode, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None


def execute(argv, environment=None, timeout=60):
    """Runs a program to its end; its failure is the lab's."""
    done = subprocess.run(argv, env=os.environ | (environment or {}), timeout=timeout, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise LabError(f"exit status {done.returncode} of: {' '.join(argv)}\n{done.stdout}")
    return done.stdout
