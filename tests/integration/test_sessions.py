"""Persistent sessions: a cookie instead of the credentials, as libgovirt and old scripts use it."""
from harness import API, PASSWORD, XML, Client, basic

PERSISTENT = {'Prefer': 'persistent-auth'}


def start(engine, user='admin@internal', **headers):
    """The reply that begins a session, and its id."""
    reply = Client(engine.port, basic(user)).get(API, headers={**PERSISTENT, **headers})
    return reply, cookie_of(reply)


def cookie_of(reply):
    value = reply.headers['Set-Cookie']
    return value.split(';')[0].removeprefix('JSESSIONID=') if value else None


def use(engine, cookie, path=API, persistent=True, auth=None, **headers):
    sent = {'Cookie': f'JSESSIONID={cookie}', **(PERSISTENT if persistent else {}), **headers}
    return Client(engine.port, auth).get(path, headers=sent)


def events(engine, code):
    return len(engine.client().get(f'events?search=type%3D{code}').xml)


def test_a_cookie_stands_for_the_credentials(engine):
    reply, cookie = start(engine)
    assert reply.status == 200 and cookie
    attributes = {part.strip().lower() for part in reply.headers['Set-Cookie'].split(';')[1:]}
    assert {'httponly', 'secure', f'path={API}'} <= attributes, attributes
    for _ in range(3):
        reply = use(engine, cookie, 'vms')
        assert reply.status == 200 and cookie_of(reply) is None
    assert use(engine, 'a' + cookie).status == 401
    assert use(engine, '').status == 401


def test_no_cookie_unless_asked_for(engine):
    for prefer in (None, 'respond-async', 'csrf-protection', 'new-auth'):
        reply = Client(engine.port, basic()).get(API, headers={'Prefer': prefer} if prefer else {})
        assert reply.status == 200 and cookie_of(reply) is None, prefer
    reply = Client(engine.port, basic(password='wrong')).get(API, headers=PERSISTENT)
    assert reply.status == 401 and cookie_of(reply) is None
    assert Client(engine.port).get(API, headers=PERSISTENT).status == 401


def test_words_of_prefer(engine):
    for prefer in ('Persistent-Auth', 'respond-async, persistent-auth;x=1', 'PERSISTENT-AUTH,new-auth'):
        reply = Client(engine.port, basic()).get(API, headers={'Prefer': prefer})
        assert cookie_of(reply), prefer


def test_a_request_without_prefer_ends_it(engine):
    logins, logouts = events(engine, 30), events(engine, 31)
    _, cookie = start(engine)
    assert use(engine, cookie, persistent=False).status == 200  # the last one is answered
    assert use(engine, cookie).status == 401
    assert events(engine, 30) == logins + 1 and events(engine, 31) == logouts + 1


def test_a_failed_request_ends_it_too(engine):
    _, cookie = start(engine)
    assert use(engine, cookie, 'vms/unknown', persistent=False).status == 404
    assert use(engine, cookie).status == 401


def test_new_auth_discards_the_session(engine):
    _, cookie = start(engine)
    reply = use(engine, cookie, auth=basic(), Prefer='persistent-auth, new-auth')
    second = cookie_of(reply)
    assert reply.status == 200 and second and second != cookie
    assert use(engine, cookie).status == 401 and use(engine, second).status == 200
    assert use(engine, second, Prefer='new-auth').status == 401  # nothing else says who it is
    assert use(engine, second).status == 401


def test_credentials_beside_the_cookie(engine):
    _, cookie = start(engine)
    assert use(engine, cookie, auth=basic()).status == 200
    reply = use(engine, cookie, auth=basic('admin'))  # the same user in other words
    assert reply.status == 200 and cookie_of(reply) is None
    assert use(engine, cookie, auth=basic('other@internal')).status == 401  # not somebody else's
    assert use(engine, cookie, auth='Bearer unknown').status == 401
    assert use(engine, cookie, auth='Basic ???').status == 401
    assert use(engine, cookie).status == 200


def test_a_session_of_a_token_leaves_the_token(engine):
    reply = engine.client().get(API, headers=PERSISTENT)
    cookie = cookie_of(reply)
    assert use(engine, cookie).status == 200
    use(engine, cookie, persistent=False)
    assert use(engine, cookie).status == 401
    assert engine.client().get(API).status == 200


def test_idle_time(engine):
    for minutes in ('1', '30', '1440'):
        assert start(engine, **{'Session-TTL': minutes})[1]
    for minutes in ('0', '-1', '1441', 'x', '1.5', '99999999999999999999'):
        reply, cookie = start(engine, **{'Session-TTL': minutes})
        assert reply.status == 400 and cookie is None, minutes
        assert 'Session-TTL' in reply.detail and '1440' in reply.detail


def test_csrf_protection(engine):
    _, cookie = start(engine, Prefer='persistent-auth, csrf-protection')
    reply = use(engine, cookie)
    assert reply.status == 403 and 'JSESSIONID' in reply.detail, reply.text
    assert use(engine, cookie, JSESSIONID=cookie + 'x').status == 403
    assert use(engine, cookie, JSESSIONID=cookie).status == 200
    # without the preference at its start, a session needs no header
    _, cookie = start(engine)
    assert use(engine, cookie, Prefer='persistent-auth, csrf-protection').status == 200


def test_writes_by_cookie(engine):
    _, cookie = start(engine)
    headers = {'Cookie': f'JSESSIONID={cookie}', **PERSISTENT}
    reply = Client(engine.port).post('datacenters', '<data_center><name>by-cookie</name></data_center>',
                                     headers=headers)
    assert reply.status == 201
    event = engine.client().get('events?search=type%3D950%20or%20message%3D*by-cookie*').xml
    assert any('admin@internal' in (e.findtext('description') or '') or e.find('user') is not None
               for e in event)


def test_a_restart_ends_sessions_well(engine):
    _, cookie = start(engine)
    engine.stop()
    engine.start()
    assert use(engine, cookie).status == 401
    reply = use(engine, cookie, auth=basic())
    assert reply.status == 200 and cookie_of(reply)


def test_a_new_password_ends_sessions(engine):
    import subprocess
    import harness
    _, cookie = start(engine)
    engine.stop()
    subprocess.run([harness.program('berth-engine'), 'init', '--config', engine.config_path,
                    '--admin-password-file', '-'], input='another long password\n', text=True,
                   check=True, stdout=subprocess.DEVNULL)
    engine.start()
    assert use(engine, cookie).status == 401


def test_the_cookie_is_for_the_api_only(engine):
    _, cookie = start(engine)
    reply = Client(engine.port).post('/ovirt-engine/sso/oauth/token', 'grant_type=password',
                                     type='application/x-www-form-urlencoded',
                                     headers={'Cookie': f'JSESSIONID={cookie}'})
    assert reply.status == 400
    assert PASSWORD not in engine.log_text() and cookie not in engine.log_text()
    assert XML
