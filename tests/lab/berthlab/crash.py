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
FIRST_SLICE_S = 0.0003  # until the job is there: its first step may be over in a moment
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
    value, slice_s = None, FIRST_SLICE_S
    while value is None and time.monotonic() < deadline:
        os.kill(pid, signal.SIGSTOP)
        try:
            value = condition(ledger) or None
            under_way = ledger.jobs_under_way()
            over = accepted.is_set() and not under_way
            slice_s = SLICE_S if under_way else FIRST_SLICE_S
        except sqlite3.OperationalError:
            over = False  # stopped while it held a lock of the database
        if value is not None or over:
            break
        os.kill(pid, signal.SIGCONT)
        time.sleep(slice_s)
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
