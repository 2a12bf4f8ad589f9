"""Data centers, clusters, the networks of clusters, MAC pools."""
from ovirtsdk4 import types

from world import UNKNOWN, names, only, refused

TAKEN = 'already in use'


# --- data centers ---------------------------------------------------------------------------------

def case_data_center_defaults(world):
    dc = world.data_center
    assert dc.status == types.DataCenterStatus.UP and dc.local is False
    assert dc.version.major == 4 and dc.quota_mode == types.QuotaModeType.DISABLED
    assert dc.description == '' or dc.description
    assert world.connection.follow_link(dc.mac_pool).name == 'Default'


def case_data_center_life(world):
    service = world.api.data_centers_service()
    added = service.add(types.DataCenter(name=world.name('dc'), description='first', local=False))
    one = service.data_center_service(added.id)
    assert one.get().description == 'first' and one.get().comment == ''
    assert one.update(types.DataCenter(comment='x')).comment == 'x'
    assert one.get().description == 'first'
    one.remove()
    refused(404, '', one.get)


def case_data_center_name_is_taken(world):
    refused(409, TAKEN, world.api.data_centers_service().add, types.DataCenter(name='Default'))


def case_data_center_needs_a_name(world):
    refused(400, r'Incomplete parameters.*name', world.api.data_centers_service().add,
            types.DataCenter(description='x'))


def case_data_center_name_has_rules(world):
    refused(400, '', world.api.data_centers_service().add, types.DataCenter(name='a b/c'))
    refused(400, '', world.api.data_centers_service().add, types.DataCenter(name='a' * 41))


def case_data_center_with_a_cluster_stays(world):
    service = world.api.data_centers_service().data_center_service(world.data_center.id)
    refused(409, 'Cannot remove Data Center', service.remove)


def case_data_center_brings_its_management_network(world):
    added = world.api.data_centers_service().add(types.DataCenter(name=world.name('dc')))
    one = world.api.data_centers_service().data_center_service(added.id)
    assert names(one.networks_service().list()) == ['ovirtmgmt']
    one.remove(force=True)


def case_data_center_search(world):
    service = world.api.data_centers_service()
    for search in ('name=Default', 'name="Default"', 'name = Default', 'Clusters.name=Default',
                   'name=Def*', 'name=default'):
        assert names(service.list(search=search)) == ['Default'], search
    assert service.list(search='name=default', case_sensitive=True) == []
    assert service.list(search='name=nothing') == []


def case_data_center_clusters(world):
    dc = world.api.data_centers_service().data_center_service(world.data_center.id)
    assert 'Default' in names(dc.clusters_service().list())


def case_data_center_networks(world):
    dc = world.api.data_centers_service().data_center_service(world.data_center.id)
    added = dc.networks_service().add(types.Network(name=world.name('net')))
    assert added.data_center.id == world.data_center.id
    assert added.id in [n.id for n in dc.networks_service().list()]
    assert dc.networks_service().network_service(added.id).get().name == added.name
    dc.networks_service().network_service(added.id).remove()


def case_data_center_follow_link(world):
    for follow in ('', 'clusters'):  # what "follow" asks for is not inlined, and not refused
        dc = only(world.api.data_centers_service().list(search='name=Default', follow=follow))
        assert names(world.connection.follow_link(dc.clusters)).count('Default') == 1
        assert 'ovirtmgmt' in names(world.connection.follow_link(dc.networks))


# --- clusters -------------------------------------------------------------------------------------

ALWAYS = ('version', 'cpu', 'switch_type', 'firewall_type', 'bios_type', 'ballooning_enabled',
          'gluster_service', 'virt_service', 'ha_reservation', 'threads_as_cores', 'trusted_service',
          'tunnel_migration', 'vnc_encryption', 'ksm', 'memory_policy', 'error_handling',
          'migration', 'fencing_policy', 'required_rng_sources', 'mac_pool', 'data_center',
          'fips_mode', 'log_max_memory_used_threshold', 'description', 'comment')


def case_cluster_has_what_clients_read_unasked(world):
    cluster = world.cluster
    for name in ALWAYS:
        assert getattr(cluster, name) is not None, name
    assert cluster.migration.bandwidth.assignment_method is not None
    assert cluster.fencing_policy.skip_if_connectivity_broken.threshold == 50
    assert cluster.required_rng_sources == [types.RngSource.URANDOM]
    assert cluster.memory_policy.over_commit.percent == 100


def case_cluster_life(world):
    service = world.api.clusters_service()
    added = service.add(types.Cluster(name=world.name('cl'),
                                      data_center=types.DataCenter(name='Default')))
    one = service.cluster_service(added.id)
    assert world.connection.follow_link(one.get().data_center).name == 'Default'
    assert one.update(types.Cluster(description='second')).description == 'second'
    assert names(one.networks_service().list()) == ['ovirtmgmt']
    one.remove()
    refused(404, '', one.get)


def case_cluster_by_data_center_id(world):
    service = world.api.clusters_service()
    added = service.add(types.Cluster(name=world.name('cl'),
                                      data_center=types.DataCenter(id=world.data_center.id)))
    service.cluster_service(added.id).remove()


def case_cluster_needs_name_and_data_center(world):
    refused(400, 'Incomplete parameters.*data_center', world.api.clusters_service().add,
            types.Cluster(name='x'))
    refused(400, 'Incomplete parameters.*name', world.api.clusters_service().add,
            types.Cluster(data_center=types.DataCenter(name='Default')))


def case_cluster_of_an_unknown_data_center(world):
    refused(404, 'Entity not found', world.api.clusters_service().add,
            types.Cluster(name='x', data_center=types.DataCenter(name='nowhere')))
    refused(404, 'Entity not found', world.api.clusters_service().add,
            types.Cluster(name='x', data_center=types.DataCenter(id=UNKNOWN)))


def case_cluster_name_is_taken(world):
    refused(409, TAKEN, world.api.clusters_service().add,
            types.Cluster(name='Default', data_center=types.DataCenter(name='Default')))


def case_cluster_with_hosts_stays(world):
    refused(409, 'Cannot remove Cluster',
            world.api.clusters_service().cluster_service(world.cluster.id).remove)


def case_cluster_search(world):
    service = world.api.clusters_service()
    for search in ('name=Default', 'name=Default and datacenter=Default', 'datacenter.name=Default '
                   'and name="Default"', 'id="%s"' % world.cluster.id):
        assert 'Default' in names(service.list(search=search)), search
    assert service.list(search='name=Default and datacenter=nothing') == []


def case_cluster_settings_without_meaning_are_ignored(world):
    one = world.api.clusters_service().cluster_service(world.cluster.id)
    changed = one.update(types.Cluster(ksm=types.Ksm(enabled=False), gluster_service=True))
    assert changed.ksm.enabled is True and changed.gluster_service is False


# --- networks of clusters ------------------------------------------------------------------------

def cluster_networks(world):
    return world.api.clusters_service().cluster_service(world.cluster.id).networks_service()


def case_cluster_network_is_required_unless_said(world):
    networks = cluster_networks(world)
    network = world.network(attach=False)
    added = networks.add(types.Network(id=network.id))
    assert added.required is True and added.cluster.id == world.cluster.id
    assert added.status == types.NetworkStatus.OPERATIONAL
    networks.network_service(network.id).remove()
    assert networks.add(types.Network(name=network.name, required=False)).required is False


def case_cluster_network_address(world):
    network = world.network()
    one = cluster_networks(world).network_service(network.id).get()
    assert one.href.endswith(f'/clusters/{world.cluster.id}/networks/{network.id}'), one.href
    assert one.id == network.id and one.usages == [types.NetworkUsage.VM]


def case_cluster_network_twice(world):
    refused(409, 'already attached', cluster_networks(world).add,
            types.Network(id=world.network().id))


def case_cluster_network_unknown(world):
    refused(404, 'Entity not found', cluster_networks(world).add, types.Network(name='nothing'))
    refused(404, '', cluster_networks(world).network_service(UNKNOWN).get)
    refused(400, 'Incomplete', cluster_networks(world).add, types.Network(required=True))


def case_cluster_network_of_another_data_center(world):
    dc = world.api.data_centers_service().add(types.DataCenter(name=world.name('dc')))
    service = world.api.data_centers_service().data_center_service(dc.id)
    network = only(service.networks_service().list())
    refused(400, 'another data center', cluster_networks(world).add, types.Network(id=network.id))
    service.remove()


def case_cluster_network_id_and_name_disagree(world):
    one, other = world.network(attach=False), world.network(attach=False)
    refused(400, '', cluster_networks(world).add, types.Network(id=one.id, name=other.name))


def case_cluster_network_update(world):
    one = cluster_networks(world).network_service(world.network().id)
    assert one.update(types.Network(required=True)).required is True
    assert one.get().required is True
    whole = one.get()
    whole.required = False
    assert one.update(whole).required is False
    assert one.update(types.Network()).required is False


def case_cluster_network_roles_are_ignored(world):
    one = cluster_networks(world).network_service(world.network().id)
    changed = one.update(types.Network(usages=[types.NetworkUsage.MIGRATION]))
    assert changed.usages == [types.NetworkUsage.VM]


def case_cluster_network_update_of_what_is_not_attached(world):
    one = cluster_networks(world).network_service(world.network(attach=False).id)
    refused(404, '', one.update, types.Network(required=True))


def case_cluster_network_update_with_another_id(world):
    one = cluster_networks(world).network_service(world.network().id)
    refused(409, 'Broken immutability', one.update, types.Network(id=UNKNOWN, required=True))


def case_cluster_network_management_must_stay(world):
    one = cluster_networks(world).network_service(world.management.id)
    refused(400, 'must stay required', one.update, types.Network(required=False))
    refused(400, 'management network', one.remove)


def case_cluster_network_detach(world):
    network = world.network()
    one = cluster_networks(world).network_service(network.id)
    one.remove()
    refused(404, '', one.get)
    refused(404, '', one.remove)
    assert world.api.networks_service().network_service(network.id).get().name == network.name


def case_cluster_network_in_use_stays(world):
    network = world.network()
    vm = world.vm()
    world.nic(vm, world.profile(network))
    refused(409, 'is used', cluster_networks(world).network_service(network.id).remove)
    vm.remove()
    cluster_networks(world).network_service(network.id).remove()


# --- MAC pools ------------------------------------------------------------------------------------

def mac_pool(world, *ranges, **fields):
    fields.setdefault('name', world.name('pool'))
    return types.MacPool(ranges=[types.Range(from_=a, to=b) for a, b in ranges], **fields)


def case_mac_pool_default(world):
    pool = only(p for p in world.api.mac_pools_service().list() if p.default_pool)
    assert pool.name == 'Default' and len(pool.ranges) >= 1 and pool.allow_duplicates is False


def case_mac_pool_life(world):
    service = world.api.mac_pools_service()
    added = service.add(mac_pool(world, ('02:00:01:00:00:00', '02:00:01:00:00:0F'),
                                 ('02:00:01:00:01:00', '02:00:01:00:01:0f'), description='d'))
    one = service.mac_pool_service(added.id)
    ranges = [(r.from_, r.to) for r in one.get().ranges]
    assert ranges[0] == ('02:00:01:00:00:00', '02:00:01:00:00:0f') and len(ranges) == 2
    assert one.update(types.MacPool(allow_duplicates=True)).allow_duplicates is True
    assert [(r.from_, r.to) for r in one.get().ranges] == ranges
    one.remove()
    refused(404, '', one.get)


def case_mac_pool_needs_a_range(world):
    refused(400, '', world.api.mac_pools_service().add, types.MacPool(name='p'))
    refused(400, '', world.api.mac_pools_service().add, types.MacPool(name='p', ranges=[]))


def case_mac_pool_overlaps(world):
    service = world.api.mac_pools_service()
    text = 'MAC pool cannot contain ranges which overlap'
    refused(400, text, service.add, mac_pool(world, ('02:00:02:00:00:00', '02:00:02:00:00:10'),
                                             ('02:00:02:00:00:10', '02:00:02:00:00:20')))
    added = service.add(mac_pool(world, ('02:00:02:00:00:00', '02:00:02:00:00:10')))
    refused(409, text, service.add, mac_pool(world, ('02:00:02:00:00:08', '02:00:02:00:00:18')))
    service.mac_pool_service(added.id).remove()


def case_mac_pool_ranges_have_rules(world):
    for low, high in (('02:00:03:00:00:10', '02:00:03:00:00:00'),
                      ('03:00:03:00:00:00', '03:00:03:00:00:10'), ('nonsense', 'x')):
        refused(400, '', world.api.mac_pools_service().add, mac_pool(world, (low, high)))


def case_mac_pool_name_is_taken(world):
    refused(409, TAKEN, world.api.mac_pools_service().add,
            mac_pool(world, ('02:00:04:00:00:00', '02:00:04:00:00:10'), name='Default'))


def case_mac_pool_default_stays(world):
    pool = only(p for p in world.api.mac_pools_service().list() if p.default_pool)
    refused(409, 'default', world.api.mac_pools_service().mac_pool_service(pool.id).remove)


def small_pool_cluster(world, allow_duplicates=False):
    """A cluster whose pool has two addresses."""
    base = next(world.counter)
    pool = world.api.mac_pools_service().add(
        mac_pool(world, (f'02:00:05:{base // 256:02x}:{base % 256:02x}:00',
                         f'02:00:05:{base // 256:02x}:{base % 256:02x}:01'),
                 allow_duplicates=allow_duplicates))
    cluster = world.api.clusters_service().add(types.Cluster(
        name=world.name('cl'), data_center=types.DataCenter(name='Default'),
        mac_pool=types.MacPool(id=pool.id)))
    return pool, cluster


def vm_in(world, cluster):
    vm = world.api.vms_service().add(types.Vm(
        name=world.name('vm'), cluster=types.Cluster(id=cluster.id),
        template=types.Template(name='Blank')))
    return world.api.vms_service().vm_service(vm.id)


def clear(world, pool, cluster, *vms):
    for vm in vms:
        vm.remove()
    world.api.clusters_service().cluster_service(cluster.id).remove()
    world.api.mac_pools_service().mac_pool_service(pool.id).remove()


def case_mac_pool_in_use_stays(world):
    pool, cluster = small_pool_cluster(world)
    refused(409, 'still used', world.api.mac_pools_service().mac_pool_service(pool.id).remove)
    clear(world, pool, cluster)


def case_mac_pool_runs_out(world):
    pool, cluster = small_pool_cluster(world)
    vm = vm_in(world, cluster)
    macs = {world.nic(vm).get().mac.address for _ in range(2)}
    assert len(macs) == 2 and all(mac.startswith('02:00:05:') for mac in macs), macs
    refused(409, 'Not enough MAC addresses', vm.nics_service().add, types.Nic(name='third'))
    clear(world, pool, cluster, vm)


def case_mac_pool_gives_freed_addresses_again(world):
    pool, cluster = small_pool_cluster(world)
    vm = vm_in(world, cluster)
    nics = [world.nic(vm) for _ in range(2)]
    nics[0].remove()
    world.nic(vm)
    clear(world, pool, cluster, vm)


def case_mac_pool_duplicates_cannot_be_disallowed(world):
    pool, cluster = small_pool_cluster(world, allow_duplicates=True)
    vm = vm_in(world, cluster)
    for _ in range(2):
        world.nic(vm, mac=types.Mac(address='02:00:06:00:00:01'))
    refused(409, 'mac pool contains duplicate macs',
            world.api.mac_pools_service().mac_pool_service(pool.id).update,
            types.MacPool(allow_duplicates=False))
    clear(world, pool, cluster, vm)


def case_mac_pool_of_a_cluster_changes_only_without_duplicates(world):
    pool, cluster = small_pool_cluster(world, allow_duplicates=True)
    vm = vm_in(world, cluster)
    for _ in range(2):
        world.nic(vm, mac=types.Mac(address='02:00:06:00:00:02'))
    default = only(p for p in world.api.mac_pools_service().list() if p.default_pool)
    refused(409, 'Cannot migrate MACs to another MAC pool',
            world.api.clusters_service().cluster_service(cluster.id).update,
            types.Cluster(mac_pool=types.MacPool(id=default.id)))
    clear(world, pool, cluster, vm)
