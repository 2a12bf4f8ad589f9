#!/usr/bin/env python3
"""How soon the engine serves with 1,000 hosts (8 PFs each) and 10,000 VMs (2 vNICs each) in its
database, and how much memory it takes.  Prints a JSON object a line; see tests/bench/run."""
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / 'tests' / 'integration'))

import fleet  # noqa: E402
import harness  # noqa: E402

HOSTS, PFS, VMS, VNICS = 1000, 8, 10000, 2
RUNS = 5
SETTLE = 5  # seconds until links have been tried and memory is at its height
HEALTH = '/ovirt-engine/services/health'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def start_once(folder, port):
    """Seconds from exec to the first good answer, and the running process."""
    config = harness.write_config(folder, port=port, log_level='error')
    begin = time.monotonic()
    process = subprocess.Popen([harness.program('berth-engine'), 'run', '--config', config],
                               stdin=subprocess.DEVNULL)
    while True:
        try:
            if harness.Client(port, timeout=5).get(HEALTH).status == 200:
                return time.monotonic() - begin, process
        except OSError:
            assert process.poll() is None, 'the engine ended'
            time.sleep(0.002)


def timed(client, path):
    begin = time.monotonic()
    reply = client.get(path)
    assert reply.status == 200
    return time.monotonic() - begin


def report(name, value, unit, limit=None):
    print(json.dumps({'name': name, 'value': round(value, 4), 'unit': unit, 'peer': None,
                      'peer_value': None, 'ratio': None, 'limit': limit,
                      'ok': None if limit is None else value <= limit}), flush=True)


def main():
    harness.set_build(os.environ.get('BERTH_BUILD', 'build'))
    folder = pathlib.Path(tempfile.mkdtemp(prefix='berth-bench-'))
    try:
        fleet.make(folder / 'engine', HOSTS, PFS, VMS, VNICS)
        port, times, sizes, lists, finds = free_port(), [], [], [], []
        for _ in range(RUNS):
            seconds, process = start_once(folder / 'engine', port)
            times.append(seconds)
            time.sleep(SETTLE)
            sizes.append(fleet.rss_mib(process.pid))
            client = harness.Client(port, harness.basic())
            client.get(harness.API)
            assert len(client.get(f'hosts/{fleet.host_id(0)}/nics').xml) == PFS
            lists.append(timed(client, 'vms'))
            finds.append(timed(client, 'vms?search=name%3Dweb9999'))
            process.terminate()
            process.wait(30)
        what = f'{HOSTS} hosts, {VMS} VMs'
        report(f'engine ready to serve, {what}', statistics.median(times), 's', 1.0)
        report(f'engine resident, {what}', statistics.median(sizes), 'MiB', 100)
        report(f'GET of {VMS} VMs as XML', statistics.median(lists), 's')
        report(f'GET of one VM by name among {VMS}', statistics.median(finds), 's')
    finally:
        harness.clean_up()
        shutil.rmtree(folder, ignore_errors=True)


main()
