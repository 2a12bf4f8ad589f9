"""Two vNICs, two cards with one VF each: one vNIC may have either, the other only one.  Whoever chooses a VF for
one vNIC after the other refuses such a VM in one of the two orders; it must start in both."""

from berthlab.site import Site


def test_setting(context):
    context.site = site = Site.of(context)
    site.add_network("any", 10)
    site.add_network("picky", 20)
    for pf in ("enp1s0", "enp2s0"):
        site.set_pf("h1", pf, "--vfs", 1, "--allow-network", "any")
    site.add_vm("picky-last", "any-vf", "picky-vf")
    site.add_vm("picky-first", "picky-vf", "any-vf")


def expect(context, vm, picky_pf):
    site = context.site
    other_pf = {"enp1s0": "enp2s0", "enp2s0": "enp1s0"}[picky_pf]
    site.start_vm(vm)
    vfs = {vf["pf"]: vf for vf in site.vfs_of(vm)}
    assert set(vfs) == {"enp1s0", "enp2s0"}, vfs
    assert vfs[picky_pf]["vlan"]["id"] == "20" and vfs[other_pf]["vlan"]["id"] == "10", vfs
    site.wait_sound()
    context.say(f"{vm}: picky on {picky_pf}, any on {other_pf}")
    site.stop_vm(vm)


def test_either_card_may_be_the_picky_one(context):
    site = context.site
    for picky_pf, other_pf in (("enp1s0", "enp2s0"), ("enp2s0", "enp1s0")):
        site.set_pf("h1", picky_pf, "--allow-network", "picky")
        for vm in ("picky-last", "picky-first"):
            expect(context, vm, picky_pf)
        site.set_pf("h1", picky_pf, "--deny-network", "picky")


def test_refused_when_there_really_is_no_way(context):
    site = context.site
    error = site.berth.refused("vm", "start", "picky-last")
    context.say(error.message)
    assert "nic2" in error.message and "picky" in error.message, error
    assert "h1" in error.message and "h2" in error.message, error
    site.wait_sound()
