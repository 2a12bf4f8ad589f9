"""Kills the engine at a wanted moment of a job.

The steps of a job are short, so the engine is run in slices: stopped with SIGSTOP, looked at through its database,
and either killed right there or let go on for a moment.  Nothing in the engine knows of it."""

import contextlib
import os
import signal
import sqlite3
import threading
import time

from .errors import LabError
from .truth import Ledger

SLICE_S = 0.002
PATIENCE_S = 60


def kill_when(site, condition, order):
    """Gives 'order' (a function, called in a thread of its own) and kills the engine as soon as condition(Ledger)
    gives a true value while the engine stands still; returns that value, or None when the order's jobs ended before."""
    pid = site.engine.pid
    ledger = Ledger(site.engine)
    accepted = threading.Event()

    def give_order():
        # The engine dies under it, or refuses it: both are the business of who looks afterwards.
        with contextlib.suppress(Exception):
            order()
        accepted.set()

    thread = threading.Thread(target=give_order, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE_S
    value = None
    while value is None and time.monotonic() < deadline:
        os.kill(pid, signal.SIGSTOP)
        try:
            value = condition(ledger) or None
            over = accepted.is_set() and not ledger.jobs_under_way()
        except sqlite3.OperationalError:
            over = False  # stopped while it held a lock of the database
        if value is not None or over:
            break
        os.kill(pid, signal.SIGCONT)
        time.sleep(SLICE_S)
    site.engine.kill()
    thread.join(30)
    if time.monotonic() >= deadline:
        raise LabError("the order did not end, and its job never came to the wanted step")
    return value


def at_step(kind, number, backwards=False):
    """A condition: the job of 'kind' is to run, or to undo, step 'number'."""
    def condition(ledger):
        found = ledger.step(kind)
        return (kind, number, backwards) if found == (number, backwards) else None
    return condition
