"""Hosts with an agent: PFs and their policy, virtual functions, and VMs that start."""
import threading
import time

from harness import API, JSON, wait_for
from test_identity import member

CONFIG = '<action><virtual_functions_configuration>{}</virtual_functions_configuration></action>'
COUNT = '<number_of_virtual_functions>{}</number_of_virtual_functions>'
ALL = '<all_networks_allowed>{}</all_networks_allowed>'


def set_vfs(api, pf, count, everything=None):
    body = COUNT.format(count) + (ALL.format(everything) if everything else '')
    return api.post(f'{pf}/updatevirtualfunctionsconfiguration', CONFIG.format(body))


def states(api, pf):
    return [vf.findtext('status') for vf in api.get(f'{pf}/virtualfunctions').xml]


def make_network(api, name, vlan):
    network = api.post('networks', f'<network><name>{name}</name><vlan id="{vlan}"/><data_center>'
                       '<name>Default</name></data_center></network>').xml.get('id')
    cluster = api.get('clusters').xml.find('cluster').get('href')
    assert api.post(f'{cluster}/networks', f'<network id="{network}"><required>false</required>'
                    '</network>').status == 201
    profile = api.post(f'networks/{network}/vnicprofiles', '<vnic_profile><name>vf</name><pass_through>'
                       '<mode>enabled</mode></pass_through></vnic_profile>').xml.get('id')
    return network, profile


def make_vm(api, name, *profiles):
    vm = api.post('vms', f'<vm><name>{name}</name><memory>134217728</memory><cluster><name>Default</name>'
                  '</cluster><template><name>Blank</name></template><os><kernel>/k</kernel></os></vm>')
    href = vm.xml.get('href')
    for i, profile in enumerate(profiles):
        reply = api.post(f'{href}/nics', f'<nic><name>n{i}</name><interface>pci_passthrough</interface>'
                         f'<vnic_profile id="{profile}"/></nic>')
        assert reply.status == 201, reply.text
    return href


def reach(api, href, status):
    wait_for(lambda: api.get(href).xml.findtext('status') == status, f'{href} to be {status}')


def test_host_nics(api, host):
    nics = api.get(f'{host.href}/nics').xml
    pf = nics.find('host_nic')
    links = {link.get('rel') for link in pf.findall('link')}
    assert links == {'statistics', 'virtualfunctionallowedlabels', 'virtualfunctionallowednetworks', 'virtualfunctions'}
    assert pf.find('actions/link').get('rel') == 'updatevirtualfunctionsconfiguration'
    config = pf.find('virtual_functions_configuration')
    assert {child.tag: child.text for child in config} == {
        'all_networks_allowed': 'true', 'max_number_of_virtual_functions': '7',
        'number_of_virtual_functions': '0'}
    assert api.get(pf.get('href')).xml.get('id') == pf.get('id')
    nic = api.get(f'{host.href}/nics', accept=JSON).json['host_nic'][0]
    assert nic['virtual_functions_configuration']['max_number_of_virtual_functions'] == '7'


def test_number_of_vfs(api, host):
    pf, other = host.pfs(api)
    assert set_vfs(api, pf, 4).status == 200
    assert states(api, pf) == ['free'] * 4 and states(api, other) == []
    assert api.get(pf).xml.findtext('virtual_functions_configuration/number_of_virtual_functions') == '4'
    vf = api.get(f'{pf}/virtualfunctions').xml[0]
    assert api.get(vf.get('href')).xml.findtext('index') == '0'
    assert vf.find('physical_function').get('href') == pf
    assert set_vfs(api, pf, 0).status == 200
    assert states(api, pf) == []


NUMBER = 'virtual_functions_configuration.number_of_virtual_functions'


def test_number_of_vfs_refused(api, host):
    pf = host.pfs(api)[0]
    for count in (-1, -2, 8, 10**12):
        reply = set_vfs(api, pf, count)
        assert reply.status == 400, (count, reply.text)
        assert reply.xml.tag == 'action' and f'{count} VFs' in reply.detail and '0 - 7' in reply.detail
        assert reply.xml.findtext('fault/field') == NUMBER
    for count in ('x', '1.5', '99999999999999999999'):
        reply = set_vfs(api, pf, count)
        assert reply.status == 400 and reply.xml.findtext('fault/field') == NUMBER, count
    for body in ('<action/>', CONFIG.format(''), CONFIG.format('<max_number_of_virtual_functions>3'
                                                               '</max_number_of_virtual_functions>')):
        reply = api.post(f'{pf}/updatevirtualfunctionsconfiguration', body)
        assert reply.status == 400 and reply.reason == 'Incomplete parameters', reply.text
        assert reply.xml.findtext('fault/field') == NUMBER
    reply = api.post(f'{pf}/updatevirtualfunctionsconfiguration', CONFIG.format(ALL.format('maybe')))
    assert reply.xml.findtext('fault/field') == 'virtual_functions_configuration.all_networks_allowed'
    assert states(api, pf) == []


def test_dry_run_of_the_configuration(engine, api, host):
    pf = host.pfs(api)[0]
    dry = f'{pf}/updatevirtualfunctionsconfiguration?dry_run=true'
    before = api.get(pf).body
    newest = api.get('events?max=1').xml[0].get('id')
    n_jobs = len(api.get('jobs').xml)
    number = CONFIG.format(COUNT)
    for body in (number.format(3), number.format(0), CONFIG.format(ALL.format('false'))):
        reply = api.post(dry, body)
        assert reply.status == 200 and reply.xml.findtext('status') == 'complete', reply.text
    for body in (number.format(8), number.format(-1), number.format('x'), CONFIG.format(''),
                 CONFIG.format(ALL.format('maybe'))):
        said = api.post(dry, body)
        assert said.status == 400 and said.xml.findtext('status') == 'failed', said.text
        if body == number.format(8):
            assert 'not in the valid range, 0 - 7' in said.detail
    assert api.get(pf).body == before and states(api, pf) == []
    assert api.get('events?max=1').xml[0].get('id') == newest
    assert len(api.get('jobs').xml) == n_jobs
    ann = member(engine, api, 'ann', host.href.split('/api/')[1], 'UserVmManager')
    assert ann.post(dry, number.format(3)).status in (403, 404)
    assert api.post(dry.replace('=true', '=false'), number.format(3)).status == 200
    assert states(api, pf) == ['free'] * 3


def test_dry_run_names_the_vms_that_block(api, host):
    pf = host.pfs(api)[0]
    assert set_vfs(api, pf, 2).status == 200
    vm = make_vm(api, 'web', make_network(api, 'red', 100)[1])
    assert api.post(f'{vm}/start').status == 200
    reach(api, vm, 'up')
    dry = f'{pf}/updatevirtualfunctionsconfiguration?dry_run=true'
    number = CONFIG.format(COUNT)
    said = api.post(dry, number.format(5))
    assert said.status == 400 and '(VM web)' in said.detail, said.text
    real = api.post(dry.replace('?dry_run=true', ''), number.format(5))
    assert real.status == said.status and real.detail == said.detail
    assert api.post(dry, number.format(2)).status == 200  # as it is


def test_allowed_networks(api, host):
    network, _ = make_network(api, 'red', 100)
    pf, other = host.pfs(api)
    path = f'{pf}/virtualfunctionallowednetworks'
    assert api.post(path, '<network><name>red</name></network>').status == 409  # all are allowed
    update = f'{pf}/updatevirtualfunctionsconfiguration'
    assert api.post(update, CONFIG.format(ALL.format('false'))).status == 200
    assert api.get(path).body.endswith(b'<networks/>')
    reply = api.post(path, '<network><name>red</name></network>')
    assert reply.status == 201 and reply.xml.get('href') == f'{API}/networks/{network}'
    assert api.post(path, f'<network id="{network}"/>').status == 409
    assert api.post(path, '<network><name>green</name></network>').status == 400
    assert [n.findtext('name') for n in api.get(path).xml] == ['red']
    assert api.get(path, accept=JSON).json['network'][0]['id'] == network
    assert api.delete(f'{path}/{network}').status == 200
    assert api.delete(f'{path}/{network}').status == 404
    assert api.post(path, f'<network id="{network}"/>').status == 201
    assert api.post(update, CONFIG.format(ALL.format('true'))).status == 200
    assert api.get(path, accept=JSON).json == {}


def test_allowed_labels(api, host):
    pf = host.pfs(api)[0]
    path = f'{pf}/virtualfunctionallowedlabels'
    api.post(f'{pf}/updatevirtualfunctionsconfiguration', CONFIG.format(ALL.format('false')))
    reply = api.post(path, '<network_label id="fast"/>')
    assert reply.status == 201 and reply.xml.get('href') == f'{path}/fast'
    assert reply.xml.find('host_nic').get('href') == pf
    assert api.post(path, '<network_label id="fast"/>').status == 409
    assert api.post(path, '<network_label id="not a label"/>').status == 400
    assert [label.get('id') for label in api.get(path).xml] == ['fast']
    assert api.delete(f'{path}/fast').status == 200
    assert api.delete(f'{path}/fast').status == 409


def test_start_and_stop(api, host):
    pf = host.pfs(api)[0]
    set_vfs(api, pf, 2)
    _, profile = make_network(api, 'red', 100)
    vm = make_vm(api, 'web', profile)
    placement = api.get(f'{vm}/placement', accept=JSON).json
    assert placement['fits'] == 'true' and placement['choice']['host']['id'] == host.id
    verdict = {p['host_nic']['href']: p for p in placement['hosts']['host'][0]['nics']['nic'][0]['pfs']['pf']}
    assert verdict[pf]['free_virtual_functions'] == '2' and verdict[pf]['fits'] == 'true'

    reply = api.post(f'{vm}/start', '<action><async>true</async></action>')
    assert reply.status == 202 and reply.xml.findtext('status') == 'in_progress', reply.text
    job = reply.xml.find('job').get('href')
    reach(api, vm, 'up')
    wait_for(lambda: api.get(job).xml.findtext('status') == 'finished', 'the job')
    assert len(api.get(f'{job}/steps').xml) >= 1
    assert api.get(vm).xml.find('host').get('id') == host.id
    wait_for(lambda: states(api, pf) == ['held_by_vm', 'free'], 'the host to report who has it')
    first_vf = f'{pf}/virtualfunctions/' + api.get(f'{pf}/virtualfunctions').xml[0].get('id')
    wait_for(lambda: api.get(first_vf).xml.find('vlan') is not None, 'the host to report the VLAN')
    assert api.get(first_vf).xml.find('vm').get('href') == vm
    assert api.get(first_vf).xml.find('vlan').get('id') == '100'

    assert api.post(f'{vm}/start').status == 409
    refused = set_vfs(api, pf, 1)
    assert refused.status == 400 and 'VF 0 is held by a VM (VM web)' in refused.detail, refused.text
    assert 'First stop these VMs or unplug their vNICs.' in refused.detail
    assert api.delete(vm).status == 409
    assert api.post(f'{host.href}/deactivate').status == 409

    assert api.post(f'{vm}/stop').status == 200
    reach(api, vm, 'down')
    wait_for(lambda: states(api, pf) == ['free', 'free'], 'the VF to be free again')
    assert api.delete(vm).status == 200


def follow(api, reply):
    """The job that a reply names, as JSON with its steps, once it has ended."""
    assert reply.status == 202 and reply.xml.findtext('status') == 'in_progress', reply.text
    path = reply.xml.find('job').get('href') + '?follow=steps'
    wait_for(lambda: api.get(path, accept=JSON).json['status'] != 'started', 'the job to end')
    return api.get(path, accept=JSON).json


def test_jobs_can_be_followed(api, host):
    """All that a page needs to show how it goes, from the moment it was asked for."""
    pf = host.pfs(api)[0]
    job = follow(api, api.post(f'{pf}/updatevirtualfunctionsconfiguration?async=true',
                               CONFIG.format(COUNT.format(2))))
    assert job['status'] == 'finished' and 'failure' not in job, job
    assert 'number of VFs' in job['description'] and job['end_time'] >= job['start_time']
    assert [step['number'] for step in job['steps']['step']] == ['0', '1']
    for step in job['steps']['step']:
        assert step['status'] == 'finished' and step['type'] == 'executing' and step['description']
        assert step['end_time'] >= step['start_time'] >= job['start_time'], step
    assert states(api, pf) == ['free'] * 2
    # As it is already: nothing to do, so no job.
    reply = api.post(f'{pf}/updatevirtualfunctionsconfiguration?async=true', CONFIG.format(COUNT.format(2)))
    assert reply.status == 200 and reply.xml.find('job') is None, reply.text

    _, profile = make_network(api, 'red', 100)
    vm = make_vm(api, 'web', profile)
    api.post(f'{vm}/start')
    reach(api, vm, 'up')
    wait_for(lambda: api.get(f'{vm}/nics').xml.findtext('nic/plugged') == 'true', 'the vNIC')
    nic = api.get(f'{vm}/nics').xml.find('nic').get('href')
    for action, plugged in (('deactivate', 'false'), ('activate', 'true')):
        wait_for(lambda: not api.get('jobs?search=status%3Dstarted').xml.findall('job'), 'other jobs')
        job = follow(api, api.post(f'{nic}/{action}', '<action><async>true</async></action>'))
        assert job['status'] == 'finished' and job['steps']['step'], job
        assert api.get(nic).xml.findtext('plugged') == plugged
    # Who waits is told which job it was, too.
    reply = api.post(f'{nic}/deactivate')
    assert reply.status == 200 and reply.xml.findtext('status') == 'complete'
    assert api.get(reply.xml.find('job').get('href')).xml.findtext('status') == 'finished'


def test_start_with_overlay(api, host):
    set_vfs(api, host.pfs(api)[0], 1)
    vm = make_vm(api, 'web')
    body = ('<action><vm><placement_policy><hosts><host>{}</host></hosts></placement_policy><os><kernel>'
            '/other</kernel><cmdline>quiet</cmdline></os></vm></action>')
    assert api.post(f'{vm}/start', body.format('<name>nowhere</name>')).status in (400, 404, 409)
    reply = api.post(f'{vm}/start', body.format('<name>h1</name>'))
    assert reply.status == 200 and reply.xml.findtext('status') == 'complete', reply.text
    reach(api, vm, 'up')
    assert api.get(vm).xml.findtext('os/kernel') == '/k'


def test_no_free_vf(api, host):
    pf = host.pfs(api)[0]
    set_vfs(api, pf, 1)
    _, profile = make_network(api, 'red', 100)
    first, second = make_vm(api, 'first', profile), make_vm(api, 'second', profile)
    assert api.post(f'{first}/start').status == 200
    reach(api, first, 'up')
    reply = api.post(f'{second}/start')
    assert reply.status == 409 and 'h1' in reply.detail and 'n0' in reply.detail, reply.text
    assert reply.headers['Berth-Fault'] == 'SCHEDULING_ALL_HOSTS_FILTERED_OUT'
    placement = api.get(f'{second}/placement').xml
    assert placement.findtext('fits') == 'false'
    assert placement.find('hosts/host/nics/nic').findtext('fits') == 'false'
    wait_for(lambda: states(api, pf) == ['held_by_vm'], 'the host to report who has it')


def test_host_actions(api, host):
    assert api.post(f'{host.href}/activate').status == 409
    assert api.post(f'{host.href}/refresh').status == 200
    assert api.delete(host.href).status == 409
    assert api.post(f'{host.href}/deactivate', '<action><reason>tea</reason></action>').status == 200
    reach(api, host.href, 'maintenance')
    assert api.post(f'{host.href}/deactivate').status == 409
    job = follow(api, api.post(f'{host.href}/activate', '<action><async>true</async></action>'))
    assert job['description'] == 'Activating host h1' and job['status'] == 'finished', job
    assert job['steps']['step'][0]['status'] == 'finished'
    assert api.get(host.href).xml.findtext('status') == 'up'
    codes = {event.findtext('code') for event in api.get('events').xml}
    assert {'606', '15', '16'} & codes, codes


def test_an_activation_that_is_given_up(api, host):
    """Its job waits for the agent, and ends when the host is put into maintenance again."""
    assert api.post(f'{host.href}/deactivate').status == 200
    reach(api, host.href, 'maintenance')
    host.stop()
    reply = api.post(f'{host.href}/activate?async=true')
    assert reply.status == 202, reply.text
    job = reply.xml.find('job').get('href')
    assert api.get(job).xml.findtext('status') == 'started'
    assert api.post(f'{host.href}/deactivate').status == 200
    job = api.get(f'{job}?follow=steps', accept=JSON).json
    assert job['status'] == 'aborted' and 'maintenance' in job['failure'], job
    assert job['steps']['step'][0]['status'] == 'aborted'


def test_host_is_found_again_after_a_restart(engine, api, host):
    set_vfs(api, host.pfs(api)[0], 2)
    _, profile = make_network(api, 'red', 100)
    vm = make_vm(api, 'web', profile)
    api.post(f'{vm}/start')
    reach(api, vm, 'up')
    engine.kill()
    engine.start()
    api = engine.client()
    reach(api, host.href, 'up')
    reach(api, vm, 'up')
    pf = host.pfs(api)[0]
    wait_for(lambda: states(api, pf) == ['held_by_vm', 'free'], 'the host to report who has it')


def test_slow_agent_holds_up_nobody(engine, api, host):
    """An update of VFs waits for the host; other requests of other clients do not."""
    pf = host.pfs(api)[0]
    waiting = threading.Thread(target=lambda: set_vfs(engine.client(), pf, 7))
    others = [engine.client() for _ in range(8)]
    for client in others:
        client.get(API)
    waiting.start()
    begin = time.monotonic()
    for client in others:
        assert client.get(API).status == 200
    assert time.monotonic() - begin < 5
    waiting.join()
    assert len(states(api, pf)) == 7
