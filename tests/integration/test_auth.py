"""Who may ask: tokens, passwords, and what is said to those who have neither."""
import json
import urllib.parse

from harness import API, JSON, PASSWORD, XML, basic

TOKEN = '/ovirt-engine/sso/oauth/token'
FORM = 'application/x-www-form-urlencoded'


def form(**values):
    return urllib.parse.urlencode(values)


def grant(client, user='admin@internal', password=PASSWORD, **more):
    return client.post(TOKEN, form(grant_type='password', scope='ovirt-app-api', username=user,
                                   password=password, **more), type=FORM, accept=JSON)


def test_password_grant(engine):
    reply = grant(engine.anonymous())
    assert reply.status == 200, reply.text
    token = reply.json
    assert set(token) == {'access_token', 'scope', 'exp', 'token_type'}, token
    assert token['token_type'] == 'bearer' and token['scope'] == 'ovirt-app-api'
    assert isinstance(token['exp'], str) and int(token['exp']) > 1_600_000_000_000
    client = engine.anonymous()
    client.auth = f'Bearer {token["access_token"]}'
    assert client.get(API).status == 200


def test_grant_by_query(engine):
    reply = engine.anonymous().post(
        f'{TOKEN}?' + form(grant_type='password', username='admin@internal', password=PASSWORD),
        None, accept=JSON)
    assert reply.status == 200 and reply.json['access_token']


def test_user_without_profile_is_internal(engine):
    assert grant(engine.anonymous(), user='admin').status == 200


def test_wrong_password(engine):
    client = engine.anonymous()
    for user, password in (('admin@internal', 'wrong'), ('nobody@internal', PASSWORD),
                           ('admin@elsewhere', PASSWORD), ('', PASSWORD)):
        reply = grant(client, user, password)
        assert reply.status == 400, reply.text
        assert 'error' in reply.json and 'access_token' not in reply.json
    reply = grant(client, password='wrong')
    assert reply.json['error_code'] == 'access_denied', reply.text
    assert "Cannot authenticate user 'admin@internal'" in reply.json['error']


def test_many_wrong_passwords_are_throttled(engine):
    client = engine.anonymous()
    replies = [grant(client, password='wrong') for _ in range(20)]
    assert all(reply.status == 400 for reply in replies)
    assert 'too many' in replies[-1].json['error'], replies[-1].text


def test_bad_grants(engine):
    client = engine.anonymous()
    for body, code in ((form(username='a', password='b'), 'invalid_request'),
                       (form(grant_type='password', username='a'), 'invalid_request'),
                       (form(grant_type='authorization_code', code='x'), 'unsupported_grant_type'),
                       ('grant_type=%zz', 'invalid_request'), ('', 'invalid_request'),
                       ('\xff\xfe', 'invalid_request')):
        reply = client.post(TOKEN, body, type=FORM)
        assert reply.status == 400 and reply.json['error_code'] == code, (body, reply.text)


def test_no_credentials(engine):
    reply = engine.anonymous().get(API)
    assert reply.status == 401
    assert reply.headers['WWW-Authenticate'] == 'Basic realm="RESTAPI"'
    assert reply.type == XML and reply.xml.tag == 'fault'
    assert reply.headers['Location'] is None


def test_bad_credentials(engine):
    for value in ('Bearer unknown', 'Bearer ', 'Basic', 'Basic !!!', 'Basic YWRtaW4=', 'Digest x',
                  'Bearer a b', basic(password='wrong'), 'Basic ' + 'A' * 5000):
        client = engine.anonymous()
        client.auth = value
        reply = client.get(API)
        assert reply.status == 401, (value, reply.status)
        assert reply.headers['WWW-Authenticate'], value
        assert reply.xml.tag == 'fault'


def test_unknown_path_without_credentials_is_401(engine):
    assert engine.anonymous().get('nothing').status == 401


def test_basic(engine):
    client = engine.anonymous()
    client.auth = basic()
    assert client.get(API).status == 200
    client.auth = basic('admin')
    assert client.get(API).status == 200


def test_logout_ends_the_token(engine):
    client = engine.client()
    assert client.get(API).status == 200
    reply = engine.anonymous().post('/ovirt-engine/services/sso-logout',
                                    form(scope='ovirt-app-api', token=engine.token), type=FORM)
    assert reply.status == 200 and reply.type == JSON and reply.text == '{}'
    assert client.get(API).status == 401


def test_logout_without_token(engine):
    reply = engine.anonymous().post('/ovirt-engine/services/sso-logout', 'scope=&token=', type=FORM)
    assert reply.status == 200 and json.loads(reply.text) == {}


def test_revoke_and_token_info(engine):
    client = engine.anonymous()
    info = client.post('/ovirt-engine/sso/oauth/token-info', form(token=engine.token), type=FORM)
    assert info.json['active'] == 'true' and info.json['user_id'] == 'admin@internal-authz'
    assert client.post('/ovirt-engine/sso/oauth/revoke', form(token=engine.token),
                       type=FORM).json == {}
    info = client.post('/ovirt-engine/sso/oauth/token-info', form(token=engine.token), type=FORM)
    assert info.status == 400 and info.json['error_code'] == 'invalid_token'


def test_token_survives_a_restart(engine):
    token = engine.token
    engine.stop()
    engine.start()
    client = engine.anonymous()
    client.auth = f'Bearer {token}'
    assert client.get(API).status == 200


def test_login_is_an_event(engine):
    events = engine.client().get('events?search=type%3D30')
    assert events.xml.findall('event'), events.text
