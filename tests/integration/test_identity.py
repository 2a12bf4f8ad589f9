"""Users, groups, roles and permissions: who sees and does what, over REST with several users."""
import urllib.parse

from harness import API, JSON, PASSWORD, basic

TOKEN = '/ovirt-engine/sso/oauth/token'
FORM = 'application/x-www-form-urlencoded'
BLANK = '00000000-0000-0000-0000-000000000000'
EVERYONE = 'eee00000-0000-0000-0000-123456789eee'
WORD = 'a password of some length'


def grant(client, user, password=WORD):
    return client.post(TOKEN, urllib.parse.urlencode(
        {'grant_type': 'password', 'scope': 'ovirt-app-api', 'username': f'{user}@internal',
         'password': password}), type=FORM, accept=JSON)


def add_user(api, name, password=WORD):
    reply = api.post('users', f'<user><user_name>{name}@internal-authz</user_name>'
                              f'<domain><name>internal-authz</name></domain>'
                              f'<password>{password}</password></user>')
    assert reply.status == 201, reply.text
    return reply.xml.get('id')


def permit(api, path, role, user=None, group=None):
    subject = f'<user id="{user}"/>' if user else f'<group id="{group}"/>'
    prefix = f'{path}/' if path else ''
    reply = api.post(f'{prefix}permissions',
                     f'<permission><role><name>{role}</name></role>{subject}</permission>')
    assert reply.status == 201, reply.text
    return reply.xml.get('id')


def log_in(engine, name, password=WORD):
    client = engine.anonymous()
    reply = grant(client, name, password)
    assert reply.status == 200, reply.text
    client.auth = f'Bearer {reply.json["access_token"]}'
    return client


def member(engine, api, name, path, role):
    """A user who holds one role on one object, and is logged in."""
    user = add_user(api, name)
    permit(api, path, role, user=user)
    return log_in(engine, name)


def named(api, path, element):
    return {item.findtext('name'): item.get('id') for item in api.get(path).xml.iter(element)}


def names(api, path, element):
    return sorted(named(api, path, element))


def default_cluster(api):
    return named(api, 'clusters', 'cluster')['Default']


def add_cluster(api, name):
    reply = api.post('clusters', f'<cluster><name>{name}</name>'
                                 '<data_center><name>Default</name></data_center></cluster>')
    assert reply.status == 201, reply.text
    return reply.xml.get('id')


def add_vm(api, name, cluster='Default'):
    return api.post('vms', f'<vm><name>{name}</name><cluster><name>{cluster}</name></cluster>'
                           f'<template id="{BLANK}"/></vm>')


def vm_id(api, name, cluster='Default'):
    reply = add_vm(api, name, cluster)
    assert reply.status == 201, reply.text
    return reply.xml.get('id')


def denied(reply, permit_name):
    assert reply.status == 403, (reply.status, reply.text)
    assert 'not authorized to perform this action' in reply.detail, reply.detail
    assert permit_name in reply.detail, reply.detail


# --- users ------------------------------------------------------------------------------------------

def test_user_as_clients_add_it(api):
    reply = api.post('users', '<user><domain><name>internal-authz</name></domain>'
                              '<user_name>joe@internal-authz</user_name><principal>joe</principal>'
                              '</user>')
    assert reply.status == 201, reply.text
    user = reply.xml
    assert user.findtext('user_name') == 'joe@internal-authz'
    assert user.findtext('principal') == 'joe' and user.findtext('namespace') == '*'
    assert user.findtext('domain/name') == 'internal-authz'
    assert user.find('domain').get('id') == '696E7465726E616C2D617574687A'
    assert {link.get('rel') for link in user.iter('link')} >= {
        'permissions', 'roles', 'groups', 'tags', 'sshpublickeys', 'options'}
    found = api.get('users?search=usrname%3D%22joe%40internal-authz%22').xml
    assert [item.get('id') for item in found] == [user.get('id')]
    for rel in ('permissions', 'roles', 'tags', 'sshpublickeys', 'options'):
        assert len(api.get(f'users/{user.get("id")}/{rel}').xml) == 0, rel
    assert names(api, f'users/{user.get("id")}/groups', 'group') == ['Everyone']
    assert api.delete(f'users/{user.get("id")}').status == 200
    assert api.get(f'users/{user.get("id")}').status == 404


def test_user_by_principal(api):
    reply = api.post('users', '<user><principal>ann</principal></user>')
    assert reply.status == 201 and reply.xml.findtext('user_name') == 'ann@internal-authz'
    again = api.post('users', '<user><principal>ann</principal></user>')
    assert again.status == 409 and 'ann' in again.detail, again.text


def test_bad_users(api):
    for body, word in (('<user_name>joe@elsewhere</user_name>', 'elsewhere'),
                       ('<user_name>j oe@internal-authz</user_name>', 'j oe'),
                       ('<user_name>joe@internal-authz</user_name><domain><name>ldap</name></domain>',
                        'ldap'),
                       ('<principal>joe</principal><password>short</password>', '8')):
        reply = api.post('users', f'<user>{body}</user>')
        assert reply.status == 400 and word in reply.detail, reply.text
    assert names(api, 'users', 'user') == ['admin']


def test_password_is_never_shown(api):
    user = add_user(api, 'joe')
    text = api.get(f'users/{user}').text + api.get('users').text + api.get('events').text
    assert WORD not in text and '$y$' not in text and '<password' not in text


def test_user_needs_a_role_to_log_in(engine, api):
    user = add_user(api, 'joe')
    reply = grant(engine.anonymous(), 'joe')
    assert reply.status == 400 and reply.json['error_code'] == 'access_denied', reply.text
    assert 'not authorized to perform login' in reply.json['error'], reply.text
    client = engine.anonymous()
    client.auth = basic('joe@internal', WORD)
    assert client.get(API).status == 403
    permit(api, '', 'UserRole', user=user)
    assert grant(engine.anonymous(), 'joe').status == 200
    assert client.get(API).status == 200


def test_new_password_ends_tokens(engine, api):
    user = add_user(api, 'joe')
    permit(api, '', 'UserRole', user=user)
    joe = log_in(engine, 'joe')
    assert joe.get('vms').status == 200
    reply = api.put(f'users/{user}', '<user><password>another one of these</password></user>')
    assert reply.status == 200, reply.text
    assert joe.get('vms').status == 401
    assert grant(engine.anonymous(), 'joe').status == 400
    assert grant(engine.anonymous(), 'joe', 'another one of these').status == 200


def test_disabled_user(engine, api):
    user = add_user(api, 'joe')
    permit(api, '', 'UserRole', user=user)
    joe = log_in(engine, 'joe')
    assert api.put(f'users/{user}', '<user><disabled>true</disabled></user>').status == 200
    assert joe.get('vms').status == 401
    assert grant(engine.anonymous(), 'joe').status == 400
    assert api.put(f'users/{user}', '<user><disabled>false</disabled></user>').status == 200
    assert grant(engine.anonymous(), 'joe').status == 200


def test_removed_user(engine, api):
    user = add_user(api, 'joe')
    permit(api, '', 'UserRole', user=user)
    joe = log_in(engine, 'joe')
    assert api.delete(f'users/{user}').status == 200
    assert joe.get('vms').status == 401
    assert len(api.get('permissions').xml) == 1  # that of the administrator


def test_a_new_password_unlocks(engine, api):
    user = add_user(api, 'joe')
    permit(api, '', 'UserRole', user=user)
    client = engine.anonymous()
    while 'too many' not in (text := grant(client, 'joe', 'wrong').json['error']):
        assert 'incorrect' in text
    assert 'too many' in grant(client, 'joe').json['error']
    assert grant(client, 'admin', PASSWORD).status == 200  # another user is not kept out
    assert api.put(f'users/{user}', f'<user><password>{WORD}</password></user>').status == 200
    assert grant(client, 'joe').status == 200


def test_the_administrator_stays(api):
    admin = named(api, 'users', 'user')['admin']
    assert api.delete(f'users/{admin}').status == 409
    assert api.put(f'users/{admin}', '<user><disabled>true</disabled></user>').status == 409
    permission = api.get('permissions').xml[0].get('id')
    reply = api.delete(f'permissions/{permission}')
    assert reply.status == 409 and 'admin' in reply.detail, reply.text


# --- groups -----------------------------------------------------------------------------------------

def test_group_gives_and_takes(engine, api):
    joe_id = add_user(api, 'joe')
    reply = api.post('groups', '<group><name>team</name><domain><name>internal-authz</name></domain>'
                               '</group>')
    assert reply.status == 201, reply.text
    group = reply.xml.get('id')
    vm = vm_id(api, 'vm1')
    permit(api, f'vms/{vm}', 'UserVmManager', group=group)
    assert grant(engine.anonymous(), 'joe').status == 400
    reply = api.post(f'groups/{group}/users', f'<user id="{joe_id}"/>')
    assert reply.status == 201, reply.text
    joe = log_in(engine, 'joe')
    assert names(joe, 'vms', 'vm') == ['vm1']
    assert names(joe, f'users/{joe_id}/groups', 'group') == ['Everyone', 'team']
    assert names(api, f'groups/{group}/users', 'user') == ['joe']
    assert api.delete(f'groups/{group}/users/{joe_id}').status == 200
    assert joe.get('vms').status == 403
    assert api.delete(f'groups/{group}/users/{joe_id}').status == 404
    assert api.delete(f'groups/{group}').status == 200
    assert len(api.get(f'vms/{vm}/permissions').xml) == 0


def test_everyone(api):
    group = api.get(f'groups/{EVERYONE}').xml
    assert group.findtext('name') == 'Everyone' and group.findtext('domain/name') == ''
    assert api.delete(f'groups/{EVERYONE}').status == 409
    user = add_user(api, 'joe')
    assert api.post(f'groups/{EVERYONE}/users', f'<user id="{user}"/>').status == 409
    assert names(api, f'groups/{EVERYONE}/users', 'user') == ['admin', 'joe']


# --- roles ------------------------------------------------------------------------------------------

def test_roles_of_ovirt(api):
    roles = named(api, 'roles', 'role')
    assert {'SuperUser', 'UserRole', 'PowerUserRole', 'ClusterAdmin', 'DataCenterAdmin', 'HostAdmin',
            'NetworkAdmin', 'UserVmManager', 'VnicProfileUser', 'ReadOnlyAdmin'} <= set(roles)
    assert roles['UserVmManager'] == 'def00006-0000-0000-0000-def000000006'
    permits = named(api, f'roles/{roles["VnicProfileUser"]}/permits', 'permit')
    assert permits == {'configure_vm_network': '9', 'configure_template_network': '204',
                       'login': '1300'}
    role = api.get(f'roles/{roles["ClusterAdmin"]}').xml
    assert role.findtext('mutable') == 'false' and role.findtext('administrative') == 'true'
    for reply in (api.delete(f'roles/{roles["ClusterAdmin"]}'),
                  api.put(f'roles/{roles["ClusterAdmin"]}', '<role><name>mine</name></role>'),
                  api.post(f'roles/{roles["ClusterAdmin"]}/permits', '<permit id="9"/>'),
                  api.delete(f'roles/{roles["ClusterAdmin"]}/permits/1')):
        assert reply.status == 409 and 'ClusterAdmin' in reply.detail, reply.text


def test_role_of_ones_own(engine, api):
    reply = api.post('roles', '<role><name>starter</name><administrative>false</administrative>'
                              '<permits><permit id="1300"/><permit id="22"/></permits></role>')
    assert reply.status == 201, reply.text
    role = reply.xml.get('id')
    path = f'roles/{role}/permits'
    assert names(api, path, 'permit') == ['login', 'run_vm']
    vm = vm_id(api, 'vm1')
    joe = member(engine, api, 'joe', f'vms/{vm}', 'starter')
    denied(joe.post(f'vms/{vm}/stop'), 'stop_vm')
    assert api.post(path, '<permit id="18"/>').status == 201
    assert joe.post(f'vms/{vm}/stop').status == 409  # it may, but the VM does not run
    assert api.get(f'{path}/18').xml.findtext('name') == 'stop_vm'
    assert api.delete(f'{path}/18').status == 200
    denied(joe.post(f'vms/{vm}/stop'), 'stop_vm')
    assert api.delete(f'{path}/18').status == 404
    assert api.post(path, '<permit id="77777"/>').status == 404
    reply = api.post(path, '<permit id="100"/>')
    assert reply.status == 400 and 'create_host' in reply.detail, reply.text
    reply = api.delete(f'roles/{role}')
    assert reply.status == 409 and 'starter' in reply.detail, reply.text
    for permission in api.get(f'vms/{vm}/permissions').xml:
        assert api.delete(f'vms/{vm}/permissions/{permission.get("id")}').status == 200
    assert api.delete(f'roles/{role}').status == 200


def test_bad_roles(api):
    assert api.post('roles', '<role><name>x</name></role>').status == 400
    assert api.post('roles', '<role><name>UserRole</name><permits><permit id="1"/></permits></role>'
                    ).status == 409
    assert api.post('roles', '<role><name>x</name><permits><permit id="0"/></permits></role>'
                    ).status == 404


def test_all_permits(api):
    level = api.get('clusterlevels/4.3').xml
    permits = {item.findtext('name'): item.get('id') for item in level.iter('permit')}
    assert permits['create_vm'] == '1' and permits['configure_host_network'] == '104'
    assert len(permits) > 90
    assert '4.7' in [item.get('id') for item in api.get('clusterlevels').xml]
    assert api.get('clusterlevels/3.0').status == 404


def test_domains(api):
    domain = api.get('domains').xml[0]
    assert domain.findtext('name') == 'internal-authz'
    path = f'domains/{domain.get("id")}'
    assert api.get(path).status == 200
    assert names(api, f'{path}/users?search=name%3Dadmin', 'user') == ['admin']
    assert 'Everyone' in names(api, f'{path}/groups', 'group')
    assert api.get('domains/00/users').status == 404


# --- permissions ------------------------------------------------------------------------------------

def test_permission_lists(api):
    vm = vm_id(api, 'vm1')
    user = add_user(api, 'joe')
    permission = permit(api, f'vms/{vm}', 'UserRole', user=user)
    assert permit(api, f'vms/{vm}', 'UserRole', user=user) == permission  # twice is once
    for path in (f'vms/{vm}/permissions', f'users/{user}/permissions'):
        item, = api.get(path).xml
        assert item.get('id') == permission
        assert item.find('user').get('href') == f'{API}/users/{user}'
        assert item.find('vm').get('id') == vm and item.find('role') is not None
        assert api.get(f'{path}/{permission}').status == 200
    assert api.get(f'vms/{BLANK}/permissions').status == 404
    assert permission not in [item.get('id') for item in api.get('permissions').xml]
    assert names(api, f'users/{user}/roles', 'role') == ['UserRole']
    other = vm_id(api, 'vm2')
    assert api.delete(f'vms/{other}/permissions/{permission}').status == 404
    assert api.delete(f'vms/{vm}').status == 200
    assert len(api.get(f'users/{user}/permissions').xml) == 0


def test_permission_by_user(api):
    vm = vm_id(api, 'vm1')
    user = add_user(api, 'joe')
    reply = api.post(f'users/{user}/permissions', '<permission><role><name>UserRole</name></role>'
                                                  f'<vm id="{vm}"/></permission>')
    assert reply.status == 201, reply.text
    assert len(api.get(f'vms/{vm}/permissions').xml) == 1


def test_bad_permissions(api):
    vm = vm_id(api, 'vm1')
    user = add_user(api, 'joe')
    path = f'vms/{vm}/permissions'
    role = '<role><name>UserRole</name></role>'
    for body, status in ((role, 400),
                         (f'<user id="{user}"/>', 400),
                         (f'{role}<user id="{user}"/><group id="{EVERYONE}"/>', 400),
                         (f'{role}<user id="{BLANK}"/>', 404),
                         (f'<role><name>Nobody</name></role><user id="{user}"/>', 404)):
        assert api.post(path, f'<permission>{body}</permission>').status == status, body


def test_every_kind_of_object(api):
    user = add_user(api, 'joe')
    for collection in ('datacenters', 'clusters', 'networks', 'vnicprofiles', 'templates',
                       'macpools'):
        item = api.get(collection).xml[0].get('id')
        permission = permit(api, f'{collection}/{item}', 'UserRole', user=user)
        path = f'{collection}/{item}/permissions'
        assert permission in [found.get('id') for found in api.get(path).xml], path
        assert api.delete(f'{path}/{permission}').status == 200


def test_events(engine, api):
    vm = vm_id(api, 'vm1')
    user = add_user(api, 'joe')
    permission = permit(api, f'vms/{vm}', 'UserRole', user=user)
    log_in(engine, 'joe')
    api.delete(f'vms/{vm}/permissions/{permission}')
    events = {event.findtext('code'): event.findtext('description')
              for event in api.get('events').xml}
    assert 'User/Group joe was granted permission for Role UserRole on VM vm1' in events['850']
    assert events['852'].startswith('User/Group joe Role UserRole permission was removed from VM vm1')
    assert '149' in events
    assert any('joe@internal' in event.findtext('description')
               for event in api.get('events?search=type%3D30').xml)


# --- who sees what ----------------------------------------------------------------------------------

def test_bookmarks_are_for_everybody(engine, api):
    assert api.post('bookmarks', {'name': 'all', 'value': 'Vms:'}).status == 201
    reader = member(engine, api, 'reader', '', 'UserRole')
    assert names(reader, 'bookmarks', 'bookmark') == ['all']
    own = api.get('bookmarks').xml.find('bookmark').get('id')
    for reply in (reader.post('bookmarks', {'name': 'mine', 'value': 'Vms:'}),
                  reader.put(f'bookmarks/{own}', {'name': 'mine'}), reader.delete(f'bookmarks/{own}')):
        denied(reply, 'bookmark_management')


def test_user_of_one_vm(engine, api):
    vm, other = vm_id(api, 'vm1'), vm_id(api, 'vm2')
    joe = member(engine, api, 'joe', f'vms/{vm}', 'UserRole')
    assert names(joe, 'vms', 'vm') == ['vm1']
    assert names(joe, 'vms?search=name%3Dvm2', 'vm') == []
    assert joe.get(f'vms/{vm}').status == 200 and joe.get(f'vms/{other}').status == 404
    assert joe.get(f'vms/{vm}/nics').status == 200 and joe.get(f'vms/{other}/nics').status == 404
    assert names(joe, 'clusters', 'cluster') == ['Default']  # where it is
    assert names(joe, 'datacenters', 'data_center') == ['Default']
    assert names(joe, 'hosts', 'host') == [] and names(joe, 'macpools', 'mac_pool') == []
    assert names(joe, 'users', 'user') == ['joe']
    assert joe.get('roles').status == 200
    for reply, word in ((joe.put(f'vms/{vm}', '<vm><name>x</name></vm>'), 'edit_vm_properties'),
                        (joe.delete(f'vms/{vm}'), 'delete_vm'),
                        (joe.post(f'vms/{vm}/nics', '<nic><name>n</name></nic>'),
                         'configure_vm_network'),
                        (joe.post(f'vms/{other}/start'), 'run_vm'),
                        (add_vm(joe, 'vm3'), 'create_vm')):
        denied(reply, word)
    assert joe.delete(f'vms/{other}').status == 404
    assert joe.get(API).xml.find('summary') is None
    assert api.get(API).xml.find('summary') is not None


def test_cluster_admin(engine, api):
    add_cluster(api, 'c2')
    vm_id(api, 'vm1'), vm_id(api, 'vm2', 'c2')
    c2 = named(api, 'clusters', 'cluster')['c2']
    ann = member(engine, api, 'ann', f'clusters/{c2}', 'ClusterAdmin')
    assert names(ann, 'clusters', 'cluster') == ['c2']
    assert names(ann, 'vms', 'vm') == ['vm2']
    mine = vm_id(ann, 'vm3', 'c2')  # and Everyone may use the blank template
    assert names(ann, 'vms', 'vm') == ['vm2', 'vm3']
    assert ann.put(f'vms/{mine}', '<vm><comment>x</comment></vm>').status == 200
    denied(add_vm(ann, 'vm4', 'Default'), 'create_vm')
    denied(ann.post('hosts', '<host><name>h</name><address>h.example</address>'
                             '<cluster><name>Default</name></cluster></host>'), 'create_host')
    assert ann.post('hosts', '<host><name>h</name><address>h.example</address>'
                             '<cluster><name>c2</name></cluster></host>').status == 201
    assert names(ann, 'hosts', 'host') == ['h']
    assert ann.put(f'clusters/{c2}', '<cluster><comment>x</comment></cluster>').status == 200
    assert ann.delete(f'clusters/{default_cluster(api)}').status == 404
    denied(ann.post('macpools', '<mac_pool><name>p</name><ranges><range><from>02:00:00:00:00:00</from>'
                                '<to>02:00:00:00:00:ff</to></range></ranges></mac_pool>'),
           'create_mac_pool')
    reply = ann.put(f'vms/{mine}', '<vm><cluster><name>Default</name></cluster></vm>')
    denied(reply, 'create_vm')  # nor may it push a VM out


def test_creator_owns_the_vm(engine, api):
    cluster = default_cluster(api)
    vm_id(api, 'other')
    pat = member(engine, api, 'pat', f'clusters/{cluster}', 'VmCreator')
    assert names(pat, 'vms', 'vm') == []
    mine = vm_id(pat, 'mine')
    assert names(pat, 'vms', 'vm') == ['mine']
    held, = api.get(f'vms/{mine}/permissions').xml
    assert held.find('role').get('id') == 'def00006-0000-0000-0000-def000000006'
    assert pat.put(f'vms/{mine}', '<vm><comment>x</comment></vm>').status == 200
    reply = pat.put(f'vms/{mine}', '<vm><placement_policy><hosts><host><name>h</name></host></hosts>'
                                   '</placement_policy></vm>')
    assert reply.status in (403, 404), reply.text
    assert pat.delete(f'vms/{mine}').status == 200
    assert len(api.get(f'vms/{vm_id(api, "theirs")}/permissions').xml) == 0


def test_vnic_profile_user(engine, api):
    vm = vm_id(api, 'vm1')
    network = api.post('networks', '<network><name>red</name><data_center><name>Default</name>'
                                   '</data_center></network>').xml.get('id')
    cluster = default_cluster(api)
    assert api.post(f'clusters/{cluster}/networks',
                    f'<network id="{network}"><required>false</required></network>').status == 201
    profile = api.post('vnicprofiles', f'<vnic_profile><name>own</name><network id="{network}"/>'
                                       '</vnic_profile>').xml.get('id')
    joe = member(engine, api, 'joe', f'vms/{vm}', 'UserVmManager')
    body = f'<nic><name>nic1</name><vnic_profile id="{profile}"/></nic>'
    assert joe.get(f'vnicprofiles/{profile}').status == 404
    denied(joe.post(f'vms/{vm}/nics', body), 'configure_vm_network')
    permission = permit(api, f'vnicprofiles/{profile}', 'VnicProfileUser',
                        user=named(api, 'users', 'user')['joe'])
    assert joe.get(f'vnicprofiles/{profile}').status == 200
    assert joe.get(f'networks/{network}').status == 200
    nic = joe.post(f'vms/{vm}/nics', body)
    assert nic.status == 201, nic.text
    assert api.delete(f'vnicprofiles/{profile}/permissions/{permission}').status == 200
    path = f'vms/{vm}/nics/{nic.xml.get("id")}'
    assert joe.put(path, '<nic><name>nic2</name></nic>').status == 200  # it keeps what it has
    denied(joe.post(f'vms/{vm}/nics', body.replace('nic1', 'nic3')), 'configure_vm_network')
    managed = named(api, 'vnicprofiles', 'vnic_profile')['ovirtmgmt']  # that is for everyone
    reply = joe.post(f'vms/{vm}/nics',
                     f'<nic><name>nic4</name><vnic_profile id="{managed}"/></nic>')
    assert reply.status == 201, reply.text


def test_network_admin(engine, api):
    dc = named(api, 'datacenters', 'data_center')['Default']
    ned = member(engine, api, 'ned', f'datacenters/{dc}', 'NetworkAdmin')
    reply = ned.post('networks', f'<network><name>red</name><data_center id="{dc}"/></network>')
    assert reply.status == 201, reply.text
    network = reply.xml.get('id')
    assert ned.post('vnicprofiles', f'<vnic_profile><name>p</name><network id="{network}"/>'
                                    '</vnic_profile>').status == 201
    cluster = default_cluster(api)
    assert ned.post(f'clusters/{cluster}/networks',
                    f'<network id="{network}"><required>false</required></network>').status == 201
    path = f'clusters/{cluster}/networks/{network}'
    assert ned.put(path, '<network><required>true</required></network>').status == 200
    ann = member(engine, api, 'ann', f'clusters/{cluster}', 'ClusterAdmin')
    assert ann.put(path, '<network><required>false</required></network>').status == 200
    denied(ann.delete(path), 'assign_cluster_network')
    denied(ned.post('clusters', f'<cluster><name>c</name><data_center id="{dc}"/></cluster>'),
           'create_cluster')
    denied(add_vm(ned, 'vm1'), 'create_vm')
    assert ned.delete(f'networks/{network}').status in (200, 409)


def test_read_only_admin(engine, api):
    vm = vm_id(api, 'vm1')
    rob = member(engine, api, 'rob', '', 'ReadOnlyAdmin')
    for path in ('vms', 'clusters', 'hosts', 'networks', 'users', 'events', 'jobs', 'macpools'):
        assert len(rob.get(path).xml) == len(api.get(path).xml), path
    denied(rob.put(f'vms/{vm}', '<vm><comment>x</comment></vm>'), 'edit_vm_properties')
    denied(rob.post('users', '<user><principal>x</principal></user>'), 'manipulate_users')
    denied(rob.post('roles', '<role><name>x</name><permits><permit id="1"/></permits></role>'),
           'manipulate_roles')
    denied(rob.post('permissions', '<permission><role><name>UserRole</name></role>'
                                   f'<group id="{EVERYONE}"/></permission>'),
           'manipulate_permissions')


def test_revocation_is_immediate(engine, api):
    vm = vm_id(api, 'vm1')
    user = add_user(api, 'joe')
    first = permit(api, f'vms/{vm}', 'UserVmManager', user=user)
    permit(api, f'clusters/{add_cluster(api, "c2")}', 'UserRole', user=user)
    joe = log_in(engine, 'joe')
    for _ in range(3):
        assert joe.get(f'vms/{vm}').status == 200
        assert api.delete(f'vms/{vm}/permissions/{first}').status == 200
        assert joe.get(f'vms/{vm}').status == 404
        first = permit(api, f'vms/{vm}', 'UserVmManager', user=user)


def test_nobody_raises_himself(engine, api):
    vm = vm_id(api, 'vm1')
    joe = member(engine, api, 'joe', f'vms/{vm}', 'UserVmManager')
    joe_id, admin = named(api, 'users', 'user')['joe'], named(api, 'users', 'user')['admin']
    other = add_user(api, 'other')

    def body(role, user):
        return f'<permission><role><name>{role}</name></role><user id="{user}"/></permission>'

    assert joe.post(f'vms/{vm}/permissions', body('UserRole', other)).status == 201
    reply = joe.post(f'vms/{vm}/permissions', body('ClusterAdmin', joe_id))
    assert reply.status == 403 and 'ClusterAdmin' in reply.detail, reply.text
    denied(joe.post('permissions', body('UserRole', joe_id)), 'manipulate_permissions')
    denied(joe.post(f'clusters/{default_cluster(api)}/permissions', body('UserRole', joe_id)),
           'manipulate_permissions')
    api.post('roles', '<role><name>clerk</name><administrative>true</administrative><permits>'
                      '<permit id="1300"/><permit id="500"/></permits></role>')
    clerk = member(engine, api, 'clerk', '', 'clerk')
    reply = clerk.put(f'users/{admin}', f'<user><password>{WORD}</password></user>')
    assert reply.status == 403 and 'admin' in reply.detail, reply.text
    assert clerk.put(f'users/{joe_id}', f'<user><password>{WORD}</password></user>').status == 200
    group = api.post('groups', '<group><name>admins</name></group>').xml.get('id')
    permit(api, '', 'SuperUser', group=group)
    reply = clerk.post(f'groups/{group}/users', f'<user id="{joe_id}"/>')
    assert reply.status == 403, reply.text


def test_events_are_filtered(engine, api):
    vm, other = vm_id(api, 'vm1'), vm_id(api, 'vm2')
    joe = member(engine, api, 'joe', f'vms/{vm}', 'UserRole')
    texts = [event.findtext('description') for event in joe.get('events').xml]
    assert any('vm1' in text for text in texts) and not any('vm2' in text for text in texts), texts
    for event in api.get('events').xml:
        status = joe.get(f'events/{event.get("id")}').status
        about = event.find('vm')
        if about is not None and about.get('id') == other:
            assert status == 404, event.findtext('description')


def test_filter_header(api):
    vm_id(api, 'vm1')
    assert names(api, 'vms?filter=true', 'vm') == ['vm1']
    reply = api.request('GET', 'vms', headers={'Filter': 'true'})
    assert reply.status == 200 and len(reply.xml) == 1
