"""Runs scenarios: folders with a 'topology' (key=value lines) and a 'test.py' with functions test_*.

topology: hosts=N (2), libvirt=yes|no (yes: it runs on all hosts when the test begins).

Hosts stay booted from one scenario to the next; what a scenario leaves behind is cleared away
before the next one.  Each test_* function is called with a Context, in the order they are written."""

import contextlib
import importlib.util
import os
import shutil
import traceback

from . import sriov
from .errors import LabError
from .host import PF_ADDRESSES
from .lab import Lab
from .sriov import PhysicalFunction
from .wait import Stopwatch, say, wait_until

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCENARIOS = f"{HERE}/scenarios"
TOPOLOGY_DEFAULTS = {"hosts": "2", "libvirt": "yes"}


class Context:
    """What a test gets: the lab, its hosts, and a place for logs."""

    def __init__(self, lab, topology, name):
        self.lab = lab
        self.topology = topology
        self.hosts = lab.hosts[:int(topology["hosts"])]
        self.log_directory = f"{lab.directory}/logs/{name}"
        self._clock = Stopwatch()
        self._cleanups = contextlib.ExitStack()
        os.makedirs(self.log_directory, exist_ok=True)

    def host(self, name):
        return self.lab.host(name)

    def pf(self, host, number):
        return PhysicalFunction(host, PF_ADDRESSES[number])

    def say(self, text):
        """One line of progress, with the time since the test began."""
        say(f"    {self._clock.seconds:6.1f} s  {text}")

    def wait_until(self, condition, timeout, what):
        return wait_until(condition, timeout, what)

    def on_end(self, function, *args):
        """Has 'function' called when the scenario ends, however it ends; last given, first called."""
        self._cleanups.callback(function, *args)

    def end(self):
        self._cleanups.close()


def names():
    return sorted(entry.name for entry in os.scandir(SCENARIOS) if os.path.exists(f"{entry.path}/test.py"))


def run(chosen, keep=False, wait=False, once=False):
    """Runs the scenarios 'chosen' and prints the verdicts; gives the number of failed ones.
    With 'keep' the hosts stay up for a look or for the next run; with 'wait' others may finish first.

    Two emulated hosts on a busy machine miss a deadline now and then.  A scenario that failed is run
    once more on freshly booted hosts, unless 'once'; the first failure is told and its logs are kept."""
    unknown = set(chosen) - set(names())
    if unknown:
        raise LabError(f"no scenario {', '.join(sorted(unknown))}; there are: {', '.join(names())}")
    topologies = {name: read_topology(name) for name in chosen}
    n_hosts = max(int(topology["hosts"]) for topology in topologies.values())
    failed, shaky = [], []
    lab = Lab(hosts=n_hosts)
    with lab.in_use(wait):
        lab.up()
        try:
            for name in chosen:
                if run_one(lab, name, topologies[name]):
                    continue
                if not once and run_again(lab, name, topologies[name]):
                    shaky.append(name)
                else:
                    failed.append(name)
        finally:
            if not keep:
                lab.down()
    if shaky:
        say(f"shaky: {', '.join(shaky)} failed at first, see {lab.directory}/logs/*.first")
    say(f"{len(chosen) - len(failed)} passed, {len(failed)} failed")
    return len(failed)


def run_again(lab, name, topology):
    """A second and last attempt, with nothing left of the first."""
    logs = f"{lab.directory}/logs/{name}"
    shutil.rmtree(f"{logs}.first", ignore_errors=True)
    os.rename(logs, f"{logs}.first")
    say(f"     {name} once more, on freshly booted hosts")
    lab.down()
    lab.up()
    return run_one(lab, name, topology)


def run_one(lab, name, topology):
    """Runs one scenario and prints PASS or FAIL; its logs are kept when it fails."""
    clock = Stopwatch()
    say(f"--   {name}")
    context = None
    shutil.rmtree(f"{lab.directory}/logs/{name}", ignore_errors=True)
    try:
        reset_hosts(lab, topology)
        context = Context(lab, topology, name)
        for test in load_tests(name):
            context.say(test.__name__)
            test(context)
    except Exception:  # a scenario may fail in any way; the next one runs all the same
        trace = traceback.format_exc()
        collect_logs(lab, name, trace)
        say(f"{trace}FAIL {name} ({clock}), logs in {lab.directory}/logs/{name}")
        return False
    finally:
        if context:
            end_quietly(context)
    say(f"PASS {name} ({clock})")
    return True


def end_quietly(context):
    """Cleanups run whether or not the test did well, so their own failure must not hide its verdict."""
    try:
        context.end()
    except LabError as error:
        say(f"    while clearing up: {error}")


def read_topology(name):
    topology = dict(TOPOLOGY_DEFAULTS)
    with contextlib.suppress(FileNotFoundError), open(f"{SCENARIOS}/{name}/topology") as f:
        for line in f:
            key, equals, value = line.partition("#")[0].strip().partition("=")
            if equals:
                topology[key.strip()] = value.strip()
            elif key:
                raise LabError(f"scenario {name}: topology: no key=value: {line.strip()}")
    return topology


def load_tests(name):
    """The functions test_* of a scenario's test.py, in the order they are written."""
    spec = importlib.util.spec_from_file_location(f"scenario_{name}", f"{SCENARIOS}/{name}/test.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tests = [value for key, value in vars(module).items() if key.startswith("test_") and callable(value)]
    if not tests:
        raise LabError(f"scenario {name}: test.py has no function test_*")
    return tests


def reset_hosts(lab, topology):
    """Brings all hosts back to how they were after boot, without booting them."""
    def reset(host):
        host.start()
        host.wait_ready()
        host.run("/run/lab/host/reset", timeout=120)
        sriov.release_all(host)
        for number in range(len(PF_ADDRESSES)):
            host.set_pf_link(number, up=True)
        if topology["libvirt"] == "yes":
            host.start_libvirt()

    clock = Stopwatch()
    lab.on_all(reset)
    say(f"     hosts as after boot ({clock})")


def collect_logs(lab, name, trace):
    """Saves what helps to understand a failure into logs/NAME."""
    directory = f"{lab.directory}/logs/{name}"
    os.makedirs(directory, exist_ok=True)
    with open(f"{directory}/failure", "w") as f:
        f.write(trace)
    for host in lab.hosts:
        try:
            text = host.run("/run/lab/host/report", timeout=60, check=False).out
        except LabError as error:
            text = f"{error}\n{host.console_tail(100)}"
        with open(f"{directory}/{host.name}.report", "w") as f:
            f.write(text)
