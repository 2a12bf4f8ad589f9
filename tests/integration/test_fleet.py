"""The VFs of the fleet in one request each: PFs of all hosts, numbers, who has which VF."""
from harness import API, JSON, SimulatedHost, wait_for
from test_hosts import ALL, CONFIG, make_network, make_vm, reach, set_vfs
from test_identity import add_cluster, default_cluster, member

PFS = f'{API}/physicalfunctions'
NUMBERS = ('free', 'used', 'unusable', 'quarantined')


def pfs(api, **query):
    text = '&'.join(f'{name}={value}' for name, value in query.items())
    reply = api.get(f'physicalfunctions?{text}', accept=JSON)
    assert reply.status == 200, reply.text
    return reply.json.get('physical_function', [])


def numbers(thing):
    return tuple(int(thing[name]) for name in NUMBERS)


def specific(api, pf):
    assert api.post(f'{pf}/updatevirtualfunctionsconfiguration',
                    CONFIG.format(ALL.format('false'))).status == 200


def second_host(engine, folder, api, cluster=None):
    host = SimulatedHost(engine, folder / 'h2', name='a2')
    if cluster:
        assert api.post(f'{host.href}/deactivate').status == 200
        reach(api, host.href, 'maintenance')
        reply = api.put(host.href, f'<host><cluster id="{cluster}"/></host>')
        assert reply.status == 200, reply.text
    return host


def test_all_pfs(engine, folder, api, host):
    second = second_host(engine, folder, api)
    try:
        first, _ = host.pfs(api)
        set_vfs(api, first, 7)
        found = pfs(api)
        assert [(pf['host']['name'], pf['name']) for pf in found] == [
            ('a2', 'sim0'), ('a2', 'sim1'), ('h1', 'sim0'), ('h1', 'sim1')]
        pf = found[2]
        nic = api.get(first, accept=JSON).json
        assert pf['href'] == first and pf['id'] == nic['id'] and pf['mac'] == nic['mac']
        for name in ('name', 'status', 'driver', 'present', 'speed'):
            assert pf.get(name) == nic.get(name), name
        assert pf['host'] == {'href': host.href, 'id': host.id, 'name': 'h1', 'status': 'up'}
        assert pf['cluster']['id'] == default_cluster(api) and pf['cluster']['name'] == 'Default'
        assert api.get(pf['data_center']['href']).status == 200
        assert pf['all_networks_allowed'] == 'true' and 'networks' not in pf and 'labels' not in pf
        assert pf['number_of_virtual_functions'] == pf['max_number_of_virtual_functions'] == '7'
        assert numbers(pf) == (7, 0, 0, 0)
        assert pf['states'] == {'state': [{'name': 'free', 'count': '7'}]}
        assert 'virtual_functions' not in pf
        assert numbers(found[3]) == (0, 0, 0, 0) and found[3]['states'] == {}
        assert len(pfs(api, max=3)) == 3 and pfs(api, max=0) == []
        assert [p['host']['name'] for p in pfs(api, host=second.id)] == ['a2', 'a2']

        xml = api.get(PFS).xml
        assert xml.tag == 'physical_functions' and len(xml) == 4
        assert xml[2].get('href') == first and xml[2].findtext('states/state/name') == 'free'
        assert [xml[2].findtext(name) for name in NUMBERS] == ['7', '0', '0', '0']
        rels = {link.get('rel'): link.get('href') for link in api.get(API).xml.findall('link')}
        assert rels['physicalfunctions'] == PFS
    finally:
        second.stop()


def test_who_has_which(api, host):
    pf = host.pfs(api)[0]
    set_vfs(api, pf, 2)
    network, profile = make_network(api, 'red', 100)
    vm = make_vm(api, 'web', profile)
    assert api.post(f'{vm}/start').status == 200
    reach(api, vm, 'up')
    wait_for(lambda: 'vlan' in pfs(api, all_content='true')[0]['virtual_functions']['virtual_function'][0],
             'the host to report the VLAN')
    first, second = pfs(api, all_content='true')
    assert numbers(first) == (1, 1, 0, 0) and second['virtual_functions'] == {}
    assert first['states']['state'] == [{'name': 'free', 'count': '1'}, {'name': 'held_by_vm', 'count': '1'}]
    used, free = first['virtual_functions']['virtual_function']
    nic = api.get(f'{vm}/nics', accept=JSON).json['nic'][0]
    assert used['index'] == '0' and used['state'] == 'held_by_vm' and used['class'] == 'used'
    assert used['detail'] == 'is held by a VM (web)'
    assert used['vm'] == {'href': vm, 'id': vm.split('/')[-1], 'name': 'web'}
    assert used['nic'] == {'href': nic['href'], 'id': nic['id'], 'name': 'n0'}
    assert used['network'] == {'href': f'{API}/networks/{network}', 'id': network, 'name': 'red'}
    assert used['mac'] == nic['mac'] and used['vlan'] == {'id': '100'}
    assert free['class'] == 'free' and not {'detail', 'vm', 'nic', 'network'} & free.keys()

    # What lies under the PF says the same.
    listed = api.get(f'{pf}/virtualfunctions', accept=JSON).json['virtual_function']
    for vf, other in zip(listed, (used, free)):
        assert vf['status'] == other['state']
        for name in ('id', 'class', 'index', 'mac', 'vlan', 'vm', 'nic', 'network'):
            assert vf.get(name) == other.get(name), name
    assert [vf['status_detail'] for vf in listed] == ['is held by a VM (web)', 'is free']
    assert api.get(f'{pf}/virtualfunctions').xml[0].findtext('vm/name') == 'web'
    header = api.get(PFS, accept=JSON, headers={'All-Content': 'true'}).json
    assert header['physical_function'][0]['virtual_functions']['virtual_function'][0] == used


def test_networks_of_pfs(api, host):
    named, labelled = host.pfs(api)
    red, _ = make_network(api, 'red', 100)
    blue, _ = make_network(api, 'blue', 200)
    for pf in (named, labelled):
        specific(api, pf)
    assert [pf['networks'] for pf in pfs(api)] == [{}, {}] and pfs(api, network=red) == []
    api.post(f'{named}/virtualfunctionallowednetworks', f'<network id="{red}"/>')
    for pf in (named, labelled):
        api.post(f'{pf}/virtualfunctionallowedlabels', '<network_label id="fast"/>')
    assert api.post(f'networks/{blue}/networklabels', '<network_label id="fast"/>').status == 201
    first, second = pfs(api)
    by_label = {'href': f'{API}/networks/{blue}', 'id': blue, 'name': 'blue', 'label': 'fast'}
    by_name = {'href': f'{API}/networks/{red}', 'id': red, 'name': 'red'}
    assert first['networks']['network'] == [by_label, by_name]
    assert second['networks']['network'] == [by_label]
    assert first['labels'] == second['labels'] == {'network_label': [{'id': 'fast'}]}
    assert first['all_networks_allowed'] == 'false'
    assert [pf['name'] for pf in pfs(api, network=red)] == ['sim0']
    assert [pf['name'] for pf in pfs(api, network=blue)] == ['sim0', 'sim1']
    api.post(f'{labelled}/updatevirtualfunctionsconfiguration', CONFIG.format(ALL.format('true')))
    assert [pf['name'] for pf in pfs(api, network=red)] == ['sim0', 'sim1']

    # A network of another data center is not for these hosts, whatever its label.
    api.post('datacenters', '<data_center><name>far</name><local>false</local></data_center>')
    far = api.post('networks', '<network><name>green</name><data_center><name>far</name></data_center>'
                   '</network>').xml.get('id')
    assert api.post(f'networks/{far}/networklabels', '<network_label id="fast"/>').status == 201
    assert pfs(api, network=far) == []
    assert [n['name'] for n in pfs(api)[0]['networks']['network']] == ['blue', 'red']


def test_filters_that_name_nothing(api, host):
    nobody = '00000000-0000-4000-8000-000000000000'
    for name in ('cluster', 'host', 'network'):
        for value in (nobody, 'x', '%F0%9F%A6%86'):
            reply = api.get(f'physicalfunctions?{name}={value}')
            assert reply.status == 404 and 'does not exist' in reply.detail, (name, value, reply.text)
        assert len(pfs(api, **{name: ''})) == 2
    assert api.get('physicalfunctions?max=many').status == 400
    assert api.post('physicalfunctions', '<physical_function/>').status == 405


def test_hosts_that_are_away(engine, folder, api, host):
    """The PFs of a host stay in the list: in maintenance with their VFs, unreported without."""
    pf = host.pfs(api)[0]
    set_vfs(api, pf, 3)
    assert api.post(f'{host.href}/deactivate').status == 200
    reach(api, host.href, 'maintenance')
    first = pfs(api)[0]
    assert first['host']['status'] == 'maintenance' and numbers(first) == (3, 0, 0, 0)
    engine.stop()
    host.process.terminate()
    host.process.wait(20)
    engine.start()
    api = engine.client()
    first = pfs(api, all_content='true')[0]
    assert first['href'] == pf and first['number_of_virtual_functions'] == '3'
    assert numbers(first) == (0, 0, 0, 0) and first['virtual_functions'] == {}


def test_who_sees_what(engine, folder, api, host):
    cluster = add_cluster(api, 'other')
    second = second_host(engine, folder, api, cluster)
    try:
        set_vfs(api, host.pfs(api)[0], 1)
        _, profile = make_network(api, 'red', 100)
        vm = make_vm(api, 'web', profile)
        assert api.post(f'{vm}/start').status == 200
        reach(api, vm, 'up')
        everybody = pfs(api, all_content='true')
        assert [pf['cluster']['name'] for pf in everybody] == ['other', 'other', 'Default', 'Default']
        assert [pf['host']['name'] for pf in pfs(api, cluster=cluster)] == ['a2', 'a2']

        # Of one VM: no host, hence no PF.
        joe = member(engine, api, 'joe', f'vms/{vm.split("/")[-1]}', 'UserRole')
        assert pfs(joe, all_content='true') == []
        assert joe.get(f'physicalfunctions?host={host.id}').status == 404
        # Of one host, by a role that does not show VMs: the cell is used, by nobody with a name.
        ann = member(engine, api, 'ann', f'hosts/{host.id}', 'HostAdmin')
        assert [pf['host']['name'] for pf in pfs(ann)] == ['h1', 'h1']
        assert pfs(ann)[0]['cluster']['name'] == 'Default'
        assert ann.get(f'physicalfunctions?host={second.id}').status == 404
        used = pfs(ann, all_content='true')[0]['virtual_functions']['virtual_function'][0]
        assert used['class'] == 'used' and used['detail'] == 'is held by a VM'
        assert not {'vm', 'nic', 'network'} & used.keys()
        assert vm.split('/')[-1] not in str(used)
        listed = ann.get(f'{host.href}/nics', accept=JSON).json['host_nic'][0]['href']
        listed = ann.get(f'{listed}/virtualfunctions', accept=JSON).json['virtual_function'][0]
        assert listed['status_detail'] == 'is held by a VM' and not {'vm', 'nic'} & listed.keys()
        # Of the cluster with what is in it: all of it.
        eve = member(engine, api, 'eve', f'clusters/{default_cluster(api)}', 'ClusterAdmin')
        assert pfs(eve, all_content='true') == everybody[2:]
    finally:
        second.stop()


def test_numbers(engine, folder, api, host):
    second = second_host(engine, folder, api)
    try:
        set_vfs(api, host.pfs(api)[0], 3)
        set_vfs(api, host.pfs(api)[1], 2)
        set_vfs(api, second.pfs(api)[0], 1)
        _, profile = make_network(api, 'red', 100)
        vm = make_vm(api, 'web', profile)
        reply = api.post(f'{vm}/start', '<action><vm><placement_policy><hosts><host><name>h1</name></host>'
                         '</hosts></placement_policy></vm></action>')
        assert reply.status == 200, reply.text
        reach(api, vm, 'up')
        wait_for(lambda: 'held_by_vm' in api.get(API, accept=JSON).text, 'the VM to have its VF')
        summary = api.get(API, accept=JSON).json['summary']['virtual_functions']
        assert summary == {'total': '6', 'free': '5', 'used': '1', 'unusable': '0', 'quarantined': '0',
                           'states': {'state': [{'name': 'free', 'count': '5'},
                                                {'name': 'held_by_vm', 'count': '1'}]}}
        five = {'total': '5', 'free': '4', 'used': '1', 'unusable': '0', 'quarantined': '0'}
        hosts = {h['name']: h for h in api.get('hosts?all_content=true', accept=JSON).json['host']}
        assert hosts['h1']['virtual_functions'] == five
        assert hosts['a2']['virtual_functions']['total'] == '1'
        assert api.get(f'{host.href}?all_content=true', accept=JSON).json['virtual_functions'] == five
        assert api.get(host.href, headers={'All-Content': 'true'}).xml.findtext('virtual_functions/free') == '4'
        assert 'virtual_functions' not in api.get(host.href, accept=JSON).json
        assert all('virtual_functions' not in h for h in api.get('hosts', accept=JSON).json['host'])

        # What is shown is taken back as it is.
        text = api.get(f'{host.href}?all_content=true').text
        assert api.put(host.href, text).status == 200
    finally:
        second.stop()
