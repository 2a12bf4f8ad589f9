"""The engine is killed in every step of a start, of a failing start and of a stop, and at random moments.  Whatever
the next engine makes of it: no VF leaks and none has two owners."""

import random
import time

from berthlab import crash
from berthlab.site import Site
from berthlab.truth import Ledger

START, STOP, COUNT = "vm-start", "vm-stop", "pf-count"
VM = "victim"
ATTEMPTS = 12  # to catch a step that lasts for one commit


def n_steps(site, kind):
    """Steps of the newest job of 'kind', as the engine recorded them."""
    jobs = Ledger(site.engine).rows("SELECT id FROM job WHERE kind = ? ORDER BY start_time DESC", kind)
    return len(Ledger(site.engine).rows("SELECT id FROM step WHERE job = ?", jobs[0]["id"]))


def test_setting(context):
    context.site = site = Site.of(context)
    site.add_network("red", 100)
    site.add_network("blue", 200)
    for host in site.hosts:
        site.set_pf(host, "enp1s0", "--vfs", 1)
        site.set_pf(host, "enp2s0", "--vfs", 1)
    site.add_vm(VM, "red-vf", "blue-vf")
    site.start_vm(VM)
    site.stop_vm(VM)
    site.wait_sound()
    context.steps = {kind: n_steps(site, kind) for kind in (START, STOP, COUNT)}
    context.say(f"steps: {context.steps}")
    assert all(context.steps.values())


def act(site, action):
    """An order as a client gives it: it does not wait for the job."""
    vm = site.vm(VM)["id"]
    return lambda: site.rest.post(f"vms/{vm}/{action}")


def come_back(context, what):
    """The next engine must bring everything in order by itself."""
    site = context.site
    begin = time.monotonic()
    site.engine.start()
    site.wait_hosts("up")
    site.wait_sound(90)
    context.say(f"{what}: sound after {time.monotonic() - begin:.1f} s, VM is {site.vm(VM)['status']}")


def make(site, status):
    """Brings the VM there in the ordinary way."""
    if site.vm(VM)["status"] == status:
        return
    if status == "up":
        site.start_vm(VM)
    else:
        site.stop_vm(VM)


def kill_in(context, kind, number, make_order):
    """Kills the engine in this very step, as the database it leaves tells.  A step that lasts for one commit is over,
    now and then, before the engine stands still: then the next engine has less to do, and it is tried again."""
    site = context.site
    where = f"step {number} of {kind}"
    for _ in range(ATTEMPTS):
        crash.kill_when(site, crash.at_step(kind, number), make_order())
        exactly = Ledger(site.engine).step(kind) == (number, False)
        come_back(context, f"killed in {where}" if exactly else f"killed near {where}")
        if exactly:
            return
    raise AssertionError(f"{where} was never caught in {ATTEMPTS} attempts")


def vm_order(context, action, before):
    def make_order():
        make(context.site, before)
        return act(context.site, action)
    return make_order


def test_killed_in_each_step_of_a_start(context):
    for number in range(context.steps[START]):
        kill_in(context, START, number, vm_order(context, "start", "down"))


def test_killed_in_each_step_of_a_stop(context):
    for number in range(context.steps[STOP]):
        kill_in(context, STOP, number, vm_order(context, "stop", "up"))


def test_killed_while_a_failed_start_is_undone(context):
    site = context.site
    make(site, "down")
    good = site.vm(VM)["os"]["kernel"]
    site.berth("vm", "set", VM, "--kernel", "/var/lib/berth/images/no-such-kernel")
    seen = set()

    def undoing(ledger):
        found = ledger.step(START)
        if found and found[1] and found[0] not in seen:
            seen.add(found[0])
            return found
        return None
    for _ in range(context.steps[START]):
        hit = crash.kill_when(site, undoing, act(site, "start"))
        come_back(context, f"killed in undo of step {hit[0]}" if hit else "no further undo seen")
        assert site.vm(VM)["status"] == "down"
        if hit is None:
            break
    assert seen, "no undo was seen"
    site.berth("vm", "set", VM, "--kernel", good)


def test_killed_at_random_moments(context):
    site = context.site
    seed = random.randrange(1 << 32)
    context.say(f"seed {seed}")
    dice = random.Random(seed)
    for action, before in (("start", "down"), ("stop", "up")) * 3:
        make(site, before)
        due = time.monotonic() + dice.uniform(0, 4 if action == "start" else 1.5)
        crash.kill_when(site, lambda ledger: time.monotonic() >= due, act(site, action))
        come_back(context, f"killed at random after {action}")


def test_killed_while_the_number_of_vfs_changes(context):
    site = context.site
    make(site, "down")
    pf = site.pf("h1", "enp1s0")["path"]

    def make_order():
        wanted = 3 if site.n_vfs("h1", "enp1s0") != 3 else 1
        order = {"virtual_functions_configuration": {"number_of_virtual_functions": wanted}}
        return lambda: site.rest.post(f"{pf}/updatevirtualfunctionsconfiguration", order)
    for number in range(context.steps[COUNT]):
        kill_in(context, COUNT, number, make_order)
        # What the kernel has is known when the host has told it.
        context.wait_until(lambda: context.pf(context.host("h1"), 0).n_vfs == site.n_vfs("h1", "enp1s0"), 15,
                           "engine and kernel agree on the number of VFs")


def test_works_as_ever_afterwards(context):
    make(context.site, "down")
    context.site.start_vm(VM)
    context.site.wait_sound()
    context.site.stop_vm(VM)
    context.site.wait_sound()
