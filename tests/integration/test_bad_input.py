"""What is wrong is refused with one clear fault, and changes nothing."""
from harness import API, JSON

BLANK = '00000000-0000-0000-0000-000000000000'
UNKNOWN = '12345678-1234-1234-1234-123456789abc'
VM = '<vm><name>{}</name><cluster><name>Default</name></cluster><template><name>Blank</name></template>{}</vm>'


def state(api):
    """All there is, but for the events that a refusal may add."""
    paths = ('datacenters', 'clusters', 'networks', 'vnicprofiles', 'macpools', 'hosts', 'vms', 'jobs')
    return [api.get(path).text for path in paths]


def refused(api, reply, status, *words, reason=None):
    assert reply.status == status, (reply.status, reply.text)
    fault = reply.xml if reply.xml.tag == 'fault' else reply.xml.find('fault')
    assert fault is not None and fault.findtext('reason') and fault.findtext('detail'), reply.text
    assert reply.headers['Berth-Fault'] == fault.findtext('code')
    for word in words:
        assert word in fault.findtext('detail'), (word, reply.text)
    assert reason in (None, fault.findtext('reason')), reply.text


def test_malformed_xml(api):
    before = state(api)
    for body in ('<vm>', '<vm></host>', 'vm', '', ' ', '<vm/><vm/>', '<vm>&x;</vm>', '<', '\x00',
                 '<vm><name>a</vm>', '<?xml version="1.0" encoding="nonsense"?><vm/>'):
        reply = api.post('vms', body)
        assert reply.status == 400, (body, reply.text)
        assert reply.reason in ('Request syntactically incorrect.', 'Incomplete parameters'), body
    refused(api, api.post('vms', '<vm>'), 400, reason='Request syntactically incorrect.')
    refused(api, api.post('vms', '<host><name>x</name></host>'), 400, '<host>', '<vm>',
            reason='Request syntactically incorrect.')
    assert api.post('vms', b'\xff\xfe<vm/>').status == 400
    assert state(api) == before


def test_malformed_json(api):
    before = state(api)
    for body in ('{', '{"name":}', '[]', '"vm"', '1', '{"name":"a"}{"name":"b"}', '{"name":"\\ud800"}',
                 '{"name":1e999}', "{'name':'a'}"):
        assert api.post('vms', body, type=JSON).status == 400, body
    assert state(api) == before


def test_incomplete(api):
    before = state(api)
    refused(api, api.post('vms', '<vm/>'), 400, 'VM [', 'name', 'cluster', 'template',
            reason='Incomplete parameters')
    refused(api, api.post('hosts', '<host><name>h</name></host>'), 400, 'address')
    refused(api, api.post('networks', '<network><name>n</name></network>'), 400, 'data_center')
    refused(api, api.post('vnicprofiles', '<vnic_profile><name>p</name></vnic_profile>'), 400, 'network')
    refused(api, api.post('vms', ''), 400)
    cluster = api.get('clusters').xml.find('cluster').get('href')
    refused(api, api.post(f'{cluster}/networks', '<network/>'), 400, 'id|name')
    network = api.get('networks').xml.find('network').get('href')
    refused(api, api.post(f'{network}/networklabels', '<network_label/>'), 400, 'id')
    assert state(api) == before


def test_unknown_ids(api):
    for path in ('vms', 'hosts', 'clusters', 'networks', 'datacenters', 'vnicprofiles', 'macpools',
                 'templates', 'users', 'jobs', 'events'):
        for own in (UNKNOWN, 'not-an-id', '%20', '1' * 100, '-1'):
            refused(api, api.get(f'{path}/{own}'), 404)
    for path in ('vms/{}/nics', 'hosts/{}/nics', 'clusters/{}/networks', 'datacenters/{}/networks',
                 'datacenters/{}/clusters', 'networks/{}/networklabels', 'networks/{}/vnicprofiles',
                 'jobs/{}/steps', 'hosts/{}/nics/{}/virtualfunctions', 'vms/{}/placement',
                 'hosts/{}/nics/{}/virtualfunctionallowednetworks'):
        refused(api, api.get(path.replace('{}', UNKNOWN)), 404)
    for path in ('vms/{}/start', 'vms/{}/stop', 'vms/{}/shutdown', 'hosts/{}/activate',
                 'hosts/{}/deactivate', 'hosts/{}/refresh', 'hosts/{}/enrollmenttoken',
                 'hosts/{}/nics/{}/updatevirtualfunctionsconfiguration'):
        refused(api, api.post(path.replace('{}', UNKNOWN)), 404)
    for path, body in (('vms', '<vm/>'), ('hosts', '<host/>'), ('clusters', '<cluster/>')):
        refused(api, api.put(f'{path}/{UNKNOWN}', body), 404)
        refused(api, api.delete(f'{path}/{UNKNOWN}'), 404)


def test_unknown_references(api):
    before = state(api)
    vm = '<vm><name>x</name><cluster {}/><template><name>Blank</name></template></vm>'
    refused(api, api.post('vms', vm.format(f'id="{UNKNOWN}"')), 404, UNKNOWN)
    refused(api, api.post('vms', vm.format('id="not-a-uuid"')), 400, 'not-a-uuid')
    refused(api, api.post('vms', VM.replace('Default', 'Nowhere').format('x', '')), 404, 'Nowhere')
    network = '<network><name>n</name><data_center><name>Nowhere</name></data_center></network>'
    refused(api, api.post('networks', network), 404, 'Nowhere')
    cluster = api.get('clusters').xml.find('cluster').get('href')
    assert api.post(f'{cluster}/networks', '<network><name>Nowhere</name></network>').status in (400, 404)
    assert state(api) == before


def test_wrong_types(api):
    before = state(api)
    for extra in ('<memory>much</memory>', '<memory>-5</memory>', '<memory>1.5</memory>',
                  '<memory></memory>', '<memory>99999999999999999999999</memory>',
                  '<delete_protected>perhaps</delete_protected>',
                  '<cpu><topology><cores>0</cores></topology></cpu>',
                  '<placement_policy><affinity>sticky</affinity></placement_policy>',
                  '<os><boot><devices><device>floppy</device></devices></boot></os>',
                  '<memory>1073741824</memory><memory>1</memory>'):
        reply = api.post('vms', VM.format('x', extra))
        assert reply.status == 400, (extra, reply.status, reply.text)
    refused(api, api.post('vms', VM.format('x', '<memory>much</memory>')), 400, 'memory', 'much',
            reason='Invalid value')
    for body in ({'name': ['a', 'b']}, {'name': {'a': 'b'}}, {'name': None}):
        assert api.post('datacenters', body).status == 400, body
    for vlan in ('4095', '-1', 'x', '99999999999'):
        body = (f'<network><name>n</name><data_center><name>Default</name></data_center>'
                f'<vlan id="{vlan}"/></network>')
        assert api.post('networks', body).status == 400, vlan
    assert state(api) == before


def test_bad_names(api):
    before = state(api)
    for name in ('', ' ', ' x', 'a\tb', 'x' * 256, 'a&#10;b'):
        reply = api.post('vms', VM.format(name, ''))
        assert reply.status == 400, (name, reply.text)
    for name in ('bond0', 'x' * 300):
        body = f'<network><name>{name}</name><data_center><name>Default</name></data_center></network>'
        assert api.post('networks', body).status == 400, name
    assert state(api) == before


def test_names_are_only_names(api):
    """Text that other languages would act on is kept as it is."""
    for name in ("Robert'); DROP TABLE vm;--", '$(reboot)', '%s%n', '../../etc', '<b>&amp;</b>'):
        reply = api.post('datacenters', {'name': 'dc', 'description': name}, accept=JSON)
        assert reply.status == 201 and reply.json['description'] == name
        assert api.delete(reply.json['href']).status == 200


def test_duplicate_names(api):
    cases = (
        ('datacenters', '<data_center><name>Default</name></data_center>'),
        ('clusters', '<cluster><name>Default</name><data_center><name>Default</name></data_center></cluster>'),
        ('networks', '<network><name>ovirtmgmt</name><data_center><name>Default</name></data_center></network>'),
    )
    before = state(api)
    for path, body in cases:
        refused(api, api.post(path, body), 409, reason='Operation Failed')
    assert state(api) == before
    for path, body in (('vms', VM.format('one', '')),
                       ('hosts', '<host><name>one</name><address>a1</address></host>')):
        assert api.post(path, body).status == 201
        refused(api, api.post(path, body), 409, 'one')
    refused(api, api.post('hosts', '<host><name>two</name><address>a1</address></host>'), 409, 'a1')


def test_overlapping_mac_pools(api):
    ranges = '<ranges><range><from>{}</from><to>{}</to></range></ranges>'
    pool = '<mac_pool><name>p</name>{}</mac_pool>'
    for first, last in (('02:00:00:00:00:10', '02:00:00:00:00:00'), ('01:00:00:00:00:00', '01:00:00:00:00:ff'),
                        ('x', 'y'), ('02:00:00:00:00:00', '')):
        assert api.post('macpools', pool.format(ranges.format(first, last))).status == 400, (first, last)
    assert api.post('macpools', pool.format('')).status == 400
    assert api.post('macpools', pool.format(ranges.format('02:00:00:00:00:00', '02:00:00:00:00:ff'))).status == 201
    reply = api.post('macpools', pool.replace('>p<', '>q<').format(
        ranges.format('02:00:00:00:00:80', '02:00:00:00:01:00')))
    assert 'MAC pool cannot contain ranges which overlap' in reply.detail, reply.text


def test_id_in_the_body_is_another_one(api):
    href = api.get('clusters').xml.find('cluster').get('href')
    refused(api, api.put(href, f'<cluster id="{UNKNOWN}"><comment>x</comment></cluster>'), 409, 'id',
            reason='Broken immutability constraint')
    own = href.rsplit('/', 1)[1]
    assert api.put(href, f'<cluster id="{own}"><comment>x</comment></cluster>').status == 200


def test_what_must_not_be_removed(api):
    for path, element in (('networks', 'network'), ('macpools', 'mac_pool'), ('datacenters', 'data_center')):
        href = api.get(path).xml.find(element).get('href')
        reply = api.delete(href)
        assert reply.status in (400, 409), (path, reply.text)
        assert api.get(href).status == 200


def test_interface_must_match_the_profile(api):
    network = api.get('networks').xml.find('network').get('id')
    profile = api.post('vnicprofiles', f'<vnic_profile><name>vf</name><network id="{network}"/><pass_through>'
                       '<mode>enabled</mode></pass_through></vnic_profile>').xml.get('id')
    vm = api.post('vms', VM.format('v', '')).xml.get('id')
    nic = '<nic><name>n</name><interface>{}</interface><vnic_profile id="{}"/></nic>'
    refused(api, api.post(f'vms/{vm}/nics', nic.format('virtio', profile)), 409, 'pci_passthrough')
    reply = api.post(f'vms/{vm}/nics', nic.format('pci_passthrough', profile))
    assert reply.status == 201, reply.text
    refused(api, api.put(reply.xml.get('href'), '<nic><linked>false</linked></nic>'), 400)


def test_unknown_elements_are_ignored(api):
    body = VM.format('tolerant', '<colour>red</colour><actions><link rel="x" href="y"/></actions>'
                     '<nics></nics><status>up</status><host id="x"/>')
    reply = api.post('vms', body)
    assert reply.status == 201 and reply.xml.findtext('status') == 'down', reply.text


def test_faults_in_json(api):
    reply = api.post('vms', {'name': 'x'}, accept=JSON)
    assert reply.status == 400 and reply.json['reason'] == 'Incomplete parameters'
    reply = api.post(f'vms/{UNKNOWN}/start', {}, accept=JSON)
    assert reply.status == 404 and reply.json['status'] == 'failed'
    assert reply.json['fault']['detail']


def test_conflicts_are_events_and_typing_errors_are_not(api):
    api.post('datacenters', '<data_center><name>Default</name></data_center>')
    newest = api.get('events?max=1').xml.find('event')
    count = len(api.get('events').xml)
    api.post('vms', '<vm>')
    api.get(f'vms/{UNKNOWN}')
    assert len(api.get('events').xml) == count
    assert newest is not None
