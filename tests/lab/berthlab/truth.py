"""What the hosts themselves know, and whether the product agrees with it.

The rules at the bottom are the product's promise about VFs: none leaks, none has two owners, none is
handed on dirty.  They compare REST and the ledger in the database with kernel, QEMU and libvirt."""

import contextlib
import json
import os
import sqlite3

from .wait import Stopwatch, say, wait_until

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = f"{HERE}/host/truth.py"
NO_MAC = "00:00:00:00:00:00"
PATIENCE_S = 3


def read(host):
    """The facts of one host, see host/truth.py."""
    with open(SCRIPT) as f:
        return json.loads(host.run("python3 -IS -", stdin=f.read()).out)


class Ledger:
    """The engine's database, read from outside; each call sees what is committed at that moment."""

    def __init__(self, engine):
        self.engine = engine

    def rows(self, statement, *values):
        with contextlib.closing(sqlite3.connect(f"file:{self.engine.database}?mode=ro", uri=True, timeout=0.2)) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(statement, values)]

    def leases(self):
        return self.rows("SELECT * FROM lease")

    def jobs_under_way(self):
        return self.rows("SELECT * FROM job WHERE status = 'started'")

    def step(self, kind):
        """(index of the step that is to run next, backwards?) of the job of 'kind' under way; None: there is none."""
        for job in self.rows("SELECT next_step, undoing FROM job WHERE kind = ? AND status = 'started'", kind):
            return job["next_step"], job["undoing"] in (1, "true")
        return None


def violations(site):
    """All that contradicts the promise now, in words."""
    ledger = Ledger(site.engine)
    facts = {name: read(host) for name, host in site.hosts.items()}
    vms = {vm["id"]: vm for vm in site.rest.list("vms", "vm")}
    leases = ledger.leases()
    found = []

    shown = {}  # (host, PF name, index) -> VF as REST shows it
    for name in site.hosts:
        for vf in site.vfs(name):
            shown[(name, vf["pf"], int(vf["index"]))] = vf
    nics = {nic["id"]: nic for nic in ledger.rows("SELECT host_nic.id, host_nic.name, host.name AS host"
                                                  " FROM host_nic JOIN host ON host.id = host_nic.host")}
    leased = {}
    for lease in leases:
        nic = nics[lease["host_nic"]]
        key = (nic["host"], nic["name"], lease["vf_index"])
        if key in leased:
            found.append(f"{key}: two leases")
        leased[key] = lease

    owners = {}
    for name, truth in facts.items():
        by_address = {vf["pci"]: (name, pf["name"], vf["index"]) for pf in truth["pfs"].values() for vf in pf["vfs"]}
        for machine, devices in truth["machines"].items():
            for device in devices:
                owners.setdefault(by_address.get(device, (name, device, None)), []).append(machine)
        if truth["domains"] is not None and sorted(truth["domains"]) != sorted(truth["machines"]):
            found.append(f"{name}: libvirt knows {truth['domains']}, QEMU runs {sorted(truth['machines'])}")

    for key, machines in owners.items():
        if len(machines) > 1:
            found.append(f"{key}: held by {len(machines)} machines: {machines}")
        for machine in machines:
            lease = leased.get(key)
            if lease is None or lease["state"] != "active" or lease["vm"] != machine:
                found.append(f"{key}: machine {machine} holds it, lease is {describe(lease)}")

    for key, lease in leased.items():
        vm = vms.get(lease["vm"] or "")
        if lease["state"] == "active" and lease["vm"] not in owners.get(key, []):
            found.append(f"{key}: lease is {describe(lease)}, no machine has it")
        if lease["state"] in ("reserved", "scrubbing"):
            found.append(f"{key}: lease stays {describe(lease)}")
        if vm is not None and vm["status"] == "down" and lease["state"] != "quarantined":
            found.append(f"{key}: VM {vm['name']} is down, lease is {describe(lease)}")

    running = {machine: name for name, truth in facts.items() for machine in truth["machines"]}
    n_machines = sum(len(truth["machines"]) for truth in facts.values())
    if n_machines != len(running):
        found.append(f"a machine runs on two hosts: {[sorted(truth['machines']) for truth in facts.values()]}")
    for vm in vms.values():
        if (vm["status"] == "up") != (vm["id"] in running):
            found.append(f"VM {vm['name']} is {vm['status']}, machine: {running.get(vm['id'], 'none')}")
    for machine in running:
        if machine not in vms:
            found.append(f"machine {machine} on {running[machine]} is no VM")

    for name, truth in facts.items():
        for pf in truth["pfs"].values():
            if len(pf["vfs"]) != pf["n_vfs"]:
                found.append(f"{name} {pf['name']}: {pf['n_vfs']} VFs by count, {len(pf['vfs'])} by name")
            for vf in pf["vfs"]:
                key = (name, pf["name"], vf["index"])
                rest = shown.pop(key, None)
                if rest is None:
                    found.append(f"{key}: REST does not show it")
                    continue
                if key not in owners and key not in leased:
                    found += [f"{key}: free and {text}" for text in dirt(vf)]
                    if rest["status"] != "free":
                        found.append(f"{key}: nobody has it, REST says {rest['status']} {rest.get('status_detail', '')}")
                elif rest["status"] == "free":
                    found.append(f"{key}: REST says free, lease {describe(leased.get(key))}, machines {owners.get(key)}")
    found += [f"{key}: REST shows it, the kernel does not" for key in shown]
    return found


def dirt(vf):
    """What is not neutral about a VF of host/truth.py, in words."""
    found = []
    if vf["mac"] not in (NO_MAC, None):
        found.append(f"has MAC {vf['mac']}")
    if vf["vlan"]:
        found.append(f"has VLAN {vf['vlan']}")
    if vf["spoofchk"] is False:
        found.append("its spoof check is off")
    if vf["trust"] is True:
        found.append("is trusted")
    if vf["driver"] == "vfio-pci":
        found.append("is bound to vfio-pci")
    return found


def describe(lease):
    return f"{lease['state']} for VM {lease['vm']} job {lease['job']} epoch {lease['epoch']}" if lease else "none"


def wait_sound(site, timeout=60):
    """Waits until no job is under way and the promise is kept; fails with what contradicts it."""
    last = []
    clock = Stopwatch()

    def sound():
        if last and clock.seconds > PATIENCE_S:
            say(f"      after {clock}: {last[0]}")
        jobs = Ledger(site.engine).jobs_under_way()
        last[:] = [f"job {job['kind']} is at step {job['next_step']}: {job['failure'] or ''}" for job in jobs]
        if not jobs:
            last[:] = violations(site)
        return not last
    try:
        wait_until(sound, timeout, "VFs, leases and VMs agree", poll=0.5)
    except Exception as error:
        raise AssertionError("not sound:\n  " + "\n  ".join(last)) from error
