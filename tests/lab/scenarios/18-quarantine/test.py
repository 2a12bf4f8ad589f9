"""A VF that cannot be put back to neutral is given to nobody until it can: the card is gone from the host's view
while its guest ends, as when somebody moves it into a container; or another tool fights over it."""

from berthlab import truth
from berthlab.site import Site


def test_kept_back_while_it_cannot_be_cleaned(context):
    context.site = site = Site.of(context)
    host = context.host("h1")
    site.add_network("red", 100)
    site.set_pf("h1", "enp1s0", "--vfs", 1)
    for name in ("first", "second"):
        site.add_vm(name, "red-vf")
    site.start_vm("first")
    host.run("ip netns add away && ip link set enp1s0 netns away")
    context.on_end(lambda: host.run("ip netns delete away", check=False))
    site.berth("vm", "stop", "first")
    host.wait_for("! pidof qemu-system-x86_64 > /dev/null", 60, "guest ends")
    ledger = truth.Ledger(site.engine)
    context.wait_until(lambda: site.vm("first")["status"] == "down", 60, "VM is down")
    context.wait_until(lambda: any(lease["state"] in ("scrubbing", "quarantined") for lease in ledger.leases()), 30,
                       "VF is not free")
    context.say(str([(lease["state"], lease["detail"]) for lease in ledger.leases()]))
    error = site.berth.refused("vm", "start", "second")
    context.say(error.message)
    assert ledger.leases(), "the VF was given back dirty"


def test_free_again_once_it_is_clean(context):
    site, host = context.site, context.host("h1")
    host.run("ip netns exec away ip link set enp1s0 netns 1 && ip link set enp1s0 up")
    site.wait_sound(90)
    assert truth.dirt(site.kernel_vf("h1", "enp1s0", 0)) == []
    site.start_vm("second")
    site.wait_sound()


FIGHTER = """
import os, socket, struct, sys, time
index, vlan = int(sys.argv[1]), int(sys.argv[2])
def attribute(kind, data):
    return struct.pack("HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)
nested = 0x8000
vf = attribute(22 | nested, attribute(1 | nested, attribute(2, struct.pack("III", 0, vlan, 0))))  # VF 0, IFLA_VF_VLAN
body = struct.pack("BxHiII", 0, 0, index, 0, 0) + vf
message = struct.pack("IHHII", 16 + len(body), 19, 1, 0, 0) + body  # RTM_SETLINK
link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
end = time.monotonic() + 120
while time.monotonic() < end:
    link.send(message)
    time.sleep(0.0003)
"""


def test_quarantined_while_somebody_fights_over_it(context):
    """Another tool sets a VLAN again and again, faster than anybody could read back that there is none."""
    site, host = context.site, context.host("h1")
    ledger = truth.Ledger(site.engine)
    host.write_file("/run/fight.py", FIGHTER)
    host.run("python3 -I /run/fight.py $(cat /sys/class/net/enp1s0/ifindex) 55 > /run/fight.log 2>&1 & echo $! > /run/fight.pid")
    context.on_end(lambda: host.run("kill $(cat /run/fight.pid)", check=False))
    context.wait_until(lambda: site.kernel_vf("h1", "enp1s0", 0)["vlan"] == 55, 30, "fight begins")
    site.stop_vm("second")
    context.wait_until(lambda: [lease for lease in ledger.leases() if lease["state"] == "quarantined"], 60,
                       "VF is quarantined")
    (lease,) = ledger.leases()
    context.say(lease["detail"])
    assert "55" in lease["detail"], lease
    (shown,) = site.vfs("h1", "enp1s0")
    assert shown["status"] == "quarantined" and shown["lease"]["state"] == "quarantined", shown
    error = site.berth.refused("vm", "start", "first")
    context.say(error.message)
    assert "quarantined" in error.message, error
    assert [event for event in site.events() if "quarantine" in event["description"].lower()], site.event_texts()[:8]


def test_tried_again_when_the_agent_comes_back(context):
    site, host = context.site, context.host("h1")
    host.run("kill $(cat /run/fight.pid)")
    host.wait_for("! kill -0 $(cat /run/fight.pid) 2> /dev/null", 20, "fight ends")
    site.agents["h1"].restart()
    site.wait_sound(90)
    site.start_vm("first")
    site.wait_sound()
