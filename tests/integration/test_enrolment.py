"""The ways by which a host gets its certificate, with a real PAM stack on its side."""
import json
import os
import socket
import subprocess

import harness
from harness import JSON, NewAgent, wait_for

HOST = ('<host><name>{name}</name><address>127.0.0.1</address><port>{port}</port>{more}</host>')
PASSWORD = '<root_password>{}</root_password>'


def add(api, agent, name='h1', password='toor', more='', query=''):
    more += PASSWORD.format(password) if password else ''
    return api.post(f'hosts{query}', HOST.format(name=name, port=agent.port, more=more))


def reach(api, href, status):
    wait_for(lambda: api.get(href).xml.findtext('status') == status,
             f'{href} to be {status}: {api.get(href).text}')


def events(api, code):
    return [event.findtext('description') for event in api.get(f'events?search=type={code}').xml]


def test_root_password(api, engine, agents):
    agent = agents()
    reply = add(api, agent)
    assert reply.status == 201 and reply.xml.findtext('status') == 'installing'
    href = reply.xml.get('href')
    reach(api, href, 'up')
    host = api.get(href).xml
    assert host.findtext('ssh/fingerprint') == agent.fingerprint
    assert host.find('root_password') is None and host.find('ssh/user') is None
    assert events(api, 504) == ['Host h1 installed.']
    assert len(api.get(f'{href}/nics').xml) == 1
    # The password is nowhere: not in the database, not in a log, not in an event.
    secret = b'toor'
    for path in [*engine.folder.glob('engine.db*'), engine.log, *agent.folder.glob('log'),
                 *agent.folder.glob('state/*')]:
        assert secret not in path.read_bytes(), path
    # It is an ordinary host from now on, also after both were started anew.
    agent.stop()
    agent.start()
    reach(api, href, 'up')


def test_ssh_user_password_and_activate_false(api, agents):
    agent = agents()
    more = ('<ssh><authentication_method>password</authentication_method><user><user_name>root'
            '</user_name><password>toor</password></user></ssh>')
    href = add(api, agent, password=None, more=more, query='?activate=false').xml.get('href')
    reach(api, href, 'maintenance')
    assert api.post(f'{href}/activate').status == 200
    reach(api, href, 'up')


def test_wrong_password(api, agents):
    agent = agents()
    href = add(api, agent, password='root').xml.get('href')
    reach(api, href, 'install_failed')
    assert 'the password of root was not accepted' in api.get(href).xml.findtext('status_detail')
    failed = api.get('events?search=type=505').xml.find('event')
    assert failed.findtext('severity') == 'error' and failed.find('host').get('id') in href
    assert 'not accepted' in failed.findtext('description')
    # Once more, with the right one.
    assert api.post(f'{href}/install', '<action/>').status == 400
    assert api.post(f'{href}/install', f'<action>{PASSWORD.format("toor")}</action>').status == 200
    reach(api, href, 'up')
    again = api.post(f'{href}/install', f'<action>{PASSWORD.format("toor")}</action>')
    assert again.status == 409 and 'is up' in again.detail


def ended_job(api, path):
    """The one job at 'path', with its steps, once it has ended."""
    wait_for(lambda: api.get(path, accept=JSON).json['status'] != 'started', 'the job to end')
    return api.get(f'{path}?follow=steps', accept=JSON).json


def test_installations_are_jobs(api, agents):
    agent = agents()
    href = add(api, agent, password='root', query='?correlation_id=adding').xml.get('href')
    job = api.get('jobs?search=correlation_id%3Dadding').xml.find('job').get('href')
    failed = ended_job(api, job)
    assert failed['description'] == 'Installing host h1' and failed['status'] == 'failed', failed
    assert 'the password of root was not accepted' in failed['failure'], failed
    step, = failed['steps']['step']
    assert step['status'] == 'failed' and step['failure'] == failed['failure'], failed

    reply = api.post(f'{href}/install?async=true', f'<action>{PASSWORD.format("toor")}</action>')
    assert reply.status == 202, reply.text
    done = ended_job(api, reply.xml.find('job').get('href'))
    assert done['status'] == 'finished' and 'failure' not in done, done
    reach(api, href, 'up')


def test_an_installation_that_was_interrupted_has_failed(engine, api):
    with socket.create_server(('127.0.0.1', 0)) as silent:  # it takes connections and says nothing
        body = HOST.format(name='h1', port=silent.getsockname()[1], more=PASSWORD.format('toor'))
        href = api.post('hosts?correlation_id=adding', body).xml.get('href')
        job = api.get('jobs?search=correlation_id%3Dadding').xml.find('job').get('href')
        assert api.get(job).xml.findtext('status') == 'started'
        engine.kill()
        engine.start()
    api = engine.client()
    failed = ended_job(api, job)
    assert failed['status'] == 'failed' and 'restarted' in failed['failure'], failed
    assert failed['steps']['step'][0]['failure'] == failed['failure']
    assert api.get(href).xml.findtext('status') == 'install_failed'


def test_guesses_are_slowed_down(api, agents):
    agent = agents()
    href = add(api, agent, password='guess0').xml.get('href')
    reach(api, href, 'install_failed')
    for guess in range(1, 4):
        assert api.post(f'{href}/install', f'<action>{PASSWORD.format(guess)}</action>').status == 200
        reach(api, href, 'install_failed')
    # The door is shut now, also for who knows it: PAM is not asked.
    agent.set_password('guess0')
    assert api.post(f'{href}/install', f'<action>{PASSWORD.format("x")}</action>').status == 200
    wait_for(lambda: 'too many wrong passwords' in (api.get(href).xml.findtext('status_detail') or ''),
             'the guesser to be told')


def test_nobody_listens(api, agents):
    agent = agents()
    agent.stop()
    href = add(api, agent).xml.get('href')
    reach(api, href, 'install_failed')
    assert str(agent.port) in api.get(href).xml.findtext('status_detail')


def test_fingerprint(api, agents):
    agent = agents()
    wrong = '<ssh><fingerprint>' + 32 * 'ab' + '</fingerprint></ssh>'
    href = add(api, agent, more=wrong).xml.get('href')
    reach(api, href, 'install_failed')
    detail = api.get(href).xml.findtext('status_detail')
    assert agent.fingerprint in detail and 'ab:ab' in detail
    assert 'enrolment-refused' in agent.log_text()  # and never saw a password
    right = 'SHA256:' + agent.fingerprint.upper()
    reply = api.put(href, f'<host><ssh><fingerprint>{right}</fingerprint></ssh></host>')
    assert reply.status == 200 and reply.xml.findtext('ssh/fingerprint') == agent.fingerprint
    api.post(f'{href}/install', f'<action>{PASSWORD.format("toor")}</action>')
    reach(api, href, 'up')


def test_what_is_refused(api, agents):
    agent = agents()
    for more, word in (
            ('<ssh><user><user_name>admin</user_name><password>x</password></user></ssh>', 'admin'),
            ('<ssh><authentication_method>password</authentication_method></ssh>', 'root_password'),
            ('<ssh><fingerprint>short</fingerprint></ssh>', 'short')):
        reply = add(api, agent, password=None, more=more)
        assert reply.status == 400 and word in reply.detail, reply.text
    assert api.get('hosts').body.endswith(b'<hosts/>')


def test_host_is_removed_and_added_again(api, agents):
    """Its agent belongs to this engine, but to a host that is gone: it begins anew."""
    agent = agents()
    first = add(api, agent).xml.get('href')
    reach(api, first, 'up')
    api.post(f'{first}/deactivate')
    reach(api, first, 'maintenance')
    assert api.delete(first).status == 200
    second = add(api, agent).xml.get('href')
    assert second != first
    reach(api, second, 'up')
    # From maintenance, too; a wrong password leaves it failed, the right one mends it.
    api.post(f'{second}/deactivate')
    reach(api, second, 'maintenance')
    api.post(f'{second}/install', f'<action>{PASSWORD.format("no")}</action>')
    reach(api, second, 'install_failed')
    api.post(f'{second}/install', f'<action>{PASSWORD.format("toor")}</action>')
    reach(api, second, 'up')


def test_killed_engine_gives_up(api, engine, agents):
    """A SIGKILL while the host waits for its password to be judged."""
    agent = agents()
    (agent.folder / 'check').write_text('#!/bin/sh\ntouch "$0.asked"; exec cat > /dev/null < "$0.pipe"\n')
    os.mkfifo(agent.folder / 'check.pipe')
    href = add(api, agent).xml.get('href')
    wait_for((agent.folder / 'check.asked').exists, 'PAM to be asked')
    engine.kill()
    engine.start()
    api = engine.client()
    assert api.get(href).xml.findtext('status') == 'install_failed'
    assert 'restarted' in api.get(href).xml.findtext('status_detail')
    (agent.folder / 'check.pipe').write_text('')  # PAM says yes, to nobody
    agent.stop()


def test_token_while_the_agent_runs(api, engine, agents):
    """An agent that waits takes the certificate that "berth-agent enroll" puts there."""
    agent = agents()
    href = add(api, agent, password=None).xml.get('href')
    token = api.post(f'{href}/enrollmenttoken').xml.findtext('enrollment_token/token')
    done = agent.call('enroll', '--engine', f'https://127.0.0.1:{engine.port}', '--token-file', '-',
                      input=token)
    assert done.returncode == 0, done.stderr
    reach(api, href, 'up')


def test_leave(api, agents):
    agent = agents()
    href = add(api, agent).xml.get('href')
    reach(api, href, 'up')
    fingerprint = agent.fingerprint
    assert agent.call('leave').returncode == 0
    agent.stop()
    agent.start()
    assert 'agent-not-enrolled' in agent.log_text() and fingerprint in agent.log_text()


def test_json(api, agents):
    agent = agents()
    reply = api.post('hosts', {'name': 'h1', 'address': '127.0.0.1', 'port': agent.port,
                               'root_password': 'toor'}, accept=harness.JSON)
    assert reply.status == 201 and 'root_password' not in json.dumps(reply.json)
    reach(api, reply.json['href'], 'up')


def register(agent, engine, *options, name='h1'):
    return agent.call('register', '--engine', f'https://127.0.0.1:{engine.port}', '--name', name,
                      '--address', '127.0.0.1', '--port', str(agent.port), '--no-wait', *options)


def test_host_registers_itself(api, engine, agents):
    agent = agents()
    done = register(agent, engine)
    assert done.returncode == 0 and 'to be approved' in done.stdout, done.stderr
    assert register(agent, engine).returncode == 0  # once more is not one more
    hosts = api.get('hosts').xml
    assert [host.findtext('status') for host in hosts] == ['pending_approval']
    href = hosts[0].get('href')
    assert 'waits to be approved' in events(api, 20107)[0] and len(events(api, 20107)) == 1
    assert api.post(f'{href}/activate').status == 409
    assert api.post(f'{href}/approve', '<action><cluster><name>none</name></cluster></action>').status == 404
    assert api.post(f'{href}/approve', '<action><cluster><name>Default</name></cluster></action>').status == 200
    assert len(events(api, 498)) == 1
    done = register(agent, engine)
    assert done.returncode == 0 and 'is approved' in done.stdout, done.stderr
    reach(api, href, 'up')
    again = api.post(f'{href}/approve')
    assert again.status == 409 and 'is up' in again.detail


def test_registered_host_is_refused(api, engine, agents):
    agent = agents()
    assert register(agent, engine).returncode == 0
    href = api.get('hosts').xml[0].get('href')
    host = href.rsplit('/', 1)[1]
    csr = (agent.folder / 'pki' / 'register.csr').read_text()
    body = {'csr': csr, 'name': 'h1', 'address': '127.0.0.1', 'port': agent.port, 'host_id': host}
    assert api.delete(href).status == 200
    reply = engine.anonymous().post('/ovirt-engine/services/register', body, accept=harness.JSON)
    assert reply.status == 403 and 'refused' in reply.text, reply.text
    assert api.get('hosts').body.endswith(b'<hosts/>')


def test_registration_is_bounded(api, engine, agents):
    agent = agents()
    wrong = register(agent, engine, '--ca-fingerprint', 32 * 'ab')
    assert wrong.returncode != 0 and 'not the engine that is meant' in wrong.stderr
    anyone = engine.anonymous()

    def ask(**fields):
        return anyone.post('/ovirt-engine/services/register', fields, accept=harness.JSON)
    assert ask(csr='no', name='h', address='127.0.0.1').status == 400
    assert ask(name='h', address='127.0.0.1').status == 400
    assert register(agent, engine).returncode == 0
    csr = (agent.folder / 'pki' / 'register.csr').read_text()
    known = ask(csr=csr, name='other', address='127.0.0.2').json
    assert known['status'] == 'pending_approval' and 'certificate' not in known
    assert len(api.get('hosts').xml) == 1
    for number in range(1, 32):
        other = subprocess.run(agent.command('register', '--engine', f'https://127.0.0.1:{engine.port}',
                                             '--pki-dir', str(agent.folder / f'pki{number}'), '--name',
                                             f'n{number}', '--address', f'127.0.1.{number}', '--no-wait'),
                               capture_output=True, text=True)
        assert other.returncode == 0, other.stderr
    last = agent.call('register', '--engine', f'https://127.0.0.1:{engine.port}', '--pki-dir',
                      str(agent.folder / 'last'), '--name', 'last', '--address', '127.0.2.1', '--no-wait')
    assert last.returncode != 0 and '32 hosts wait' in last.stderr, last.stderr
