"""What the demo shows, step by step with its proofs: an empty engine, two hosts, networks red and blue, VMs with
VFs that nobody chose a host for, and guests that reach each other within a VLAN only."""

from berthlab.site import Site

VLAN = {"red": 100, "blue": 200}
CARD = {"red": "enp1s0", "blue": "enp2s0"}
ADDRESS = {"red1": "10.9.0.1", "red2": "10.9.0.2", "blue1": "10.9.0.3", "blue2": "10.9.0.4"}


def network_of(guest):
    return guest.rstrip("0123456789")


def pairs(same_network):
    return [(a, b) for a in ADDRESS for b in ADDRESS if a != b and (network_of(a) == network_of(b)) == same_network]


def test_hosts_are_added_and_enrolled(context):
    context.site = Site.of(context)
    for host in context.hosts:
        row = context.site.find("hosts", "host", host.name)
        assert row["address"] == host.address, row
    nics = {nic["name"]: nic for nic in context.site.berth("nic", "list", "h1")}
    assert {"enp1s0", "enp2s0", "mgmt"} <= set(nics), sorted(nics)
    for pf in ("enp1s0", "enp2s0"):
        config = nics[pf]["virtual_functions_configuration"]
        assert config["max_number_of_virtual_functions"] == "7", config
        assert config["number_of_virtual_functions"] == "0", config
    assert "virtual_functions_configuration" not in nics["mgmt"]


def test_networks_and_cards_are_set_up(context):
    site = context.site
    site.add_network("red", VLAN["red"])
    site.add_network("blue", VLAN["blue"], label="fast")
    for host in site.hosts:
        site.set_pf(host, "enp1s0", "--vfs", 4, "--allow-network", "red")
        vfs = site.vfs(host, "enp1s0")
        assert [vf["status"] for vf in vfs] == ["free"] * 4, vfs
        site.set_pf(host, "enp2s0", "--vfs", 2, "--allow-label", "fast")
        shown = site.berth("pf", "show", host, "enp2s0")
        assert "fast" in str(shown), shown
        assert context.pf(context.host(host), 1).n_vfs == 2


def test_vms_start_where_there_is_room(context):
    site = context.site
    for name, address in ADDRESS.items():
        others = [other for other in ADDRESS.values() if other != address]
        site.add_vm(name, f"{network_of(name)}-vf", address=f"{address}/24", ping=others)
    for name in ADDRESS:
        site.start_vm(name)
        context.say(f"{name} runs on {site.vm_host(name)}")
    for network in VLAN:
        hosts = {site.vm_host(name) for name in ADDRESS if network_of(name) == network}
        assert hosts == {"h1", "h2"}, f"{network} only on {hosts}"
    for name in ADDRESS:
        (vf,) = site.vfs_of(name)
        assert vf["pf"] == CARD[network_of(name)] and vf["lease"]["state"] == "active" and vf["status"] != "free", vf
        assert vf["mac"]["address"] == site.mac(name), vf
        assert vf["vlan"]["id"] == str(VLAN[network_of(name)]), vf
    site.wait_sound()


def test_guests_reach_each_other_within_their_network_only(context):
    site = context.site
    guests = {name: site.guest(name) for name in ADDRESS}
    for name, guest in guests.items():
        state = guest.wait_nic(site.mac(name))
        assert state.nic_by_mac(site.mac(name))["driver"] == "igbvf", state
    for a, b in pairs(same_network=True):
        guests[a].wait_ping(ADDRESS[b])
    context.say("red reaches red and blue reaches blue across hosts")
    strangers = pairs(same_network=False)
    before = {(a, b): len(guests[a].state().pings.get(ADDRESS[b], [])) for a, b in strangers}
    for a, b in strangers:
        state = guests[a].wait(lambda state: len(state.pings.get(ADDRESS[b], [])) > before[a, b], 120, f"{a} pings {b}")
        assert set(state.pings[ADDRESS[b]]) == {"FAIL"}, f"{a} reached {b}: {state.pings}"
    context.say("blue and red do not reach each other")


def test_events_and_jobs_tell_of_it(context):
    site = context.site
    codes = [event["code"] for event in site.events()]
    for code in ("42", "942", "1201", "1203", "1207", "153"):
        assert code in codes, f"no event {code}: {sorted(set(codes))}"
    jobs = site.berth("job", "list")
    launches = [job for job in jobs if job["description"].startswith("Launching VM")]
    assert len(launches) == len(ADDRESS) and {job["status"] for job in launches} == {"finished"}, jobs


def test_guests_are_shut_down_and_vfs_free_again(context):
    site = context.site
    site.berth("vm", "shutdown", "red1", "--wait")
    for name in ("red2", "blue1", "blue2"):
        site.stop_vm(name)
    site.wait_sound()
    for host in site.hosts:
        assert {vf["status"] for vf in site.vfs(host)} == {"free"}, site.vfs(host)
    for name in ADDRESS:
        site.berth("vm", "remove", name)
    for host in site.hosts:
        site.berth("host", "deactivate", host)
        site.wait_hosts("maintenance", [host])
    site.berth("host", "remove", "h2")
    assert [host["name"] for host in site.berth("host", "list")] == ["h1"]
