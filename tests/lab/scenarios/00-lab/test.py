"""The lab itself: VFs, guests that own them, VLANs over the fabric, and what hosts and guests
live through.  No part of the product takes part, so a failure here is the lab's."""

from berthlab.guest import Guest, hostdev_interface

MAC = {"a": "52:54:00:a1:00:01", "b": "52:54:00:a2:00:01", "c": "52:54:00:a2:00:02"}
RED, BLUE = 100, 200


def start_guest(context, host, name, vf, vlan, address, ping):
    interface = hostdev_interface(context.pf(host, 0).vf_address(vf), MAC[name], vlan)
    guest = Guest(host, name)
    guest.start([interface], f"guest.ip={address}/24 guest.ping={ping}")
    context.say(f"{host.name}: guest {name} started, VF {vf} in VLAN {vlan}")
    return guest


def test_outside_and_hosts_reach_each_other(context):
    for host in context.hosts:
        host.run("busybox ping -c 1 -W 5 192.168.77.253", timeout=20)
        host.run("busybox ping -c 1 -W 5 h1 && busybox ping -c 1 -W 5 h2", timeout=20)


def test_vfs_are_alone_in_their_iommu_groups(context):
    for host in context.hosts:
        pf = context.pf(host, 0)
        pf.make_vfs(2)
        groups = [host.run(f"readlink {pf.path}/virtfn{n}/iommu_group").out for n in range(2)]
        assert len(set(groups)) == 2, groups
        for group in groups:
            group = group.strip().rpartition("/")[2]
            members = host.run(f"ls /sys/kernel/iommu_groups/{group}/devices").out.split()
            assert len(members) == 1, members


def test_guests_reach_each_other_within_a_vlan_only(context):
    h1, h2 = context.hosts
    a = start_guest(context, h1, "a", 0, RED, "10.9.0.1", "10.9.0.2,10.9.0.3")
    b = start_guest(context, h2, "b", 0, RED, "10.9.0.2", "10.9.0.1,10.9.0.3")
    c = start_guest(context, h2, "c", 1, BLUE, "10.9.0.3", "10.9.0.1,10.9.0.2")
    for guest in (a, b, c):
        state = guest.wait_nic(MAC[guest.name])
        context.say(f"guest {guest.name} up after {state.ready} s of its own time")
        assert state.nic_by_mac(MAC[guest.name])["driver"] == "igbvf", state
    a.wait_ping("10.9.0.2")
    b.wait_ping("10.9.0.1")
    context.say("a and b reach each other")
    # The others are up, so no answer now means isolation, not slowness.
    c.wait(lambda state: len(state.pings.get("10.9.0.1", [])) >= 2, 60, "pings twice")
    for guest, target in ((a, "10.9.0.3"), (b, "10.9.0.3"), (c, "10.9.0.1"), (c, "10.9.0.2")):
        assert set(guest.state().pings[target]) == {"FAIL"}, f"{guest.name} reached {target}"
    context.say("c reaches nobody and is reached by nobody")


def test_vf_shows_mac_and_vlan_of_its_guest(context):
    line = context.pf(context.host("h2"), 0).vf_line(1)
    assert MAC["c"] in line and f"vlan {BLUE}" in line, line


def test_guest_survives_kill_and_restart_of_libvirtd(context):
    h1 = context.host("h1")
    a = Guest(h1, "a")
    pid = h1.run("cat /run/libvirt/qemu/a.pid").out
    for end in (h1.kill_libvirt, h1.stop_libvirt):
        end()
        h1.start_libvirt()
        assert a.running
        assert h1.run("cat /run/libvirt/qemu/a.pid").out == pid
        context.say(f"guest still runs after {end.__name__}")
    n_pings = len(a.state().pings["10.9.0.2"])
    a.wait(lambda state: len(state.pings["10.9.0.2"]) > n_pings, 60, "pings on")
    assert a.state().pings["10.9.0.2"][-1] == "ok"


def test_vf_is_unplugged_and_plugged_in_again(context):
    h1 = context.host("h1")
    a = Guest(h1, "a")
    interface = hostdev_interface(context.pf(h1, 0).vf_address(0), MAC["a"], RED)
    a.detach(interface)
    a.wait(lambda state: not state.nics, 60, "NIC gone")
    context.wait_until(lambda: MAC["a"] not in h1.run("virsh -q dumpxml a").out, 60, "libvirt gives the VF back")
    context.say("VF unplugged")
    a.attach(interface)
    a.wait_nic(MAC["a"])
    a.wait_ping("10.9.0.2")
    context.say("VF plugged in, b reached again")


def test_guest_shuts_down_by_power_button(context):
    h2 = context.host("h2")
    c = Guest(h2, "c")
    c.shutdown()
    context.wait_until(lambda: not c.running, 60, "guest c ends")
    assert c.state().powered_off
    context.say("guest c shut down")


def test_cable_pulled_is_seen(context):
    h2 = context.host("h2")
    pf = context.pf(h2, 1)
    pf.up()
    name = pf.netdev
    h2.set_pf_link(1, up=False)
    h2.wait_for(f"[ $(cat /sys/class/net/{name}/carrier) = 0 ]", 30, "no carrier")
    h2.set_pf_link(1, up=True)
    h2.wait_for(f"[ $(cat /sys/class/net/{name}/carrier) = 1 ]", 30, "carrier")


def test_reboot_loses_vfs_and_keeps_state(context):
    h1 = context.host("h1")
    boot = h1.read_file("/proc/sys/kernel/random/boot_id")
    h1.run("python3 -c 'import os; f = open(\"/var/lib/berth/new\", \"w\"); f.write(\"kept\"); f.flush();"
           " os.fsync(f.fileno()); os.rename(\"/var/lib/berth/new\", \"/var/lib/berth/kept\")'")
    assert context.pf(h1, 0).n_vfs == 2
    h1.reboot()
    assert h1.read_file("/proc/sys/kernel/random/boot_id") != boot
    assert h1.read_file("/var/lib/berth/kept") == "kept"
    assert context.pf(h1, 0).n_vfs == 0
    h1.run("test -s /var/lib/berth/images/guest.img")
