"""An administrator's site on the lab's hosts: engine, enrolled agents, CLI and REST, and short words for what
scenarios do again and again.  Everything is done through CLI or REST; nothing goes behind the product's back."""

from . import guest, truth
from .guest import Guest
from .product import Agent, Berth, Engine, Rest
from .wait import wait_until

CLUSTER = "Default"
PFS = ("enp1s0", "enp2s0")
GUEST_MEMORY = guest.MEMORY_MIB << 20


class Site:
    """Hosts are known by name, h1, h2 …; 'settings' are the engine's, see product.SETTINGS."""

    def __init__(self, lab, hosts, settings=None):
        self.lab = lab
        self.hosts = {host.name: host for host in hosts}
        self.engine = Engine(lab)
        self.agents = {host.name: Agent(host) for host in hosts}
        self.rest = Rest(self.engine)
        self.settings = settings
        self.berth = None

    @classmethod
    def of(cls, context, settings=None):
        """A new site on all hosts of a scenario, ready to use, and gone with the scenario."""
        site = cls(context.lab, context.hosts, settings)
        context.on_end(site.engine.stop)
        site.start_engine()
        for name in site.hosts:
            site.add_host(name)
        site.wait_hosts("up")
        context.say(f"engine and {len(site.hosts)} agents are up")
        return site

    # --- engine and hosts

    def start_engine(self):
        self.engine.init(self.settings)
        self.engine.start()
        self.berth = Berth(self.engine)
        Agent.install(self.lab)

    def add_host(self, name):
        """Adds and enrols a host and starts its agent; does not wait until it is up."""
        host, agent = self.hosts[name], self.agents[name]
        answer = self.berth("host", "add", name, "--address", host.address, "--cluster", CLUSTER)
        agent.enroll(self.engine, answer["enrollment_token"]["token"])
        agent.start()

    def wait_hosts(self, status, names=None, timeout=60):
        for name in names or self.hosts:
            wait_until(lambda: self.host_status(name) == status, timeout, f"host {name} {status}", poll=0.2)

    def host_status(self, name):
        return self.find("hosts", "host", name)["status"]

    # --- REST, by name

    def find(self, path, element, name):
        """The member of collection 'path' that is called so."""
        for item in self.rest.list(path, element):
            if item["name"] == name:
                return item
        raise AssertionError(f"no {element} {name}")

    def host_id(self, name):
        return self.find("hosts", "host", name)["id"]

    def pf(self, host, pf):
        """A PF as host NIC, with its 'path'."""
        path = f"hosts/{self.host_id(host)}/nics"
        nic = self.find(path, "host_nic", pf)
        return {**nic, "path": f"{path}/{nic['id']}"}

    def n_vfs(self, host, pf):
        return int(self.pf(host, pf)["virtual_functions_configuration"]["number_of_virtual_functions"])

    def vfs(self, host, pf=None):
        """The VFs of one PF or of all PFs of a host, each with the name of its 'pf'."""
        path = f"hosts/{self.host_id(host)}/nics"
        return [{**vf, "pf": nic["name"]} for nic in self.rest.list(path, "host_nic")
                if "virtual_functions_configuration" in nic and pf in (None, nic["name"])
                for vf in self.rest.list(f"{path}/{nic['id']}/virtualfunctions", "virtual_function")]

    def vfs_of(self, vm):
        """The VFs that a VM has, each with 'host' and 'pf' by name."""
        vm_id = self.vm(vm)["id"]
        return [{**vf, "host": host} for host in self.hosts for vf in self.vfs(host) if vf.get("vm", {}).get("id") == vm_id]

    def vm(self, name):
        return self.find("vms", "vm", name)

    def vm_host(self, name):
        """Name of the host a VM runs on."""
        host = self.vm(name)["host"]["id"]
        return next(item["name"] for item in self.rest.list("hosts", "host") if item["id"] == host)

    def mac(self, vm, nic="nic1"):
        return self.find(f"vms/{self.vm(vm)['id']}/nics", "nic", nic)["mac"]["address"]

    def events(self, search=None):
        words = ["--search", search] if search else []
        return self.berth("event", "list", *words)

    def event_texts(self):
        return [event["description"] for event in self.events()]

    # --- what an administrator does

    def set_pf(self, host, pf, *words):
        self.berth("pf", "set", host, pf, *words)

    def add_network(self, name, vlan=None, label=None):
        """A network of the cluster with a passthrough profile NAME-vf."""
        self.berth("network", "add", name, *(["--vlan", vlan] if vlan else []))
        self.berth("cluster", "attach", CLUSTER, name)
        if label:
            self.berth("label", "add", name, label)
        self.berth("profile", "add", f"{name}-vf", "--network", name, "--mode", "enabled")

    def add_vm(self, name, *profiles, address=None, ping=(), memory=GUEST_MEMORY):
        """A VM with one VF vNIC nic1, nic2 … for each profile, booting the lab's guest."""
        words = guest.CMDLINE + (f" guest.ip={address}" if address else "") + (f" guest.ping={','.join(ping)}" if ping else "")
        self.berth("vm", "add", name, "--memory", memory, "--kernel", guest.KERNEL, "--initrd", guest.INITRD,
                   "--cmdline", words)
        for number, profile in enumerate(profiles, 1):
            self.berth("vnic", "add", name, f"nic{number}", "--profile", profile)

    def start_vm(self, name, *words):
        self.berth("vm", "start", name, "--wait", *words)

    def stop_vm(self, name):
        self.berth("vm", "stop", name, "--wait")

    def wait_vm(self, name, status, timeout=120):
        wait_until(lambda: self.vm(name)["status"] == status, timeout, f"VM {name} {status}", poll=0.2)

    def guest(self, vm):
        """The guest inside a running VM, known by its console on the host."""
        return Guest(self.hosts[self.vm_host(vm)], vm, f"/var/log/berth/vm/{self.vm(vm)['id']}.console")

    # --- truth

    def kernel_vf(self, host, pf, index):
        """A VF as the kernel of its host tells it, see host/truth.py."""
        for facts in truth.read(self.hosts[host])["pfs"].values():
            if facts["name"] == pf:
                return facts["vfs"][index]
        raise AssertionError(f"{host} has no {pf}")

    def wait_sound(self, timeout=60):
        truth.wait_sound(self, timeout)

    # --- the lab around it

    def cut(self, host):
        """Takes a host's management link away until mend()."""
        self.hosts[host].qmp("set_link", name="mgmt", up=False)

    def mend(self, host):
        self.hosts[host].qmp("set_link", name="mgmt", up=True)

