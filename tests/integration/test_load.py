"""Many connections, slow ones, and ones that never say anything."""
import concurrent.futures
import socket
import threading
import time

from harness import API, Engine, raw_connection, read_all

DC = '<data_center><name>{}</name></data_center>'


def test_200_keep_alive_connections(engine):
    clients = [engine.client() for _ in range(200)]

    def use(client):
        first = None
        for _ in range(5):
            assert client.get(API).status == 200
            assert first in (None, client.connection.sock), 'the connection was not kept'
            first = client.connection.sock
        return True
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        assert all(pool.map(use, clients))
    # All of them are open now, and each still answers.
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        assert all(pool.map(use, clients))


def test_parallel_writes(engine):
    def add(i):
        return engine.client().post('datacenters', DC.format(f'dc{i}')).status
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        assert list(pool.map(add, range(60))) == [201] * 60
    assert len(engine.client().get('datacenters').xml) == 61


def test_of_equal_names_at_once_one_wins(engine):
    def add(_):
        return engine.client().post('datacenters', DC.format('same')).status
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(add, range(20))) == [201] + [409] * 19


def test_pipelining(engine):
    connection = raw_connection(engine.port)
    request = (f'GET {API} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {engine.token}\r\n'
               '{}\r\n')
    connection.sendall((request.replace('{}', '') * 3 + request.replace('{}', 'Connection: close\r\n'))
                       .encode())
    data = read_all(connection)
    assert data.count(b'HTTP/1.1 200') == 4, data[:400]


def test_pipelined_writes(engine):
    """A request that waits in a worker does not lose the one behind it."""
    connection = raw_connection(engine.port)
    data = b''
    for i, more in ((0, ''), (1, ''), (2, 'Connection: close\r\n')):
        body = DC.format(f'dc{i}')
        data += (f'POST {API}/datacenters HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {engine.token}\r\n'
                 f'Content-Type: application/xml\r\nContent-Length: {len(body)}\r\n{more}\r\n{body}').encode()
    connection.sendall(data)
    reply = read_all(connection)
    assert reply.count(b'HTTP/1.1 201') == 3, reply[:400]


def test_idle_and_dribbling_connections_are_closed(folder):
    engine = Engine(folder / 'engine', idle_timeout=1)
    try:
        silent = [raw_connection(engine.port) for _ in range(20)]
        half = [raw_connection(engine.port) for _ in range(20)]
        for connection in half:
            connection.sendall(b'GET / HTTP/1.1\r\nHost:')
        dribbling = raw_connection(engine.port)
        dribbling.sendall(b'GET / HTTP/1.1\r\nHost: x\r\n')
        stopped = threading.Event()

        def dribble():
            try:
                while not stopped.is_set():
                    dribbling.sendall(b'A: b\r\n')
                    time.sleep(0.2)
            except OSError:
                stopped.set()
        threading.Thread(target=dribble, daemon=True).start()

        client = engine.client()
        assert client.get(API).status == 200  # nobody is held up meanwhile
        deadline = time.monotonic() + 15
        for connection in silent + half:
            connection.settimeout(max(deadline - time.monotonic(), 0.1))
            assert read_all(connection) == b''
        assert stopped.wait(15), 'a connection that dribbles is served for ever'
        engine.stop()
    finally:
        engine.kill()


def test_long_head_is_refused(engine):
    client = engine.client()
    assert client.get(f'{API}?x=' + 'a' * 8000).status == 200
    for path, headers in ((f'{API}?x=' + 'a' * 40000, None), (API, {'X-Long': 'a' * 40000})):
        client = engine.client()
        try:
            status = client.get(path, headers=headers).status
        except OSError:
            status = 431  # it closed before all was sent
        assert status in (413, 414, 431), status
    assert engine.client().get(API).status == 200


def test_connection_limit(folder):
    engine = Engine(folder / 'engine', max_connections=16)
    try:
        connections = [engine.client() for _ in range(8)]
        for client in connections:
            assert client.get(API).status == 200
        more = []
        for _ in range(40):  # too many: some are turned away, and none is left hanging
            try:
                more.append(socket.create_connection(('127.0.0.1', engine.port), 2))
            except OSError:
                pass
        for connection in more:
            connection.close()
        deadline = time.monotonic() + 10
        while True:
            try:
                assert engine.client().get(API).status == 200
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        engine.stop()
    finally:
        engine.kill()


def test_client_that_does_not_wait_for_its_answer(engine):
    for i in range(10):
        connection = raw_connection(engine.port)
        body = DC.format(f'dc{i}')
        connection.sendall((f'POST {API}/datacenters HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer '
                            f'{engine.token}\r\nContent-Type: application/xml\r\n'
                            f'Content-Length: {len(body)}\r\n\r\n{body}').encode())
        connection.close()
    client = engine.client()
    deadline = time.monotonic() + 10
    while len(client.get('datacenters').xml) < 11:
        assert time.monotonic() < deadline
        time.sleep(0.05)
