"""Data centers, clusters, the networks of clusters, MAC pools."""
import ovirtsdk4 as sdk
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
    dc = only(world.api.data_centers_service().list(search='name=Default', follow=''))
    assert names(world.connection.follow_link(dc.clusters)).count('Default') == 1
    assert 'ovirtmgmt' in names(world.connection.follow_link(dc.networks))
    dc = only(world.api.data_centers_service().list(search='name=Default', follow='clusters'))
    assert names(dc.clusters).count('Default') == 1  # inlined in place of its link
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


def case_cluster_network_roles(world):
    """A role has one network; who loses it gives it back to the management network."""
    usage = types.NetworkUsage
    one = cluster_networks(world).network_service(world.network().id)
    management = cluster_networks(world).network_service(world.management.id)
    management.update(types.Network(usages=[usage.DISPLAY, usage.MIGRATION]))
    assert {usage.VM, usage.MANAGEMENT, usage.DISPLAY, usage.MIGRATION,
            usage.DEFAULT_ROUTE} == set(management.get().usages)
    changed = one.update(types.Network(usages=[usage.MIGRATION, usage.DISPLAY]))
    assert set(changed.usages) == {usage.VM, usage.MIGRATION, usage.DISPLAY} and changed.display
    assert set(management.get().usages) == {usage.VM, usage.MANAGEMENT, usage.DEFAULT_ROUTE}
    assert one.update(one.get()).usages == changed.usages
    assert one.update(types.Network(required=False)).usages == changed.usages
    other = cluster_networks(world).network_service(world.network().id)
    assert usage.DISPLAY in other.update(types.Network(display=True)).usages
    assert set(one.get().usages) == {usage.VM, usage.MIGRATION}
    other.remove()
    assert usage.DISPLAY in management.get().usages
    assert one.update(types.Network(usages=[])).usages == [usage.VM]
    assert usage.MIGRATION in management.get().usages
    refused(400, 'management network cannot be changed once there are hosts', one.update,
            types.Network(usages=[usage.MANAGEMENT]))
    refused(400, 'do not serve storage', one.update, types.Network(usages=[usage.GLUSTER]))


def case_cluster_network_role_on_attaching(world):
    network = world.network(attach=False)
    networks = cluster_networks(world)
    added = networks.add(types.Network(id=network.id, required=False,
                                       usages=[types.NetworkUsage.MIGRATION]))
    assert types.NetworkUsage.MIGRATION in added.usages
    networks.network_service(network.id).remove()
    assert world.api.networks_service().network_service(network.id).get().usages == [
        types.NetworkUsage.VM]


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


# --- settings of clusters -------------------------------------------------------------------------

def a_cluster(world, **fields):
    added = world.api.clusters_service().add(types.Cluster(
        name=world.name('cl'), data_center=types.DataCenter(name='Default'), **fields))
    return world.api.clusters_service().cluster_service(added.id)


def settings():
    """What the Ansible module can set, with values that are not the initial ones."""
    return dict(
        ballooning_enabled=False, threads_as_cores=True, ha_reservation=True, trusted_service=True,
        optional_reason=True, maintenance_reason_required=True, tunnel_migration=True,
        vnc_encryption=True, bios_type=types.BiosType.Q35_OVMF,
        firewall_type=types.FirewallType.IPTABLES, fips_mode=types.FipsMode.ENABLED,
        log_max_memory_used_threshold=1000,
        log_max_memory_used_threshold_type=types.LogMaxMemoryUsedThresholdType.ABSOLUTE_VALUE_IN_MB,
        cpu=types.Cpu(architecture=types.Architecture.X86_64, type='Intel Skylake Server Family'),
        ksm=types.Ksm(enabled=False, merge_across_nodes=False),
        memory_policy=types.MemoryPolicy(over_commit=types.MemoryOverCommit(percent=150)),
        error_handling=types.ErrorHandling(on_error=types.MigrateOnError.MIGRATE_HIGHLY_AVAILABLE),
        required_rng_sources=[types.RngSource.HWRNG, types.RngSource.RANDOM],
        serial_number=types.SerialNumber(policy=types.SerialNumberPolicy.CUSTOM, value='1234'),
        display=types.Display(proxy='http://proxy:8080'),
        gluster_tuned_profile='rhgs-random-io',
        migration=types.MigrationOptions(
            auto_converge=types.InheritableBoolean.TRUE,
            compressed=types.InheritableBoolean.FALSE,
            bandwidth=types.MigrationBandwidth(
                assignment_method=types.MigrationBandwidthAssignmentMethod.CUSTOM,
                custom_value=100),
            policy=types.MigrationPolicy(id='a7aeedb2-8d66-4e51-bb22-32595027ce71')),
        fencing_policy=types.FencingPolicy(
            enabled=True, skip_if_gluster_bricks_up=True, skip_if_gluster_quorum_not_met=True,
            skip_if_connectivity_broken=types.SkipIfConnectivityBroken(enabled=True, threshold=60),
            skip_if_sd_active=types.SkipIfSdActive(enabled=True)),
        scheduling_policy=types.SchedulingPolicy(id='5a2b0939-7d46-4b73-a469-e9c2c7fc6a53'),
        custom_scheduling_policy_properties=[types.Property(name='HighUtilization', value='70')],
    )


def agrees(got, wanted, path=''):
    """Whether what was read says all that was written."""
    if isinstance(wanted, list):
        assert len(got) == len(wanted), path
        for one, other in zip(got, wanted):
            agrees(one, other, path)
    elif isinstance(wanted, sdk.Struct):
        for name, value in vars(wanted).items():
            if value is not None:
                agrees(getattr(got, name.lstrip('_')), value, f'{path}.{name}')
    else:
        assert got == wanted, (path, got, wanted)


def case_cluster_settings_are_kept(world):
    one = a_cluster(world)
    one.update(types.Cluster(**settings()))
    for name, value in settings().items():
        agrees(getattr(one.get(), name), value, name)
    other = a_cluster(world, **settings())
    for name, value in settings().items():
        agrees(getattr(other.get(), name), value, name)
    before = world.api.events_service().list(max=1)[0].id
    one.update(one.get())
    assert world.api.events_service().list(max=1)[0].id == before, 'a whole PUT changed something'
    one.remove()
    other.remove()


def case_cluster_settings_that_cannot_be(world):
    one = a_cluster(world)
    for text, fields in (
            ('switch type ovs', dict(switch_type=types.SwitchType.OVS)),
            ('do not serve storage', dict(gluster_service=True)),
            ('virt_service must be true', dict(virt_service=False)),
            ('no CPU type "Abacus"', dict(cpu=types.Cpu(type='Abacus'))),
            ('goes with the policy "custom"',
             dict(serial_number=types.SerialNumber(value='5'))),
            ('no external network providers', dict(
                external_network_providers=[types.ExternalProvider(id=UNKNOWN)])),
            ('Version 4.1 is not supported', dict(version=types.Version(major=4, minor=1))),
            ('lower than 4.7', dict(version=types.Version(major=4, minor=6))),
            ('threshold', dict(fencing_policy=types.FencingPolicy(
                skip_if_connectivity_broken=types.SkipIfConnectivityBroken(threshold=0)))),
    ):
        refused(400, text, one.update, types.Cluster(**fields))
    refused(404, 'Scheduling Policy', one.update,
            types.Cluster(scheduling_policy=types.SchedulingPolicy(id=UNKNOWN)))
    one.remove()


def case_cluster_management_network(world):
    network = world.network(attach=False)
    one = a_cluster(world, management_network=types.Network(name=network.name))
    only_network = only(one.networks_service().list())
    assert only_network.id == network.id and types.NetworkUsage.MANAGEMENT in only_network.usages
    service = world.api.networks_service().network_service(network.id)
    refused(400, 'management network of cluster', service.remove)
    assert one.update(types.Cluster(
        comment='x', management_network=types.Network(id=network.id))).comment == 'x'
    refused(400, 'management network of cluster .* is', one.update,
            types.Cluster(management_network=types.Network(name='ovirtmgmt')))
    refused(404, 'Entity not found', a_cluster, world,
            management_network=types.Network(name='nothing'))
    one.remove()
    service.remove()


def case_cluster_follow_scheduling_policy(world):
    assert world.connection.follow_link(world.cluster.scheduling_policy).name == 'none'


# --- versions and modes of data centers -----------------------------------------------------------

def case_data_center_quota_and_version(world):
    service = world.api.data_centers_service()
    added = service.add(types.DataCenter(
        name=world.name('dc'), quota_mode=types.QuotaModeType.AUDIT,
        version=types.Version(major=4, minor=5)))
    one = service.data_center_service(added.id)
    assert added.quota_mode == types.QuotaModeType.AUDIT and added.version.minor == 5
    assert [(v.major, v.minor) for v in added.supported_versions] == [(4, 5), (4, 6), (4, 7)]
    assert added.storage_format == types.StorageFormat.V5
    cluster = world.api.clusters_service().add(types.Cluster(
        name=world.name('cl'), data_center=types.DataCenter(id=added.id)))
    assert cluster.version.minor == 5
    refused(400, 'cannot be of version 4.6 while its cluster', one.update,
            types.DataCenter(version=types.Version(major=4, minor=6)))
    refused(400, 'possible are 4.2 to 4.7', one.update,
            types.DataCenter(version=types.Version(major=5, minor=0)))
    world.api.clusters_service().cluster_service(cluster.id).update(
        types.Cluster(version=types.Version(major=4, minor=6)))
    assert one.update(types.DataCenter(version=types.Version(major=4, minor=6),
                                       quota_mode=types.QuotaModeType.ENABLED)).version.minor == 6
    world.api.clusters_service().cluster_service(cluster.id).remove()
    one.remove()


def case_lists_that_hold_nothing(world):
    dc = world.api.data_centers_service().data_center_service(world.data_center.id)
    for service in (dc.storage_domains_service(), dc.quotas_service(), dc.iscsi_bonds_service(),
                    world.api.storage_domains_service(), world.api.disks_service(),
                    world.api.vm_pools_service(),
                    world.api.openstack_network_providers_service()):
        assert service.list() == [], service
    unknown = world.api.data_centers_service().data_center_service(UNKNOWN)
    refused(404, '', unknown.quotas_service().list)


# --- lists that nobody changes --------------------------------------------------------------------

def case_scheduling_policies(world):
    service = world.api.scheduling_policies_service()
    found = {policy.name: policy for policy in service.list()}
    assert {'none', 'evenly_distributed', 'power_saving', 'vm_evenly_distributed',
            'cluster_maintenance'} == set(found)
    assert found['none'].default_policy and found['none'].locked
    one = service.policy_service(found['power_saving'].id).get()
    assert {(p.name, p.value) for p in one.properties} >= {('LowUtilization', '20')}
    refused(404, '', service.policy_service(UNKNOWN).get)


def case_cluster_levels(world):
    service = world.api.cluster_levels_service()
    assert [level.id for level in service.list()] == ['4.2', '4.3', '4.4', '4.5', '4.6', '4.7']
    level = service.level_service('4.3').get()
    assert 'Intel Haswell Family' in [cpu.name for cpu in level.cpu_types]
    assert {cpu.architecture for cpu in level.cpu_types} == {types.Architecture.X86_64}
    refused(404, '', service.level_service('3.6').get)


def case_operating_systems(world):
    systems = {system.name: system for system in world.api.operating_systems_service().list()}
    assert systems['other'].id == '0' and systems['rhel_9x64'].id == '34'
    service = world.api.operating_systems_service().operating_system_service('34')
    assert service.get().architecture == types.Architecture.X86_64


def case_options(world):
    service = world.api.options_service().option_service('MaxVmNameLength')
    assert {(v.version, v.value) for v in service.get().values} >= {('4.7', '64'), ('4.3', '64')}
    assert [(v.version, v.value) for v in service.get(version='4.6').values] == [('4.6', '64')]
    refused(404, '', world.api.options_service().option_service('Nothing').get)


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
