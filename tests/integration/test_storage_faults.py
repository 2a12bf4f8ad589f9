"""A full disk and a read-only database: a clear fault, no change, and life after it."""
import os
import pathlib
import sqlite3
import subprocess
import threading

from harness import Engine, Skip, basic, is_root
from test_auth import grant

DC = '<data_center><name>{}</name></data_center>'


def names(client):
    return sorted(dc.findtext('name') for dc in client.get('datacenters').xml)


class SmallDisk:
    """A tmpfs that is nearly full."""

    def __init__(self, folder, size):
        if not is_root():
            raise Skip('only root can mount a small disk')
        self.path = pathlib.Path(folder)
        self.path.mkdir()
        result = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'berth-test', str(self.path)],
                                stderr=subprocess.PIPE, text=True)
        if result.returncode != 0:
            raise Skip(f'a tmpfs cannot be mounted here: {result.stderr.strip()}')

    def __enter__(self):
        return self

    def fill(self):
        with open(self.path / 'filler', 'wb', buffering=0) as filler:
            try:
                while True:
                    filler.write(b'x' * 4096)
            except OSError:
                pass

    def empty(self):
        (self.path / 'filler').unlink()

    def __exit__(self, *error):
        subprocess.run(['umount', '-l', str(self.path)], check=True)


def test_full_disk(folder):
    with SmallDisk(folder / 'disk', '8m') as disk:
        engine = Engine(disk.path / 'engine')
        try:
            client = engine.client()
            assert client.post('datacenters', DC.format('before')).status == 201
            disk.fill()
            replies = [client.post('datacenters', f'<data_center><name>full{i}</name><description>'
                                   f'{"x" * 3000}</description></data_center>') for i in range(300)]
            refused = [reply for reply in replies if reply.status != 201]
            assert refused, 'the disk never got full'
            for reply in refused:
                assert reply.status == 507, (reply.status, reply.text)
                assert reply.xml.findtext('detail') and 'BERTH_NO_SPACE' == reply.headers['Berth-Fault']
            made = [f'full{i}' for i, reply in enumerate(replies) if reply.status == 201]
            assert names(client) == sorted(['Default', 'before'] + made)
            assert client.get('/ovirt-engine/services/health').status == 200
            disk.empty()
            assert client.post('datacenters', DC.format('after')).status == 201
            assert 'after' in names(client)
            engine.stop()
            engine.start()
            assert names(engine.client()) == sorted(['Default', 'before', 'after'] + made)
            engine.stop()
        finally:
            engine.kill()


def test_login_with_a_full_disk(folder):
    with SmallDisk(folder / 'disk', '8m') as disk:
        engine = Engine(disk.path / 'engine')
        try:
            client = engine.client()
            disk.fill()
            for i in range(300):
                if client.post('datacenters', f'<data_center><name>full{i}</name><description>{"x" * 3000}'
                               '</description></data_center>').status != 201:
                    break
            engine._token = None
            reply = grant(engine.anonymous())
            assert reply.status in (200, 507), reply.text
            assert ('error' in reply.json) == (reply.status == 507)
            disk.empty()
            assert grant(engine.anonymous()).status == 200
            engine.stop()
        finally:
            engine.kill()


def test_read_only_file_system(folder):
    with SmallDisk(folder / 'disk', '16m') as disk:
        engine = Engine(disk.path / 'engine')
        try:
            client = engine.client()
            assert client.post('datacenters', DC.format('before')).status == 201
            remount = ['mount', '-o', 'remount,{}', str(disk.path)]
            # Files that are open for writing keep the disk from going read-only: stop, then start.
            engine.stop()
            log = folder / 'engine.log'
            engine.log = log
            subprocess.run([w.format('ro') for w in remount], check=True)
            try:
                engine.start()
                client = engine.anonymous()
                client.auth = basic()
                served = True
            except AssertionError:
                served = False
                assert 'read' in engine.log_text().lower(), engine.log_text()
            if served:
                assert names(client) == ['Default', 'before']
                reply = client.post('datacenters', DC.format('refused'))
                assert reply.status == 507, reply.text
                engine.stop()
            subprocess.run([w.format('rw') for w in remount], check=True)
            engine.start()
            client = engine.client()
            assert client.post('datacenters', DC.format('after')).status == 201
            assert names(client) == ['Default', 'after', 'before']
            engine.stop()
        finally:
            engine.kill()


def test_read_only_while_running(folder):
    """The file turns read-only under the engine's feet: as a lost mount does."""
    if not is_root():
        raise Skip('only root can make a file immutable')
    engine = Engine(folder / 'engine')
    database = folder / 'engine' / 'engine.db'
    wal = folder / 'engine' / 'engine.db-wal'
    try:
        client = engine.client()
        assert client.post('datacenters', DC.format('before')).status == 201
        files = [str(path) for path in (database, wal) if path.exists()]
        if subprocess.run(['chattr', '+i', *files], stderr=subprocess.DEVNULL).returncode != 0:
            raise Skip('this file system knows no immutable files')
        try:
            reply = client.post('datacenters', DC.format('refused'))
            # Descriptors that are open may still write, so it may also succeed; it must not break.
            assert reply.status in (201, 507), reply.text
            assert client.get('datacenters').status == 200
        finally:
            subprocess.run(['chattr', '-i', *files], check=True)
        assert client.post('datacenters', DC.format('after')).status == 201
        engine.stop()
    finally:
        engine.kill()


def test_database_locked_by_somebody_else(engine):
    """A backup that holds the write lock delays a request; it does not lose it."""
    client = engine.client()
    other = sqlite3.connect(engine.folder / 'engine.db', timeout=5, isolation_level=None)
    other.execute('BEGIN IMMEDIATE')
    reader = engine.client()
    assert reader.get('datacenters').status == 200
    replies = []
    thread = threading.Thread(target=lambda: replies.append(client.post('datacenters', DC.format('late'))))
    thread.start()
    thread.join(0.3)
    assert reader.get('datacenters').status == 200, 'reads wait for a writer'
    other.execute('ROLLBACK')
    other.close()
    thread.join(30)
    assert replies and replies[0].status == 201, replies[0].text


def test_killed_engine_loses_nothing_that_it_answered(engine):
    client = engine.client()
    made = []
    for i in range(20):
        assert client.post('datacenters', DC.format(f'dc{i:02}')).status == 201
        made.append(f'dc{i:02}')
    engine.kill()
    engine.start()
    assert names(engine.client()) == ['Default'] + made
    assert not os.path.exists(engine.folder / 'core')
