#!/usr/bin/env python3
"""How soon the engine serves with 1,000 hosts (8 PFs each) and 10,000 VMs (2 vNICs each) in its
database, and how much memory it takes.  Prints a JSON object a line; see tests/bench/run."""
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / 'tests' / 'integration'))

import harness  # noqa: E402

HOSTS, PFS, VMS, VNICS = 1000, 8, 10000, 2
RUNS = 5
SETTLE = 5  # seconds until links have been tried and memory is at its height
HEALTH = '/ovirt-engine/services/health'


def clone(database, table, template, rows):
    """Inserts copies of a row, each with some columns replaced."""
    columns = [row[1] for row in database.execute(f'PRAGMA table_info({table})')]
    values = dict(zip(columns, template))
    database.executemany(
        f'INSERT INTO {table} VALUES ({", ".join("?" * len(columns))})',
        ([{**values, **row}[column] for column in columns] for row in rows))


def uuid(kind, number):
    return f'{kind:08x}-0000-4000-8000-{number:012x}'


def fill(path):
    """The rows are copies of what the API made, so that they fit whatever the schema is."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute('BEGIN')
    host = database.execute("SELECT * FROM host WHERE name = 'h0'").fetchone()
    vm = database.execute("SELECT * FROM vm WHERE name = 'vm0'").fetchone()
    nic = database.execute("SELECT * FROM vm_nic WHERE name = 'nic0'").fetchone()
    # Nothing listens on these ports: the engine tries, and tries again, as with hosts that are off.
    clone(database, 'host', host, (
        {'id': uuid(1, i), 'name': f'host{i}', 'address': '127.0.0.1', 'port': 1024 + i, 'status': 'up',
         'certificate_fingerprint': f'{i:064x}'} for i in range(HOSTS)))
    kinds = [row[2] for row in database.execute('PRAGMA table_info(host_nic)')]
    pf = [None if kind == 'TEXT' else 0 for kind in kinds]
    clone(database, 'host_nic', pf, (
        {'id': uuid(2, i * PFS + k), 'host': uuid(1, i), 'name': f'ens{k}f0',
         'mac': f'02:00:{i >> 8:02x}:{i & 255:02x}:00:{k:02x}', 'port_id': '0', 'pci_path': f'0000:{k:02x}:00.0',
         'pci': f'0000:{k:02x}:00.0', 'driver': 'igb', 'speed_mbps': 10000, 'mtu': 1500, 'up': 'up',
         'carrier': 1, 'present': 1, 'total_vfs': 64, 'num_vfs': 64, 'all_networks_allowed': 1}
        for i in range(HOSTS) for k in range(PFS)))
    clone(database, 'vm', vm, (
        {'id': uuid(3, i), 'name': f'web{i}', **({'status': 'up', 'host': uuid(1, i % HOSTS)} if i % 2 else {})}
        for i in range(VMS)))
    clone(database, 'vm_nic', nic, (
        {'id': uuid(4, i * VNICS + k), 'vm': uuid(3, i), 'name': f'nic{k}', 'position': k,
         'mac': f'02:01:{k:02x}:{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}'}
        for i in range(VMS) for k in range(VNICS)))
    database.execute('COMMIT')
    database.close()


def make_template(folder):
    engine = harness.Engine(folder)
    api = engine.client()
    api.post('hosts', '<host><name>h0</name><address>192.0.2.1</address></host>')
    api.post('vms', '<vm><name>vm0</name><cluster><name>Default</name></cluster>'
             '<template><name>Blank</name></template><os><kernel>/k</kernel></os></vm>')
    vm = api.get('vms').xml.find('vm').get('href')
    assert api.post(f'{vm}/nics', '<nic><name>nic0</name></nic>').status == 201
    engine.stop()
    fill(folder / 'engine.db')


def rss_mib(pid):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1]) / 1024
    raise AssertionError('no VmRSS')


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
        make_template(folder / 'engine')
        port, times, sizes, lists, finds = free_port(), [], [], [], []
        for _ in range(RUNS):
            seconds, process = start_once(folder / 'engine', port)
            times.append(seconds)
            time.sleep(SETTLE)
            sizes.append(rss_mib(process.pid))
            client = harness.Client(port, harness.basic())
            client.get(harness.API)
            assert len(client.get(f'hosts/{uuid(1, 0)}/nics').xml) == PFS
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
