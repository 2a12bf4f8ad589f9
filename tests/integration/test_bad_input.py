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


def field_of(reply):
    """What of the request a fault is about; None: of nothing in particular."""
    assert 400 <= reply.status < 500, (reply.status, reply.text)
    return reply.xml.findtext('.//field')


def test_faults_name_the_field(api):
    profile = '<vnic_profile><name>{}</name>{}</vnic_profile>'
    network = api.get('networks').xml.find('network').get('id')
    of_network = f'<network id="{network}"/>'
    vf = '<pass_through><mode>enabled</mode></pass_through>'
    assert api.post('vnicprofiles', profile.format('vf', of_network + vf)).status == 201
    vm = api.post('vms', VM.format('taken', '')).xml.get('id')
    nic = '<nic><name>n1</name>{}</nic>'
    taken = api.post(f'vms/{vm}/nics', nic.format('')).xml
    mac = taken.findtext('mac/address')
    assert api.post('hosts', '<host><name>taken</name><address>a1</address></host>').status == 201
    assert api.post('users', '<user><user_name>one@internal-authz</user_name><domain>'
                    '<name>internal-authz</name></domain></user>').status == 201
    of_default = '<data_center><name>Default</name></data_center>'
    pool = '<mac_pool><name>{}</name>{}</mac_pool>'
    ranges = ('<ranges><range><from>02:00:00:00:00:80</from><to>02:00:00:00:01:00</to></range>'
              '</ranges>')
    cases = (
        # no data center, cluster, network … of the name or value that is given
        ('datacenters', '<data_center><name>Default</name></data_center>', 'name'),
        ('datacenters', '<data_center/>', 'name'),
        ('datacenters', f'<data_center><name>{"x" * 300}</name></data_center>', 'name'),
        ('datacenters', '<data_center><name>d</name><version><major>9</major><minor>0</minor>'
         '</version></data_center>', 'version'),
        ('clusters', '<cluster><name>c</name></cluster>', 'data_center'),
        ('clusters', '<cluster><name>c</name><data_center><name>None</name></data_center></cluster>',
         'data_center'),
        ('clusters', f'<cluster><name>c</name>{of_default}<cpu><type>Z80</type></cpu></cluster>',
         'cpu.type'),
        ('clusters', f'<cluster><name>c</name>{of_default}<ksm><enabled>maybe</enabled></ksm></cluster>',
         'ksm.enabled'),
        ('networks', f'<network><name>n</name>{of_default}<vlan id="5000"/></network>', 'vlan.id'),
        ('networks', f'<network><name>n</name>{of_default}<mtu>-5</mtu></network>', 'mtu'),
        ('networks', f'<network><name>bond7</name>{of_default}</network>', 'name'),
        ('networks', f'<network><name>n</name>{of_default}<usages/><stp>true</stp></network>', 'stp'),
        ('vnicprofiles', profile.format('p', ''), 'network'),
        ('vnicprofiles', profile.format('p', f'<network id="{UNKNOWN}"/>'), 'network'),
        ('vnicprofiles', profile.format('vf', of_network), 'name'),
        ('vnicprofiles', profile.format('p', of_network + vf + '<port_mirroring>true</port_mirroring>'),
         'port_mirroring'),
        ('vnicprofiles', profile.format('p', of_network + '<pass_through><mode>half</mode></pass_through>'),
         'pass_through.mode'),
        ('vnicprofiles', profile.format('p', of_network + '<failover><name>vf</name></failover>'),
         'failover'),
        ('macpools', pool.format('p', ''), 'ranges.range'),
        ('macpools', pool.format('Default', ranges), 'name'),
        ('macpools', pool.format('p', ranges.replace('01:00', 'zz')), 'ranges.range'),
        ('hosts', '<host><name>h</name></host>', 'address'),
        ('hosts', '<host><name>taken</name><address>a2</address></host>', 'name'),
        ('hosts', '<host><name>h</name><address>a1</address></host>', 'address'),
        ('hosts', '<host><name>h</name><address>a b</address></host>', 'address'),
        ('hosts', '<host><name>h</name><address>a2</address><port>0</port></host>', 'port'),
        ('hosts', '<host><name>h</name><address>a2</address><cluster><name>None</name></cluster></host>',
         'cluster'),
        ('hosts', '<host><name>h</name><address>a2</address><ssh><authentication_method>password'
         '</authentication_method></ssh></host>', 'root_password'),
        ('vms', VM.format('taken', ''), 'name'),
        ('vms', VM.format('v w', ''), 'name'),
        ('vms', '<vm><name>v</name><template><name>Blank</name></template></vm>', 'cluster'),
        ('vms', VM.format('v', '<memory>1</memory>'), 'memory'),
        ('vms', VM.format('v', '<os><kernel>relative</kernel></os>'), 'os.kernel'),
        ('vms', VM.format('v', '<os><cmdline>quiet</cmdline></os>'), 'os.kernel'),
        ('vms', VM.format('v', '<placement_policy><hosts><host><name>None</name></host></hosts>'
                          '</placement_policy>'), 'placement_policy.hosts.host'),
        (f'vms/{vm}/nics', nic.format(''), 'name'),
        (f'vms/{vm}/nics', '<nic><name>n2</name><mac><address>x</address></mac></nic>', 'mac.address'),
        (f'vms/{vm}/nics', f'<nic><name>n2</name><mac><address>{mac}</address></mac></nic>',
         'mac.address'),
        (f'vms/{vm}/nics', '<nic><name>n2</name><mac><address>01:00:00:00:00:01</address></mac></nic>',
         'mac.address'),
        (f'vms/{vm}/nics', f'<nic><name>n2</name><vnic_profile id="{UNKNOWN}"/></nic>', 'vnic_profile'),
        ('users', '<user><user_name>one@internal-authz</user_name><domain><name>internal-authz</name>'
         '</domain></user>', 'user_name'),
        ('users', '<user><user_name>a b@internal-authz</user_name><domain><name>internal-authz</name>'
         '</domain></user>', 'user_name'),
        ('users', '<user><user_name>two@ldap</user_name><domain><name>ldap</name></domain></user>',
         'domain.name'),
        ('bookmarks', '<bookmark><name>b</name></bookmark>', 'value'),
    )
    before = state(api)
    for path, body, field in cases:
        reply = api.post(path, body)
        assert field_of(reply) == field, (path, body, reply.text)
    assert field_of(api.put(taken.get('href'), '<nic><name></name></nic>')) == 'name'
    assert field_of(api.put('vms/' + vm, '<vm><cluster><name>None</name></cluster></vm>')) == 'cluster'
    for action in ('<pause>maybe</pause>', '<async>maybe</async>'):
        assert field_of(api.post(f'vms/{vm}/start', f'<action>{action}</action>')) == action[1:6]
    assert field_of(api.post(f'vms/{vm}/start', '<action><vm><os><kernel>relative</kernel></os></vm>'
                             '</action>')) == 'vm.os.kernel'
    assert field_of(api.post(f'vms/{vm}/start', '<action><vm><os><kernel>/k</kernel></os>'
                             '<placement_policy><hosts><host><name>None</name></host></hosts>'
                             '</placement_policy></vm></action>')) == 'vm.placement_policy.hosts.host'
    # What is about no field of the request, or of a request without one, names none.
    assert field_of(api.post(f'vms/{vm}/stop')) is None
    assert field_of(api.delete('macpools/' + api.get('macpools').xml.find('mac_pool').get('id'))) is None
    assert field_of(api.get(f'vms/{UNKNOWN}')) is None
    assert state(api) == before
    assert api.post('datacenters', {'name': 'Default'}, accept=JSON).json['field'] == 'name'


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
