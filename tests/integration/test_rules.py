"""Rules that hold for every resource, walked over the API's own description."""
import re
import urllib.parse

from harness import API, JSON

UNKNOWN = '11111111-2222-4333-8444-555555555555'


def operations(api):
    page = api.get('openapi.json').json
    for path, item in page['paths'].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def lists(api):
    """The lists that are there without an id of anything."""
    for method, path, operation in operations(api):
        if method == 'GET' and '{' not in path and any(
                p['name'] == 'max' for p in operation.get('parameters', [])):
            yield path


def make_vm(api, name='web'):
    reply = api.post('vms', f'<vm><name>{name}</name><cluster><name>Default</name></cluster>'
                     '<template><name>Blank</name></template></vm>')
    assert reply.status == 201, reply.text
    return reply.xml.get('href')


# --- lists ----------------------------------------------------------------------------------------

def test_max_of_every_list(api):
    api.post('datacenters', '<data_center><name>second</name></data_center>')
    paths = list(lists(api))
    assert len(paths) > 8, paths
    for path in paths:
        everything = [e.get('id') for e in api.get(path).xml]
        for value, expected in (('0', 0), ('1', 1), ('-1', None), ('', None), ('1000', None)):
            got = [e.get('id') for e in api.get(f'{path}?max={value}').xml]
            assert got == everything[:expected], (path, value, got)
        assert [e.get('id') for e in api.get(f'{path}?max').xml] == everything, path
        for value in ('x', '1x', '1.5', '%20', '99999999999999999999'):
            reply = api.get(f'{path}?max={value}')
            assert reply.status == 400 and reply.reason == 'Invalid value', (path, value)
            assert 'max' in reply.detail


def test_max_of_lists_below_something(host, api):
    cluster = api.get('clusters').xml.find('cluster').get('href')
    pf = host.pfs(api)[0]
    network = api.get('networks').xml.find('network').get('href')
    for path in (f'{cluster}/networks', f'{host.href}/nics', f'{network}/vnicprofiles',
                 f'{network}/networklabels', f'{pf}/virtualfunctionallowednetworks',
                 f'{pf}/virtualfunctionallowedlabels', f'{pf}/virtualfunctions'):
        everything = [e.get('id') for e in api.get(path).xml]
        assert [e.get('id') for e in api.get(f'{path}?max=1').xml] == everything[:1], path
        assert len(api.get(f'{path}?max=0').xml) == 0, path
        assert api.get(f'{path}?max=x').status == 400, path


def test_parameters_of_the_last_segment(api):
    make_vm(api, 'a'), make_vm(api, 'b')
    for path in ('vms;max=1', 'vms;max=1?search=', 'vms;max=1;case_sensitive=true/', 'vms?max=1'):
        assert len(api.get(path).xml) == 1, path
    assert len(api.get('vms;search=name%3Db').xml) == 1
    assert api.get('vms;max=x').status == 400
    assert api.get('vms;accept=application%2Fjson').type == JSON
    events = [int(e.get('id')) for e in api.get('events').xml]
    assert [int(e.get('id')) for e in api.get(f'events;from={events[1]}').xml] == events[:1]
    assert [int(e.get('id')) for e in api.get(f'events;from={events[1]};max=5?search=').xml] == events[:1]
    assert api.get('events;from=x').status == 400 and api.get('events?from=x').status == 400
    assert len(api.get('events?from').xml) == len(events)


def test_case_sensitive(api):
    make_vm(api, 'Upper'), make_vm(api, 'lower')

    def found(query, parameters=''):
        reply = api.get(f'vms?search={urllib.parse.quote(query)}{parameters}')
        assert reply.status == 200, reply.text
        return [vm.findtext('name') for vm in reply.xml]
    for value in ('true', 'TRUE', 't', 'yes', 'Y', '1'):
        assert found('name=upper', f'&case_sensitive={value}') == [], value
        assert found('name=Upper', f'&case_sensitive={value}') == ['Upper'], value
        assert found('name=U*', f'&case_sensitive={value}') == ['Upper'], value
    for value in ('false', 'no', '0', '', 'maybe'):
        assert found('name=upper', f'&case_sensitive={value}') == ['Upper'], value
    assert found('name=UPPER or name=LOWER') == ['lower', 'Upper']


# --- verbs ----------------------------------------------------------------------------------------

def test_head_is_get_without_a_body(api):
    for path in [API, *lists(api), make_vm(api)]:
        get, head = api.get(path), api.request('HEAD', path)
        assert (head.status, head.type, head.body) == (200, get.type, b''), path
    assert api.request('HEAD', f'vms/{UNKNOWN}').status == 404
    assert api.request('HEAD', API).headers['Link'] == f'<{API}/openapi.json>; rel="service-desc"'


def test_options_of_everything(api):
    allowed = {}
    for method, path, _ in operations(api):
        allowed.setdefault(path, {'OPTIONS'}).update({'GET', 'HEAD'} if method == 'GET' else {method})
    for path, methods in allowed.items():
        reply = api.request('OPTIONS', re.sub(r'\{\w+\}', UNKNOWN, path))
        assert reply.status == 200, path
        assert set(reply.headers['Allow'].split(', ')) == methods, path


def test_methods_that_are_not_there(api):
    allowed = {}
    for method, path, _ in operations(api):
        allowed.setdefault(path, set()).add(method)
    for path, methods in allowed.items():
        if not path.startswith(API):
            continue
        address = re.sub(r'\{\w+\}', UNKNOWN, path)
        for method in {'GET', 'PUT', 'POST', 'DELETE'} - methods:
            reply = api.request(method, address)
            assert reply.status == 405, (method, path, reply.status)
            assert method not in reply.headers['Allow'].split(', ')


# --- bodies ---------------------------------------------------------------------------------------

def test_every_missing_field_is_named(api):
    """Of every collection at the top, by what the description says is required."""
    page = api.get('openapi.json').json
    checked = 0
    for method, path, operation in operations(api):
        if method != 'POST' or '{' in path or 'requestBody' not in operation:
            continue
        schema = operation['requestBody']['content'].get(JSON, {}).get('schema', {})
        if '$ref' not in schema or 'required' not in schema:
            continue
        assert schema['$ref'].split('/')[-1] in page['components']['schemas']
        reply = api.post(path, {}, accept='application/xml')
        assert reply.status == 400 and reply.reason == 'Incomplete parameters', (path, reply.text)
        named = re.search(r'\[(.*)\] required for add', reply.detail)
        assert named, reply.detail
        for field in schema['required']:
            assert field in named[1].split(', '), (path, field, reply.detail)
            checked += 1
    assert checked >= 10, checked


def test_a_body_is_needed(api):
    for method, path, operation in operations(api):
        if method == 'POST' and '{' not in path and path.startswith(API) and operation.get(
                'requestBody', {}).get('required'):
            reply = api.post(path, '')
            assert reply.status == 400 and reply.reason == 'Incomplete parameters', (path, reply.text)
    assert api.put(make_vm(api), '').status == 400


def test_another_id_in_the_body(api):
    profile = api.get('vnicprofiles').xml.find('vnic_profile')
    things = [make_vm(api), profile.get('href')]
    for name in ('datacenters', 'clusters', 'networks', 'macpools'):
        things.append(api.get(name).xml[0].get('href'))
    things.append(f'{things[3]}/networks/{api.get(f"{things[3]}/networks").xml[0].get("id")}')
    for href in things:
        root = api.get(href).xml
        reply = api.put(href, f'<{root.tag} id="{UNKNOWN}"><comment>x</comment></{root.tag}>')
        assert reply.status == 409, (href, reply.text)
        assert reply.reason == 'Broken immutability constraint'
        assert UNKNOWN in reply.detail and root.get('id') in reply.detail and 'id' in reply.detail
        same = api.put(href, f'<{root.tag} id="{root.get("id").upper()}"/>')
        assert same.status == 200, (href, same.text)


def test_wrong_roots_and_texts(api):
    vm = make_vm(api)
    for body in ('<vms/>', '<network/>', '<vm>text</vm>', '<vm', 'text', '<vm></vms>', '<a/><b/>'):
        reply = api.put(vm, body)
        assert reply.status == 400, body
        assert reply.reason == 'Request syntactically incorrect.', (body, reply.reason)
    assert api.put(vm, '<vm>\n  <unknown>x</unknown>\n</vm>').status == 200
    assert api.put(vm, '{"unknown": [1, {"a": null}], "link": [{"rel": "x"}]}', type=JSON).status == 200
    for body in ('[]', '1', '"x"', '{', '{"name": }', 'null'):
        assert api.put(vm, body, type=JSON).status == 400, body


def test_values_of_wrong_kinds(api):
    vm = make_vm(api)
    for body in ('<memory>much</memory>', '<memory/>', '<memory>1.5</memory>', '<memory>-1</memory>',
                 '<delete_protected>maybe</delete_protected>', '<cluster id="x"/>',
                 '<cpu><topology><cores>0</cores></topology></cpu>',
                 '<placement_policy><affinity>loose</affinity></placement_policy>',
                 '<memory>1073741824</memory><memory>1073741824</memory>'):
        reply = api.put(vm, f'<vm>{body}</vm>')
        assert reply.status == 400, (body, reply.status)
        assert reply.reason in ('Invalid value', 'Operation Failed'), (body, reply.reason)
    for body in ('<memory>1.073741824e+09</memory>', '<delete_protected>FALSE</delete_protected>',
                 '<delete_protected>0</delete_protected>',
                 '<placement_policy><affinity>PINNED</affinity></placement_policy>'):
        assert api.put(vm, f'<vm>{body}</vm>').status == 200, body


# --- waiting or not -------------------------------------------------------------------------------

def test_async_of_an_action(host, api):
    for place in ('query', 'body', 'neither'):
        vm = make_vm(api, f'async-{place}')
        api.put(vm, '<vm><os><boot><devices><device>network</device></devices></boot>'
                '<kernel>/vmlinuz</kernel></os></vm>')
        body = '<action><async>true</async></action>' if place == 'body' else '<action/>'
        reply = api.post(f'{vm}/start{"?async=true" if place == "query" else ""}', body)
        assert reply.status == (200 if place == 'neither' else 202), reply.text
        assert reply.xml.findtext('status') == ('complete' if place == 'neither' else 'in_progress')
        assert reply.xml.find('job').get('href').startswith(f'{API}/jobs/')
    reply = api.post(f'{make_vm(api, "bad")}/start', '<action><async>maybe</async></action>')
    assert reply.status == 400 and 'async' in reply.detail
    assert reply.xml.tag == 'action' and reply.xml.findtext('status') == 'failed'


def test_what_a_create_is_expected_to_be(api):
    for number, (header, value, status) in enumerate((
            ('Expect', '202-accepted', 202), ('X-Ovirt-Expect', '202-accepted', 202),
            ('X-Ovirt-Expect', '202-Accepted', 202), ('Expect', '201-created', 201),
            ('X-Ovirt-Expect', '201-created', 201), ('X-Ovirt-Expect', 'something', 201))):
        reply = api.post('datacenters', f'<data_center><name>dc{number}</name></data_center>',
                         headers={header: value})
        assert reply.status == status, (header, value, reply.status)
        assert reply.headers['Location'].endswith(reply.xml.get('href'))
        assert api.get(reply.xml.get('href')).status == 200
    reply = api.post('datacenters?async=true', '<data_center><name>quick</name></data_center>')
    assert reply.status == 201
    reply = api.put(reply.xml.get('href'), '<data_center/>', headers={'X-Ovirt-Expect': '202-accepted'})
    assert reply.status == 200  # only what is added can be accepted


def test_every_reply_can_be_found_again(api):
    for method, path in (('GET', API), ('GET', 'vms/x'), ('DELETE', 'vms'), ('POST', 'vms'),
                         ('OPTIONS', 'vms'), ('GET', '/')):
        reply = api.request(method, path, headers={'Correlation-Id': 'find-me'})
        assert reply.headers['Correlation-Id'] == 'find-me', (method, path)
