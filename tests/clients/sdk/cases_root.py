"""Connections, authentication, the root of the API, and what is absent."""
import pathlib

import ovirtsdk4 as sdk
from ovirtsdk4 import types

from world import BLANK, UNKNOWN, names, only, refused, wait


def case_connection_test(world):
    assert world.connection.test(raise_exception=True)


def case_connection_without_the_ca_fails(world):
    with world.connect(ca_file=None) as connection:
        assert not connection.test()
        try:
            connection.test(raise_exception=True)
        except sdk.Error:
            return
    raise AssertionError('an unknown CA was trusted')


def case_wrong_password(world):
    connection = world.connect(password='wrong')
    try:
        connection.authenticate()
    except sdk.AuthError as error:
        assert 'Cannot authenticate user' in str(error) and 'access_denied' in str(error), error
        return
    raise AssertionError('a wrong password was accepted')


def case_unknown_profile(world):
    try:
        world.connect(username='admin@nowhere').authenticate()
    except sdk.AuthError as error:
        assert 'Cannot authenticate user' in str(error), error
        return
    raise AssertionError('an unknown profile was accepted')


def case_right_password_after_a_wrong_one(world):
    def let_in():  # after failures an attempt may have to wait
        try:
            return bool(world.connect().authenticate())
        except sdk.AuthError:
            return False
    wait(let_in, 'the right password is accepted')


def case_token_is_reused(world):
    token = world.connection.authenticate()
    with world.connect(username=None, password=None, token=token) as connection:
        assert connection.test(raise_exception=True)
        connection._sso_token = ''  # it is the other connection's, which still needs it


def case_revoked_token_is_replaced_and_the_call_repeated(world):
    connection = world.connect()
    first = connection.authenticate()
    world.raw().post('/ovirt-engine/services/sso-logout', f'scope=ovirt-app-api&token={first}',
                     type='application/x-www-form-urlencoded')
    assert connection.test(raise_exception=True)
    assert connection.authenticate() != first
    connection.close()


def case_unknown_token_without_password(world):
    connection = world.connect(username='nobody@internal', password='x', token='unknown')
    try:
        connection.system_service().get()
    except sdk.AuthError:
        return
    raise AssertionError('an unknown token was accepted')


def case_logout(world):
    connection = world.connect()
    token = connection.authenticate()
    connection.close()
    reply = world.engine.anonymous().get('vms', headers={'Authorization': f'Bearer {token}'})
    assert reply.status == 401, reply.status


def case_without_compression(world):
    with world.connect(compress=False) as connection:
        assert connection.test(raise_exception=True)


def case_global_header(world):
    with world.connect(headers={'Correlation-Id': 'global-1'}) as connection:
        pool = connection.system_service().mac_pools_service()
        refused(404, '', pool.mac_pool_service(UNKNOWN).remove)


def case_product_and_version(world):
    info = world.api.get().product_info
    assert info.name and info.vendor
    assert info.version.major == 4 and info.version.minor >= 4, info.version.minor
    assert info.version.full_version.startswith('4.')


def case_blank_template_is_special(world):
    assert world.api.get().special_objects.blank_template.id == BLANK


def case_summary_counts(world):
    summary = world.api.get().summary
    assert summary.hosts.active == 2 and summary.hosts.total == 2
    assert summary.users.total >= 1 and summary.vms.total >= 0


def case_authenticated_user(world):
    user = world.connection.follow_link(world.api.get().authenticated_user)
    assert user.user_name == 'admin@internal-authz', user.user_name


def case_time_has_a_zone(world):
    assert world.api.get().time.tzinfo is not None


def case_every_link_of_the_root_leads_somewhere(world):
    root = world.raw().get('/ovirt-engine/api').xml
    links = [link.get('href') for link in root.findall('link') if '{' not in link.get('href')]
    assert len(links) >= 9
    for href in links:
        assert world.raw().get(href).status == 200, href


def case_searches_of_the_root_can_be_filled_in(world):
    root = world.raw().get('/ovirt-engine/api').xml
    hrefs = [link.get('href') for link in root.findall('link') if 'search' in link.get('rel')]
    assert len(hrefs) >= 5
    for href in hrefs:
        assert href.endswith('{query}'), href
        href = href.replace('{query}', '').replace('{event_id}', '0')
        assert world.raw().get(href).status == 200, href


# --- absent: 404, and no link promises it --------------------------------------------------------

ABSENT = {
    'cpu_profiles': lambda api: api.cpu_profiles_service().list(),
    'disk_profiles': lambda api: api.disk_profiles_service().list(),
    'external_host_providers': lambda api: api.external_host_providers_service().list(),
    'icons': lambda api: api.icons_service().list(),
    'instance_types': lambda api: api.instance_types_service().list(),
    'storage_connections': lambda api: api.storage_connections_service().list(),
    'system_option': lambda api: api.options_service().option_service('AnyOption').get(),
}


def case_absent_services_are_not_found(world):
    for name, call in ABSENT.items():
        try:
            refused(404, '', call, world.api)
        except AssertionError as error:
            raise AssertionError(name) from error


def case_absent_services_are_not_linked(world):
    root = world.raw().get('/ovirt-engine/api').xml
    rels = {link.get('rel').split('/')[0] for link in root.findall('link')}
    assert not rels & {name.replace('_', '') for name in ABSENT}, rels


def case_not_found_by_class(world):
    api = world.api
    for service in (api.vms_service().vm_service(UNKNOWN), api.hosts_service().host_service(UNKNOWN),
                    api.clusters_service().cluster_service(UNKNOWN),
                    api.data_centers_service().data_center_service(UNKNOWN),
                    api.networks_service().network_service(UNKNOWN),
                    api.vnic_profiles_service().profile_service(UNKNOWN),
                    api.mac_pools_service().mac_pool_service(UNKNOWN),
                    api.templates_service().template_service(UNKNOWN),
                    api.jobs_service().job_service(UNKNOWN),
                    api.events_service().event_service('999999999')):
        refused(404, '', service.get)


def case_malformed_id(world):
    refused(404, '', world.api.vms_service().vm_service('not-a-uuid').get)
    refused(400, 'not a UUID', world.api.clusters_service().add,
            types.Cluster(name='x', data_center=types.DataCenter(id='not-a-uuid')))


def case_unknown_path(world):
    assert world.raw().get('nothing').status == 404


# --- Blank, and users ---------------------------------------------------------------------------

def case_template_blank(world):
    template = world.api.templates_service().template_service(BLANK).get()
    assert template.name == 'Blank' and template.status == types.TemplateStatus.OK
    assert template.version.version_number == 1 and template.memory == 1 << 30
    assert template.description == 'Blank template' and template.memory_policy.max == 4 << 30
    for part in ('cpu', 'os', 'usb', 'memory_policy', 'display', 'placement_policy', 'bios', 'sso'):
        assert getattr(template, part) is not None, part


def case_template_by_name_and_data_center(world):
    found = world.api.templates_service().list(search='name=Blank')
    assert names(found) == ['Blank']


def case_user_admin(world):
    user = only(world.api.users_service().list(search='usrname="admin@internal-authz"'))
    assert user.name == 'admin' and user.principal == 'admin' and user.namespace == '*'
    assert world.api.users_service().user_service(user.id).get().user_name == user.user_name
    assert world.api.users_service().list(search='usrname="nobody@internal-authz"') == []


def case_ca_file_is_served(world):
    reply = world.engine.anonymous().get(
        '/ovirt-engine/services/pki-resource?resource=ca-certificate&format=X509-PEM-CA')
    assert reply.text.strip() == pathlib.Path(world.ca).read_text().strip()
