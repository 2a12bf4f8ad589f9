"""The command line against a real engine: what people type for networks, profiles and QoS."""
import json
import os
import subprocess

import harness


class Cli:
    def __init__(self, engine, folder):
        self.environment = {**os.environ, 'BERTH_SESSION': str(folder / 'session')}
        ca = folder / 'ca.pem'
        ca.write_text(engine.anonymous().get('/ca.crt').text)
        self.run('login', f'https://127.0.0.1:{engine.port}', '--user', 'admin@internal',
                 '--password-file', '-', '--ca', str(ca), input=harness.PASSWORD + '\n')

    def run(self, *arguments, status=0, **options):
        result = subprocess.run([harness.program('berth'), *arguments], env=self.environment,
                                text=True, capture_output=True, **options)
        assert result.returncode == status, (arguments, result)
        return result.stdout if status == 0 else result.stderr

    def show(self, *arguments):
        return json.loads(self.run(*arguments, '--output', 'json'))


def test_qos(engine, folder):
    cli = Cli(engine, folder)
    cli.run('qos', 'add', 'Default', 'gold', '--type', 'network', '--inbound-average', '10',
            '--inbound-peak', '20', '--inbound-burst', '5')
    assert cli.show('qos', 'show', 'Default', 'gold')['inbound_peak'] == '20'
    cli.run('qos', 'set', 'Default', 'gold', '--inbound-peak', '30')
    assert 'gold' in cli.run('qos', 'list', 'Default')
    assert 'lower than its average' in cli.run('qos', 'set', 'Default', 'gold', '--inbound-peak',
                                               '5', status=2)
    cli.run('qos', 'remove', 'Default', 'gold')
    assert 'gold' not in cli.run('qos', 'list', 'Default')


def test_bookmark(engine, folder):
    cli = Cli(engine, folder)
    cli.run('bookmark', 'add', 'busy', '--value', 'Vms: status=up')
    assert 'Vms: status=up' in cli.run('bookmark', 'list')
    cli.run('bookmark', 'set', 'busy', '--value', 'Vms: status=down', '--name', 'idle')
    assert cli.show('bookmark', 'show', 'idle')['value'] == 'Vms: status=down'
    assert 'value' in cli.run('bookmark', 'add', 'none', status=2)
    cli.run('bookmark', 'remove', 'idle')
    assert 'idle' not in cli.run('bookmark', 'list')


def test_pf_list(engine, folder, api, host):
    cli = Cli(engine, folder)
    cli.run('pf', 'set', 'h1', 'sim0', '--vfs', '3')
    cli.run('network', 'add', 'red', '--vlan', '5')
    cli.run('pf', 'set', 'h1', 'sim1', '--all-networks', 'false')
    rows = [line.split() for line in cli.run('pf', 'list').splitlines()]
    assert rows[0] == ['HOST', 'PF', 'SPEED', 'FREE', 'USED', 'UNUSABLE', 'QUARANTINED', 'TOTAL']
    assert rows[1][:2] == ['h1', 'sim0'] and rows[1][-5:] == ['3', '0', '0', '0', '3']
    assert rows[2][:2] == ['h1', 'sim1'] and rows[2][-5:] == ['0', '0', '0', '0', '0']
    assert len(rows) == 3
    by_network = cli.show('pf', 'list', '--network', 'red', '--host', 'h1', '--cluster', 'Default')
    assert [pf['name'] for pf in by_network] == ['sim0']
    assert 'nowhere' in cli.run('pf', 'list', '--host', 'nowhere', status=3)
    assert 'pf list' in cli.run('man') and '--network' in cli.run('pf', 'list', '--help')


def test_network_options(engine, folder):
    cli = Cli(engine, folder)
    cli.run('qos', 'add', 'Default', 'share', '--type', 'hostnetwork', '--linkshare', '10')
    cli.run('network', 'add', 'red', '--vlan', '5', '--stp', 'true', '--qos', 'share',
            '--dns', '192.0.2.1', '--dns', '192.0.2.2')
    red = cli.show('network', 'show', 'red')
    assert red['stp'] == 'true' and 'qos' in red and red['vlan']['id'] == '5', red
    assert red['dns_resolver_configuration'] == {
        'name_servers': {'name_server': ['192.0.2.1', '192.0.2.2']}}, red
    cli.run('network', 'set', 'red', '--qos', 'none', '--dns', 'none', '--stp', 'false',
            '--vm', 'false')
    red = cli.show('network', 'show', 'red')
    assert 'qos' not in red and 'dns_resolver_configuration' not in red and red['usages'] == {}, red
    assert '--vm is true or false' in cli.run('network', 'set', 'red', '--vm', 'maybe', status=2)


def test_profile_options(engine, folder):
    cli = Cli(engine, folder)
    cli.run('qos', 'add', 'Default', 'gold', '--type', 'network')
    cli.run('profile', 'add', 'plain', '--network', 'ovirtmgmt', '--qos', 'gold',
            '--filter', 'clean-traffic')
    assert 'clean-traffic' in cli.run('profile', 'list')
    assert 'qos' in cli.show('profile', 'show', 'plain')
    cli.run('profile', 'set', 'plain', '--qos', 'none', '--filter', 'none')
    plain = cli.show('profile', 'show', 'plain')
    assert 'qos' not in plain and 'network_filter' not in plain, plain
    cli.run('profile', 'add', 'vf', '--network', 'ovirtmgmt', '--mode', 'enabled',
            '--migratable', 'true', '--failover', 'plain')
    assert cli.show('profile', 'show', 'vf')['failover']['id'] == plain['id']
    assert 'is the failover of' in cli.run('profile', 'remove', 'plain', status=2)
    cli.run('profile', 'set', 'vf', '--failover', 'none')
    cli.run('profile', 'remove', 'plain')
    assert 'vdsm-no-mac-spoofing' in cli.run('filter', 'list')


def test_new_words_are_in_the_manual(engine, folder):
    cli = Cli(engine, folder)
    manual = cli.run('man')
    for word in ('qos add', 'failover', 'port\\-isolation', 'filter list'):
        assert word in manual or word.replace('\\-', '-') in manual, word
    assert 'qos' in cli.run('completion', 'bash')


def test_users_and_permissions(engine, folder):
    cli, word = Cli(engine, folder), 'a password of some length'
    cli.run('user', 'add', 'joe', '--email', 'joe@example.org')
    assert 'joe@internal-authz' in cli.run('user', 'list')
    assert '8 characters' in cli.run('user', 'password', 'joe', '--password-file', '-', status=2,
                                     input='short\n')
    cli.run('user', 'password', 'joe', '--password-file', '-', input=word + '\n')
    cli.run('group', 'add', 'team')
    cli.run('group', 'add-user', 'team', 'joe')
    assert 'UserVmManager' in cli.run('role', 'list')
    cli.run('vm', 'add', 'vm1')
    cli.run('permission', 'add', 'UserVmManager', '--group', 'team', '--vm', 'vm1')
    assert 'team' in cli.run('permission', 'list', '--vm', 'vm1')
    assert '--user or --group' in cli.run('permission', 'add', 'UserRole', status=2)
    joe = Cli.__new__(Cli)
    joe.environment = {**cli.environment, 'BERTH_SESSION': str(folder / 'joe')}
    joe.run('login', f'https://127.0.0.1:{engine.port}', '--user', 'joe@internal',
            '--password-file', '-', '--ca', str(folder / 'ca.pem'), input=word + '\n')
    assert 'vm1' in joe.run('vm', 'list')
    item, = cli.show('permission', 'list', '--vm', 'vm1')
    cli.run('permission', 'remove', item['id'])
    cli.run('group', 'remove-user', 'team', 'joe')
    assert_denied(joe)
    cli.run('user', 'set', 'joe', '--disabled', 'true')
    cli.run('group', 'remove', 'team')
    cli.run('user', 'remove', 'joe')
    assert 'joe' not in cli.run('user', 'list')


def assert_denied(cli):
    """The user has no role any more."""
    result = subprocess.run([harness.program('berth'), 'vm', 'list'], env=cli.environment,
                            text=True, capture_output=True)
    assert 'not authorized' in result.stderr, result
    assert result.returncode != 0, result
