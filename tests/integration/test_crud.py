"""Every type that can be made: made, read, found, changed and removed, in XML and in JSON."""
import urllib.parse
import xml.etree.ElementTree as ElementTree

from harness import API, JSON, XML

BLANK = '00000000-0000-0000-0000-000000000000'


def to_xml(name, value):
    """A dict as an element; a key "@id" is an attribute, a list repeats its element."""
    element = ElementTree.Element(name)

    def fill(parent, value):
        if not isinstance(value, dict):
            parent.text = str(value)
            return
        for key, part in value.items():
            if key.startswith('@'):
                parent.set(key[1:], str(part))
                continue
            for item in part if isinstance(part, list) else [part]:
                fill(ElementTree.SubElement(parent, key), item)
    fill(element, value)
    return ElementTree.tostring(element)


def to_json(value):
    if isinstance(value, dict):
        return {key.lstrip('@'): to_json(part) for key, part in value.items()}
    return [to_json(part) for part in value] if isinstance(value, list) else value


class Xml:
    type = XML

    @staticmethod
    def write(element, value):
        return to_xml(element, value)

    @staticmethod
    def text(reply, path):
        *path, last = path.split('/')
        node = reply.xml if not path else reply.xml.find('/'.join(path))
        return node.get(last) if last in node.keys() else node.findtext(last)

    @staticmethod
    def ids(reply, element):
        return [item.get('id') for item in reply.xml.findall(element)]


class Json:
    type = JSON

    @staticmethod
    def write(element, value):
        return to_json(value)

    @staticmethod
    def text(reply, path):
        node = reply.json
        for part in path.split('/'):
            node = node.get(part) if node is not None else None
        return node

    @staticmethod
    def ids(reply, element):
        return [item['id'] for item in reply.json.get(element, [])]


def life(api, form, path, element, new, change, expected):
    """Runs one entity through its life; 'change' is {path: text} as well as a body."""
    created = api.post(path, form.write(element, new), accept=form.type)
    assert created.status == 201, created.text
    own = form.text(created, 'id')
    href = form.text(created, 'href')
    assert href == f'{API}/{path}/{own}', href
    assert created.headers['Location'].endswith(href)
    for where, text in expected.items():
        assert form.text(created, where) == text, (where, form.text(created, where), created.text)

    read = api.get(href, accept=form.type)
    assert read.status == 200 and read.text == created.text
    assert own in form.ids(api.get(path, accept=form.type), element)

    body, changed = change
    reply = api.put(href, form.write(element, body), accept=form.type)
    assert reply.status == 200, reply.text
    for where, text in changed.items():
        assert form.text(reply, where) == text, (where, reply.text)
    for where, text in expected.items():
        if where not in changed:
            assert form.text(reply, where) == text, f'{where} changed, too: {reply.text}'
    # What was read can be written back as it is.
    again = api.put(href, reply.body, type=form.type, accept=form.type)
    assert again.status == 200 and again.text == reply.text, again.text

    removed = api.delete(href, accept=form.type)
    assert removed.status == 200 and form.text(removed, 'status') == 'complete', removed.text
    assert api.get(href, accept=form.type).status == 404
    assert api.delete(href, accept=form.type).status == 404
    assert own not in form.ids(api.get(path, accept=form.type), element)


def both(api, *arguments):
    for form in (Xml, Json):
        life(api, form, *arguments)


def test_data_center(api):
    both(api, 'datacenters', 'data_center', {'name': 'dc1', 'description': 'a "b" <c> & d'},
         ({'comment': 'x', 'name': 'dc2'}, {'comment': 'x', 'name': 'dc2'}),
         {'name': 'dc1', 'description': 'a "b" <c> & d', 'local': 'false', 'status': 'up',
          'comment': ''})


def test_cluster(api):
    both(api, 'clusters', 'cluster', {'name': 'c1', 'data_center': {'name': 'Default'}},
         ({'description': 'new'}, {'description': 'new'}), {'name': 'c1', 'switch_type': 'legacy'})


def test_network(api):
    name = '\u05e8\u05e9\u05ea'
    both(api, 'networks', 'network',
         {'name': name, 'data_center': {'name': 'Default'}, 'vlan': {'@id': 100}, 'mtu': 9000},
         ({'mtu': '1500', 'vlan': {'@id': 0}}, {'mtu': '1500', 'vlan/id': '0'}),
         {'name': name, 'vlan/id': '100', 'mtu': '9000', 'stp': 'false'})


def test_vnic_profile(api):
    network = api.get('networks').xml.find('network').get('id')
    both(api, 'vnicprofiles', 'vnic_profile',
         {'name': 'fast', 'network': {'@id': network}, 'pass_through': {'mode': 'enabled'}},
         ({'name': 'faster', 'migratable': True}, {'name': 'faster', 'migratable': 'true'}),
         {'name': 'fast', 'pass_through/mode': 'enabled', 'network/id': network})


def test_mac_pool(api):
    pool = {'name': 'p1', 'allow_duplicates': False, 'ranges': {'range': [
        {'from': '02:00:00:00:00:00', 'to': '02:00:00:00:00:FF'}]}}
    both(api, 'macpools', 'mac_pool', pool, ({'allow_duplicates': True}, {'allow_duplicates': 'true'}),
         {'name': 'p1', 'allow_duplicates': 'false', 'default_pool': 'false'})
    created = api.post('macpools', to_json(pool))
    ranges = created.xml.findall('ranges/range')
    assert [(r.findtext('from'), r.findtext('to')) for r in ranges] == [
        ('02:00:00:00:00:00', '02:00:00:00:00:ff')]


def test_bookmark(api):
    both(api, 'bookmarks', 'bookmark', {'name': 'busy', 'value': 'Vms: status=up and host.name="a b"'},
         ({'value': 'Vms:', 'name': 'all VMs'}, {'value': 'Vms:', 'name': 'all VMs'}),
         {'name': 'busy', 'value': 'Vms: status=up and host.name="a b"'})
    assert api.post('bookmarks', to_json({'name': 'x' * 41, 'value': 'Vms:'})).status == 400
    assert api.post('bookmarks', to_json({'name': 'x', 'value': ''})).status == 400


def test_host(api):
    both(api, 'hosts', 'host', {'name': 'h1', 'address': '192.0.2.1', 'cluster': {'name': 'Default'}},
         ({'comment': 'rack 4'}, {'comment': 'rack 4'}),
         {'name': 'h1', 'address': '192.0.2.1', 'port': '54321', 'status': 'installing'})


def test_vm(api):
    both(api, 'vms', 'vm',
         {'name': 'vm1', 'cluster': {'name': 'Default'}, 'template': {'@id': BLANK},
          'memory': 256 << 20, 'os': {'kernel': '/k', 'cmdline': 'a=b c'}},
         ({'memory': str(512 << 20), 'cpu': {'topology': {'cores': 2}}},
          {'memory': str(512 << 20), 'cpu/topology/cores': '2'}),
         {'name': 'vm1', 'memory': str(256 << 20), 'os/kernel': '/k', 'os/cmdline': 'a=b c',
          'status': 'down', 'template/id': BLANK, 'cpu/topology/sockets': '1'})


def make_vm(api, name='vm1'):
    reply = api.post('vms', {'name': name, 'cluster': {'name': 'Default'}, 'template': {'id': BLANK}},
                     accept=JSON)
    assert reply.status == 201, reply.text
    return reply.json['id']


def test_vm_nic(api):
    vm = make_vm(api)
    profile = api.get('vnicprofiles').xml.find('vnic_profile').get('id')
    both(api, f'vms/{vm}/nics', 'nic',
         {'name': 'nic1', 'interface': 'virtio', 'vnic_profile': {'@id': profile}},
         ({'name': 'eth0', 'mac': {'address': '02-00-00-AA-BB-CC'}},
          {'name': 'eth0', 'mac/address': '02:00:00:aa:bb:cc'}),
         {'name': 'nic1', 'interface': 'virtio', 'linked': 'true', 'plugged': 'true',
          'vnic_profile/id': profile, 'vm/id': vm})


def test_vm_nic_gets_a_mac_and_can_lose_its_profile(api):
    vm = make_vm(api)
    profile = api.get('vnicprofiles').xml.find('vnic_profile').get('id')
    nic = api.post(f'vms/{vm}/nics', f'<nic><name>n</name><vnic_profile id="{profile}"/></nic>').xml
    assert nic.findtext('mac/address').startswith('56:6f')
    reply = api.put(nic.get('href'), '<nic><vnic_profile/></nic>')
    assert reply.status == 200 and reply.xml.find('vnic_profile') is None


def test_vm_nic_activate_and_deactivate(api):
    vm = make_vm(api)
    href = api.post(f'vms/{vm}/nics', '<nic><name>n</name></nic>').xml.get('href')
    for action, plugged in (('deactivate', 'false'), ('activate', 'true')):
        reply = api.post(f'{href}/{action}')
        assert reply.status == 200 and reply.xml.findtext('status') == 'complete'
        assert api.get(href).xml.findtext('plugged') == plugged


def test_cluster_networks(api):
    cluster = api.get('clusters').xml.find('cluster').get('id')
    path = f'clusters/{cluster}/networks'
    assert [n.findtext('name') for n in api.get(path).xml] == ['ovirtmgmt']
    network = api.post('networks', '<network><name>red</name><data_center><name>Default</name>'
                       '</data_center></network>').xml.get('id')
    reply = api.post(path, '<network><name>red</name><required>false</required></network>')
    assert reply.status == 201 and reply.xml.get('href') == f'{API}/{path}/{network}', reply.text
    assert reply.xml.findtext('required') == 'false'
    assert reply.xml.find('cluster').get('id') == cluster
    assert api.get(f'{path}/{network}', accept=JSON).json['name'] == 'red'
    assert api.post(path, f'<network id="{network}"/>').status == 409
    assert api.delete(f'{path}/{network}').status == 200
    assert api.get(f'{path}/{network}').status == 404
    assert api.delete(f'{path}/{network}').status == 404


def test_networks_under_a_data_center(api):
    dc = api.post('datacenters', '<data_center><name>dc2</name></data_center>').xml.get('id')
    path = f'datacenters/{dc}/networks'
    assert [n.findtext('name') for n in api.get(path).xml] == ['ovirtmgmt']
    reply = api.post(path, '<network><name>inner</name></network>')
    assert reply.status == 201, reply.text
    own = reply.xml.get('id')
    assert reply.xml.get('href') == f'{API}/networks/{own}'
    assert reply.xml.find('data_center').get('id') == dc
    assert api.get(f'{path}/{own}').status == 200
    other = api.get('datacenters?search=name%3DDefault').xml.find('data_center').get('id')
    assert api.get(f'datacenters/{other}/networks/{own}').status == 404
    assert api.delete(f'datacenters/{other}/networks/{own}').status == 404
    assert api.delete(f'{path}/{own}').status == 200


def test_network_brings_its_profile(api):
    network = api.post('networks', '<network><name>blue</name><data_center><name>Default</name>'
                       '</data_center></network>').xml.get('id')
    profiles = api.get(f'networks/{network}/vnicprofiles').xml
    assert [p.findtext('name') for p in profiles] == ['blue']
    reply = api.post(f'networks/{network}/vnicprofiles', '<vnic_profile><name>vf</name><pass_through>'
                     '<mode>enabled</mode></pass_through></vnic_profile>')
    assert reply.status == 201 and reply.xml.find('network').get('id') == network
    api.delete(f'networks/{network}')
    assert network not in [p.find('network').get('id') for p in api.get('vnicprofiles').xml]


def test_network_labels(api):
    network = api.get('networks').xml.find('network').get('id')
    path = f'networks/{network}/networklabels'
    assert api.get(path).body.endswith(b'<network_labels/>')
    reply = api.post(path, '<network_label id="fast"/>')
    assert reply.status == 201 and reply.xml.get('href') == f'{API}/{path}/fast', reply.text
    assert api.get(path).xml.find('network_label').get('id') == 'fast'
    assert api.post(path, '<network_label id="slow"/>').status == 400  # one label a network
    assert api.post(path, '<network_label id="no spaces"/>').status == 400
    assert api.delete(f'{path}/slow').status == 404
    assert api.delete(f'{path}/fast').status == 200
    assert api.get(path, accept=JSON).json == {}


def test_read_only_types(api):
    for path, element in (('networkfilters', 'network_filter'),):
        items = api.get(path).xml
        assert len(items) >= 1, path
        own = items[0].get('id')
        assert api.get(f'{path}/{own}').xml.tag == element
        assert api.delete(f'{path}/{own}').status == 405
    assert api.get('jobs').body.endswith(b'<jobs/>')
    assert api.get('templates/' + BLANK).xml.findtext('name') == 'Blank'


def test_nothing_secret_is_shown(api):
    api.post('hosts', '<host><name>h1</name><address>h1</address></host>')
    text = ''.join(api.get(p).text for p in ('users', 'hosts', 'events'))
    for word in ('password', 'hash', 'secret', '$y$'):
        assert word not in text.lower(), word


def test_max_search_and_case(api):
    for i in range(5):
        make_vm(api, f'Web{i}')
    search = urllib.parse.quote

    def names(query):
        reply = api.get('vms?' + query)
        assert reply.status == 200, reply.text
        return [vm.findtext('name') for vm in reply.xml]
    assert names('max=2') == ['Web0', 'Web1']
    assert names('max=-1') == names('max=') == names('max') == [f'Web{i}' for i in range(5)]
    assert names('max=0') == []
    assert names('search=' + search('name=web3')) == ['Web3']
    assert names('search=' + search('name=web3') + '&case_sensitive=true') == []
    assert names('search=' + search('name = "Web*" and cluster=Default sortby name desc')) == [
        f'Web{i}' for i in range(4, -1, -1)]
    assert names('search=' + search('name=* sortby name page 2') + '&max=2') == ['Web2', 'Web3']
    assert names('search=' + search('name=Web1 or name=Web2')) == ['Web1', 'Web2']
    assert names('search=' + search('name=web3 or name=none')) == ['Web3']
    assert names('search=' + search('name=WEB* and status=up')) == []
    assert names('search=' + search('name=web4 and cluster=none')) == []
    make_vm(api, 'Stra\u00dfe')
    for name in ('stra\u00dfe', 'STRA\u00dfE', 'Stra*', '*RA\u00df*'):
        assert names('search=' + search(f'name={name}')) == ['Stra\u00dfe'], name
    assert names('search=' + search('name=strasse')) == []
    assert api.delete(api.get('vms?search=' + search('name=Stra*')).xml.find('vm').get('href')).status == 200
    assert names('search=&follow=') == [f'Web{i}' for i in range(5)]
    assert names('search=' + search('status=down')) == [f'Web{i}' for i in range(5)]
    assert api.get('vms?search=' + search('name=')).status == 400
    assert api.get('vms?search=' + search('colour=red')).status == 400
    assert api.get('vms?max=many').status == 400


def test_enrollment_token(engine, api):
    host = api.post('hosts', '<host><name>h1</name><address>192.0.2.7</address></host>').xml.get('id')
    reply = api.post(f'hosts/{host}/enrollmenttoken', accept=JSON)
    token = reply.json['enrollment_token']
    assert token['token'].startswith(host + '.')
    assert token['command'].startswith('berth-agent enroll --engine https://')
    assert int(token['expires']) > 0
    enroll = '/ovirt-engine/services/enroll'
    client = engine.anonymous()
    for body, status in (({'token': token['token']}, 400), ({'token': 'x', 'csr': 'y'}, None),
                         ({'token': token['token'], 'csr': 'not a request'}, None),
                         ({}, 400), ([], 400)):
        reply = client.post(enroll, body, accept=JSON)
        assert 400 <= reply.status < 500 and status in (None, reply.status), (body, reply.text)
        assert reply.json['detail']
    assert client.post(enroll, 'no json', type=JSON).status == 400


def test_placement_without_hosts(api):
    vm = make_vm(api)
    reply = api.get(f'vms/{vm}/placement')
    assert reply.status == 200 and reply.xml.tag == 'placement', reply.text
    assert reply.xml.findtext('fits') == 'false' and reply.xml.findtext('text')
    assert api.get(f'vms/{vm}/placement', accept=JSON).json['fits'] == 'false'
    assert api.get(f'vms/{BLANK}/placement').status == 404


def test_start_without_hosts(api):
    vm = make_vm(api)
    api.put(f'vms/{vm}', '<vm><os><kernel>/k</kernel></os></vm>')
    reply = api.post(f'vms/{vm}/start')
    assert reply.status == 409, reply.text
    assert reply.xml.tag == 'action' and reply.xml.findtext('status') == 'failed'
    assert reply.xml.findtext('fault/reason') == 'Operation Failed'
    assert reply.detail.startswith('[Cannot run VM.') and reply.detail.endswith(']')
    assert reply.headers['Berth-Fault'] == 'SCHEDULING_NO_HOSTS', reply.text
    assert api.get(f'vms/{vm}').xml.findtext('status') == 'down'
    for action in ('stop', 'shutdown'):
        reply = api.post(f'vms/{vm}/{action}')
        assert reply.status == 409 and 'VM is not running' in reply.detail, reply.text
