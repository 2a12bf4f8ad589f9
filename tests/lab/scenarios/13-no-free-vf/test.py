"""No free VF anywhere: refused with the reason of every host and card, and nothing is left reserved."""

from berthlab.product import RestError
from berthlab.site import Site
from berthlab.truth import Ledger


def test_setting(context):
    context.site = site = Site.of(context)
    site.add_network("red", 100)
    site.add_network("blue", 200)
    site.set_pf("h1", "enp1s0", "--vfs", 1, "--allow-network", "red")
    site.set_pf("h1", "enp2s0", "--vfs", 2, "--allow-network", "blue")
    for name in ("first", "second"):
        site.add_vm(name, "red-vf")
    site.start_vm("first")
    assert site.vm_host("first") == "h1"


def test_refused_with_all_reasons(context):
    site = context.site
    before = Ledger(site.engine).leases()
    vm = site.vm("second")
    try:
        site.rest.post(f"vms/{vm['id']}/start")
        raise AssertionError("it was not refused")
    except RestError as error:
        fault = error
    context.say(str(fault.detail))
    assert fault.status == 409 and fault.reason == "Operation Failed", fault
    for word in ("second", "h1", "h2", "nic1", "red", "enp1s0", "enp2s0"):
        assert word in fault.detail, f"{word} is not in: {fault.detail}"
    assert Ledger(site.engine).leases() == before, "something stays reserved"
    assert site.vm("second")["status"] == "down"
    assert not Ledger(site.engine).jobs_under_way()
    assert [event for event in site.events() if event["code"] == "54"], "no event of the failure"
    site.wait_sound()


def test_explained(context):
    site = context.site
    tree = site.berth("vm", "explain", "second")
    hosts = {host["name"]: host for host in tree["hosts"]["host"]}
    assert set(hosts) == {"h1", "h2"}, tree
    pfs = {pf["name"]: pf for pf in hosts["h1"]["nics"]["nic"][0]["pfs"]["pf"]}
    context.say(f"{pfs['enp1s0']['text']} | {pfs['enp2s0']['text']}")
    assert "red" in pfs["enp2s0"]["text"], pfs
    running = site.berth("vm", "explain", "first")
    assert "h1" in str(running), running


def test_unknown_things_are_refused(context):
    site = context.site
    for words in (("vm", "start", "nobody"), ("vm", "start", "second", "--host", "h9"), ("vm", "stop", "second"),
                  ("vm", "start", "first"), ("vm", "remove", "first"), ("pf", "set", "h1", "mgmt", "--vfs", 1),
                  ("pf", "set", "h1", "enp1s0", "--allow-network", "nothing")):
        error = site.berth.refused(*words)
        context.say(error.message)
    site.wait_sound()


def test_starts_when_a_vf_is_free_again(context):
    site = context.site
    site.stop_vm("first")
    site.start_vm("second")
    assert site.vm_host("second") == "h1"
    site.wait_sound()


def test_of_many_starts_at_once_as_many_succeed_as_there_are_vfs(context):
    site = context.site
    site.stop_vm("second")
    site.wait_sound()
    site.set_pf("h1", "enp1s0", "--vfs", 2)
    site.set_pf("h2", "enp1s0", "--vfs", 1)
    names = [f"racer{n}" for n in range(5)]
    for name in names:
        site.add_vm(name, "red-vf")
    ids = {name: site.vm(name)["id"] for name in names}
    # Without waiting for one another.
    import concurrent.futures
    def start(name):
        try:
            site.rest.post(f"vms/{ids[name]}/start")
            return None
        except RestError as error:
            return error
    with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
        refusals = [error for error in pool.map(start, names) if error is not None]
    assert len(refusals) == 2 and {error.status for error in refusals} == {409}, refusals
    site.wait_sound(120)
    assert sorted(site.vm(name)["status"] for name in names) == ["down"] * 2 + ["up"] * 3
