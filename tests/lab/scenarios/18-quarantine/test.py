"""A VF that cannot be put back to neutral is given to nobody until it can: the card is gone from the host's view
while its guest ends, as when somebody moves it into a container."""

from berthlab import truth
from berthlab.site import Site


def test_quarantined_while_it_cannot_be_cleaned(context):
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
