"""What the tests stand on: a real engine process on a free port, and a client that hides nothing."""
import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
API = '/ovirt-engine/api'
PASSWORD = 'correct horse battery'
XML = 'application/xml'
JSON = 'application/json'

_build = ROOT / 'build'
_template = None  # a folder that was set up once and is copied for each engine


class Skip(Exception):
    """The machine lacks what the test needs; says what."""


def set_build(path):
    global _build
    _build = pathlib.Path(path).resolve()


def program(name):
    for folder in ('src/engined', 'src/agentd', 'src/cli', 'tests/simulator'):
        path = _build / folder / name
        if path.exists():
            return str(path)
    raise FileNotFoundError(f'{name} is not built in {_build}')


def template():
    global _template
    if _template is None:
        _template = pathlib.Path(tempfile.mkdtemp(prefix='berth-template-'))
        config = write_config(_template)
        subprocess.run([program('berth-engine'), 'init', '--config', config,
                        '--server-name', 'localhost', '--server-name', '127.0.0.1',
                        '--admin-password-file', '-'],
                       input=PASSWORD + '\n', text=True, check=True, stdout=subprocess.DEVNULL)
    return _template


def clean_up():
    if _template is not None:
        shutil.rmtree(_template, ignore_errors=True)


def write_config(folder, **values):
    values = {'database': f'sqlite:{folder}/engine.db', 'pki_dir': f'{folder}/pki',
              'address': '127.0.0.1', 'port': 0, 'public_url': 'https://127.0.0.1:8443', **values}
    path = folder / 'engine.conf'
    path.write_text('[engine]\n' + ''.join(f'{k}={v}\n' for k, v in values.items()))
    return str(path)


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()

    @property
    def type(self):
        return (self.headers['Content-Type'] or '').split(';')[0]

    @property
    def xml(self):
        assert self.type == XML, f'{self.type}: {self.text}'
        return ElementTree.fromstring(self.body)

    @property
    def json(self):
        assert self.type == JSON, f'{self.type}: {self.text}'
        return json.loads(self.body)

    @property
    def detail(self):
        """What a fault says, in or outside of <action>."""
        return self.xml.findtext('.//detail')

    @property
    def reason(self):
        return self.xml.findtext('.//reason')


class Client:
    """One keep-alive connection.  'auth' is a header's value; None: none is sent."""

    def __init__(self, port, auth=None, timeout=30):
        self.port, self.auth, self.timeout = port, auth, timeout
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.connection = http.client.HTTPSConnection('127.0.0.1', port, timeout=timeout,
                                                      context=context)

    def request(self, method, path, body=None, accept=None, type=None, headers=None):
        if not path.startswith('/'):
            path = f'{API}/{path}'
        sent = {}
        if self.auth:
            sent['Authorization'] = self.auth
        if accept:
            sent['Accept'] = accept
        if isinstance(body, (dict, list)):
            body, type = json.dumps(body), type or JSON
        if isinstance(body, str):
            body = body.encode()
        if body is not None and type != '':
            sent['Content-Type'] = type or XML
        sent.update(headers or {})
        self.connection.request(method, path, body, sent)
        return Reply(self.connection.getresponse())

    def get(self, path, **options):
        return self.request('GET', path, **options)

    def post(self, path, body='<action/>', **options):
        return self.request('POST', path, body, **options)

    def put(self, path, body, **options):
        return self.request('PUT', path, body, **options)

    def delete(self, path, **options):
        return self.request('DELETE', path, **options)

    def close(self):
        self.connection.close()


def basic(user='admin@internal', password=PASSWORD):
    return 'Basic ' + base64.b64encode(f'{user}:{password}'.encode()).decode()


class Engine:
    """An engine process with a folder of its own."""
    environment = {}

    def __init__(self, folder, environment={}, **config):
        self.folder = pathlib.Path(folder)
        self.environment = environment
        if not (self.folder / 'engine.db').exists():  # else it is another engine's folder, taken over
            shutil.copytree(template(), self.folder, dirs_exist_ok=True)
        self.config_path = write_config(self.folder, **config)
        self.log = self.folder / 'engine.log'
        self.process = None
        self.start()

    def start(self):
        self.log_offset = self.log.stat().st_size if self.log.exists() else 0
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                [program('berth-engine'), 'run', '--config', self.config_path],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **self.environment})
        match = self.wait_for_line(r'engine-ready .*port=(\d+)')
        self.port = int(match[1])
        self._token = None

    def log_text(self):
        return self.log.read_bytes()[self.log_offset:].decode(errors='replace')

    def wait_for_line(self, pattern, seconds=30):
        deadline = time.monotonic() + seconds
        while True:
            match = re.search(pattern, self.log_text())
            if match:
                return match
            if self.process.poll() is not None:
                raise AssertionError(f'the engine ended:\n{self.log_text()}')
            assert time.monotonic() < deadline, f'no "{pattern}" in:\n{self.log_text()}'
            time.sleep(0.01)

    @property
    def token(self):
        if self._token is None:
            reply = self.anonymous().post(
                '/ovirt-engine/sso/oauth/token',
                urllib.parse.urlencode({'grant_type': 'password', 'scope': 'ovirt-app-api',
                                        'username': 'admin@internal', 'password': PASSWORD}),
                type='application/x-www-form-urlencoded')
            self._token = reply.json['access_token']
        return self._token

    def client(self, **options):
        return Client(self.port, f'Bearer {self.token}', **options)

    def anonymous(self, **options):
        return Client(self.port, **options)

    def stop(self):
        """Ends it in the ordinary way; it must end well."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            status = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f'the engine did not stop:\n{self.log_text()}') from None
        finally:
            self.process = None
        assert status == 0, f'the engine ended with {status}:\n{self.log_text()}'
        for word in ('CRITICAL', 'Sanitizer', 'runtime error:'):
            assert word not in self.log_text(), self.log_text()

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def add_events(engine, n, **values):
    """Copies of the newest event with other values, put into the database of a stopped engine."""
    with sqlite3.connect(engine.folder / 'engine.db') as database:
        columns = [row[1] for row in database.execute('PRAGMA table_info(event)')]
        newest = dict(zip(columns, database.execute('SELECT * FROM event ORDER BY id DESC').fetchone()))
        database.executemany(
            f'INSERT INTO event VALUES ({", ".join("?" * len(columns))})',
            ([{**newest, **values, 'id': newest['id'] + 1 + i}[column] for column in columns]
             for i in range(n)))
        database.execute("UPDATE counter SET value = value + ? WHERE name = 'event'", (n,))
    database.close()


class SimulatedHost:
    """A real agent over an invented host with two PFs, enrolled as 'name'."""

    def __init__(self, engine, folder, name='h1', pfs=2):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        api = engine.client()
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            port = probe.getsockname()[1]
        reply = api.post('hosts', f'<host><name>{name}</name><address>127.0.0.1</address>'
                         f'<port>{port}</port></host>')
        self.href, self.id = reply.xml.get('href'), reply.xml.get('id')
        token = api.post(f'{self.href}/enrollmenttoken').xml.findtext('enrollment_token/token')
        common = ['--pki-dir', str(self.folder / 'pki'), '--state-dir', str(self.folder / 'state')]
        subprocess.run([program('berth-agent'), 'enroll', '--engine', f'https://127.0.0.1:{engine.port}',
                        '--token-file', '-', *common],
                       input=token, text=True, check=True, stdout=subprocess.DEVNULL)
        with open(self.folder / 'agent.log', 'wb') as log:
            self.process = subprocess.Popen(
                [program('berth-agent-simulated'), 'run', '--pfs', str(pfs), '--port', str(port),
                 *common],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for(lambda: api.get(self.href).xml.findtext('status') == 'up', f'host {name} to be up')

    def pfs(self, api):
        return [nic.get('href') for nic in api.get(f'{self.href}/nics').xml
                if nic.find('virtual_functions_configuration') is not None]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class NewAgent:
    """A running agent over an invented host that no engine has enrolled yet.  Its PAM is the real one,
    with a folder of its own in which root's password is 'password'."""

    def __init__(self, folder, password='toor', pfs=1, address='127.0.0.1', port=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        (self.folder / 'pam').mkdir()
        self.set_password(password)
        check = self.folder / 'check'
        check.write_text(f'#!/bin/sh\n[ "$PAM_USER" = root ] && [ "$(tr -d "\\0")" = '
                         f'"$(cat {self.folder}/password)" ]\n')
        check.chmod(0o755)
        (self.folder / 'pam' / 'berth-agent').write_text(
            f'auth required pam_exec.so expose_authtok quiet {check}\n'
            'account required pam_permit.so\n')
        (self.folder / 'conf').write_text(f'[agent]\npam_dir={self.folder}/pam\naddress={address}\n')
        with socket.socket() as probe:
            probe.bind((address, port or 0))
            self.port = probe.getsockname()[1]
        self.pfs, self.process = pfs, None
        self.start()

    def set_password(self, password):
        (self.folder / 'password').write_text(password)

    def command(self, name, *options):
        return [program('berth-agent-simulated'), name, '--config', str(self.folder / 'conf'),
                '--pki-dir', str(self.folder / 'pki'), '--state-dir', str(self.folder / 'state'),
                *options]

    def call(self, name, *options, **more):
        return subprocess.run(self.command(name, *options), text=True, capture_output=True, **more)

    @property
    def fingerprint(self):
        return self.call('fingerprint').stdout.strip()

    def log_text(self):
        return (self.folder / 'log').read_text()

    def start(self):
        with open(self.folder / 'log', 'wb') as log:
            self.process = subprocess.Popen(
                self.command('run', '--port', str(self.port), '--pfs', str(self.pfs)),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for(lambda: 'agent-not-enrolled' in self.log_text() or 'agent-started' in self.log_text(),
                 'the agent to listen')

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


def wait_for(condition, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f'waited {seconds} s for {what}'
        time.sleep(0.05)


class Fixtures:
    """Makes what a test's parameters name, and takes it down."""

    def __init__(self, name):
        self.name, self.made, self.folder, self.agents = name, {}, None, []

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='berth-test-'))
        return self

    def get(self, name):
        if name not in self.made:
            self.made[name] = getattr(self, f'make_{name}')()
        return self.made[name]

    def make_folder(self):
        return self.folder

    def make_engine(self):
        return Engine(self.folder / 'engine')

    def make_api(self):
        return self.get('engine').client()

    def make_host(self):
        return SimulatedHost(self.get('engine'), self.folder / 'h1')

    def make_agents(self):
        """A function that makes one."""
        self.agents = []

        def make(**options):
            self.agents.append(NewAgent(self.folder / f'agent{len(self.agents)}', **options))
            return self.agents[-1]
        return make

    def __exit__(self, kind, error, trace):
        engine = self.made.get('engine')
        try:
            for agent in self.agents:
                if kind is not None:
                    print(f'--- log of {agent.folder.name} of {self.name}\n{agent.log_text()[-2000:]}')
                agent.stop()
            if 'host' in self.made:
                self.made['host'].stop()
            if engine is not None and kind is None:
                engine.stop()
            elif engine is not None:
                engine.kill()
                print(f'--- log of the engine of {self.name}\n{engine.log_text()[-4000:]}')
        finally:
            if engine is not None:
                engine.kill()
            shutil.rmtree(self.folder, ignore_errors=True)


def raw_connection(port, timeout=30):
    """A TLS connection to write any bytes to."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(('127.0.0.1', port), timeout))


def read_all(connection):
    data = b''
    while True:
        try:
            part = connection.recv(65536)
        except (ConnectionError, ssl.SSLError):
            return data
        if not part:
            return data
        data += part


def is_root():
    return os.geteuid() == 0
