#!/usr/bin/env python3
"""How long the agent takes to read what a host has, in an emulated host with 2 PFs of 7 VFs each.

The peer is "ip -details link show", which reads less: links and VF attributes, but no PCI topology, drivers, IOMMU
groups, addresses and users.  Two comparisons, since either alone misleads:

* agent-inventory: one reading in the running agent beside one run of the command, as an agent would have to run it.
* agent-inventory-in-process: one reading beside one repetition inside a single ip process (ip -batch), so that
  starting a program counts on neither side.  For information, without a limit.

Then it counts the processes and threads that a hundred readings start, by the kernel's own counter: none.

Boots a host when none is up, and takes it down again."""

import json
import os
import statistics
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, f"{ROOT}/tests/lab")

from berthlab import Lab, LabError, sriov
from berthlab.host import PF_ADDRESSES
from berthlab.product import Agent
from berthlab.sriov import PhysicalFunction

N_READS = 50
N_ROUNDS = 4
LIMIT = 2

# Prints one duration in microseconds a line.
RUN_IP = """
for n in $(seq 20); do
    begin=${EPOCHREALTIME/./}
    ip -details link show > /dev/null
    echo $((${EPOCHREALTIME/./} - begin))
done"""
# A run of 1 and one of N dumps differ by N - 1 dumps.
BATCH_IP = """
yes link show | head -%d > /run/bench-batch
begin=${EPOCHREALTIME/./}
ip -details -batch /run/bench-batch > /dev/null
echo $((${EPOCHREALTIME/./} - begin))"""
STARTED = """
count() { awk '$1 == "processes" { print $2 }' /proc/stat; }
before=$(count)
%s inventory --repeat %d > /dev/null
echo $(($(count) - before))"""


def read_by_agent(host):
    """Median time of a reading in microseconds."""
    return json.loads(host.run(f"{Agent.PROGRAM} inventory --repeat {N_READS}").out)["median_us"]


def run_ip(host):
    return statistics.median(int(line) for line in host.run(RUN_IP).out.split())


def repeat_ip(host, n=201):
    return (int(host.run(BATCH_IP % n).out) - int(host.run(BATCH_IP % 1).out)) / (n - 1)


def n_started(host, n_reads):
    return int(host.run(STARTED % (Agent.PROGRAM, n_reads)).out)


def row(name, value, unit, peer, peer_value, limit):
    ratio = value / peer_value if peer_value else None
    return {"name": name, "value": value, "unit": unit, "peer": peer, "peer_value": peer_value, "ratio": ratio,
            "limit": limit, "ok": None if limit is None else (ratio if ratio is not None else value) <= limit}


def measure(host):
    for address in PF_ADDRESSES:
        PhysicalFunction(host, address).make_vfs(7)
    read_by_agent(host), run_ip(host)  # the first time, files come from the disk
    # In turns, so that a change of the machine's speed meets both.
    rounds = [(read_by_agent(host), run_ip(host), repeat_ip(host)) for _ in range(N_ROUNDS)]
    agent, command, dump = (statistics.median(column) / 1000 for column in zip(*rounds))
    yield row("agent-inventory", agent, "ms", "one run of: ip -details link show", command, LIMIT)
    yield row("agent-inventory-in-process", agent, "ms", "one of many dumps in one ip process", dump, None)
    yield row("agent-inventory-subprocesses", n_started(host, 101) - n_started(host, 1), "processes and threads",
              "none", None, 0)


def main():
    if os.geteuid() != 0:
        raise LabError("it boots emulated hosts, which needs root")
    lab = Lab()
    booted = not any(host.running for host in lab.hosts)
    if booted:
        lab = Lab(hosts=1)
    with lab.in_use():
        lab.up()
        try:
            Agent.install(lab)
            host = lab.hosts[0]
            host.run("/run/lab/host/reset", timeout=120)
            sriov.release_all(host)
            for line in measure(host):
                print(json.dumps(line), flush=True)
            sriov.release_all(host)
        finally:
            if booted:
                lab.down()


if __name__ == "__main__":
    # The bench's output is JSON; the lab talks on standard output too.
    import berthlab.lab
    import berthlab.host
    for module in (berthlab.lab, berthlab.host):
        module.say = lambda text: print(text, file=sys.stderr, flush=True)
    try:
        main()
    except LabError as error:
        sys.exit(f"agent-inventory-bench: {error}")
