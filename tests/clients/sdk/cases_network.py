"""Networks, their labels, vNIC profiles, network filters, QoS."""
from ovirtsdk4 import types

from world import UNKNOWN, names, only, refused

HEBREW = '\u05e8\u05e9\u05ea'


def networks(world):
    return world.api.networks_service()


def case_network_life(world):
    network = world.network(attach=False, vlan=types.Vlan(id=100), mtu=9000, description='d')
    one = networks(world).network_service(network.id)
    assert one.get().vlan.id == 100 and one.get().mtu == 9000 and one.get().stp is False
    assert one.get().usages == [types.NetworkUsage.VM]
    changed = one.update(types.Network(vlan=types.Vlan(id=200), mtu=1500))
    assert changed.vlan.id == 200 and changed.mtu == 1500 and changed.description == 'd'
    one.remove()
    refused(404, '', one.get)


def case_network_needs_name_and_data_center(world):
    refused(400, 'Incomplete parameters.*data_center', networks(world).add, types.Network(name='x'))
    refused(400, 'Incomplete parameters.*name', networks(world).add,
            types.Network(data_center=types.DataCenter(name='Default')))


def case_network_name_is_taken(world):
    refused(409, 'already in use', world.network, name=world.network(attach=False).name)


def case_network_name_is_free_in_another_data_center(world):
    dc = world.api.data_centers_service().add(types.DataCenter(name=world.name('dc')))
    network = world.network(attach=False)
    other = networks(world).add(types.Network(name=network.name,
                                              data_center=types.DataCenter(id=dc.id)))
    assert other.id != network.id
    world.api.data_centers_service().data_center_service(dc.id).remove()


def case_network_may_not_be_called_like_a_bond(world):
    refused(400, 'bond', world.network, name='bond7')


def case_network_vlan_range(world):
    for vlan in (-1, 4095):
        refused(400, '', world.network, vlan=types.Vlan(id=vlan))
    for vlan in (0, 4094):
        assert world.network(attach=False, vlan=types.Vlan(id=vlan)).vlan.id == vlan


def case_network_vlan_may_be_shared(world):
    for _ in range(2):
        world.network(attach=False, vlan=types.Vlan(id=77))


def case_network_without_vm_usage(world):
    network = world.network(attach=False, usages=[])
    assert network.usages == []
    assert networks(world).network_service(network.id).vnic_profiles_service().list() == []


def case_network_options_need_vm_usage(world):
    refused(400, 'not a VM network', world.network, usages=[], stp=True)
    refused(400, 'not a VM network', world.network, usages=[], port_isolation=True)
    assert world.network(attach=False, stp=True).stp is True


def case_network_brings_its_profile(world):
    network = world.network(attach=False)
    profiles = networks(world).network_service(network.id).vnic_profiles_service().list()
    assert names(profiles) == [network.name]
    networks(world).network_service(network.id).remove()
    assert not [p for p in world.api.vnic_profiles_service().list() if p.network.id == network.id]


def case_network_can_do_without_a_profile(world):
    network = world.network(attach=False, profile_required=False)
    assert networks(world).network_service(network.id).vnic_profiles_service().list() == []


def case_network_name_in_hebrew(world):
    name = HEBREW + str(next(world.counter))
    network = world.network(name=name)
    assert networks(world).network_service(network.id).get().name == name
    assert names(networks(world).list(search=f'name="{name}"')) == [name]
    assert network.vdsm_name == 'on' + network.id.replace('-', '')[:13], network.vdsm_name


def case_network_name_on_hosts(world):
    assert world.network(attach=False, name='short-1').vdsm_name == 'short-1'
    assert world.network(attach=False, name='a-name-that-is-long').vdsm_name.startswith('on')


def case_network_management(world):
    network = world.management
    one = networks(world).network_service(network.id)
    assert types.NetworkUsage.VM in network.usages
    refused(400, 'management network', one.remove)
    refused(400, 'management network', one.update, types.Network(name='other'))
    assert one.network_labels_service().list() == []


def case_network_in_use_stays(world):
    network = world.network()
    vm = world.vm()
    world.nic(vm, world.profile(network))
    one = networks(world).network_service(network.id)
    refused(409, 'Cannot remove Network.*is used by', one.remove)
    vm.remove()
    one.remove()


def case_network_stays_in_its_data_center(world):
    dc = world.api.data_centers_service().add(types.DataCenter(name=world.name('dc')))
    one = networks(world).network_service(world.network(attach=False).id)
    refused(400, 'Cannot edit Network', one.update,
            types.Network(data_center=types.DataCenter(id=dc.id)))
    world.api.data_centers_service().data_center_service(dc.id).remove()


def case_network_search(world):
    network = world.network(vlan=types.Vlan(id=1234))
    service = networks(world)
    for search in (f'name={network.name}', f'name="{network.name}" and datacenter="Default"',
                   f'name={network.name} datacenter=Default', f'vlanid=1234 and name={network.name}',
                   f'Clusters.name=Default and name={network.name}'):
        assert names(service.list(search=search)) == [network.name], search
    assert service.list(search=f'name={network.name} and datacenter=nothing') == []
    assert len(service.list(max=2)) == 2


def case_network_bad_search(world):
    refused(400, '', networks(world).list, search='colour=red')
    refused(400, '', networks(world).list, search='name=')


def case_network_qos(world):
    host = qoss(world).add(types.Qos(name=world.name('q'), type=types.QosType.HOSTNETWORK,
                                     outbound_average_linkshare=10))
    vnic = qoss(world).add(types.Qos(name=world.name('q'), type=types.QosType.NETWORK))
    network = world.network(attach=False, qos=types.Qos(id=host.id))
    assert world.connection.follow_link(network.qos).name == host.name
    one = networks(world).network_service(network.id)
    assert names(networks(world).list(search=f'qos_name={host.name}')) == [network.name]
    for wrong in (vnic.id, UNKNOWN):
        refused(400, 'no QoS .* of type hostnetwork', one.update,
                types.Network(qos=types.Qos(id=wrong)))
    assert one.update(types.Network(comment='x')).qos.id == host.id
    assert one.update(types.Network(qos=types.Qos())).qos is None
    assert one.update(types.Network(qos=types.Qos(name=host.name))).qos.id == host.id
    qoss(world).qos_service(host.id).remove()
    assert one.get().qos is None


def case_network_name_servers(world):
    def servers(*addresses):
        return types.DnsResolverConfiguration(name_servers=list(addresses))
    network = world.network(attach=False, dns_resolver_configuration=servers('192.0.2.1', '::1'))
    assert network.dns_resolver_configuration.name_servers == ['192.0.2.1', '::1']
    one = networks(world).network_service(network.id)
    assert one.update(types.Network(comment='x')).dns_resolver_configuration is not None
    refused(400, '"nobody" of network .* is not an IP address', one.update,
            types.Network(dns_resolver_configuration=servers('nobody')))
    changed = one.update(types.Network(dns_resolver_configuration=servers()))
    assert changed.dns_resolver_configuration is None


def case_network_external_provider(world):
    refused(400, 'no external network providers', world.network,
            external_provider=types.OpenStackNetworkProvider(id=UNKNOWN))


# --- labels ---------------------------------------------------------------------------------------

def labels(world):
    return networks(world).network_service(world.network(attach=False).id).network_labels_service()


def case_label_life(world):
    service = labels(world)
    assert service.list() == []
    assert service.add(types.NetworkLabel(id='fast')).id == 'fast'
    assert [label.id for label in service.list()] == ['fast']
    assert service.label_service('fast').get().network.href
    service.label_service('fast').remove()
    assert service.list() == []
    refused(404, '', service.label_service('fast').remove)


def case_label_only_one(world):
    service = labels(world)
    service.add(types.NetworkLabel(id='one'))
    refused(400, 'already has the label', service.add, types.NetworkLabel(id='two'))


def case_label_has_rules(world):
    service = labels(world)
    for label in ('no spaces', 'a/b', HEBREW):
        refused(400, 'label', service.add, types.NetworkLabel(id=label))
    refused(400, 'Incomplete', service.add, types.NetworkLabel())
    assert service.add(types.NetworkLabel(id='A-z_9')).id == 'A-z_9'


def case_label_is_searchable(world):
    network = world.network(attach=False)
    networks(world).network_service(network.id).network_labels_service().add(
        types.NetworkLabel(id='findme'))
    assert names(networks(world).list(search='label=findme')) == [network.name]


# --- vNIC profiles --------------------------------------------------------------------------------

ENABLED = types.VnicPassThrough(mode=types.VnicPassThroughMode.ENABLED)
DISABLED = types.VnicPassThrough(mode=types.VnicPassThroughMode.DISABLED)


def profiles(world):
    return world.api.vnic_profiles_service()


def case_profile_life(world):
    added = world.profile(description='d')
    one = profiles(world).profile_service(added.id)
    profile = one.get()
    assert profile.pass_through.mode == types.VnicPassThroughMode.DISABLED
    assert profile.port_mirroring is False and profile.description == 'd'
    assert profile.migratable is None
    assert world.connection.follow_link(profile.network).id == added.network.id
    assert one.update(types.VnicProfile(name=added.name + 'x')).name == added.name + 'x'
    assert one.update(types.VnicProfile(port_mirroring=True)).port_mirroring is True
    one.remove()
    refused(404, '', one.get)


def case_profile_passthrough(world):
    profile = world.profile(passthrough=True)
    assert profile.pass_through.mode == types.VnicPassThroughMode.ENABLED
    assert profile.migratable is False
    one = profiles(world).profile_service(profile.id)
    assert one.update(types.VnicProfile(migratable=True)).migratable is True


def case_profile_needs_name_and_network(world):
    refused(400, 'Incomplete parameters.*network', profiles(world).add, types.VnicProfile(name='x'))
    refused(400, 'Incomplete parameters.*name', profiles(world).add,
            types.VnicProfile(network=types.Network(id=world.management.id)))


def case_profile_of_an_unknown_network(world):
    try:
        profiles(world).add(types.VnicProfile(name='x', network=types.Network(id=UNKNOWN)))
    except Exception as error:
        assert error.code in (400, 404), error
        return
    raise AssertionError('it was added')


def case_profile_of_a_non_vm_network(world):
    refused(400, 'not a VM network', world.profile, world.network(attach=False, usages=[]))


def case_profile_name_is_unique_in_its_network(world):
    network = world.network(attach=False)
    refused(409, 'already has a profile', world.profile, network, name=network.name)
    world.profile(world.network(attach=False), name=network.name)


def case_profile_passthrough_excludes_port_mirroring(world):
    network = world.network(attach=False)
    refused(400, 'port mirroring', world.profile, network, passthrough=True, port_mirroring=True)
    one = profiles(world).profile_service(world.profile(network, passthrough=True).id)
    refused(400, 'port mirroring', one.update, types.VnicProfile(port_mirroring=True))
    mirror = profiles(world).profile_service(world.profile(network, port_mirroring=True).id)
    refused(400, 'port mirroring', mirror.update, types.VnicProfile(pass_through=ENABLED))
    assert one.update(types.VnicProfile(pass_through=DISABLED, port_mirroring=True)).port_mirroring


def case_profile_passthrough_excludes_port_isolation(world):
    network = world.network(attach=False, port_isolation=True)
    refused(400, 'port isolation', world.profile, network, passthrough=True)
    other = world.network(attach=False)
    world.profile(other, passthrough=True)
    refused(400, 'port isolation', networks(world).network_service(other.id).update,
            types.Network(port_isolation=True))


def case_profile_mode_while_unused(world):
    one = profiles(world).profile_service(world.profile(network_filter=types.NetworkFilter()).id)
    for mode in (ENABLED, DISABLED):
        assert one.update(types.VnicProfile(pass_through=mode)).pass_through.mode == mode.mode


def case_profile_in_use(world):
    profile = world.profile(passthrough=True)
    one = profiles(world).profile_service(profile.id)
    vm = world.passthrough_vm(profile)
    refused(409, 'is used by', one.update, types.VnicProfile(pass_through=DISABLED))
    refused(409, 'is used by', one.remove)
    assert one.update(types.VnicProfile(migratable=True, name=world.name('renamed'))).migratable
    vm.remove()
    one.remove()


def case_profile_stays_in_its_network(world):
    one = profiles(world).profile_service(world.profile().id)
    refused(400, 'Cannot edit VM network interface profile', one.update,
            types.VnicProfile(network=types.Network(id=world.network(attach=False).id)))


def case_profile_under_its_network(world):
    network = world.network(attach=False)
    service = networks(world).network_service(network.id).vnic_profiles_service()
    added = service.add(types.VnicProfile(name='vf', pass_through=ENABLED))
    assert added.network.id == network.id
    assert sorted(names(service.list())) == sorted(['vf', network.name])
    assert service.profile_service(added.id).get().name == 'vf'
    service.profile_service(added.id).remove()


def case_profile_list_has_namesakes(world):
    network, other = world.network(attach=False), world.network(attach=False)
    for one in (network, other):
        world.profile(one, name='namesake')
    found = [p for p in profiles(world).list() if p.name == 'namesake']
    assert {p.network.id for p in found} >= {network.id, other.id}


# --- network filters ------------------------------------------------------------------------------

DEFAULT_FILTER = 'vdsm-no-mac-spoofing'


def filters(world):
    return world.api.network_filters_service()


def filter_named(world, name):
    return only(f for f in filters(world).list() if f.name == name)


def case_filter_catalogue(world):
    all_filters = filters(world).list()
    assert {DEFAULT_FILTER, 'clean-traffic', 'no-ip-spoofing', 'allow-arp'} <= set(names(all_filters))
    default = filter_named(world, DEFAULT_FILTER)
    assert default.id == 'd2370ab4-fee3-11e9-a310-8c1645ce738e' and default.version.major == 3
    assert filters(world).network_filter_service(default.id).get().name == DEFAULT_FILTER
    cluster = world.api.clusters_service().cluster_service(world.cluster.id)
    assert names(cluster.network_filters_service().list()) == names(all_filters)
    refused(404, '', filters(world).network_filter_service(UNKNOWN).get)


def case_profile_has_the_default_filter(world):
    network = world.network(attach=False)
    brought = only(networks(world).network_service(network.id).vnic_profiles_service().list())
    for profile in (brought, world.profile(network)):
        assert world.connection.follow_link(profile.network_filter).name == DEFAULT_FILTER
    assert world.profile(network, passthrough=True).network_filter is None
    assert world.profile(network, network_filter=types.NetworkFilter()).network_filter is None


def case_profile_filter_changes(world):
    profile = world.profile()
    one = profiles(world).profile_service(profile.id)
    clean = filter_named(world, 'clean-traffic')
    changed = one.update(types.VnicProfile(network_filter=types.NetworkFilter(id=clean.id)))
    assert changed.network_filter.id == clean.id
    assert one.update(types.VnicProfile(comment='x')).network_filter.id == clean.id
    assert one.update(types.VnicProfile(network_filter=types.NetworkFilter())).network_filter is None
    refused(400, 'Network filter .* does not exist', one.update,
            types.VnicProfile(network_filter=types.NetworkFilter(id=UNKNOWN)))


def case_profile_passthrough_excludes_filter_and_qos(world):
    network = world.network(attach=False)
    default = filter_named(world, DEFAULT_FILTER)
    refused(400, 'a network filter', world.profile, network, passthrough=True,
            network_filter=types.NetworkFilter(id=default.id))
    limit = qoss(world).add(types.Qos(name=world.name('q'), type=types.QosType.NETWORK))
    refused(400, 'a QoS', world.profile, network, passthrough=True, qos=types.Qos(id=limit.id))
    one = profiles(world).profile_service(world.profile(network, qos=types.Qos(id=limit.id)).id)
    refused(400, 'a QoS, a network filter', one.update, types.VnicProfile(pass_through=ENABLED))
    done = one.update(types.VnicProfile(pass_through=ENABLED, qos=types.Qos(),
                                        network_filter=types.NetworkFilter()))
    assert done.pass_through.mode == ENABLED.mode and done.qos is None
    back = one.update(types.VnicProfile(pass_through=DISABLED, qos=types.Qos(id=limit.id)))
    assert back.qos.id == limit.id


def case_profile_has_no_custom_properties(world):
    refused(400, 'Custom property SecurityGroups', world.profile, custom_properties=[
        types.CustomProperty(name='SecurityGroups', value='a,b')])
    assert not world.profile(custom_properties=[]).custom_properties


def case_profile_failover(world):
    network = world.network(attach=False)
    plain, vf = world.profile(network), world.profile(network, passthrough=True)
    one = profiles(world).profile_service(vf.id)
    failover = types.VnicProfile(failover=types.VnicProfile(id=plain.id))
    refused(400, 'passthrough and migratable', one.update, failover)
    one.update(types.VnicProfile(migratable=True))
    assert one.update(failover).failover.id == plain.id
    for wrong, text in ((vf.id, 'its own failover'), (UNKNOWN, 'does not exist'),
                        (world.profile(network, passthrough=True).id, 'passthrough itself')):
        refused(400, text, one.update, types.VnicProfile(failover=types.VnicProfile(id=wrong)))
    plain_one = profiles(world).profile_service(plain.id)
    refused(400, 'is the failover of profile', plain_one.update, types.VnicProfile(comment='x'))
    refused(400, 'is the failover of profile', plain_one.remove)
    refused(400, 'passthrough and migratable', one.update, types.VnicProfile(migratable=False))
    assert one.update(types.VnicProfile(failover=types.VnicProfile())).failover is None
    plain_one.remove()


def case_profile_failover_while_used(world):
    network = world.network()
    plain = world.profile(network)
    vf = world.profile(network, passthrough=True, migratable=True)
    vm = world.passthrough_vm(vf)
    refused(409, 'is used by', profiles(world).profile_service(vf.id).update,
            types.VnicProfile(failover=types.VnicProfile(id=plain.id)))
    vm.remove()


def case_nic_filter_parameters(world):
    vm = world.vm()
    nic = world.nic(vm, world.profile())
    service = nic.network_filter_parameters_service()
    assert service.list() == []
    added = service.add(types.NetworkFilterParameter(name='IP', value='192.0.2.1'))
    assert (added.name, added.value) == ('IP', '192.0.2.1')
    refused(409, 'already has a parameter', service.add,
            types.NetworkFilterParameter(name='IP', value='x'))
    refused(400, 'Incomplete parameters', service.add, types.NetworkFilterParameter(name='x'))
    one = service.parameter_service(added.id)
    assert one.update(types.NetworkFilterParameter(value='192.0.2.2')).value == '192.0.2.2'
    followed = world.connection.follow_link(nic.get().network_filter_parameters)
    assert [p.id for p in followed] == [added.id]
    other = world.nic(vm, world.profile())
    assert other.network_filter_parameters_service().list() == []
    refused(404, '', other.network_filter_parameters_service().parameter_service(added.id).get)
    one.remove()
    assert service.list() == []
    service.add(types.NetworkFilterParameter(name='IP', value='192.0.2.1'))
    vm.remove()


# --- QoS ------------------------------------------------------------------------------------------

def qoss(world):
    return world.api.data_centers_service().data_center_service(world.data_center.id).qoss_service()


def case_qos_life(world):
    network = types.QosType.NETWORK
    added = qoss(world).add(types.Qos(name=world.name('q'), type=network, description='d',
                                      inbound_average=10, inbound_peak=10, inbound_burst=5))
    assert (added.type, added.inbound_peak, added.outbound_peak) == (network, 10, None)
    assert world.connection.follow_link(added.data_center).name == 'Default'
    one = qoss(world).qos_service(added.id)
    assert added.id in [q.id for q in qoss(world).list()]
    assert one.update(types.Qos(inbound_peak=20)).inbound_peak == 20
    assert one.update(one.get()) is not None and one.get().inbound_average == 10
    assert one.update(types.Qos(inbound_average=-1, inbound_peak=-1,
                                inbound_burst=-1)).inbound_average is None
    one.remove()
    refused(404, '', one.get)


def case_qos_of_each_type(world):
    good = {
        types.QosType.NETWORK: dict(outbound_average=1, outbound_peak=2, outbound_burst=3),
        types.QosType.HOSTNETWORK: dict(outbound_average_linkshare=50,
                                        outbound_average_upperlimit=100,
                                        outbound_average_realtime=10),
        types.QosType.STORAGE: dict(max_iops=100, max_read_throughput=5, max_write_throughput=5),
        types.QosType.CPU: dict(cpu_limit=50),
    }
    for kind, values in good.items():
        added = qoss(world).add(types.Qos(name=world.name('q'), type=kind, **values))
        assert {name: getattr(added, name) for name in values} == values


def case_qos_rules(world):
    bad = (
        ('all three', types.QosType.NETWORK, dict(inbound_average=5)),
        ('all three', types.QosType.NETWORK, dict(outbound_peak=5, outbound_burst=1)),
        ('lower than its average', types.QosType.NETWORK,
         dict(inbound_average=5, inbound_peak=4, inbound_burst=1)),
        ('inbound_average', types.QosType.NETWORK,
         dict(inbound_average=17180, inbound_peak=20000, inbound_burst=1)),
        ('inbound_burst', types.QosType.NETWORK,
         dict(inbound_average=1, inbound_peak=1, inbound_burst=10241)),
        ('has no cpu_limit', types.QosType.NETWORK, dict(cpu_limit=5)),
        ('lacks outbound_average_linkshare', types.QosType.HOSTNETWORK,
         dict(outbound_average_upperlimit=5)),
        ('outbound_average_linkshare', types.QosType.HOSTNETWORK,
         dict(outbound_average_linkshare=101)),
        ('more than its', types.QosType.HOSTNETWORK,
         dict(outbound_average_linkshare=1, outbound_average_upperlimit=5,
              outbound_average_realtime=6)),
        ('max_iops', types.QosType.STORAGE, dict(max_iops=5, max_read_iops=5)),
        ('max_throughput', types.QosType.STORAGE, dict(max_throughput=5, max_write_throughput=5)),
        ('lacks cpu_limit', types.QosType.CPU, {}),
        ('cpu_limit', types.QosType.CPU, dict(cpu_limit=101)),
    )
    for text, kind, values in bad:
        refused(400, text, qoss(world).add, types.Qos(name='bad', type=kind, **values))
    refused(400, 'Incomplete parameters.*type', qoss(world).add, types.Qos(name='bad'))
    refused(400, 'Incomplete parameters.*name', qoss(world).add,
            types.Qos(type=types.QosType.NETWORK))
    refused(400, 'letters, digits', qoss(world).add,
            types.Qos(name='a b', type=types.QosType.NETWORK))


def case_qos_name_and_type(world):
    name = world.name('q')
    added = qoss(world).add(types.Qos(name=name, type=types.QosType.NETWORK))
    refused(400, f'name {name}', qoss(world).add, types.Qos(name=name, type=types.QosType.NETWORK))
    qoss(world).add(types.Qos(name=name, type=types.QosType.STORAGE))
    refused(400, 'cannot become storage', qoss(world).qos_service(added.id).update,
            types.Qos(type=types.QosType.STORAGE))


def case_qos_of_a_profile(world):
    limit = qoss(world).add(types.Qos(name=world.name('q'), type=types.QosType.NETWORK))
    profile = world.profile(qos=types.Qos(id=limit.id))
    assert world.connection.follow_link(profile.qos).name == limit.name
    one = profiles(world).profile_service(profile.id)
    assert one.update(types.VnicProfile(comment='x')).qos.id == limit.id
    assert one.update(types.VnicProfile(qos=types.Qos())).qos is None
    assert one.update(types.VnicProfile(qos=types.Qos(name=limit.name))).qos.id == limit.id
    host = qoss(world).add(types.Qos(name=world.name('q'), type=types.QosType.HOSTNETWORK,
                                     outbound_average_linkshare=1))
    for wrong in (UNKNOWN, host.id):
        refused(400, 'no QoS', one.update, types.VnicProfile(qos=types.Qos(id=wrong)))
    qoss(world).qos_service(limit.id).remove()
    assert one.get().qos is None


def case_qos_events(world):
    added = qoss(world).add(types.Qos(name=world.name('q'), type=types.QosType.NETWORK),
                            query={'correlation_id': 'qos-events'})
    qoss(world).qos_service(added.id).remove(query={'correlation_id': 'qos-events'})
    found = world.api.events_service().list(search='correlation_id=qos-events')
    assert [event.code for event in found] == [10102, 10100]
