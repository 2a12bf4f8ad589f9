"""Events and jobs; what ties them to requests; objects written back as they were read."""
import itertools

from ovirtsdk4 import types

from world import UNKNOWN, refused, start, wait, wait_vm

JobStatus = types.JobStatus


def events(world, **options):
    return world.api.events_service().list(**options)


def newest_id(world):
    return int(events(world, max=1)[0].id)


# --- events ---------------------------------------------------------------------------------------

def case_event_fields(world):
    event = events(world, max=1)[0]
    assert int(event.id) == event.index and event.code > 0 and event.description
    assert event.severity in types.LogSeverity and event.origin == 'oVirt'
    assert event.time.tzinfo is not None and event.custom_id == -1
    one = world.api.events_service().event_service(event.id).get()
    assert one.description == event.description


def case_events_newest_first(world):
    ids = [int(event.id) for event in events(world, max=20)]
    assert ids == sorted(ids, reverse=True) and len(set(ids)) == 20


def case_events_max(world):
    for number in (0, 1, 3):
        assert len(events(world, max=number)) == number
    assert len(events(world, max=-1)) > 3


def case_events_from(world):
    before = newest_id(world)
    assert events(world, from_=before) == []
    for _ in range(2):
        world.network(attach=False)
    later = events(world, from_=before)
    assert len(later) >= 2 and all(int(event.id) > before for event in later)
    assert [event.id for event in events(world, from_=before, max=1)] == [later[0].id]


def case_events_pages(world):
    first = events(world, search='sortby time desc page 1', max=3)
    second = events(world, search='sortby time desc page 2', max=3)
    assert len(first) == len(second) == 3
    assert not {event.id for event in first} & {event.id for event in second}


def case_events_by_type(world):
    world.network(attach=False)
    found = events(world, search='type=942')
    assert found and all(event.code == 942 for event in found)
    assert {e.code for e in events(world, search='type=942 or type=34')} <= {942, 34}
    assert events(world, search='type=842 or type=841 or type=888') == []
    assert events(world, search='type=839 or type=887 and host.name=h1') == []


def case_events_by_severity(world):
    refused(409, '', world.network, name=world.network(attach=False).name)
    for word in ('normal', 'error'):
        found = events(world, search=f'severity={word}', max=5)
        assert found and all(event.severity.value == word for event in found), word
    assert events(world, search='severity=alert') == []


def case_events_by_host(world):
    host = world.host('h1')
    found = events(world, search='event_host=h1', max=5)
    assert found and all(event.host.id == host.id for event in found)


def case_event_follow_links(world):
    vm = world.vm().get()
    event = events(world, search=f'event_vm={vm.name}', max=1)[0]
    assert world.connection.follow_link(event.vm).name == vm.name
    assert world.connection.follow_link(event.user).user_name == 'admin@internal-authz'
    assert event.cluster is not None


def case_event_of_a_refusal(world):
    name = world.network(attach=False).name
    refused(409, '', world.network, name=name)
    event = events(world, max=1)[0]
    assert event.severity == types.LogSeverity.ERROR and name in event.description


CUSTOM_IDS = itertools.count(1000)


def tell(world, severity=types.LogSeverity.NORMAL, **fields):
    fields = dict(dict(origin='suite', custom_id=next(CUSTOM_IDS), description='told'), **fields)
    return world.api.events_service().add(types.Event(severity=severity, **fields))


def case_event_add(world):
    vm = world.vm().get()
    event = tell(world, description='setup of a test', custom_data='more', flood_rate=0, vm=vm,
                 correlation_id='told-1')
    assert event.code == 9801 and event.origin == 'suite' and event.custom_data == 'more'
    assert event.vm.id == vm.id and event.flood_rate == 0 and event.time.tzinfo is not None
    assert events(world, max=1)[0].id == event.id
    found = events(world, search='correlation_id=told-1')
    assert [one.id for one in found] == [event.id]
    assert [one.id for one in events(world, search=f'custom_event_id={event.custom_id}')] == [event.id]
    assert [one.id for one in events(world, search='origin=suite', max=1)] == [event.id]


def case_event_add_severities(world):
    words = types.LogSeverity
    codes = [tell(world, severity=word).code for word in (words.NORMAL, words.WARNING, words.ERROR)]
    assert codes == [9801, 9802, 9803]


def case_event_add_rules(world):
    refused(400, 'origin', tell, world, origin='oVirt')
    event = tell(world)
    refused(400, 'custom id', tell, world, custom_id=event.custom_id)
    add = world.api.events_service().add
    refused(400, 'custom_id', add, types.Event(origin='suite', description='x',
                                               severity=types.LogSeverity.NORMAL))
    refused(400, 'description', add, types.Event(origin='suite', custom_id=next(CUSTOM_IDS),
                                                 severity=types.LogSeverity.NORMAL))
    refused(404, '', tell, world, host=types.Host(id=UNKNOWN))


def case_event_remove(world):
    event = tell(world)
    one = world.api.events_service().event_service(event.id)
    one.remove()
    refused(404, '', one.get)
    own = next(e for e in events(world, max=50) if e.origin == 'oVirt' and e.severity.value != 'alert')
    refused(400, own.id, world.api.events_service().event_service(own.id).remove)


# --- correlation ----------------------------------------------------------------------------------

def case_correlation_id_of_a_change(world):
    network = world.api.networks_service().add(
        types.Network(name=world.name('net'), data_center=types.DataCenter(name='Default')),
        query={'correlation_id': 'corr-net-1'})
    found = events(world, search='correlation_id=corr-net-1')
    assert found and all(event.correlation_id == 'corr-net-1' for event in found)
    assert found[0].network.id == network.id if hasattr(found[0], 'network') else True


def case_correlation_id_of_a_header(world):
    world.api.networks_service().add(
        types.Network(name=world.name('net'), data_center=types.DataCenter(name='Default')),
        headers={'Correlation-Id': 'corr-net-2'})
    assert events(world, search='correlation_id=corr-net-2')


def case_correlation_id_is_made_up(world):
    world.network(attach=False)
    assert events(world, max=1)[0].correlation_id


def case_correlation_id_of_a_job(world):
    vm = world.vm()
    vm.start(query={'correlation_id': 'corr-start-1'})
    wait_vm(vm, types.VmStatus.UP)
    jobs = world.api.jobs_service().list(search='correlation_id=corr-start-1')
    assert len(jobs) == 1 and vm.get().name in jobs[0].description
    codes = {event.code for event in events(world, search='correlation_id=corr-start-1')}
    assert codes & {32, 153}, codes
    vm.stop()
    wait_vm(vm, types.VmStatus.DOWN)


# --- jobs -----------------------------------------------------------------------------------------

def case_job_of_a_start(world):
    vm = world.vm()
    vm.start(query={'correlation_id': 'corr-job-1'})
    wait_vm(vm, types.VmStatus.UP)

    def job():
        return world.api.jobs_service().list(search='correlation_id=corr-job-1')[0]
    wait(lambda: job().status == JobStatus.FINISHED, 'the job is finished')
    assert job().start_time <= job().end_time and job().external is False
    assert world.connection.follow_link(job().owner).user_name == 'admin@internal-authz'
    steps = world.connection.follow_link(job().steps)
    assert steps and all(step.status == types.StepStatus.FINISHED for step in steps)
    assert all(step.type == types.StepEnum.EXECUTING for step in steps)
    one = world.api.jobs_service().job_service(job().id)
    assert one.get().id == job().id
    assert one.steps_service().step_service(steps[0].id).get().job.id == job().id
    vm.stop()
    wait_vm(vm, types.VmStatus.DOWN)


def case_jobs_none_started(world):
    def started():
        return [job for job in world.api.jobs_service().list() if job.status == JobStatus.STARTED]
    wait(lambda: not started(), 'no job is started')
    wait(lambda: not world.api.jobs_service().list(search='status=started'), 'the search agrees')


def case_job_from_outside(world):
    jobs = world.api.jobs_service()
    job = jobs.add(types.Job(description=world.name('job'), auto_cleared=True),
                   query={'correlation_id': 'corr-outside-1'})
    one = jobs.job_service(job.id)
    assert job.external and job.status == JobStatus.STARTED and job.auto_cleared
    assert [j.id for j in jobs.list(search='correlation_id=corr-outside-1')] == [job.id]
    steps = one.steps_service()
    step = steps.add(types.Step(type=types.StepEnum.VALIDATING, description='looking'))
    assert step.external and step.status == types.StepStatus.STARTED
    assert step.type == types.StepEnum.VALIDATING
    steps.step_service(step.id).end(succeeded=True)
    assert steps.step_service(step.id).get().status == types.StepStatus.FINISHED
    refused(409, 'looking', steps.step_service(step.id).end, succeeded=True)
    left = steps.add(types.Step(type=types.StepEnum.EXECUTING, description='doing'))
    one.end(succeeded=False, force=True)
    assert one.get().status == JobStatus.FAILED and one.get().end_time is not None
    assert steps.step_service(left.id).get().status == types.StepStatus.FAILED
    refused(409, 'ended', one.end, succeeded=True)
    refused(409, 'ended', steps.add, types.Step(type=types.StepEnum.EXECUTING, description='x'))
    one.clear()


def case_job_from_outside_rules(world):
    jobs = world.api.jobs_service()
    refused(400, 'description', jobs.add, types.Job(auto_cleared=True))
    vm = world.vm()
    vm.start(query={'correlation_id': 'corr-outside-2'})
    wait_vm(vm, types.VmStatus.UP)
    own = jobs.job_service(jobs.list(search='correlation_id=corr-outside-2')[0].id)
    refused(400, "engine's own", own.end, succeeded=True)
    refused(400, "engine's own", own.clear)
    refused(400, "engine's own", own.steps_service().add,
            types.Step(type=types.StepEnum.EXECUTING, description='x'))
    refused(404, '', jobs.job_service(UNKNOWN).end, succeeded=True)
    vm.stop()
    wait_vm(vm, types.VmStatus.DOWN)
    job = jobs.job_service(jobs.add(types.Job(description=world.name('job'))).id)
    refused(400, 'type', job.steps_service().add, types.Step(description='x'))
    job.end(succeeded=True)
    assert job.get().status == JobStatus.FINISHED


def case_action_names_its_job(world):
    vm = world.vm()
    reply = world.raw().post(f'vms/{vm.get().id}/start')
    assert reply.status in (200, 202), reply.status
    assert world.raw().get(reply.xml.find('job').get('href')).status == 200
    wait_vm(vm, types.VmStatus.UP)
    vm.stop()
    wait_vm(vm, types.VmStatus.DOWN)


# --- what was read can be written back -----------------------------------------------------------

def same(world, one, **options):
    """A PUT of the whole GET result changes nothing, says so, and is no event."""
    before = one.get(**options)
    correlation = world.name('whole-')
    after = one.update(before, query={'correlation_id': correlation})
    events = world.api.events_service().list(search=f'correlation_id={correlation}')
    assert events == [], [event.description for event in events]
    for name, value in vars(before).items():
        if isinstance(value, (str, int, bool, float)):
            assert getattr(after, name.lstrip('_')) == value, name


def case_whole_data_center(world):
    same(world, world.api.data_centers_service().data_center_service(world.data_center.id))


def case_whole_cluster(world):
    same(world, world.api.clusters_service().cluster_service(world.cluster.id))


def case_whole_network(world):
    network = world.network(vlan=types.Vlan(id=5), mtu=1400, description='d')
    same(world, world.api.networks_service().network_service(network.id))
    same(world, world.api.networks_service().network_service(world.management.id))
    networks = world.api.clusters_service().cluster_service(world.cluster.id).networks_service()
    same(world, networks.network_service(network.id))


def case_whole_profile(world):
    for passthrough in (False, True):
        profile = world.profile(passthrough=passthrough)
        same(world, world.api.vnic_profiles_service().profile_service(profile.id))


def case_whole_mac_pool(world):
    for pool in world.api.mac_pools_service().list():
        same(world, world.api.mac_pools_service().mac_pool_service(pool.id))


def case_whole_host(world):
    same(world, world.host_service('h1'))
    same(world, world.host_service('h1'), all_content=True)


def case_whole_vm(world):
    vm = world.vm(description='d')
    same(world, vm)
    same(world, vm, all_content=True)
    start(vm)
    wait_vm(vm, types.VmStatus.UP)
    same(world, vm)
    vm.stop()
    wait_vm(vm, types.VmStatus.DOWN)
    same(world, vm)


def case_whole_nic(world):
    vm = world.vm()
    same(world, world.nic(vm, world.profile()))
    same(world, world.nic(vm, world.profile(passthrough=True),
                   interface=types.NicInterface.PCI_PASSTHROUGH))


def case_whole_qos(world):
    qoss = world.api.data_centers_service().data_center_service(world.data_center.id).qoss_service()
    for kind, values in ((types.QosType.NETWORK, {}), (types.QosType.CPU, {'cpu_limit': 5}),
                         (types.QosType.STORAGE, {'max_iops': 5, 'max_read_throughput': 3}),
                         (types.QosType.HOSTNETWORK, {'outbound_average_linkshare': 5})):
        added = qoss.add(types.Qos(name=world.name('q'), type=kind, **values))
        same(world, qoss.qos_service(added.id))


def case_whole_profile_with_all(world):
    network = world.network(attach=False)
    plain = world.profile(network, port_mirroring=True)
    vf = world.profile(network, passthrough=True, migratable=True,
                       failover=types.VnicProfile(id=plain.id))
    service = world.api.vnic_profiles_service()
    same(world, service.profile_service(plain.id))
    same(world, service.profile_service(vf.id))


def case_whole_network_with_all(world):
    network = world.network(
        stp=True, usages=[types.NetworkUsage.VM],
        dns_resolver_configuration=types.DnsResolverConfiguration(name_servers=['192.0.2.1']))
    same(world, world.api.networks_service().network_service(network.id))


def case_whole_marks(world):
    tag = world.api.tags_service().add(types.Tag(name=world.name('tag')))
    same(world, world.api.tags_service().tag_service(tag.id))
    label = world.api.affinity_labels_service().add(
        types.AffinityLabel(name=world.name('label')))
    same(world, world.api.affinity_labels_service().label_service(label.id))
    vm = world.vm()
    nic = world.nic(vm, world.profile())
    parameters = nic.network_filter_parameters_service()
    added = parameters.add(types.NetworkFilterParameter(name='IP', value='192.0.2.1'))
    same(world, parameters.parameter_service(added.id))
    vm.remove()


def case_id_in_the_body_must_fit(world):
    network, other = world.network(attach=False), world.network(attach=False)
    refused(409, 'Broken immutability constraint', world.api.networks_service().network_service(
        network.id).update, types.Network(id=other.id, comment='x'))


def case_words_have_rules(world):
    raw = world.raw()
    reply = raw.post('vnicprofiles', f'<vnic_profile><name>x</name><network id="{world.management.id}'
                     '"/><pass_through><mode>maybe</mode></pass_through></vnic_profile>')
    assert reply.status == 400 and reply.reason == 'Invalid value', reply.text
    assert raw.post('networks', '<network><mtu>big</mtu></network>').status == 400
    assert raw.post('networks', '<vm/>').status == 400
    assert raw.post('networks', '<network><unclosed></network>').status == 400
