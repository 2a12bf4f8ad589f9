"""The program: its commands, files, signals and messages."""
import os
import signal
import stat
import subprocess
import time

from harness import API, PASSWORD, Engine, basic, program, write_config


def run(*arguments, input=None, **options):
    return subprocess.run([program('berth-engine'), *arguments], input=input, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          stdin=subprocess.DEVNULL if input is None else None, **options)


def test_help_and_version():
    assert run('--version').stdout.startswith('berth-engine ')
    for arguments in (['--help'], ['init', '--help'], ['run', '--help']):
        result = run(*arguments)
        assert result.returncode == 0 and 'Usage' in result.stdout, result
    for arguments in ([], ['serve'], ['run', '--nonsense'], ['init', '--nonsense']):
        result = run(*arguments)
        assert result.returncode == 2 and result.stderr, result


def test_init_twice_keeps_everything(folder):
    config = write_config(folder)
    first = run('init', '--config', config, '--server-name', 'e1', '--admin-password-file', '-',
                input=PASSWORD + '\n')
    assert first.returncode == 0, first.stderr
    kept = {path: path.read_bytes() for path in (folder / 'pki').iterdir()}
    assert run('init', '--config', config).returncode == 0
    assert run('init', '--config', config, '--generate-admin-password', str(folder / 'p')).returncode == 0
    assert not (folder / 'p').exists()
    assert {path: path.read_bytes() for path in (folder / 'pki').iterdir()} == kept
    for path in kept:
        expected = 0o600 if path.suffix == '.key' else 0o644
        assert stat.S_IMODE(path.stat().st_mode) == expected, path
    assert stat.S_IMODE((folder / 'pki').stat().st_mode) == 0o700


def test_generated_password(folder):
    config = write_config(folder)
    secret = folder / 'admin-password'
    result = run('init', '--config', config, '--server-name', '127.0.0.1',
                 '--generate-admin-password', str(secret))
    assert result.returncode == 0, result.stderr
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    password = secret.read_text().strip()
    assert len(password) == 24 and password not in result.stdout + result.stderr
    engine = Engine.__new__(Engine)
    engine.folder, engine.config_path, engine.process = folder, config, None
    engine.log = folder / 'engine.log'
    engine.start()
    try:
        client = engine.anonymous()
        client.auth = basic(password=password)
        assert client.get(API).status == 200
        client.auth = basic()
        assert client.get(API).status == 401
        engine.stop()
    finally:
        engine.kill()


def test_init_changes_the_password(folder):
    engine = Engine(folder / 'engine')
    try:
        token = engine.token
        (folder / 'password').write_text('a better passphrase\n')
        result = run('init', '--config', engine.config_path, '--admin-password-file',
                     str(folder / 'password'))
        assert result.returncode == 0, result.stderr
        client = engine.anonymous()
        client.auth = basic(password='a better passphrase')
        assert client.get(API).status == 200
        client.auth = basic()
        assert client.get(API).status == 401
        client.auth = f'Bearer {token}'
        assert client.get(API).status == 401
        engine.stop()
    finally:
        engine.kill()


def test_init_refuses(folder):
    config = write_config(folder)
    result = run('init', '--config', config)
    assert result.returncode != 0 and '--admin-password-file' in result.stderr
    result = run('init', '--config', config, '--admin-password-file', '-', input='short\n')
    assert result.returncode != 0 and '8 characters' in result.stderr
    result = run('init', '--config', config, '--admin-password-file', str(folder / 'none'))
    assert result.returncode != 0 and 'none' in result.stderr
    (folder / 'there').write_text('x')
    result = run('init', '--config', config, '--generate-admin-password', str(folder / 'there'))
    assert result.returncode != 0 and (folder / 'there').read_text() == 'x'


def test_bad_configuration(folder):
    cases = (('[engine]\nprot=1\n', 'prot'), ('[engine]\nport=x\n', 'port'),
             ('[engine]\nport=70000\n', '65535'), ('[server]\nport=1\n', '[server]'),
             ('port=1\n', 'engine.conf'), ('[engine]\nlog_level=loud\n', 'loud'))
    for text, word in cases:
        (folder / 'engine.conf').write_text(text)
        result = run('run', '--config', str(folder / 'engine.conf'))
        assert result.returncode != 0 and word in result.stderr, (text, result.stderr)
    result = run('run', '--config', str(folder / 'missing.conf'))
    assert result.returncode != 0 and 'missing.conf' in result.stderr


def test_run_before_init(folder):
    config = write_config(folder)
    result = run('run', '--config', config)
    assert result.returncode != 0 and 'berth-engine init' in result.stderr, result.stderr


def test_port_in_use(engine, folder):
    other = Engine.__new__(Engine)
    config = write_config(engine.folder, port=engine.port)
    result = run('run', '--config', config)
    assert result.returncode != 0 and str(engine.port) in result.stderr, result.stderr
    assert engine.anonymous().get('/').status == 200
    del other


def test_signals(engine):
    config = engine.folder / 'engine.conf'
    text = config.read_text()
    config.write_text(text + 'log_level=debug\n')
    engine.process.send_signal(signal.SIGHUP)
    engine.wait_for_line('config-reloaded log_level=debug')
    engine.client().get(API)
    engine.wait_for_line('request-answered status=200')
    config.write_text(text + 'log_level=nonsense\n')
    engine.process.send_signal(signal.SIGHUP)
    engine.wait_for_line('config-not-reloaded')
    assert engine.anonymous().get('/').status == 200
    engine.process.send_signal(signal.SIGINT)
    assert engine.process.wait(20) == 0
    engine.process = None


def test_no_secret_in_the_log(engine):
    config = engine.folder / 'engine.conf'
    config.write_text(config.read_text() + 'log_level=debug\n')
    engine.process.send_signal(signal.SIGHUP)
    engine.wait_for_line('config-reloaded')
    token = engine.token
    engine.client().get(API)
    engine.anonymous().post('/ovirt-engine/sso/oauth/token?grant_type=password&username=admin%40internal&'
                            f'password={PASSWORD.replace(" ", "+")}', None)
    engine.anonymous().post(f'/ovirt-engine/services/sso-logout?token={token}', None)
    time.sleep(0.1)
    log = engine.log_text()
    assert token not in log
    assert PASSWORD not in log and PASSWORD.replace(' ', '+') not in log


def test_readiness_is_told_to_systemd(folder):
    import socket
    address = str(folder / 'notify')
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(address)
    listener.settimeout(20)
    os.environ['NOTIFY_SOCKET'] = address
    try:
        engine = Engine(folder / 'engine')
    finally:
        del os.environ['NOTIFY_SOCKET']
    try:
        assert b'READY=1' in listener.recv(4096)
        engine.stop()
        assert b'STOPPING=1' in listener.recv(4096)
    finally:
        engine.kill()
