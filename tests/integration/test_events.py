"""Events: the list, its order and limits, and the stream."""
import json
import threading
import time

from harness import API, JSON, add_events, basic, wait_for

DC = '<data_center><name>{}</name></data_center>'


class Stream:
    """Reads server-sent events in a thread."""

    def __init__(self, engine, path='events', last_id=None, auth=None):
        client = engine.client(timeout=60)
        if auth:
            client.auth = auth
        headers = {'Authorization': client.auth, 'Accept': 'text/event-stream'}
        if last_id is not None:
            headers['Last-Event-ID'] = str(last_id)
        client.connection.request('GET', f'{API}/{path}', headers=headers)
        self.response = client.connection.getresponse()
        self.client = client
        self.events, self.changes, self.comments, self.ended = [], [], 0, False
        self.changed = threading.Condition()
        if self.response.status == 200:
            self.thread = threading.Thread(target=self.read, daemon=True)
            self.thread.start()

    def read(self):
        event = {}
        try:
            for line in self.response:
                line = line.decode().rstrip('\n')
                if line.startswith(':'):
                    self.comments += 1
                elif line:
                    name, _, value = line.partition(': ')
                    event[name] = value
                else:
                    with self.changed:
                        if 'data' in event:
                            self.take(event)
                        self.changed.notify_all()
                    event = {}
        except (OSError, ValueError):
            pass
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def take(self, message):
        data = json.loads(message['data'])
        if message['event'] == 'event':
            self.events.append((int(message['id']), data))
        else:
            assert message.keys() == {'event', 'data'} and message['event'] == 'change', message
            self.changes.append((time.monotonic(), data['collections']))

    def named(self):
        return {name for _, names in self.changes for name in names}

    def wait_for_change(self, *names, seconds=20):
        """Waits until all of these were named."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.named() >= set(names), seconds), self.changes

    def wait_for(self, count, seconds=20):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.events) >= count, seconds), self.events
        return self.events


def test_list(api):
    for i in range(5):
        assert api.post('datacenters', DC.format(f'dc{i}')).status == 201
    events = api.get('events').xml.findall('event')
    ids = [int(event.get('id')) for event in events]
    assert ids == sorted(ids, reverse=True) and len(set(ids)) == len(ids)
    assert [e.findtext('index') for e in events] == [e.get('id') for e in events]
    newest = ids[0]
    assert [int(e.get('id')) for e in api.get('events?max=2').xml] == ids[:2]
    assert [int(e.get('id')) for e in api.get(f'events?from={newest - 2}').xml] == ids[:2]
    assert [int(e.get('id')) for e in api.get(f'events;from={newest - 1}?search=').xml] == ids[:1]
    assert api.get(f'events?from={newest}').body.endswith(b'<events/>')
    assert api.get('events?from=x').status == 400
    event = api.get(f'events/{newest}').xml
    assert event.findtext('severity') == 'normal' and 'dc4' in event.findtext('description')
    assert api.get('events?search=severity%3Derror').body.endswith(b'<events/>')


def test_search_reads_piece_by_piece(engine, api):
    """More events than are looked at together, and the rare ones among them are found."""
    rare = [api.post('datacenters', DC.format(f'rare{i}'), headers={'Correlation-Id': 'rare'}).status
            for i in range(3)]
    assert rare == [201] * 3
    engine.stop()
    add_events(engine, 1700, correlation_id='other', event_description='other')
    engine.start()
    api = engine.client()

    def found(query):
        return [event.findtext('correlation_id') for event in api.get('events?' + query).xml]
    assert found('search=correlation_id%3Drare') == ['rare'] * 3
    assert found('search=*rare*%20and%20severity%3Dnormal') == ['rare'] * 3
    assert found('search=*rare*&max=2') == ['rare'] * 2
    assert found('search=*rare*%20page%202&max=2') == ['rare']
    assert found('search=sortby%20time&max=1') != ['rare']
    assert len(found('search=correlation_id%3Dother')) == 1700
    ids = [int(event.get('id')) for event in
           api.get('events?search=correlation_id%3Dother*%20page%2017&max=100').xml]
    newest = int(api.get('events?search=correlation_id%3Dother&max=1').xml.find('event').get('id'))
    assert ids == list(range(newest - 1600, newest - 1700, -1))


def test_first_event_is_there_from_the_first_start(engine):
    assert len(engine.client().get('events?max=1').xml) == 1


def test_stream(engine, api):
    stream = Stream(engine)
    assert stream.response.status == 200
    assert stream.response.headers['Content-Type'] == 'text/event-stream'
    start = time.monotonic()
    for i in range(3):
        assert api.post('datacenters', DC.format(f'dc{i}')).status == 201
    events = stream.wait_for(3)
    assert time.monotonic() - start < 5
    assert [i for i, _ in events] == sorted(i for i, _ in events)
    assert ['dc0' in events[0][1]['description'], events[0][1]['id']] == [True, str(events[0][0])]


def test_stream_starts_now(engine, api):
    api.post('datacenters', DC.format('old'))
    stream = Stream(engine)
    api.post('datacenters', DC.format('new'))
    assert 'new' in stream.wait_for(1)[0][1]['description']


def test_stream_resumes(engine, api):
    for i in range(100):
        assert api.post('datacenters', DC.format(f'dc{i}')).status == 201
    newest = int(api.get('events?max=1').xml[0].get('id'))
    by_parameter = Stream(engine, f'events?from={newest - 90}')
    by_header = Stream(engine, 'events?from=1', last_id=newest - 5)
    assert [i for i, _ in by_parameter.wait_for(90)] == list(range(newest - 89, newest + 1))
    assert [i for i, _ in by_header.wait_for(5)] == list(range(newest - 4, newest + 1))
    assert Stream(engine, last_id='x').response.status == 400


def test_stream_has_a_heartbeat_and_ends_with_its_token(engine):
    """Both are seen at the first beat, after 15 seconds."""
    by_token, by_password = Stream(engine), Stream(engine, auth=basic())
    engine.anonymous().post('/ovirt-engine/services/sso-logout', f'token={engine.token}',
                            type='application/x-www-form-urlencoded')
    with by_token.changed:
        assert by_token.changed.wait_for(lambda: by_token.ended, 25), 'it goes on without a token'
    deadline = time.monotonic() + 5
    while by_password.comments == 0:
        assert time.monotonic() < deadline, 'no heartbeat'
        time.sleep(0.1)
    assert not by_password.ended


def make_vm(api, host):
    """A VM with a passthrough vNIC that a PF of the host can serve; its address."""
    assert api.post(host.pfs(api)[0] + '/updatevirtualfunctionsconfiguration',
                    '<action><virtual_functions_configuration>'
                    '<number_of_virtual_functions>2</number_of_virtual_functions>'
                    '<all_networks_allowed>true</all_networks_allowed>'
                    '</virtual_functions_configuration></action>').status == 200
    network = api.post('networks', '<network><name>red</name><data_center><name>Default</name>'
                       '</data_center></network>').xml.get('id')
    clusters = [c.get('href') for c in api.get('clusters').xml]
    assert api.post(f'{clusters[0]}/networks', f'<network id="{network}"/>').status == 201
    profile = api.post('vnicprofiles', f'<vnic_profile><name>pass</name><network id="{network}"/>'
                       '<pass_through><mode>enabled</mode></pass_through></vnic_profile>').xml
    vm = api.post('vms', '<vm><name>web</name><cluster><name>Default</name></cluster>'
                  '<template><name>Blank</name></template><os><kernel>/boot/vmlinuz</kernel></os>'
                  '</vm>').xml.get('href')
    nic = api.post(f'{vm}/nics', '<nic><name>nic1</name><interface>pci_passthrough</interface>'
                    f'<vnic_profile id="{profile.get("id")}"/></nic>')
    assert nic.status == 201, nic.text
    return vm


def test_changes_are_named(engine, api, host):
    vm = make_vm(api, host)
    stream, plain = Stream(engine, 'events?changes=true'), Stream(engine)
    start = time.monotonic()
    started = api.post(f'{vm}/start')
    assert started.status == 200, started.text
    stream.wait_for_change('vms', 'jobs', 'steps', 'virtualfunctions', 'events', seconds=5)
    first = next(at for at, names in stream.changes if 'vms' in names and 'jobs' in names)
    assert first - start < 1
    wait_for(lambda: api.get(vm).xml.findtext('status') == 'up', 'the VM to be up')
    time.sleep(0.5)
    times = [at for at, _ in stream.changes]
    assert len(times) <= (times[-1] - times[0]) / 0.1 + 2, times
    assert not plain.changes and len(plain.events) == len(stream.events) > 0


def test_change_after_quiet_is_told_at_once(engine, api):
    stream = Stream(engine, 'events?changes=true')
    late = []
    for i in range(5):
        time.sleep(0.3)
        stream.changes.clear()
        start = time.monotonic()
        assert api.post('datacenters', DC.format(f'dc{i}')).status == 201
        stream.wait_for_change('datacenters', 'events')
        late.append(stream.changes[0][0] - start)
    assert min(late) < 0.08, late  # else all would come after the 100 ms


def test_what_was_refused_is_no_change(engine, api):
    assert api.post('datacenters', DC.format('red')).status == 201
    time.sleep(0.3)
    stream = Stream(engine, 'events?changes=true')
    assert api.post('datacenters', DC.format('re d/')).status == 400
    assert api.get('vms').status == 200
    time.sleep(0.3)
    assert not stream.changes, stream.changes
    assert api.post('datacenters', DC.format('red')).status == 409
    stream.wait_for_change('events')
    assert stream.named() == {'events'}


def test_an_idle_fleet_changes_nothing(engine, api, host):
    """Not by heartbeats, nor by asking a host that has nothing new to say."""
    time.sleep(1)
    stream = Stream(engine, 'events?changes=true')
    assert api.post(f'{host.href}/refresh').status == 200
    time.sleep(3)
    assert stream.named() <= {'events'}, stream.changes


def test_many_streams_and_one_that_reads_nothing(engine, api):
    deaf = Stream.__new__(Stream)
    client = engine.client()
    client.connection.request('GET', f'{API}/events?from=0', headers={
        'Authorization': client.auth, 'Accept': 'text/event-stream'})
    streams = [Stream(engine) for _ in range(30)]
    for i in range(60):
        assert api.post('datacenters', f'<data_center><name>dc{i}</name><description>{"x" * 3000}'
                        '</description></data_center>').status == 201
    for stream in streams:
        assert len(stream.wait_for(60)) == 60
    del deaf


def test_clients_that_go_away(engine, api):
    for _ in range(20):
        Stream(engine).client.connection.sock.close()
    for i in range(5):
        assert api.post('datacenters', DC.format(f'dc{i}')).status == 201
    assert api.get('events').status == 200


def test_stop_ends_streams(engine):
    stream = Stream(engine)
    start = time.monotonic()
    engine.stop()
    assert time.monotonic() - start < 10
    with stream.changed:
        assert stream.changed.wait_for(lambda: stream.ended, 10)


def test_stream_needs_a_user(engine):
    reply = engine.anonymous().get('events', accept='text/event-stream')
    assert reply.status == 401 and reply.type == JSON
