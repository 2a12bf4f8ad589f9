"""Waiting on conditions with a deadline, and telling the person at the terminal about it."""

import sys
import time

from .errors import LabTimeout

POLL_S = 0.1
NOTICE_EVERY_S = 10


def say(text):
    """One line of progress; always flushed, since it often goes to a pipe."""
    print(text, flush=True)


class Stopwatch:
    """Elapsed time since it was made; str() gives '12.3 s'."""

    def __init__(self):
        self.begin = time.monotonic()

    @property
    def seconds(self):
        return time.monotonic() - self.begin

    def __str__(self):
        return f"{self.seconds:.1f} s"


def wait_until(condition, timeout, what, poll=POLL_S):
    """Calls 'condition' until it gives a true value, and returns that value.

    'what' names the awaited thing in the progress lines and in the error.
    An exception of 'condition' ends the wait at once."""
    clock = Stopwatch()
    notice = NOTICE_EVERY_S
    while True:
        value = condition()
        if value:
            return value
        if clock.seconds > timeout:
            raise LabTimeout(f"{what}: not within {timeout:g} s")
        if clock.seconds > notice:
            print(f"    … {what} ({clock})", file=sys.stderr, flush=True)
            notice += NOTICE_EVERY_S
        time.sleep(poll)
