"""What may die while a VM runs: agent, libvirtd, the link to the host, the engine, and the host itself."""

from berthlab import truth
from berthlab.site import Site


def machine(site):
    """Process id of the guest's QEMU, which must never change."""
    return site.hosts["h1"].run("pidof qemu-system-x86_64").out


def test_setting(context):
    context.site = site = Site.of(context)
    site.add_network("red", 100)
    site.set_pf("h1", "enp1s0", "--vfs", 2)
    site.add_vm("guest", "red-vf", address="10.9.0.1/24")
    site.start_vm("guest")
    context.machine = machine(site)
    site.wait_sound()


def expect_unharmed(context):
    site = context.site
    site.wait_hosts("up")
    site.wait_vm("guest", "up")
    site.wait_sound()
    assert machine(site) == context.machine, "the guest was started anew"
    assert len(site.vfs_of("guest")) == 1


def test_agent_killed(context):
    site, agent = context.site, context.site.agents["h1"]
    agent.kill()
    context.wait_until(lambda: site.host_status("h1") != "up", 30, "engine misses the agent")
    context.say(f"host is {site.host_status('h1')}, VM is {site.vm('guest')['status']}")
    agent.start()
    expect_unharmed(context)


def test_agent_restarted(context):
    context.site.agents["h1"].restart()
    expect_unharmed(context)


def test_libvirtd_killed_and_restarted(context):
    host = context.host("h1")
    for end in (host.kill_libvirt, host.stop_libvirt):
        end()
        context.wait_until(lambda: context.site.vm("guest")["status"] != "down", 5, "VM is not given up")
        host.start_libvirt()
        expect_unharmed(context)
        context.say(f"unharmed by {end.__name__}")


def test_link_to_the_host_lost_and_back(context):
    site = context.site
    context.on_end(site.mend, "h1")
    site.cut("h1")
    site.wait_hosts("non_responsive", ["h1"], 60)
    context.say(f"host non_responsive, VM is {site.vm('guest')['status']}")
    error = site.berth.refused("vm", "stop", "guest")
    context.say(error.message)
    site.mend("h1")
    expect_unharmed(context)
    codes = {event["code"] for event in site.events()}
    assert {"12", "13"} & codes, f"no event of the lost host: {codes}"


def test_engine_restarted(context):
    context.site.engine.restart()
    expect_unharmed(context)
    context.site.engine.kill()
    context.site.engine.start()
    expect_unharmed(context)


def test_guest_that_ended_unseen_is_found(context):
    """It shuts itself down while agent and engine are away: both must find out, and clean its VF."""
    site = context.site
    (vf,) = site.vfs_of("guest")
    site.guest("guest").wait_ready()
    site.agents["h1"].kill()
    site.engine.stop()
    host = context.host("h1")
    host.run("virsh -q shutdown $(virsh -q list --uuid)")
    host.wait_for("! pidof qemu-system-x86_64 > /dev/null", 60, "guest ends")
    site.engine.start()
    site.agents["h1"].start()
    site.wait_vm("guest", "down", 60)
    site.wait_sound()
    assert truth.dirt(site.kernel_vf("h1", "enp1s0", int(vf["index"]))) == []


def test_host_reboots_under_a_running_vm(context):
    site, host = context.site, context.host("h1")
    site.start_vm("guest")
    host.reboot()
    site.agents["h1"].boot()
    site.wait_hosts("up")
    site.wait_vm("guest", "down", 60)
    site.wait_sound()
    site.start_vm("guest")
    site.wait_sound()


def test_libvirtd_down_when_a_vm_is_to_start(context):
    """The start fails with the cause and leaves nothing behind; with libvirtd back it works."""
    site, host = context.site, context.host("h1")
    site.stop_vm("guest")
    site.wait_sound()
    host.stop_libvirt()
    error = site.berth.refused("vm", "start", "guest", "--wait")
    context.say(error.message)
    host.start_libvirt()
    site.wait_sound()
    assert site.vm("guest")["status"] == "down"
    site.start_vm("guest")
    site.wait_sound()
