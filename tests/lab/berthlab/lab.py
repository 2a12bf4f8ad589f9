"""The lab as a whole: its folder, its lock, its network and its hosts."""

import concurrent.futures
import contextlib
import fcntl
import json
import os
import signal

from . import accel, fabric, images
from .errors import LabError
from .host import Host
from .process import recorded
from .wait import Stopwatch, say

DEFAULT_DIRECTORY = "/var/tmp/berth-lab"
DEFAULT_HOSTS = 2
MAX_HOSTS = 4
DEMO = "demo"


def default_directory():
    return os.environ.get("BERTH_LAB_DIR", DEFAULT_DIRECTORY)


class Lab:
    """Up to four hosts; everything they need at run time lies below 'directory'.

    Without 'hosts' it is the lab as last brought up there."""

    def __init__(self, directory=None, hosts=None):
        self.directory = os.path.abspath(directory or default_directory())
        for name in ("logs", "share"):
            os.makedirs(f"{self.directory}/{name}", exist_ok=True)
        self.n_hosts = hosts or self._n_hosts_before()
        if not 1 <= self.n_hosts <= MAX_HOSTS:
            raise LabError(f"{hosts} hosts asked, 1 to {MAX_HOSTS} possible")
        self._accelerator = None

    @property
    def hosts(self):
        return [Host(self, index) for index in range(1, self.n_hosts + 1)]

    def host(self, name):
        for host in self.hosts:
            if host.name == name:
                return host
        raise LabError(f"no host {name}, only {', '.join(h.name for h in self.hosts)}")

    def on_all(self, function):
        """Calls 'function' with each host, at the same time for all; gives the results in order."""
        with concurrent.futures.ThreadPoolExecutor(MAX_HOSTS) as pool:
            return list(pool.map(function, self.hosts))

    def up(self, purpose="tests"):
        """Boots all hosts and waits for them.  Hosts that already run stay when they answer; leftovers
        of an interrupted run are cleared away.  What was brought up as the demo stays that of the demo."""
        with self._locked():
            clock = Stopwatch()
            if self.purpose == DEMO != purpose:
                raise LabError("the demo is running in these hosts; end it first with: sudo make demo-stop")
            with open(f"{self.directory}/purpose", "w") as f:
                f.write(f"{purpose}\n")
            if self._is_whole():
                images.copy_scripts(self.directory)
                say(f"lab: already up ({clock})")
                return
            self._clear()
            with open(f"{self.directory}/hosts", "w") as f:
                f.write(f"{self.n_hosts}\n")
            say("lab: making images")
            release = images.build(self.directory)
            fabric.up(self.n_hosts)
            kind = self.accelerator()[1].split(",")[0]
            say(f"lab: booting {self.n_hosts} hosts, kernel {release}, {kind}")
            for host in self.hosts:
                host.start()
            for host in self.hosts:
                host.wait_ready()
                say(f"lab: {host.name} ready at {host.address} ({clock})")

    def down(self):
        """Ends every process that this lab started and removes the network."""
        with self._locked():
            self._clear()

    def accelerator(self):
        """QEMU's accelerator options; found out once for each kernel and boot of the outer machine."""
        if self._accelerator is None:
            self._accelerator = self._remembered("accelerator", lambda: accel.options(f"{self.directory}/images"))
        return self._accelerator

    @property
    def purpose(self):
        """What it was brought up for; None when nothing of it runs."""
        if any(process.pid for process in recorded(self.directory)):
            with contextlib.suppress(FileNotFoundError), open(f"{self.directory}/purpose") as f:
                return f.read().strip()
        return None

    @property
    def n_processors(self):
        """Processors of each host.  A second one helps only when it has a real one to itself: otherwise
        the two wait for each other, and two hosts on two cores boot in 20 s instead of 7."""
        return 2 if os.cpu_count() >= 3 * self.n_hosts else 1

    def _remembered(self, name, find):
        with open("/proc/sys/kernel/random/boot_id") as f:
            key = f.read().strip()
        path = f"{self.directory}/{name}.json"
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError), open(path) as f:
            known = json.load(f)
            if known["key"] == key:
                return known["value"]
        value = find()
        with open(path, "w") as f:
            json.dump({"key": key, "value": value}, f)
        return value

    def _n_hosts_before(self):
        try:
            with open(f"{self.directory}/hosts") as f:
                return int(f.read())
        except (FileNotFoundError, ValueError):
            return DEFAULT_HOSTS

    def _is_whole(self):
        if not fabric.is_up() or self.n_hosts != self._n_hosts_before() or not all(host.running for host in self.hosts):
            return False
        try:
            for host in self.hosts:
                host.wait_ready(timeout=20)
        except LabError as error:
            say(f"lab: not usable, starting anew ({error})")
            return False
        return True

    def _clear(self):
        for process in recorded(self.directory):
            process.stop(signal.SIGKILL)
        fabric.down()

    @contextlib.contextmanager
    def in_use(self, wait=False):
        """Keeps others from using the hosts as long as this runs; with 'wait' waits for those who do now."""
        with _lock("berth-lab-use", "the hosts are being used by another command: tests, demo or bench", wait):
            yield

    def _locked(self):
        """Network names and addresses exist once a machine, so one lab at a time may change them."""
        return _lock("berth-lab", "another lab command is at work")


@contextlib.contextmanager
def _lock(name, trouble, wait=False):
    path = f"/run/lock/{name}.lock"
    with open(path, "w") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise LabError(f"{trouble} (lock {path})") from None
        yield
