"""Processes that outlive the command that started them, known by pid and start time.

A pid alone may belong to somebody else by the time it is used; the pair cannot."""

import json
import os
import signal
import subprocess

from .wait import wait_until


def start_time(pid):
    """Start time of process 'pid' in clock ticks since boot, None when it does not run."""
    try:
        with open(f"/proc/{pid}/stat") as f:
            # The name in parentheses may hold anything, so count from the last one.
            fields = f.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


class Process:
    """The background process 'name' of the lab in 'directory', which remembers it in processes/NAME."""

    def __init__(self, directory, name):
        self.name = name
        self.record = f"{directory}/processes/{name}"

    def start(self, argv, log, **popen_options):
        """Runs 'argv' in a session of its own; its output goes to the file 'log'."""
        os.makedirs(os.path.dirname(self.record), exist_ok=True)
        with open(log, "ab") as out:
            child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                     start_new_session=True, **popen_options)
        with open(self.record + ".new", "w") as f:
            json.dump({"pid": child.pid, "start_time": start_time(child.pid)}, f)
        os.replace(self.record + ".new", self.record)
        # Reaped in running() when this process is still its parent, by init otherwise.
        child.returncode = 0

    @property
    def pid(self):
        """The pid while the recorded process runs, else None."""
        try:
            with open(self.record) as f:
                known = json.load(f)
        except FileNotFoundError:
            return None
        try:
            os.waitpid(known["pid"], os.WNOHANG)
        except ChildProcessError:
            pass
        started = start_time(known["pid"])
        return known["pid"] if started is not None and started == known["start_time"] else None

    def stop(self, number=signal.SIGTERM, timeout=20):
        """Sends 'number', waits for the end, and forgets the process."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, number)
        wait_until(lambda: self.pid is None, timeout, f"end of {self.name}", poll=0.02)
        if os.path.exists(self.record):
            os.unlink(self.record)


def recorded(directory):
    """All processes that the lab in 'directory' remembers, running or not."""
    try:
        return [Process(directory, name) for name in sorted(os.listdir(f"{directory}/processes"))]
    except FileNotFoundError:
        return []
