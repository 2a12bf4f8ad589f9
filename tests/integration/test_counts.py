"""'Prefer: count=exact': how many there are in all, of which a list shows some."""
from urllib.parse import quote

from harness import add_events
from test_identity import add_cluster, member, vm_id

COUNT = {'Prefer': 'count=exact'}


def counted(client, path, headers=COUNT):
    """How many are shown, and how many there are."""
    reply = client.get(path, headers=headers)
    assert reply.status == 200, reply.text
    assert reply.headers['Preference-Applied'] == 'count=exact', path
    return len(reply.xml), int(reply.headers['Total-Count'])


def add_vms(api, n, prefix='web'):
    return [vm_id(api, f'{prefix}{i}') for i in range(n)]


def test_count_is_of_all_that_match(api):
    add_vms(api, 7)
    add_vms(api, 3, 'db')
    assert counted(api, 'vms') == (10, 10)
    assert counted(api, 'vms?max=4') == (4, 10)
    assert counted(api, 'vms?max=0') == (0, 10)
    assert counted(api, 'vms?search=' + quote('name=web*')) == (7, 7)
    assert counted(api, 'vms?search=' + quote('name=web* sortby name page 2') + '&max=5') == (2, 7)
    assert counted(api, 'vms?search=' + quote('page 9') + '&max=5') == (0, 10)
    assert counted(api, 'vms?search=' + quote('name=*b*') + '&max=0') == (0, 10)
    assert counted(api, 'vms?search=' + quote('name=WEB*') + '&case_sensitive=true') == (0, 0)
    assert counted(api, 'vms?search=' + quote('cluster=Default and status=down')) == (10, 10)


def test_nothing_is_counted_unless_asked_for(api):
    for headers in (None, {'Prefer': 'count=estimated'}, {'Prefer': 'return=minimal'}):
        reply = api.get('vms?max=1', headers=headers)
        assert 'Total-Count' not in reply.headers and 'Preference-Applied' not in reply.headers
    for path in ('vms/00000000-0000-0000-0000-00000000dead', 'vms?search=' + quote('name=')):
        assert 'Total-Count' not in api.get(path, headers=COUNT).headers
    assert 'Total-Count' not in api.get('clusters?max=1&follow=networks').headers
    assert counted(api, 'clusters?follow=networks') == (1, 1)
    assert counted(api, 'clusters', {'Prefer': 'respond-async, Count="exact"'}) == (1, 1)


def test_collections_below_others(api):
    vm = vm_id(api, 'web')
    for i in range(3):
        assert api.post(f'vms/{vm}/nics', f'<nic><name>nic{i}</name></nic>').status == 201
    other = vm_id(api, 'other')
    assert counted(api, f'vms/{vm}/nics?max=2') == (2, 3)
    assert counted(api, f'vms/{other}/nics') == (0, 0)
    assert 'Total-Count' not in api.get(f'vms/{vm[:-1]}x/nics', headers=COUNT).headers
    assert counted(api, 'roles?max=1')[1] == len(api.get('roles').xml)
    assert counted(api, 'permissions?max=1')[1] == len(api.get('permissions').xml)


def test_only_what_the_user_sees(engine, api):
    other = add_cluster(api, 'other')
    add_vms(api, 4)
    mine = [vm_id(api, f'mine{i}', 'other') for i in range(3)]
    ann = member(engine, api, 'ann', f'clusters/{other}', 'ClusterAdmin')
    bob = member(engine, api, 'bob', f'vms/{mine[0]}', 'UserVmManager')
    assert counted(api, 'vms?max=1') == (1, 7)
    assert counted(ann, 'vms?max=1') == (1, 3)
    assert counted(ann, 'vms?search=' + quote('name=mine* page 2') + '&max=2') == (1, 3)
    assert counted(ann, 'vms?search=' + quote('name=web*')) == (0, 0)
    assert counted(bob, 'vms') == (1, 1)
    assert counted(bob, 'events?max=0')[1] == len(bob.get('events').xml) \
        < counted(api, 'events?max=0')[1]


def test_events(engine, api):
    engine.stop()
    add_events(engine, 1300, correlation_id='many', event_description='some thing')
    engine.start()
    api = engine.client()
    total = counted(api, 'events?max=1')[1]
    assert counted(api, 'events?max=3') == (3, total) and total > 1300
    newest = int(api.get('events?max=1').xml[0].get('id'))
    assert counted(api, f'events?from={newest - 10}&max=2') == (2, 10)
    assert counted(api, 'events?max=100&search=' + quote('correlation_id=many page 2')) == (100, 1300)
    assert counted(api, 'events?max=0&search=' + quote('correlation_id=many')) == (0, 1300)
    # What the database cannot decide is looked at.
    assert counted(api, 'events?max=2&search=' + quote('*some*')) == (2, 1300)
    assert counted(api, f'events?max=2&from={newest - 20}&search=' + quote('id>5'))[1] == 20
