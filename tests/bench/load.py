"""Load on a server, and the server that the engine is compared with.  Both get the same client,
wrk, the same requests and the same TLS: version, key and cipher."""
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import time

SCRIPTS = pathlib.Path(__file__).resolve().parent / 'wrk'
UNITS = {'us': 1e-3, 'ms': 1, 's': 1e3, 'm': 6e4}
NGINX = '''
worker_processes {workers};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log error;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  default_type application/xml;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=100;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.3;
    root {folder}/files;
  }}
}}
'''


class Missing(Exception):
    """A program that the bench needs is not installed."""


def need(program):
    path = shutil.which(program, path='/usr/sbin:/usr/bin:/sbin:/bin')
    if path is None:
        raise Missing(f'{program} is not installed: tools/install-deps tests/bench/packages.txt')
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def tls_of(port):
    """"TLSv1.3 TLS_AES_256_GCM_SHA384", as a client of OpenSSL gets it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with context.wrap_socket(socket.create_connection(('127.0.0.1', port), 10)) as connection:
        return f'{connection.version()} {connection.cipher()[0]}'


class Nginx:
    """Serves files; 'files' are name -> bytes."""

    def __init__(self, folder, certificate, key, files, workers):
        folder.mkdir()
        folder.chmod(0o755)
        (folder / 'files').mkdir()
        for name, content in files.items():
            (folder / 'files' / name).write_bytes(content)
        self.port, self.workers = free_port(), workers
        config = folder / 'nginx.conf'
        user = 'user root;\n'
        config.write_text(user + NGINX.format(folder=folder, certificate=certificate, key=key,
                                              port=self.port, workers=workers))
        self.process = subprocess.Popen([need('nginx'), '-c', str(config), '-e',
                                         str(folder / 'error.log')], stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                tls_of(self.port)
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, 'no nginx'
                time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Load:
    """What one run of wrk saw."""

    def __init__(self, output):
        self.output = output
        self.requests = int(re.search(r'(\d+) requests in', output)[1])
        self.rate = float(re.search(r'Requests/sec: +([\d.]+)', output)[1])
        number, unit = re.search(r'50% +([\d.]+)(us|ms|s|m)', output).groups()
        self.median_ms = float(number) * UNITS[unit]

    def check(self):
        """No request may have failed: an error is answered faster than what was asked for."""
        assert 'Non-2xx' not in self.output and 'Socket errors' not in self.output, self.output
        return self


def run(port, path, seconds, connections, threads, token=None, script=None, arguments=()):
    command = [need('wrk'), '-t', str(threads), '-c', str(connections), '-d', f'{seconds}s', '--latency',
               '--timeout', '30s']
    if token:
        command += ['-H', f'Authorization: Bearer {token}']
    if script:
        command += ['-s', str(SCRIPTS / script)]
    command.append(f'https://127.0.0.1:{port}{path}')
    if arguments:
        command += ['--', *arguments]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                            check=True)
    return Load(result.stdout)


def mixed(engine, seconds, vms):
    """Reads, lists, searches and changes of an engine with that many VMs of tests/bench/fleet.py."""
    return run(engine.port, '/', seconds, 32, os.cpu_count(), engine.token, 'mix.lua',
               (str(vms),)).check()
