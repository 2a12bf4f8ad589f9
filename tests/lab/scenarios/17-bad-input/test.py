"""An agent that is spoken to by the wrong people, or wrongly by the right ones: refused, nothing changed, still there."""

import os

from berthlab import link
from berthlab.link import Link
from berthlab.site import Site


def test_setting(context):
    context.site = site = Site.of(context)
    site.set_pf("h1", "enp1s0", "--vfs", 2)
    context.engine = link.engine_certificate(site.engine)
    with Link(context.host("h1").address, context.engine) as agent:
        agent.connect()
        assert agent.call("Host.ping2", {})["result"] is True


def expect_unharmed(context):
    context.site.wait_hosts("up")
    assert context.site.n_vfs("h1", "enp1s0") == 2 and context.pf(context.host("h1"), 0).n_vfs == 2
    context.site.wait_sound()


def test_wrong_certificates_are_refused(context):
    address = context.host("h1").address
    assert not link.is_refused(address, context.engine)
    assert link.is_refused(address), "without a certificate"
    assert link.is_refused(address, link.strangers_certificate(context.log_directory)), "of another CA"
    expect_unharmed(context)


def test_a_hosts_certificate_may_not_command_another_host(context):
    """The certificate of h2 is of the right CA, yet it is no engine's."""
    h2 = context.host("h2")
    found = h2.run("grep -l 'PRIVATE KEY' -r /etc/berth /var/lib/berth --exclude-dir=images | head -1; "
                   "grep -l 'BEGIN CERTIFICATE' -r /etc/berth /var/lib/berth --exclude-dir=images").out.split()
    key, certificates = found[0], [path for path in found[1:] if "ca" not in os.path.basename(path)]
    mine = f"{context.log_directory}/h2"
    for path, name in ((certificates[0], "pem"), (key, "key")):
        with open(f"{mine}.{name}", "w", opener=lambda p, flags: os.open(p, flags, 0o600)) as f:
            f.write(h2.read_file(path))
    try:
        with Link(context.host("h1").address, (f"{mine}.pem", f"{mine}.key")) as agent:
            agent.connect()
            answer = agent.call("Host.hostdevChangeNumvfs", {"deviceName": "pci_0000_01_00_0", "numvfs": 0})
            context.say(str(answer))
            assert "error" in answer, answer
    except OSError as error:
        context.say(f"not even connected: {error}")
    expect_unharmed(context)


def test_wrong_enrolment(context):
    site = context.site
    h3 = site.agents["h2"]
    token = site.berth.refused("host", "token", "h2")
    context.say(token.message)
    for bad in ("nonsense", "00000000-0000-0000-0000-000000000000.secret." + "0" * 64):
        done = h3.call(f"enroll --engine {site.engine.address} --token-file -", stdin=bad + "\n", check=False)
        context.say(done.out.strip())
        assert done.rc != 0 and done.out.strip(), done
    # A token works once.
    site.berth("host", "deactivate", "h2")
    site.wait_hosts("maintenance", ["h2"])
    site.berth("host", "remove", "h2")
    answer = site.berth("host", "add", "h2", "--address", context.host("h2").address)
    token = answer["enrollment_token"]["token"]
    changed = token[:-1] + ("0" if token[-1] != "0" else "1")
    for bad in (changed, token.replace(".", "", 1)):
        assert h3.call(f"enroll --engine {site.engine.address} --token-file -", stdin=bad + "\n", check=False).rc != 0
    h3.stop()
    h3.enroll(site.engine, token)
    again = h3.call(f"enroll --engine {site.engine.address} --token-file -", stdin=token + "\n", check=False)
    context.say(again.out.strip())
    assert again.rc != 0, "a token works twice"
    h3.start()
    site.wait_hosts("up")


def test_unknown_things_and_wrong_types(context):
    """Sent with the engine's own certificate."""
    wrong = [
        ("Host.hostdevChangeNumvfs", {"deviceName": "pci_0000_77_00_0", "numvfs": 1}),
        ("Host.hostdevChangeNumvfs", {"deviceName": "pci_0000_01_00_0", "numvfs": -1}),
        ("Host.hostdevChangeNumvfs", {"deviceName": "pci_0000_01_00_0", "numvfs": 8}),
        ("Host.hostdevChangeNumvfs", {"deviceName": "pci_0000_01_00_0", "numvfs": "many"}),
        ("Host.hostdevChangeNumvfs", {"deviceName": "../../etc", "numvfs": 1}),
        ("Host.hostdevChangeNumvfs", {"deviceName": 5, "numvfs": 1}),
        ("Host.hostdevChangeNumvfs", {"numvfs": 1}),
        ("Sriov.setVf", {"deviceName": "pci_0000_01_00_0", "index": 99, "config": {}}),
        ("VM.destroy", {"vmID": "11111111-1111-1111-1111-111111111111"}),
        ("VM.destroy", {"vmID": "no uuid"}),
        ("VM.create", {"vmID": "11111111-1111-1111-1111-111111111111", "vmParams": {"xml": "<domain>"}}),
        ("No.such", {}),
    ]
    with Link(context.host("h1").address, context.engine) as agent:
        agent.connect()
        for method, params in wrong:
            answer = agent.call(method, params)
            assert "error" in answer and answer["error"]["message"], f"{method} {params}: {answer}"
            context.say(f"{method}: {answer['error']['code']} {answer['error']['message']}")
    expect_unharmed(context)


def test_broken_frames(context):
    address = context.host("h1").address
    for data in (b"GET / HTTP/1.0\r\n\r\n", b"\0" * 4096, b"SEND\n" * 10000, b"A" * 200000,
                 b"SEND\ncontent-length:99999999999\n\n", b"CONNECT\naccept-version:9\n\n\0"):
        try:
            with Link(address, context.engine) as agent:
                agent.send_raw(data)
                agent.socket.settimeout(2)
                agent.socket.recv(4096)
        except OSError:
            pass
    with Link(address, context.engine) as agent:
        agent.connect()
        for body in (b"{", b"[]", b"[1]", b'{"jsonrpc":"2.0"}', b"\xff\xfe", b'{"jsonrpc":"2.0","method":5,"id":1}', b"[" * 5000):
            agent.say(body)
        assert agent.socket
    with Link(address, context.engine) as agent:
        agent.connect()
        assert agent.call("Host.ping2", {})["result"] is True
    assert context.site.agents["h1"].running
    expect_unharmed(context)
