"""Parameters and headers that hold for every resource, as the SDK sends them."""
import ovirtsdk4 as sdk
from ovirtsdk4 import types

from world import UNKNOWN, names, only, refused, remove_vm, wait_vm


def end(vm):
    vm.stop()
    wait_vm(vm, types.VmStatus.DOWN)
    remove_vm(vm)


# --- follow ---------------------------------------------------------------------------------------

def case_follow_a_collection(world):
    vm = world.vm()
    world.nic(vm, name='nic1')
    assert not list(vm.get().nics)  # a link only
    assert names(vm.get(follow='nics').nics) == ['nic1']
    assert not list(vm.get(follow='').nics)
    vm.remove()


def case_follow_a_reference(world):
    vm = world.vm()
    assert vm.get().cluster.name is None
    assert vm.get(follow='cluster').cluster.name == 'Default'
    assert vm.get(follow='Cluster').cluster.name == 'Default'
    vm.remove()


def case_follow_deeper(world):
    profile = world.profile()
    vm = world.vm()
    world.nic(vm, profile)
    nic = only(vm.get(follow='nics.vnic_profile.network,cluster.data_center').nics)
    assert nic.vnic_profile.name == profile.name
    assert nic.vnic_profile.network.data_center.id == world.data_center.id
    assert vm.get(follow='cluster.data_center').cluster.data_center.name == 'Default'
    vm.remove()


def case_follow_in_a_list(world):
    vm = world.vm()
    world.nic(vm, name='nic1'), world.nic(vm, name='nic2')
    found = only(world.api.vms_service().list(search=f'id={vm.get().id}', follow='nics,template'))
    assert names(found.nics) == ['nic1', 'nic2'] and found.template.name == 'Blank'
    vm.remove()


def case_follow_nics_of_a_host(world):
    host = world.host_service('h1').get(follow='nics')
    assert [nic for nic in host.nics if nic.virtual_functions_configuration]
    assert names(host.nics) == names(world.host_service('h1').nics_service().list())


def case_follow_networks_of_a_cluster(world):
    cluster = world.api.clusters_service().cluster_service(world.cluster.id)
    assert 'ovirtmgmt' in names(cluster.get(follow='networks').networks)
    profiles = world.api.networks_service().network_service(
        world.management.id).get(follow='vnic_profiles').vnic_profiles
    assert names(profiles) == ['ovirtmgmt']


def case_follow_what_is_unknown(world):
    vm = world.vm()
    for follow in ('planets', 'planets.moons', 'nics.planets', ',', '.'):
        assert vm.get(follow=follow).id == vm.get().id
    vm.remove()


def case_follow_of_what_is_absent(world):
    refused(404, '', world.api.vms_service().vm_service(UNKNOWN).get, follow='nics')


# --- lists ----------------------------------------------------------------------------------------

def case_case_sensitive(world):
    name = world.name('CaseVm')
    vm = world.vm(name=name)
    vms = world.api.vms_service()
    assert names(vms.list(search=f'name={name.lower()}')) == [name]
    assert names(vms.list(search=f'name={name.lower()}', case_sensitive=False)) == [name]
    assert names(vms.list(search=f'name={name.lower()}', case_sensitive=True)) == []
    assert names(vms.list(search=f'name={name}', case_sensitive=True)) == [name]
    vm.remove()


def case_max_of_lists(world):
    for service in (world.api.networks_service(), world.api.vnic_profiles_service(),
                    world.api.hosts_service(), world.api.events_service(),
                    world.api.clusters_service(), world.api.mac_pools_service()):
        everything = [entity.id for entity in service.list()]
        assert [entity.id for entity in service.list(max=1)] == everything[:1]
        assert service.list(max=0) == []
    networks = world.api.clusters_service().cluster_service(world.cluster.id).networks_service()
    assert len(networks.list(max=1)) == 1


def case_max_that_is_no_number(world):
    refused(400, 'max', world.api.vms_service().list, query={'max': 'many'})
    refused(400, 'max', world.host_service('h1').nics_service().list, query={'max': '1x'})


def case_search_that_is_none(world):
    vms = world.api.vms_service()
    refused(400, 'a value is missing', vms.list, search='name=')
    refused(400, 'is not searched by planet', vms.list, search='planet=x')
    refused(400, 'not closed', vms.list, search='name="x')
    assert isinstance(vms.list(search=''), list)


# --- headers --------------------------------------------------------------------------------------

def case_header_correlation_id_on_events_and_jobs(world):
    vm = world.vm()
    mark = world.name('header-')
    vm.start(headers={'Correlation-Id': mark})
    events = world.api.events_service().list(search=f'correlation_id={mark}')
    assert events and {event.correlation_id for event in events} == {mark}
    assert only(world.api.jobs_service().list(search=f'correlation_id={mark}')).id
    wait_vm(vm, types.VmStatus.UP)
    end(vm)


def case_header_and_query_correlation_id(world):
    header, query = world.name('by-header-'), world.name('by-query-')
    network = world.network(attach=False)
    service = world.api.networks_service().network_service(network.id)
    service.update(types.Network(description='x'), headers={'Correlation-Id': header},
                   query={'correlation_id': query})
    assert world.api.events_service().list(search=f'correlation_id={header}')
    assert not world.api.events_service().list(search=f'correlation_id={query}')


def case_header_expect(world):
    centers = world.api.data_centers_service()
    for header in ('Expect', 'X-Ovirt-Expect'):
        for value in ('202-accepted', '201-created'):
            added = centers.add(types.DataCenter(name=world.name('expect')), headers={header: value})
            assert centers.data_center_service(added.id).get().name == added.name
            centers.data_center_service(added.id).remove()


def case_header_all_content(world):
    service = world.host_service('h1')
    assert service.get(headers={'All-Content': 'true'}).id == service.get(all_content=True).id


def case_header_version(world):
    with world.connect(headers={'Version': '4'}) as connection:
        assert connection.test(raise_exception=True)


# --- kinds ----------------------------------------------------------------------------------------

def case_kinds_are_checked_by_the_client(world):
    vms = world.api.vms_service()
    for wrong in ({'vm': types.Network(name='x')}, {'vm': 'x'}):
        try:
            vms.add(**wrong)
        except (TypeError, sdk.Error):
            continue
        raise AssertionError(f'it was sent: {wrong}')


def case_kinds_are_checked_by_the_engine(world):
    raw = world.raw()
    vm = world.vm()
    href = vm.get().href
    for body in ('<vm><memory>much</memory></vm>', '<network/>', '<vm>text</vm>',
                 '<vm><cluster id="x"/></vm>'):
        assert raw.put(href, body).status == 400, body
    vm.remove()


def case_asynchronous_action(world):
    vm = world.vm()
    vm.start(async_=True)
    wait_vm(vm, types.VmStatus.UP)
    vm.stop(async_=True)
    wait_vm(vm, types.VmStatus.DOWN)
    remove_vm(vm)
