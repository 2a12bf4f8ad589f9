"""Placement explained, and what if a network were allowed on a PF."""
from harness import JSON, wait_for
from test_events import make_vm
from test_identity import member

UNKNOWN = '00000000-0000-0000-0000-00000000dead'


def set_all_networks(api, pf, allowed):
    reply = api.post(f'{pf}/updatevirtualfunctionsconfiguration',
                     '<action><virtual_functions_configuration><all_networks_allowed>'
                     f'{allowed}</all_networks_allowed></virtual_functions_configuration></action>')
    assert reply.status == 200, reply.text


def red_of(api):
    return next(n.get('id') for n in api.get('networks').xml if n.findtext('name') == 'red')


def setting(api, host):
    """A VM whose network no PF may serve, the first PF (with two VFs), the network."""
    vm, pf = make_vm(api, host), host.pfs(api)[0]
    for href in host.pfs(api):
        set_all_networks(api, href, 'false')
    return vm, pf, red_of(api)


def ask(api, vm, network, pf):
    return api.get(f'{vm}/placement?allow_network={network}&on={pf.rsplit("/", 1)[1]}')


def test_what_if_a_network_were_allowed(api, host):
    vm, pf, red = setting(api, host)
    before = api.get(f'{vm}/placement')
    assert before.xml.findtext('fits') == 'false' and before.xml.find('assumption') is None
    verdict = before.xml.find('hosts/host/nics/nic/pfs/pf')
    assert verdict.findtext('reason') == 'pf_network', before.text
    assert {s.findtext('name'): s.findtext('count') for s in verdict.iter('state')
            if s.find('name') is not None} == {'free': '2'}

    reply = ask(api, vm, red, pf)
    assert reply.status == 200 and reply.xml.findtext('fits') == 'true', reply.text
    assumption = reply.xml.find('assumption')
    assert assumption.find('allow_network').get('id') == red
    assert assumption.find('on').get('href') == pf
    choice = reply.xml.find('choice/virtual_functions/virtual_function')
    assert choice.find('physical_function').get('href') == pf
    assert choice.findtext('nic_name') == 'nic1'
    assert choice.find('nic').get('href') == api.get(f'{vm}/nics').xml[0].get('href')
    verdicts = [pf.findtext('fits') for pf in reply.xml.iterfind('hosts/host/nics/nic/pfs/pf')]
    assert verdicts == ['true', 'false']
    json = api.get(f'{vm}/placement?allow_network={red}&on={pf.rsplit("/", 1)[1]}', accept=JSON).json
    assert json['assumption']['on']['href'] == pf and json['fits'] == 'true'

    # Nothing was changed by the question, and what it said comes true.
    assert api.get(f'{vm}/placement').body == before.body
    assert len(api.get(f'{pf}/virtualfunctionallowednetworks').xml) == 0
    assert api.post(f'{vm}/start').status == 409
    assert api.post(f'{pf}/virtualfunctionallowednetworks', f'<network id="{red}"/>').status == 201
    real = api.get(f'{vm}/placement')
    assert real.xml.findtext('text') == reply.xml.findtext('text')
    assert ask(api, vm, red, pf).xml.findtext('choice/host/name') == 'h1'


def test_what_if_of_a_running_vm_is_where_it_is(api, host):
    vm, pf, red = setting(api, host)
    set_all_networks(api, pf, 'true')
    assert api.post(f'{vm}/start').status == 200
    wait_for(lambda: api.get(vm).xml.findtext('status') == 'up', 'the VM to be up')
    other = host.pfs(api)[1]
    wait_for(lambda: ask(api, vm, red, other).body == api.get(f'{vm}/placement').body,
             'the same answer with and without')
    assert ask(api, vm, red, other).xml.find('assumption') is None


def test_what_cannot_be_assumed(engine, api, host):
    vm, pf, red = setting(api, host)
    nic = pf.rsplit('/', 1)[1]
    for query, missing in ((f'allow_network={red}', 'on=<id'), (f'on={nic}', 'allow_network=<id')):
        reply = api.get(f'{vm}/placement?{query}')
        assert reply.status == 400 and missing in reply.detail, reply.text
    for network, on, status in ((UNKNOWN, nic, 404), (red, UNKNOWN, 404), ('', nic, 404),
                                ('red', nic, 404), (red, '%00', 400)):
        reply = api.get(f'{vm}/placement?allow_network={network}&on={on}')
        assert reply.status == status and reply.detail, (network, on, reply.text)
    plain = [n.get('id') for n in api.get(f'{host.href}/nics').xml
             if n.find('virtual_functions_configuration') is None]
    for other in plain[:1]:
        reply = api.get(f'{vm}/placement?allow_network={red}&on={other}')
        assert reply.status == 400 and 'no virtual functions' in reply.detail, reply.text
    # Who sees the VM alone learns nothing of networks and hosts by asking.
    ann = member(engine, api, 'ann', vm.split('/api/')[1], 'UserVmManager')
    assert ann.get(vm).status == 200 and ann.get(pf).status == 404
    assert ask(ann, vm, red, pf).status == 404
    admin = member(engine, api, 'bob', f'networks/{red}', 'NetworkAdmin')
    assert ask(admin, vm, red, pf).status == 404
