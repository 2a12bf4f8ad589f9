"""MAC, VLAN, spoof check and trust of a VF: right while a guest has it, neutral afterwards, and put right when
somebody else changes them.  All of it is read from the kernel."""

from berthlab import truth
from berthlab.site import Site

RED = 100


def test_set_while_a_guest_has_it(context):
    context.site = site = Site.of(context)
    site.add_network("red", RED)
    site.set_pf("h1", "enp1s0", "--vfs", 3)
    site.add_vm("guest", "red-vf", address="10.9.0.1/24")
    site.start_vm("guest")
    (vf,) = site.vfs_of("guest")
    context.vf = int(vf["index"])
    mac = site.mac("guest")
    kernel = site.kernel_vf("h1", "enp1s0", context.vf)
    context.say(str(kernel))
    assert kernel["mac"] == mac and kernel["vlan"] == RED, kernel
    assert kernel["spoofchk"] is True and kernel["trust"] is False, kernel
    assert kernel["driver"] == "vfio-pci", kernel
    line = context.pf(context.host("h1"), 0).vf_line(context.vf)
    assert mac in line and f"vlan {RED}" in line and "spoof checking on" in line and "trust off" in line, line
    for other in set(range(3)) - {context.vf}:
        assert truth.dirt(site.kernel_vf("h1", "enp1s0", other)) == []


def test_seen_in_the_guest(context):
    site = context.site
    state = site.guest("guest").wait_nic(site.mac("guest"))
    assert state.nic_by_mac(site.mac("guest"))["driver"] == "igbvf", state


def test_drift_is_put_right(context):
    site, host = context.site, context.host("h1")
    host.run(f"ip link set enp1s0 vf {context.vf} vlan 999")
    context.wait_until(lambda: site.kernel_vf("h1", "enp1s0", context.vf)["vlan"] == RED, 60, "VLAN is set again")
    assert site.vm("guest")["status"] == "up"


def test_scrubbed_after_stop(context):
    site = context.site
    site.stop_vm("guest")
    site.wait_sound()
    kernel = site.kernel_vf("h1", "enp1s0", context.vf)
    context.say(str(kernel))
    assert truth.dirt(kernel) == [] and kernel["driver"] is None, kernel


def test_scrubbed_after_the_guest_went_by_itself(context):
    site = context.site
    site.start_vm("guest")
    guest = site.guest("guest")
    guest.wait_ready()
    (vf,) = site.vfs_of("guest")
    # As QEMU crashes: nobody said stop.
    guest.host.run("kill -KILL $(pidof qemu-system-x86_64)")
    site.wait_vm("guest", "down", 60)
    site.wait_sound()
    assert truth.dirt(site.kernel_vf("h1", "enp1s0", int(vf["index"]))) == []
    assert [event for event in site.events() if event["code"] == "119"], "no event of the crash"


def test_dirty_vf_is_found_and_cleaned(context):
    site, host = context.site, context.host("h1")
    mac = site.mac("guest")
    host.run(f"ip link set enp1s0 vf 2 mac {mac}; ip link set enp1s0 vf 2 vlan 77")
    assert truth.dirt(site.kernel_vf("h1", "enp1s0", 2))
    context.wait_until(lambda: not truth.dirt(site.kernel_vf("h1", "enp1s0", 2)), 60, "VF 2 is cleaned")
    site.wait_sound()
    # However soon: it is clean before a guest gets it.
    host.run("for n in 0 1 2; do ip link set enp1s0 vf $n vlan 66 trust on spoofchk off; done")
    site.start_vm("guest")
    (vf,) = site.vfs_of("guest")
    kernel = site.kernel_vf("h1", "enp1s0", int(vf["index"]))
    assert kernel["vlan"] == RED and kernel["trust"] is False and kernel["spoofchk"] is True, kernel
    site.stop_vm("guest")


def test_untagged_network_has_no_vlan(context):
    site = context.site
    site.add_network("plain")
    site.add_vm("untagged", "plain-vf")
    site.start_vm("untagged")
    (vf,) = site.vfs_of("untagged")
    kernel = site.kernel_vf("h1", "enp1s0", int(vf["index"]))
    assert kernel["vlan"] == 0 and kernel["mac"] == site.mac("untagged"), kernel
    site.wait_sound()
