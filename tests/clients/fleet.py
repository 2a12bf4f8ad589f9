"""What every suite stands on: one real engine and two simulated hosts, "h1" with two PFs of seven VFs
each and "h2" with one; a suite that is no Python may ask them of `run`'s table of programs."""
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'integration'))
import harness  # noqa: E402

SHUTDOWN_SECONDS = 10


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


class Agent:
    """A real agent that plays a host with 'n_pfs' PFs of 7 VFs each."""

    def __init__(self, folder, n_pfs):
        self.folder, self.n_pfs, self.process = folder, n_pfs, None
        self.port = free_port()
        folder.mkdir()

    def command(self, name, *options):
        return [harness.program('berth-agent-simulated'), name, '--pki-dir', str(self.folder / 'pki'),
                '--state-dir', str(self.folder / 'state'), '--config', str(self.folder / 'conf'),
                *options]

    def enroll(self, engine, token):
        (self.folder / 'conf').write_text('[agent]\n')
        subprocess.run(self.command('enroll', '--engine', f'https://127.0.0.1:{engine.port}',
                                    '--token-file', '-'),
                       input=token + '\n', text=True, check=True, stdout=subprocess.DEVNULL)

    def start(self):
        with open(self.folder / 'log', 'ab') as log:
            self.process = subprocess.Popen(
                self.command('run', '--pfs', str(self.n_pfs), '--port', str(self.port)),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(SHUTDOWN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Fleet:
    """A context: 'engine' (of the integration tests' harness), its CA's certificate in the file 'ca',
    and 'agents'; all of it is gone after the block."""
    config = {}  # of the engine

    def __init__(self, build):
        harness.set_build(build)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='berth-clients-'))
        self.agents, self.engine = [], None

    def __enter__(self):
        try:
            self.engine = harness.Engine(self.folder / 'engine', **self.config)
            self.ca = str(self.folder / 'ca.pem')
            pathlib.Path(self.ca).write_text(self.engine.anonymous().get('/ca.crt').text)
            hosts = [self.add_host(n_pfs) for n_pfs in (2, 1)]
            for host in hosts:
                wait(lambda: self.raw().get(host).xml.findtext('status') == 'up', f'{host} is up')
        except BaseException:
            for log in (self.folder / 'engine' / 'engine.log', *self.folder.glob('h*/log')):
                if log.exists():
                    print(f'--- {log.name}\n{log.read_text()[-3000:]}')
            self.end()
            raise
        return self

    def __exit__(self, kind, error, trace):
        try:
            for agent in self.agents:
                agent.stop()
            self.engine.stop()  # it must end well
        finally:
            self.end()

    def end(self):
        for agent in self.agents:
            agent.stop()
        if self.engine is not None:
            self.engine.kill()
        harness.clean_up()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self):
        return f'https://127.0.0.1:{self.engine.port}/ovirt-engine/api'

    def raw(self):
        """A client that hides nothing, signed in."""
        return self.engine.client()

    def add_host(self, n_pfs):
        """Its address in the API; it comes up by itself."""
        name = f'h{len(self.agents) + 1}'
        agent = Agent(self.folder / name, n_pfs)
        self.agents.append(agent)
        address = '127.0.0.1' if name == 'h1' else 'localhost'
        host = self.raw().post(
            'hosts', f'<host><name>{name}</name><address>{address}</address><port>{agent.port}</port>'
            '<cluster><name>Default</name></cluster></host>').xml.get('href')
        reply = self.raw().post(f'{host}/enrollmenttoken')
        agent.enroll(self.engine, reply.xml.findtext('.//token'))
        agent.start()
        return host


def wait(condition, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f'not so after {seconds} s: {what}'
        time.sleep(0.02)
