#!/usr/bin/env python3
"""The REST server over TLS with keep-alive: requests a second beside nginx with a static file of the
same size, how long lists take among 10,000 VMs, what idle clients cost, and whether memory grows.
Prints a JSON object a line; see tests/bench/run."""
import json
import os
import pathlib
import resource
import shutil
import statistics
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / 'tests' / 'integration'))

import fleet  # noqa: E402
import harness  # noqa: E402
import load  # noqa: E402

VMS = 10000
CLIENTS = 1000
VMS_PATH = f'{harness.API}/vms'
ROUNDS, SECONDS, CONNECTIONS = 9, 2, 32
CORES = os.cpu_count()


def report(name, value, unit, peer=None, peer_value=None, ratio=None, limit=None, ok=None):
    print(json.dumps({'name': name, 'value': value, 'unit': unit, 'peer': peer, 'peer_value': peer_value,
                      'ratio': ratio, 'limit': limit, 'ok': ok}), flush=True)


def under(name, value, unit, limit, peer=None, peer_value=None):
    report(name, round(value, 3), unit, peer, peer_value,
           round(value / peer_value, 3) if peer_value else None, limit, value <= limit)


def one(engine, nginx, token):
    """Turns about, so that what else the machine does meets both; the middle of the rounds' ratios."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        for port, prefix, rates in ((engine.port, f'{VMS_PATH}/', ours), (nginx.port, '/one?', theirs)):
            rates.append(load.run(port, '/', SECONDS, CONNECTIONS, CORES, token, 'one.lua',
                                   (prefix, str(VMS))).check().rate)
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    report(f'GET of one of {VMS} VMs, at least 0.4 of nginx', round(statistics.median(ours)), '1/s',
           f'nginx, {nginx.workers} workers, {load.tls_of(nginx.port)}', round(statistics.median(theirs)),
           round(ratio, 3), 0.4, ratio >= 0.4)


def lists(engine, nginx, token):
    for name, query, file, limit in ((f'GET of 1000 of {VMS} VMs', '?max=1000', 'list', 30),
                                     (f'GET of a VM by name among {VMS}', '?search=name%3Dweb9999',
                                      'found', 2)):
        ours = load.run(engine.port, VMS_PATH + query, SECONDS, 1, 1, token).check()
        theirs = load.run(nginx.port, f'/{file}', SECONDS, 1, 1).check()
        under(name, ours.median_ms, 'ms', limit, 'nginx', theirs.median_ms)


def compare(folder):
    engine, nginx = harness.Engine(folder), None
    try:
        nginx = peer(folder, engine)
        assert load.tls_of(engine.port) == load.tls_of(nginx.port), 'not the same TLS'
        one(engine, nginx, engine.token)
        lists(engine, nginx, engine.token)
    finally:
        if nginx is not None:
            nginx.stop()
        engine.stop()


def peer(folder, engine):
    api = engine.client()
    files = {'one': api.get(f'vms/{fleet.vm_id(1234)}').body, 'list': api.get('vms?max=1000').body,
             'found': api.get('vms?search=name%3Dweb9999').body}
    return load.Nginx(folder / 'nginx', folder / 'pki' / 'server.pem', folder / 'pki' / 'server.key',
                      files, CORES)


def idle(folder):
    """On a fresh engine, so that nothing of its memory is free already."""
    engine = harness.Engine(folder, idle_timeout=600)
    clients = []
    try:
        for client in [engine.client() for _ in range(16)]:
            assert client.get(f'vms/{fleet.vm_id(1)}').status == 200
            client.close()
        before = fleet.rss_mib(engine.process.pid)
        for i in range(CLIENTS):
            clients.append(engine.client())
            assert clients[-1].get(f'vms/{fleet.vm_id(i)}').status == 200
        under(f'{CLIENTS} idle clients add', fleet.rss_mib(engine.process.pid) - before, 'MiB', 30)
    finally:
        for client in clients:
            client.close()
        engine.stop()


def growth(folder):
    engine = harness.Engine(folder)
    try:
        load.mixed(engine, 10, VMS)  # until thread and page pools have their size
        before = fleet.rss_mib(engine.process.pid)
        n = load.mixed(engine, 20, VMS).requests
        # Caches still fill; that it is flat after that is for "make soak" to show.
        under(f'engine grows over {n} mixed requests', fleet.rss_mib(engine.process.pid) - before, 'MiB', 8)
    finally:
        engine.stop()


def main():
    harness.set_build(os.environ.get('BERTH_BUILD', 'build'))
    load.need('wrk'), load.need('nginx')
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limit[0], min(limit[1], 4096)), limit[1]))
    folder = pathlib.Path(tempfile.mkdtemp(prefix='berth-bench-'))
    parts = {'compare': compare, 'idle': idle, 'growth': growth}
    try:
        fleet.make(folder / 'made', 0, 0, VMS, 2)
        for name in sys.argv[1:] or parts:
            shutil.copytree(folder / 'made', folder / name)
            parts[name](folder / name)
    finally:
        harness.clean_up()
        shutil.rmtree(folder, ignore_errors=True)


main()
