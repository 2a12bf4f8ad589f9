"""The web admin as a browser gets it: pages, caching, security headers, and that the API is not in its way."""
import gzip
import re

from harness import API, Engine

IMMUTABLE = 'public, max-age=31536000, immutable'
ZIPPED = {'Accept-Encoding': 'gzip, deflate, br'}


def test_every_address_of_the_client_is_the_start_page(engine):
    client = engine.anonymous()
    start = client.get('/')
    assert start.status == 200 and start.headers['Content-Type'] == 'text/html; charset=utf-8'
    assert '<title>Berth</title>' in start.text
    for path in ('/login', '/hosts/8f0c/nics', '/hosts/h1.example.com', '/vms?search=name%3Dx', '/index.html',
                 '/ovirt', '/..%2f..%2fetc%2fpasswd', '/hosts;a=b', '/hosts/'):
        reply = client.get(path)
        assert (reply.status, reply.body) == (200, start.body), path


def test_security_headers(engine):
    headers = engine.anonymous().get('/').headers
    policy = dict(part.strip().split(' ', 1) for part in headers['Content-Security-Policy'].split(';'))
    assert policy == {
        'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self' data:",
        'font-src': "'self'", 'connect-src': "'self'", 'base-uri': "'none'", 'form-action': "'none'",
        'frame-ancestors': "'none'"}
    assert headers['X-Content-Type-Options'] == 'nosniff'
    assert headers['Referrer-Policy'] == 'no-referrer'
    assert headers['Cross-Origin-Opener-Policy'] == 'same-origin'
    assert headers['Permissions-Policy'] == 'camera=(), geolocation=(), microphone=()'
    assert headers['Strict-Transport-Security'] == 'max-age=31536000'
    for name in ('Content-Security-Policy', 'Cache-Control', 'X-Content-Type-Options'):
        assert len(headers.get_all(name)) == 1, headers


def test_replies_of_the_api_are_in_nobody_s_frame(api):
    for path in (API, '/ca.crt', f'{API}/nothing'):
        headers = api.get(path).headers
        assert headers.get_all('Content-Security-Policy') == ["frame-ancestors 'none'"], headers
        assert headers.get_all('X-Content-Type-Options') == ['nosniff'], headers
        assert headers.get_all('Cache-Control') == ['no-cache'], headers


def test_start_page_is_asked_for_again(engine):
    client = engine.anonymous()
    first = client.get('/')
    assert first.headers['Cache-Control'] == 'no-cache'
    for path in ('/', '/login'):
        again = client.get(path, headers={'If-None-Match': first.headers['ETag']})
        assert again.status == 304 and again.body == b'' and again.headers['ETag'] == first.headers['ETag']
        assert again.headers['Cache-Control'] == 'no-cache'
    assert client.get('/', headers={'If-None-Match': 'W/"0000000000000000"'}).status == 200


def test_gzip_for_those_who_take_it(engine):
    client = engine.anonymous()
    small, plain = client.get('/', headers=ZIPPED), client.get('/')
    assert small.headers['Content-Encoding'] == 'gzip' and plain.headers['Content-Encoding'] is None
    assert small.headers['Vary'] == plain.headers['Vary'] == 'Accept-Encoding'
    assert gzip.decompress(small.body) == plain.body and len(small.body) < len(plain.body)
    assert client.get('/', headers={'Accept-Encoding': 'gzip;q=0'}).body == plain.body


def test_head(engine):
    client = engine.anonymous()
    for path in ('/', '/hosts/1'):
        for headers in ({}, ZIPPED):
            get, head = client.get(path, headers=headers), client.request('HEAD', path, headers=headers)
            assert head.status == 200 and head.body == b''
            for name in ('Content-Length', 'Content-Type', 'Content-Encoding', 'ETag'):
                assert head.headers[name] == get.headers[name], name


def test_what_the_start_page_asks_for_is_there(engine):
    client = engine.anonymous()
    paths = re.findall(r'(?:src|href)="(/(?!ovirt-engine)[^"]+)"', client.get('/').text)
    assert paths or 'was built without the web admin' in client.get('/').text
    for path in paths:
        reply = client.get(path, headers=ZIPPED)
        assert reply.status == 200 and reply.body, path
        if path.startswith('/assets/'):
            assert reply.type != 'text/html' and reply.headers['Cache-Control'] == IMMUTABLE, path
            text = reply.type in ('text/javascript', 'text/css')
            assert (reply.headers['Content-Encoding'] == 'gzip') == text, path


def test_unknown_assets(engine):
    client = engine.anonymous()
    for path, status in (('/assets/index-00000000.js', 404), ('/assets/..%2findex.html', 404), ('/assets', 404),
                         ('/assets/index.html', 404), ('/assets/../index.html', 400),
                         ('/assets/%2e%2e/index.html', 400), ('/assets//index.html', 400),
                         ('/assets/%00', 400), ('/assets/' + 'x' * 8000, 404)):
        reply = client.get(path)
        assert reply.status == status and '<title>' not in reply.text, (path, reply.status)
        assert reply.headers['Cache-Control'] == 'no-cache'


def test_only_reading(engine):
    client = engine.anonymous()
    for path in ('/', '/login', '/hosts/1', '/assets/a.js', '/ovirt-engine/webadmin'):
        for method in ('POST', 'PUT', 'DELETE', 'PATCH'):
            reply = client.request(method, path)
            assert reply.status == 405 and reply.headers['Allow'] == 'GET, HEAD, OPTIONS', (method, path)


def test_bookmarks_of_ovirt(engine):
    client = engine.anonymous()
    for path in ('', '/', '/webadmin', '/webadmin/', '/webadmin/?locale=en_US', '/webadmin/a/b'):
        reply = client.get(f'/ovirt-engine{path}')
        assert (reply.status, reply.headers['Location']) == (302, '/'), path
    for path in ('/ovirt-engine/web', '/ovirt-engine/services', '/ovirt-engine/sso/login'):
        assert client.get(path).status == 404, path


def test_assets_of_a_folder(folder):
    """A developer's build in place of what is embedded."""
    assets = folder / 'web' / 'assets'
    assets.mkdir(parents=True)
    contents = {'index-1a2b.js': (b'let a = 1;' * 2000, 'text/javascript; charset=utf-8'),
                'index-3c4d.css': (b'p{}' * 2000, 'text/css; charset=utf-8'),
                'text-5e6f.woff2': (bytes(range(256)) * 2000, 'font/woff2'),
                'words-7a8b.json': (b'{"a":1}' * 2000, 'application/json')}
    for name, (data, _) in contents.items():
        (assets / name).write_bytes(data)
    (folder / 'web' / 'index.html').write_text('<title>Another</title>')
    (folder / 'secret').write_text('secret')
    engine = Engine(folder / 'engine', {'G_RESOURCE_OVERLAYS': f'/berth/web={folder}/web'})
    try:
        client = engine.anonymous()
        for name, (data, type) in contents.items():
            reply = client.get(f'/assets/{name}')
            assert (reply.body, reply.headers['Content-Type']) == (data, type), name
            assert reply.headers.get_all('Cache-Control') == [IMMUTABLE], name
            again = client.get(f'/assets/{name}', headers={'If-None-Match': reply.headers['ETag']})
            assert again.status == 304 and again.headers['Cache-Control'] == IMMUTABLE
        assert client.get('/login').text == '<title>Another</title>'
        for path in ('/..%2fsecret', '/assets/..%2f..%2fsecret'):
            assert 'secret' != client.get(path).text
        engine.stop()
    finally:
        engine.kill()
