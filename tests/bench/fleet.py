"""An engine's folder whose database holds a whole fleet, for benches."""
import sqlite3

import harness


def clone(database, table, template, rows):
    """Inserts copies of a row, each with some columns replaced."""
    columns = [row[1] for row in database.execute(f'PRAGMA table_info({table})')]
    values = dict(zip(columns, template))
    database.executemany(
        f'INSERT INTO {table} VALUES ({", ".join("?" * len(columns))})',
        ([{**values, **row}[column] for column in columns] for row in rows))


def uuid(kind, number):
    return f'{kind:08x}-0000-4000-8000-{number:012x}'


def host_id(i):
    return uuid(1, i)


def vm_id(i):
    return uuid(3, i)


def fill_hosts(database, hosts, pfs):
    host = database.execute("SELECT * FROM host WHERE name = 'h0'").fetchone()
    # Nothing listens on these ports: the engine tries, and tries again, as with hosts that are off.
    clone(database, 'host', host, (
        {'id': host_id(i), 'name': f'host{i}', 'address': '127.0.0.1', 'port': 1024 + i, 'status': 'up',
         'certificate_fingerprint': f'{i:064x}'} for i in range(hosts)))
    kinds = [row[2] for row in database.execute('PRAGMA table_info(host_nic)')]
    pf = [None if kind == 'TEXT' else 0 for kind in kinds]
    clone(database, 'host_nic', pf, (
        {'id': uuid(2, i * pfs + k), 'host': host_id(i), 'name': f'ens{k}f0',
         'mac': f'02:00:{i >> 8:02x}:{i & 255:02x}:00:{k:02x}', 'port_id': '0', 'pci_path': f'0000:{k:02x}:00.0',
         'pci': f'0000:{k:02x}:00.0', 'driver': 'igb', 'speed_mbps': 10000, 'mtu': 1500, 'up': 'up',
         'carrier': 1, 'present': 1, 'total_vfs': 64, 'num_vfs': 64, 'all_networks_allowed': 1}
        for i in range(hosts) for k in range(pfs)))


def fill_vms(database, hosts, vms, vnics):
    vm = database.execute("SELECT * FROM vm WHERE name = 'vm0'").fetchone()
    nic = database.execute("SELECT * FROM vm_nic WHERE name = 'nic0'").fetchone()
    clone(database, 'vm', vm, (
        {'id': vm_id(i), 'name': f'web{i}',
         **({'status': 'up', 'host': host_id(i % hosts)} if hosts and i % 2 else {})}
        for i in range(vms)))
    clone(database, 'vm_nic', nic, (
        {'id': uuid(4, i * vnics + k), 'vm': vm_id(i), 'name': f'nic{k}', 'position': k,
         'mac': f'02:01:{k:02x}:{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}'}
        for i in range(vms) for k in range(vnics)))


def make(folder, hosts, pfs, vms, vnics):
    """Leaves a stopped engine in 'folder'.  The rows are copies of what the API made, so that they
    fit whatever the schema is."""
    engine = harness.Engine(folder)
    api = engine.client()
    api.post('hosts', '<host><name>h0</name><address>192.0.2.1</address></host>')
    api.post('vms', '<vm><name>vm0</name><cluster><name>Default</name></cluster>'
             '<template><name>Blank</name></template><os><kernel>/k</kernel></os></vm>')
    vm = api.get('vms').xml.find('vm').get('href')
    assert api.post(f'{vm}/nics', '<nic><name>nic0</name></nic>').status == 201
    engine.stop()
    database = sqlite3.connect(folder / 'engine.db', isolation_level=None)
    database.execute('BEGIN')
    fill_hosts(database, hosts, pfs)
    fill_vms(database, hosts, vms, vnics)
    if not hosts:  # so that nothing is tried in the background
        database.execute("DELETE FROM host WHERE name = 'h0'")
    database.execute('COMMIT')
    database.close()


def rss_mib(pid):
    with open(f'/proc/{pid}/status', encoding='ascii') as status:
        for line in status:
            if line.startswith('VmRSS:'):
                return int(line.split()[1]) / 1024
    raise AssertionError('no VmRSS')
