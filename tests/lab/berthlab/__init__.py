"""Emulated SR-IOV hosts: QEMU machines with Intel 82576 (igb) cards, joined by a virtual switch.

    lab = Lab()
    lab.up()
    lab.host("h1").run("ip link")
    lab.down()
"""

from .errors import LabError, LabTimeout
from .host import Host, Result
from .lab import Lab

__all__ = ["Host", "Lab", "LabError", "LabTimeout", "Result"]
