"""The number of VFs of a card: up, down, refused, kept over a reboot, put back after a failure, and whole whatever
is killed in between."""

import threading
import time

from berthlab.product import BerthError
from berthlab.site import Site

PF_PCI = "0000:01:00.0"
PF = f"/sys/bus/pci/devices/{PF_PCI}"
POLICY = "/var/lib/berth/vfs.json"


def n_vfs(context, host="h1"):
    """The number as kernel and engine tell it, which must be one."""
    kernel = context.pf(context.host(host), 0).n_vfs
    assert context.site.n_vfs(host, "enp1s0") == kernel
    return kernel


def events_since(site, newest):
    return [event for event in site.events() if int(event["id"]) > newest]


def newest_event(site):
    return int(site.events()[0]["id"])


def test_up_and_down(context):
    context.site = site = Site.of(context)
    site.add_network("red", 100)
    for count in (4, 7, 2, 0, 3):
        site.set_pf("h1", "enp1s0", "--vfs", count)
        # The call returns when they are there, not some time later.
        assert n_vfs(context) == count
        vfs = site.vfs("h1", "enp1s0")
        assert [int(vf["index"]) for vf in vfs] == list(range(count)), vfs
        assert {vf["status"] for vf in vfs} <= {"free"}, vfs
        context.say(f"{count} VFs")
    site.wait_sound()
    for vf in range(3):
        assert context.pf(context.host("h1"), 0).vf_driver(vf) == "", "VFs for guests must have no driver of the host"


def test_out_of_range_is_refused(context):
    site = context.site
    for count in (8, 100000, -1):
        error = site.berth.refused("pf", "set", "h1", "enp1s0", "--vfs", count)
        assert "0 - 7" in error.message and "enp1s0" in error.message and str(count) in error.message, error
    assert n_vfs(context) == 3


def test_refused_while_a_vf_is_used(context):
    site = context.site
    site.add_vm("user", "red-vf")
    site.start_vm("user")
    assert site.vm_host("user") == "h1"
    (vf,) = site.vfs_of("user")
    newest = newest_event(site)
    error = site.berth.refused("pf", "set", "h1", "enp1s0", "--vfs", 5)
    assert "user" in error.message and f"VF {vf['index']}" in error.message, error
    assert "enp1s0" in error.message, error
    assert [event["code"] for event in events_since(site, newest) if event["code"] == "1202"], "no event of the failure"
    # The number that is there may be asked for, and what may be served may change.
    site.set_pf("h1", "enp1s0", "--vfs", 3)
    site.set_pf("h1", "enp1s0", "--allow-network", "red")
    site.set_pf("h1", "enp1s0", "--all-networks", "true")
    assert n_vfs(context) == 3
    site.stop_vm("user")
    site.wait_sound()


def test_refused_while_the_host_uses_a_vf(context):
    site, host = context.site, context.host("h1")
    pf = context.pf(host, 0)
    address = pf.vf_address(2)
    host.run(f"echo vfio-pci > /sys/bus/pci/devices/{address}/driver_override && echo {address} > /sys/bus/pci/drivers_probe")
    context.wait_until(lambda: site.vfs("h1", "enp1s0")[2]["status"] != "free", 30, "VF 2 is seen as used")
    error = site.berth.refused("pf", "set", "h1", "enp1s0", "--vfs", 5)
    assert "VF 2" in error.message, error
    host.run(f"echo {address} > /sys/bus/pci/devices/{address}/driver/unbind; echo > /sys/bus/pci/devices/{address}/driver_override")
    context.wait_until(lambda: site.vfs("h1", "enp1s0")[2]["status"] == "free", 30, "VF 2 is seen as free")
    assert n_vfs(context) == 3


def test_restored_at_boot(context):
    site, host = context.site, context.host("h1")
    site.set_pf("h1", "enp1s0", "--vfs", 5)
    site.set_pf("h1", "enp2s0", "--vfs", 1)
    host.reboot()
    assert context.pf(host, 0).n_vfs == 0
    site.agents["h1"].boot()
    assert context.pf(host, 0).n_vfs == 5 and context.pf(host, 1).n_vfs == 1
    site.wait_hosts("up")
    context.wait_until(lambda: site.n_vfs("h1", "enp1s0") == 5, 30, "engine sees 5 VFs")
    assert not context.pf(host, 0).vf_driver(4)
    site.wait_sound()


def test_a_missing_card_does_not_spoil_the_boot(context):
    site, host = context.site, context.host("h1")
    host.reboot()
    host.run("echo 1 > /sys/bus/pci/devices/0000:02:00.0/remove")
    site.agents["h1"].boot()
    assert context.pf(host, 0).n_vfs == 5
    site.wait_hosts("up")
    context.wait_until(lambda: not any(nic["name"] == "enp2s0" and nic["present"] == "true"
                                       for nic in site.berth("nic", "list", "h1")), 30, "card known as missing")
    host.run("echo 1 > /sys/bus/pci/rescan && udevadm settle")
    context.wait_until(lambda: site.pf("h1", "enp2s0")["present"] == "true", 30, "card seen again")
    site.set_pf("h1", "enp2s0", "--vfs", 0)
    context.wait_until(lambda: site.n_vfs("h1", "enp2s0") == 0, 30, "no VFs on the card")


def test_put_back_when_the_number_cannot_be_kept(context):
    """The old VFs are gone and the new ones made when it turns out that the file cannot be written."""
    site, host = context.site, context.host("h1")
    host.run(f"(until [ $(cat {PF}/sriov_numvfs) = 0 ]; do :; done;"
             f" mv {POLICY} {POLICY}.aside; mkdir -p {POLICY}/x) > /dev/null 2>&1 &")
    newest = newest_event(site)
    error = site.berth.refused("pf", "set", "h1", "enp1s0", "--vfs", 2)
    context.say(error.message)
    host.run(f"rm -r {POLICY} && mv {POLICY}.aside {POLICY}")
    assert "enp1s0" in error.message and "h1" in error.message, error
    assert context.pf(host, 0).n_vfs == 5, "the old number is not back"
    context.wait_until(lambda: site.n_vfs("h1", "enp1s0") == 5, 30, "engine sees 5 VFs")
    assert [event for event in events_since(site, newest) if event["code"] == "1202"], site.event_texts()[:5]
    site.agents["h1"].restart()
    site.wait_hosts("up")
    assert n_vfs(context) == 5
    site.set_pf("h1", "enp1s0", "--vfs", 2)
    assert n_vfs(context) == 2


def test_told_when_the_driver_refuses(context):
    """Without MSI-X igb makes no VFs: the driver's own word is passed on and nothing is kept."""
    site, host = context.site, context.host("h1")
    site.set_pf("h1", "enp1s0", "--vfs", 0)
    rebind = (f"echo {PF_PCI} > /sys/bus/pci/drivers/igb/unbind && echo %d > {PF}/msi_bus"
              f" && echo {PF_PCI} > /sys/bus/pci/drivers/igb/bind && udevadm settle")
    host.run(rebind % 0)
    context.on_end(lambda: host.run(rebind % 1))
    context.wait_until(lambda: site.pf("h1", "enp1s0")["present"] == "true", 30, "card is back")
    error = site.berth.refused("pf", "set", "h1", "enp1s0", "--vfs", 4)
    context.say(error.message)
    assert "enp1s0" in error.message and "not permitted" in error.message, error
    assert n_vfs(context) == 0
    host.run(rebind % 1)
    context.wait_until(lambda: site.pf("h1", "enp1s0")["present"] == "true", 30, "card is back")
    site.set_pf("h1", "enp1s0", "--vfs", 4)
    assert n_vfs(context) == 4


def test_agent_killed_during_a_change(context):
    """Killed as soon as the old VFs are gone, and as soon as the first new one is there."""
    site, host, agent = context.site, context.host("h1"), context.site.agents["h1"]
    moments = {"when the old VFs are gone": f"[ $(cat {PF}/sriov_numvfs) = 0 ]",
               "when a new VF is there": f"[ -e {PF}/virtfn5 ]"}
    for moment, condition in moments.items():
        before = n_vfs(context)
        wanted = 7 if before != 7 else 6
        host.run(f"(until {condition}; do :; done; kill -KILL $(pidof berth-agent)) > /dev/null 2>&1 &")
        outcome = []
        order = threading.Thread(target=lambda: outcome.append(attempt(site, "pf", "set", "h1", "enp1s0", "--vfs", wanted)))
        order.start()
        context.wait_until(lambda: not agent.running, 60, "agent is dead")
        agent.start()
        order.join(120)
        assert outcome, "the order is never answered"
        site.wait_hosts("up")
        site.wait_sound(90)
        context.say(f"killed {moment}: {before} VFs before, {wanted} asked, {n_vfs(context)} now: {outcome[0] or 'done'}")
        # What was answered is what is there.
        assert n_vfs(context) == (before if outcome[0] else wanted)
        site.set_pf("h1", "enp1s0", "--vfs", before)
        assert n_vfs(context) == before


def attempt(site, *words):
    """What a command of the CLI failed of; None when it did not."""
    try:
        site.berth(*words)
        return None
    except BerthError as error:
        return error.message


HOLDER = """
import fcntl, os, signal, struct, sys, time
address, policy, agent = sys.argv[1], sys.argv[2], int(sys.argv[3])
device = "/sys/bus/pci/devices/" + address
def read(path):
    with open(path) as f:
        return f.read()
while "changing" not in read(policy):
    pass
os.kill(agent, signal.SIGSTOP)
try:
    with open(device + "/driver_override", "w") as f:
        f.write("vfio-pci")
    with open("/sys/bus/pci/drivers_probe", "w") as f:
        f.write(address)
    container = os.open("/dev/vfio/vfio", os.O_RDWR)
    group = os.open("/dev/vfio/" + os.path.basename(os.readlink(device + "/iommu_group")), os.O_RDWR)
    fcntl.ioctl(group, 0x3B68, struct.pack("i", container))  # VFIO_GROUP_SET_CONTAINER
    fcntl.ioctl(container, 0x3B66, 1)  # VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU
    fcntl.ioctl(group, 0x3B6A, address.encode() + bytes(1))  # VFIO_GROUP_GET_DEVICE_FD
finally:
    os.kill(agent, signal.SIGCONT)
print("held", flush=True)
time.sleep(600)
"""


def test_a_write_that_hangs(context):
    """Somebody opens a VF between look and write: the kernel waits for him, however long that takes.  The agent
    stands still for a moment after it has recorded what it is about to do, so that he is in time."""
    site, host = context.site, context.host("h1")
    pf = context.pf(host, 0)
    address = pf.vf_address(0)
    host.write_file("/run/hold.py", HOLDER)
    context.on_end(lambda: host.run("kill $(cat /run/hold.pid)", check=False))
    for wanted in (1, 2, 3, 1, 2, 3):
        host.run(f"nice -n -20 python3 -I /run/hold.py {address} {POLICY} $(pidof berth-agent) > /run/hold.log 2>&1 &"
                 " echo $! > /run/hold.pid")
        begin = time.monotonic()
        message = attempt(site, "pf", "set", "h1", "enp1s0", "--vfs", wanted)
        if host.read_file("/run/hold.log") == "held\n":
            break
        context.say(f"he came too late: {message or 'done'}")
    context.say(f"{time.monotonic() - begin:.0f} s: {message}")
    assert message and "enp1s0" in message and "did not return" in message, message
    assert site.host_status("h1") == "up", "the agent answers while a write hangs"
    again = site.berth.refused("pf", "set", "h1", "enp1s0", "--vfs", 1)
    context.say(again.message)
    host.run("kill $(cat /run/hold.pid)")
    # Let go, the kernel ends the write that was given up; then the card can be changed as ever.
    site.wait_sound()
    context.say(f"let go: {n_vfs(context)} VFs")
    site.set_pf("h1", "enp1s0", "--vfs", 4)
    assert n_vfs(context) == 4
    site.wait_sound()
