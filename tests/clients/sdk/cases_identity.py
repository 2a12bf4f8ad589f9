"""Users, groups, roles, permits, permissions and domains, as the SDK does them."""
import ovirtsdk4 as sdk
from ovirtsdk4 import types

from world import UNKNOWN, names, only, refused

DOMAIN = 'internal-authz'
WORD = 'a password of some length'


def add_user(world, **fields):
    name = world.name('user')
    user = world.api.users_service().add(types.User(
        user_name=f'{name}@{DOMAIN}', domain=types.Domain(name=DOMAIN), **fields))
    return name, user


def give(world, service, role, user):
    return service.permissions_service().add(types.Permission(
        role=types.Role(name=role), user=types.User(id=user.id)))


def case_user_life(world):
    name, user = add_user(world)
    assert user.principal == name and user.namespace == '*' and user.domain.name == DOMAIN
    users = world.api.users_service()
    assert only(users.list(search=f'usrname="{name}@{DOMAIN}"')).id == user.id
    one = users.user_service(user.id)
    assert one.permissions_service().list() == [] and one.roles_service().list() == []
    assert one.ssh_public_keys_service().list() == [] and one.tags_service().list() == []
    one.remove()
    refused(404, '', one.get)


def case_user_of_another_domain(world):
    refused(400, 'elsewhere', world.api.users_service().add,
            types.User(user_name='x@elsewhere', domain=types.Domain(name=DOMAIN)))


def case_user_twice(world):
    name, _ = add_user(world)
    refused(409, 'already in use', world.api.users_service().add,
            types.User(user_name=f'{name}@{DOMAIN}', domain=types.Domain(name=DOMAIN)))


def case_user_without_a_role_is_kept_out(world):
    name, user = add_user(world, password=WORD)
    connection = world.connect(username=f'{name}@internal', password=WORD)
    try:
        connection.system_service().get()
        raise AssertionError('it was let in')
    except sdk.AuthError as error:
        assert 'not authorized to perform login' in str(error), error


def case_user_sees_one_vm(world):
    name, user = add_user(world, password=WORD)
    mine, other = world.vm(), world.vm()
    permission = give(world, mine, 'UserVmManager', user)
    connection = world.connect(username=f'{name}@internal', password=WORD)
    try:
        vms = connection.system_service().vms_service()
        assert [vm.id for vm in vms.list()] == [mine.get().id]
        refused(404, '', vms.vm_service(other.get().id).get)
        assert vms.vm_service(mine.get().id).update(types.Vm(comment='x')).comment == 'x'
        refused(403, 'create_vm', vms.add, types.Vm(
            name=world.name('vm'), cluster=types.Cluster(name='Default'),
            template=types.Template(name='Blank')))
        mine.permissions_service().permission_service(permission.id).remove()
        refused(403, 'login', vms.list)
    finally:
        connection.close()


def case_permission_life(world):
    _, user = add_user(world)
    vm = world.vm()
    permission = give(world, vm, 'UserRole', user)
    assert give(world, vm, 'UserRole', user).id == permission.id
    found = only(vm.permissions_service().list())
    assert world.connection.follow_link(found.role).name == 'UserRole'
    assert world.connection.follow_link(found.user).id == user.id
    assert found.vm.id == vm.get().id
    service = vm.permissions_service().permission_service(permission.id)
    service.remove()
    refused(404, '', service.get)


def case_permission_needs_a_role(world):
    _, user = add_user(world)
    refused(400, 'role', world.vm().permissions_service().add,
            types.Permission(user=types.User(id=user.id)))
    refused(404, 'Role', world.vm().permissions_service().add,
            types.Permission(role=types.Role(name='Nobody'), user=types.User(id=user.id)))
    refused(404, 'User', world.vm().permissions_service().add,
            types.Permission(role=types.Role(name='UserRole'), user=types.User(id=UNKNOWN)))


def case_group_life(world):
    groups = world.api.groups_service()
    name = world.name('group')
    group = groups.add(types.Group(name=name, domain=types.Domain(name=DOMAIN)))
    assert only(groups.list(search=f'name="{name}"')).id == group.id
    assert group.domain.name == DOMAIN
    cluster = world.api.clusters_service().cluster_service(world.cluster.id)
    permission = cluster.permissions_service().add(types.Permission(
        role=types.Role(name='UserRole'), group=types.Group(id=group.id)))
    assert world.connection.follow_link(permission.group).name == name
    groups.group_service(group.id).remove()
    assert permission.id not in [one.id for one in cluster.permissions_service().list()]


def case_roles(world):
    roles = {role.name: role for role in world.api.roles_service().list()}
    assert roles['SuperUser'].administrative and not roles['SuperUser'].mutable
    service = world.api.roles_service().role_service(roles['VnicProfileUser'].id)
    assert sorted(names(service.permits_service().list())) == [
        'configure_template_network', 'configure_vm_network', 'login']
    refused(409, 'VnicProfileUser', service.remove)


def case_role_as_ansible_makes_it(world):
    level = world.api.cluster_levels_service().level_service('4.3').get()
    permits = {permit.name: permit.id for permit in level.permits}
    role = world.api.roles_service().add(types.Role(
        name=world.name('role'), administrative=False, description='x',
        permits=[types.Permit(id=permits[name]) for name in ('login', 'run_vm')]))
    service = world.api.roles_service().role_service(role.id)
    current = service.permits_service()
    assert sorted(names(current.list())) == ['login', 'run_vm']
    for permit in current.list():
        current.permit_service(permit.id).remove()
    assert current.list() == []
    assert current.add(types.Permit(id=permits['stop_vm'])).name == 'stop_vm'
    refused(400, 'create_host', current.add, types.Permit(id=permits['create_host']))
    service.remove()
    refused(404, '', service.get)


def case_domains(world):
    domain = only(world.api.domains_service().list())
    assert domain.name == DOMAIN
    service = world.api.domains_service().domain_service(domain.id)
    assert only(service.users_service().list(search='name=admin')).principal == 'admin'
    assert 'Everyone' in names(service.groups_service().list())
