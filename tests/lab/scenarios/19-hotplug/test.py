"""vNICs that come and go while a real guest runs: a VF is plugged in, works in its VLAN, and is free again only when the
guest has let it go; the agent is killed in the middle of that; and the same with a virtio vNIC on a bridge."""

import re
import threading

from berthlab import guest
from berthlab.site import CLUSTER, GUEST_MEMORY, Site

MAC = {"nic2": "56:6f:1a:aa:00:02", "nic3": "56:6f:1a:aa:00:03", "nic4": "56:6f:1a:aa:00:04"}
OWN, PEER = "10.9.0.1", "10.9.0.2"


def test_setting(context):
    """'web' runs with a VF in blue, 'peer' with one in red."""
    context.site = site = Site.of(context)
    site.add_network("red", 100)
    site.add_network("blue", 200)
    site.set_pf("h1", "enp1s0", "--vfs", 3)
    site.add_vm("peer", "red-vf", address=f"{PEER}/24")
    words = f"{guest.CMDLINE} guest.ip.{MAC['nic2'].replace(':', '')}={OWN}/24 guest.ping={PEER}"
    site.berth("vm", "add", "web", "--memory", GUEST_MEMORY, "--kernel", guest.KERNEL, "--initrd", guest.INITRD,
               "--cmdline", words)
    site.berth("vnic", "add", "web", "nic1", "--profile", "blue-vf")
    for vm in ("peer", "web"):
        site.start_vm(vm)
    context.web = site.guest("web")
    context.web.wait_nic(site.mac("web"))
    site.guest("peer").wait_nic(site.mac("peer"))


def vf_of(site, nic):
    return next((vf for vf in site.vfs_of("web") if vf.get("mac", {}).get("address") == MAC[nic]), None)


def domain(context):
    return context.host("h1").run("virsh dumpxml web").out


def test_vf_is_plugged_in(context):
    site = context.site
    site.berth("vnic", "add", "web", "nic2", "--profile", "red-vf", "--mac", MAC["nic2"])
    vf = vf_of(site, "nic2")
    assert vf["lease"]["state"] == "active" and vf["vlan"]["id"] == "100", vf
    assert re.search(rf"<mac address='{MAC['nic2']}'/>.*?<tag id='100'/>", domain(context), re.DOTALL), domain(context)
    state = context.web.wait_nic(MAC["nic2"])
    assert state.nic_by_mac(MAC["nic2"])["driver"] == "igbvf", state
    context.web.wait_ping(PEER)
    site.wait_sound()
    context.say("the guest has the VF and reaches its peer in red")


def test_vf_is_unplugged(context):
    site = context.site
    site.berth("vnic", "unplug", "web", "nic2")
    assert [vf["status"] for vf in site.vfs("h1", "enp1s0")].count("free") == 1, site.vfs("h1", "enp1s0")
    assert vf_of(site, "nic2") is None and MAC["nic2"] not in domain(context)
    context.web.wait(lambda state: state.nic_by_mac(MAC["nic2"]) is None, 60, "the NIC is gone")
    site.wait_sound()
    context.say("the guest has let the VF go, and it is free")


def test_events_tell_of_it(context):
    codes = [event["code"] for event in context.site.events()]
    for code in ("1012", "1014", "606", "932"):
        assert code in codes, f"no event {code}: {sorted(set(codes))}"


def machine(context, signal):
    """Stops the guest's QEMU where it is, or lets it go on."""
    context.host("h1").run(f"kill -{signal} $(cat /run/libvirt/qemu/web.pid)")


def test_agent_is_killed_while_the_guest_lets_go(context):
    """The guest is asked, and has let go when the agent is back."""
    site, host, agent = context.site, context.host("h1"), context.site.agents["h1"]
    site.berth("vnic", "plug", "web", "nic2")
    context.web.wait_nic(MAC["nic2"])
    failures = []

    def unplug():
        try:
            site.berth("vnic", "unplug", "web", "nic2")
        except Exception as error:  # told below, in the test's own thread
            failures.append(error)
    thread = threading.Thread(target=unplug)

    def n_asked():
        return int(host.run(f"grep -c nic-unplug-asked {agent.log}", check=False).out)
    before = n_asked()
    machine(context, "STOP")
    try:
        thread.start()
        context.wait_until(lambda: n_asked() > before, 60, "the guest is asked")
        agent.kill()
    finally:
        machine(context, "CONT")
    context.wait_until(lambda: MAC["nic2"] not in domain(context), 60, "the guest lets go")
    assert thread.is_alive(), failures
    agent.start()
    thread.join(120)
    assert not thread.is_alive() and not failures, failures
    site.wait_hosts("up")
    assert vf_of(site, "nic2") is None
    context.web.wait(lambda state: state.nic_by_mac(MAC["nic2"]) is None, 60, "the NIC is gone")
    site.wait_sound()


def test_virtio_is_plugged_changed_and_unplugged(context):
    site = context.site
    host = context.host("h1")
    context.on_end(host.run, "ip link del green")
    host.run("ip link add green type bridge && ip link set green up")
    site.berth("network", "add", "green")
    site.berth("cluster", "attach", CLUSTER, "green")
    site.berth("profile", "add", "green-plain", "--network", "green")
    error = site.berth.refused("vnic", "add", "web", "nic3", "--profile", "blue-vf", "--type", "virtio")
    context.say(error.message)
    site.berth("host", "refresh", "h1")
    site.berth("vnic", "add", "web", "nic3", "--profile", "green-plain", "--mac", MAC["nic3"])
    state = context.web.wait_nic(MAC["nic3"])
    assert state.nic_by_mac(MAC["nic3"])["driver"].startswith("virtio"), state
    site.berth("vnic", "set", "web", "nic3", "--linked", "false")
    context.web.wait(lambda state: not state.nic_by_mac(MAC["nic3"])["carrier"], 60, "the link is down")
    site.berth("vnic", "unplug", "web", "nic3")
    context.web.wait(lambda state: state.nic_by_mac(MAC["nic3"]) is None, 60, "the NIC is gone")


def drivers(state, mac):
    return sorted(nic["driver"] for nic in state.nics.values() if nic["mac"] == mac)


def test_vf_with_a_stand_in(context):
    """The guest makes one interface of the VF and of a virtio NIC with the same MAC; both come and go together."""
    site = context.site
    site.berth("profile", "add", "red-pair", "--network", "red", "--mode", "enabled", "--migratable", "true")
    profile = site.find("vnicprofiles", "vnic_profile", "red-pair")
    plain = site.find("vnicprofiles", "vnic_profile", "green-plain")
    site.rest.request("PUT", f"vnicprofiles/{profile['id']}", {"failover": {"id": plain["id"]}})
    site.berth("vnic", "add", "web", "nic4", "--profile", "red-pair", "--mac", MAC["nic4"])
    assert re.search("<teaming type='transient' persistent='ua-", domain(context)), domain(context)
    pair = ["igbvf", "virtio_net", "virtio_net"]  # the third is what its failover driver makes of the two
    context.web.wait(lambda state: drivers(state, MAC["nic4"]) == pair, 60, "VF and stand-in are one interface")
    site.berth("vnic", "unplug", "web", "nic4")
    context.web.wait(lambda state: not drivers(state, MAC["nic4"]), 60, "both are gone")
    assert MAC["nic4"] not in domain(context)
    site.wait_sound()


def test_stop_frees_what_was_plugged(context):
    site = context.site
    site.berth("vnic", "plug", "web", "nic2")
    assert len(site.vfs_of("web")) == 2
    for vm in ("web", "peer"):
        site.stop_vm(vm)
    site.wait_sound()
    assert {vf["status"] for vf in site.vfs("h1", "enp1s0")} == {"free"}, site.vfs("h1", "enp1s0")
