"""HTTP itself: versions, methods, representations, correlation, limits."""
import gzip
import re
import urllib.parse

from harness import API, JSON, XML, basic, raw_connection, read_all


def test_root(api):
    root = api.get(API).xml
    assert root.tag == 'api'
    links = {link.get('rel'): link.get('href') for link in root.findall('link')}
    assert links['vms'] == f'{API}/vms'
    assert links['vms/search'] == f'{API}/vms?search={{query}}'
    assert links['events/search'] == f'{API}/events;from={{event_id}}?search={{query}}'
    assert root.findtext('product_info/name') == 'Berth'
    assert (root.findtext('product_info/version/major'),
            root.findtext('product_info/version/minor')) == ('4', '5')
    assert root.find('special_objects/blank_template').get('id') == '0' * 8 + '-0000' * 3 + '-' + '0' * 12
    assert root.findtext('summary/vms/total') == '0'
    assert root.find('authenticated_user').get('href').startswith(f'{API}/users/')
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT[\d:.]+Z', root.findtext('time'))


def test_every_link_of_every_entity_leads_somewhere(api):
    seen, waiting = set(), [API]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        reply = api.get(path)
        assert reply.status == 200, f'{path}: {reply.status} {reply.text}'
        for element in reply.xml.iter():
            href = element.get('href')
            if href is None or '{' in href or element in list(reply.xml.iter('actions')):
                continue
            assert href.startswith(API), href
            waiting.append(href)
        for actions in reply.xml.iter('actions'):
            for link in actions:
                waiting = [w for w in waiting if w != link.get('href')]
                assert api.request('GET', link.get('href')).status == 405
    assert len(seen) > 20, seen


def test_version_in_path(api):
    reply = api.get('/ovirt-engine/api/v4/datacenters')
    assert reply.status == 200
    assert reply.xml.find('data_center').get('href').startswith('/ovirt-engine/api/v4/datacenters/')
    assert api.get('/ovirt-engine/api/v3/datacenters').status == 400
    assert api.get('/ovirt-engine/api/v4').status == 200


def test_version_in_header(api):
    assert api.get(API, headers={'Version': '4'}).status == 200
    assert api.get(API, headers={'Version': '3'}).status == 400
    assert api.get(API, headers={'Version': '4, 4'}).status == 200  # sent twice
    assert api.get(API, headers={'Version': '4, 3'}).status == 400
    assert api.get(f'{API}/v4', headers={'Version': '3'}).status == 200  # the path comes first


def test_representations(api):
    cases = ((None, XML), ('*/*', XML), ('application/xml', XML), ('application/json', JSON),
             ('text/html, */*;q=0.1', XML), ('application/json, application/xml;q=0.5', JSON))
    for accept, expected in cases:
        for path in ('', '/clusters', '/nothing', '/vms/1'):
            reply = api.get(API + path, accept=accept)
            assert reply.type == expected, (accept, path, reply.headers)
    assert api.get(f'{API}?accept=application/json', accept='application/xml').type == JSON


def test_unacceptable(api):
    reply = api.get(API, accept='image/png')
    assert reply.status == 406 and reply.xml.tag == 'fault'
    assert api.get('clusters', accept='text/event-stream').status == 406


def test_media_type_of_a_body(api):
    assert api.post('vms', 'name=x', type='text/plain').status == 415
    assert api.post('vms', 'name=x', type='application/x-www-form-urlencoded').status == 415
    body = '<data_center><name>by-default</name></data_center>'
    assert api.post('datacenters', body, type='').status == 201  # no type at all is XML


def test_unknown_path(api):
    for path in ('nothing', 'vms/x/y/z', 'datacenters/1/2', '/ovirt-engine/apix',
                 '/ovirt-engine/services/nothing'):
        reply = api.get(path)
        assert reply.status == 404, (path, reply.status)
        assert reply.xml.tag == 'fault' and reply.xml.findtext('detail')


def test_methods(api):
    reply = api.delete('vms')
    assert reply.status == 405
    assert set(reply.headers['Allow'].split(', ')) == {'GET', 'HEAD', 'POST', 'OPTIONS'}
    assert api.request('PATCH', 'vms').status == 405
    reply = api.request('OPTIONS', 'vms')
    assert reply.status == 200 and 'POST' in reply.headers['Allow']
    assert api.request('OPTIONS', 'nothing').status == 404


def test_the_description_is_sent_once(engine):
    client = engine.anonymous()
    first = client.get(f'{API}/openapi.json')
    assert first.status == 200 and first.headers['Cache-Control'] == 'no-cache'
    tag = first.headers['ETag']
    again = client.get(f'{API}/openapi.json', headers={'If-None-Match': tag})
    assert (again.status, again.body, again.headers['ETag']) == (304, b'', tag)
    assert client.get(f'{API}/openapi.json', headers={'If-None-Match': '"other"'}).body == first.body
    fields = next(parameter['x-search']['fields']
                  for parameter in first.json['paths'][f'{API}/vms']['get']['parameters']
                  if parameter['name'] == 'search')
    assert {'name': 'host.name', 'kind': 'text'} in fields


def test_head(api):
    reply = api.request('HEAD', API)
    assert reply.status == 200 and reply.body == b'' and reply.type == XML


def test_correlation(api):
    for sent, answered in (('abc_1-2', 'abc_1-2'), ('a b\tc', 'abc'), ('x' * 99, 'x' * 36)):
        assert api.get(API, headers={'Correlation-Id': sent}).headers['Correlation-Id'] == answered
    assert api.get(f'{API}?correlation_id=q1').headers['Correlation-Id'] == 'q1'
    assert re.fullmatch('[0-9a-f-]{36}', api.get(API).headers['Correlation-Id'])


def test_correlation_is_kept_on_events(api):
    body = '<data_center><name>traced</name></data_center>'
    assert api.post('datacenters?correlation_id=trace-1', body).status == 201
    events = api.get('events?search=' + urllib.parse.quote('correlation_id=trace-1')).xml
    assert len(events.findall('event')) == 1
    assert events.findtext('event/correlation_id') == 'trace-1'


def test_hostile_paths(api):
    for path in ('/%', '/%zz', '//', '/a//b', f'{API}/vms/%00', f'{API}/../../etc/passwd',
                 f'{API}/vms/%2e%2e', f'{API}/vms/%ff', f'{API}/vms?search=%00',
                 f'{API}/vms?max=%zz', f'{API}/vms?max=1x'):
        reply = api.get(path)
        assert reply.status in (400, 404), (path, reply.status)
    assert api.get(f'{API}/vms/' + 'x' * 8000).status == 404
    assert api.get(f'{API}/networks/a%2Fb').status == 404


def test_oversized_head(engine):
    # Who still sends when the connection is closed may not get to see the answer.
    for head in (b'GET /' + b'x' * 200000 + b' HTTP/1.1\r\nHost: x\r\n\r\n',
                 b'GET / HTTP/1.1\r\nHost: x\r\nA: ' + b'x' * 200000 + b'\r\n\r\n'):
        with raw_connection(engine.port) as connection:
            answer = b''
            try:
                connection.sendall(head)
                answer = read_all(connection)
            except OSError:
                pass
            assert re.match(rb'HTTP/1.1 4\d\d|$', answer), answer
    assert engine.anonymous().get('/').status == 200


def test_the_body_of_a_read_is_not_waited_for(engine):
    # librest announces one with every GET, and leaves it out when it repeats one with a password.
    for method in ('GET', 'HEAD'):
        for authorization in ('', f'Authorization: {basic()}\r\n'):
            head = (f'{method} /ovirt-engine/api HTTP/1.1\r\nHost: x\r\n{authorization}'
                    'Content-Length: 17\r\n\r\n')
            expected = b'HTTP/1.1 200' if authorization else b'HTTP/1.1 401'
            for body in ('', '<action></action>', '<action></action>GET / HTTP/1.1\r\nHost: x\r\n\r\n'):
                with raw_connection(engine.port) as connection:
                    connection.sendall((head + body).encode())
                    data = read_all(connection)  # it is closed, so a body is no other request
                assert data.startswith(expected) and data.count(b'HTTP/1.1 ') == 1, data


def test_not_http_at_all(engine):
    for data in (b'\x00' * 1000, b'\r\n\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n', b'\x16\x03\x01\x02'):
        connection = raw_connection(engine.port, timeout=5)
        connection.sendall(data)
        connection.close()
    assert engine.anonymous().get('/').status == 200


def test_body_too_large(api):
    reply = api.post('vms', '<vm>' + ' ' * (1024 * 1024) + '</vm>')
    assert reply.status == 413 and reply.xml.tag == 'fault', reply.status
    reply = api.post('vms', (b'x' * 65536 for _ in range(40)))
    assert reply.status == 413
    assert api.get(API).status == 200


def test_too_deep_and_too_many_elements(api):
    assert api.post('vms', '<vm>' + '<a>' * 500 + '</a>' * 500 + '</vm>').status in (400, 413)
    assert api.post('vms', '<vm>' + '<a/>' * 200000 + '</vm>').status in (400, 413)
    assert api.post('vms', '[' * 5000 + ']' * 5000, type=JSON).status in (400, 413)


def test_entities_of_xml_are_not_resolved(api):
    bomb = ('<!DOCTYPE vm [<!ENTITY a "' + 'x' * 1000 + '"><!ENTITY b "&a;&a;&a;&a;">'
            '<!ENTITY f SYSTEM "file:///etc/passwd">]><vm><name>&f;&b;</name></vm>')
    reply = api.post('vms', bomb)
    assert reply.status == 400 and 'root:' not in reply.text


def test_services(engine):
    client = engine.anonymous()
    assert client.get('/ovirt-engine/services/health').text == 'DB Up!Welcome to Health Status!'
    pem = client.get('/ovirt-engine/services/pki-resource?resource=ca-certificate&format=X509-PEM-CA')
    assert pem.status == 200 and pem.text.startswith('-----BEGIN CERTIFICATE-----')
    assert client.get('/ca.crt').text == pem.text
    assert client.get('/ovirt-engine/services/pki-resource?resource=engine-key').status == 404


def test_the_certificate_is_the_ca_s(engine, folder):
    import http.client
    import ssl
    (folder / 'ca.pem').write_text(engine.anonymous().get('/ca.crt').text)
    context = ssl.create_default_context(cafile=str(folder / 'ca.pem'))
    for name in ('localhost', '127.0.0.1'):
        connection = http.client.HTTPSConnection(name, engine.port, context=context)
        connection.request('GET', '/')
        assert connection.getresponse().status == 200


def test_old_tls_is_refused(engine):
    import socket
    import ssl
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers('ALL:@SECLEVEL=0')
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        context.wrap_socket(socket.create_connection(('127.0.0.1', engine.port), 10))
        raise AssertionError('TLS 1.1 was accepted')
    except (ssl.SSLError, ConnectionError):
        pass


def test_gzip(api):
    plain = api.get('templates', headers={'Accept': JSON})
    assert plain.headers['Content-Encoding'] is None and plain.headers['Vary'] == 'Accept-Encoding'
    small = api.get('templates', headers={'Accept': JSON, 'Accept-Encoding': 'deflate, gzip'})
    assert small.headers['Content-Encoding'] == 'gzip' and small.headers['Vary'] == 'Accept-Encoding'
    assert len(small.body) < len(plain.body) and int(small.headers['Content-Length']) == len(small.body)
    assert gzip.decompress(small.body) == plain.body
    assert api.get('templates', headers={'Accept-Encoding': 'gzip;q=0'}).headers['Content-Encoding'] is None
    assert api.get('vms', headers={'Accept-Encoding': 'gzip'}).headers['Content-Encoding'] is None
    head = api.request('HEAD', 'templates', headers={'Accept': JSON, 'Accept-Encoding': 'gzip'})
    assert head.headers['Content-Length'] == small.headers['Content-Length'] and head.body == b''
