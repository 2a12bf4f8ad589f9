"""The parameter follow: what is inlined in place of a link, and what stays one."""
from harness import API, JSON


def make_vm(api, name='web'):
    """A VM with two vNICs of the profile of ovirtmgmt; its address."""
    profile = api.get('vnicprofiles').xml.find('vnic_profile').get('id')
    vm = api.post('vms', f'<vm><name>{name}</name><cluster><name>Default</name></cluster>'
                  '<template><name>Blank</name></template></vm>').xml.get('href')
    for nic in ('nic1', 'nic2'):
        reply = api.post(f'{vm}/nics', f'<nic><name>{nic}</name><vnic_profile id="{profile}"/></nic>')
        assert reply.status == 201, reply.text
    return vm


def rels(entity):
    return [link.get('rel') for link in entity.findall('link')]


def test_a_collection_takes_the_place_of_its_link(api):
    vm = make_vm(api)
    plain, followed = api.get(vm).xml, api.get(f'{vm}?follow=nics').xml
    assert plain.find('nics') is None and 'nics' in rels(plain)
    assert [nic.findtext('name') for nic in followed.findall('nics/nic')] == ['nic1', 'nic2']
    assert 'nics' not in rels(followed) and set(rels(plain)) - {'nics'} == set(rels(followed))
    # it is what the link leads to, and nothing else of the entity changed
    assert ([nic.get('href') for nic in followed.find('nics')]
            == [nic.get('href') for nic in api.get(f'{vm}/nics').xml])
    assert {child.tag for child in followed} - {'nics'} == {child.tag for child in plain}


def test_a_reference_takes_the_place_of_its_link(api):
    vm = make_vm(api)
    cluster = api.get(f'{vm}?follow=cluster').xml.find('cluster')
    assert cluster.findtext('name') == 'Default' and cluster.get('id')
    assert 'networks' in rels(cluster)
    assert api.get(vm).xml.find('cluster').findtext('name') is None


def test_dots_go_deeper(api):
    vm = make_vm(api)
    followed = api.get(f'{vm}?follow=nics.vnic_profile.network,cluster.data_center').xml
    for nic in followed.findall('nics/nic'):
        assert nic.findtext('vnic_profile/name') == 'ovirtmgmt'
        assert nic.findtext('vnic_profile/network/name') == 'ovirtmgmt'
    assert followed.findtext('cluster/data_center/name') == 'Default'


def test_lists_are_followed(api):
    make_vm(api, 'one'), make_vm(api, 'two')
    vms = api.get('vms?follow=nics,cluster&search=name%3Done').xml
    assert len(vms) == 1 and len(vms.findall('vm/nics/nic')) == 2
    vms = api.get('vms?follow=nics,cluster').xml
    assert len(vms) == 2 and len(vms.findall('vm/nics/nic')) == 4
    assert [vm.findtext('cluster/name') for vm in vms] == ['Default', 'Default']


def test_case_and_underscores_do_not_count(api):
    vm = make_vm(api)
    for follow in ('NICS.VnicProfile', 'nics.vnic_profile', 'n_ics.VNICPROFILE', '%20nics.vnic_profile'):
        followed = api.get(f'{vm}?follow={follow}').xml
        assert followed.findtext('nics/nic/vnic_profile/name') == 'ovirtmgmt', follow
    network = api.get('networks').xml.find('network').get('href')
    for follow in ('vnicprofiles', 'vnic_profiles', 'VnicProfiles'):
        followed = api.get(f'{network}?follow={follow}').xml
        assert followed.findtext('vnic_profiles/vnic_profile/name') == 'ovirtmgmt'


def test_unknown_and_empty_names_are_ignored(api):
    vm = make_vm(api)
    plain = api.get(vm).text
    for follow in ('', 'nothing', 'nothing.at.all', ',,', '.', 'name', 'id', 'a.' * 100, 'x,' * 1000):
        reply = api.get(f'{vm}?follow={follow}')
        assert reply.status == 200 and reply.text == plain, follow


def test_json(api):
    vm = make_vm(api)
    followed = api.get(f'{vm}?follow=nics.vnic_profile,cluster', accept=JSON).json
    assert [nic['name'] for nic in followed['nics']['nic']] == ['nic1', 'nic2']
    assert followed['nics']['nic'][0]['vnic_profile']['name'] == 'ovirtmgmt'
    assert followed['cluster']['name'] == 'Default'
    assert 'nics' not in [link['rel'] for link in followed['link']]


def test_an_empty_collection(api):
    vm = api.post('vms', '<vm><name>bare</name><cluster><name>Default</name></cluster>'
                  '<template><name>Blank</name></template></vm>').xml.get('href')
    followed = api.get(f'{vm}?follow=nics').xml
    assert len(followed.findall('nics')) == 1 and len(followed.find('nics')) == 0
    assert api.get(f'{vm}?follow=nics', accept=JSON).json['nics'] == {}


def test_what_lies_under_other_paths(api):
    cluster = api.get('clusters').xml.find('cluster').get('href')
    networks = api.get(f'{cluster}?follow=networks').xml.find('networks')
    assert networks[0].get('href').startswith(f'{cluster}/networks/')
    assert networks[0].findtext('required') in ('true', 'false')
    listed = api.get(f'{cluster}/networks?follow=data_center').xml
    assert listed[0].findtext('data_center/name') == 'Default'


def test_the_version_in_the_path_stays(api):
    make_vm(api)
    vm = api.get(f'{API}/v4/vms?follow=nics.vnic_profile').xml[0]
    assert vm.find('nics/nic').get('href').startswith(f'{API}/v4/vms/')
    assert vm.find('nics/nic/vnic_profile').get('href').startswith(f'{API}/v4/vnicprofiles/')


def test_nics_of_hosts(host, api):
    followed = api.get(f'{host.href}?follow=nics.virtual_functions').xml
    nics = followed.findall('nics/host_nic')
    assert nics and all(nic.findtext('name') for nic in nics)
    assert followed.findtext('nics/host_nic/virtual_functions_configuration/max_number_of_virtual_functions')
    assert any(nic.find('virtual_functions') is not None for nic in nics)


def test_it_is_for_reading_only(api):
    vm = make_vm(api)
    reply = api.put(f'{vm}?follow=nics', '<vm><description>x</description></vm>')
    assert reply.status == 200 and reply.xml.find('nics') is None
