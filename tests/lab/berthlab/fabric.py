"""The network around the hosts: one management bridge and the two switches the cards hang on, which a
trunk joins to one.

All of it lies in a network namespace of its own; a veth pair leads in from the root namespace, so
that an engine running there reaches the hosts and is reached by them.  The bridges do not filter
VLANs: tagged frames pass as they are."""

import os
import subprocess

NAMESPACE = "berthlab"
SUBNET = "192.168.77"
OUTSIDE_ADDRESS = f"{SUBNET}.253"
BRIDGE_ADDRESS = f"{SUBNET}.254"
OUTSIDE_LINK = "berthlab0"
MANAGEMENT = "mg0"
SWITCHES = ("fab0", "fab1")


def host_address(index):
    return f"{SUBNET}.{index}"


def taps(index):
    """(tap, bridge) of host 'index': management first, then one for each PF."""
    return [(f"m{index}", MANAGEMENT)] + [(f"f{n}-{index}", bridge) for n, bridge in enumerate(SWITCHES)]


def inside(argv):
    """'argv' as a command in the lab's network namespace."""
    return ["nsenter", f"--net=/run/netns/{NAMESPACE}", *argv]


def is_up():
    return os.path.exists(f"/run/netns/{NAMESPACE}")


def up(n_hosts):
    down()
    _ip("netns", "add", NAMESPACE)
    _ip_inside("link", "set", "lo", "up")
    for bridge in (MANAGEMENT, *SWITCHES):
        _ip_inside("link", "add", "name", bridge, "type", "bridge",
                   "forward_delay", "0", "stp_state", "0", "mcast_snooping", "0")
        _ip_inside("link", "set", bridge, "up")
    _ip_inside("link", "add", "name", "trunk0", "type", "veth", "peer", "name", "trunk1")
    for trunk, switch in zip(("trunk0", "trunk1"), SWITCHES):
        _ip_inside("link", "set", trunk, "master", switch, "up")
    _ip_inside("address", "add", f"{BRIDGE_ADDRESS}/24", "dev", MANAGEMENT)
    _ip("link", "add", "name", OUTSIDE_LINK, "type", "veth", "peer", "name", "outside", "netns", NAMESPACE)
    _ip_inside("link", "set", "outside", "master", MANAGEMENT, "up")
    _ip("address", "add", f"{OUTSIDE_ADDRESS}/24", "dev", OUTSIDE_LINK)
    _ip("link", "set", OUTSIDE_LINK, "up")
    for index in range(1, n_hosts + 1):
        for tap, bridge in taps(index):
            _ip_inside("tuntap", "add", "dev", tap, "mode", "tap")
            _ip_inside("link", "set", tap, "master", bridge, "up")


def down():
    """Removes what up() made; nothing happens when there is nothing."""
    if os.path.exists(f"/sys/class/net/{OUTSIDE_LINK}"):
        _ip("link", "delete", OUTSIDE_LINK)
    if is_up():
        _ip("netns", "delete", NAMESPACE)


def _ip(*args):
    subprocess.run(["ip", *args], check=True)


def _ip_inside(*args):
    subprocess.run(inside(["ip", *args]), check=True)
