"""Test guests: libvirt definition, and what they say on their console."""

import dataclasses
import re
import xml.etree.ElementTree as ET

from .wait import wait_until

KERNEL = "/var/lib/berth/images/vmlinuz"
INITRD = "/var/lib/berth/images/guest.img"
# Spares a guest under emulation what only costs time.
CMDLINE = "console=ttyS0 quiet mitigations=off nokaslr audit=0 tsc=reliable no_timer_check pci=lastbus=32"
# All of it is pinned for the VF, page by page; the kernel alone needs 75.
MEMORY_MIB = 128
BOOT_TIMEOUT_S = 180


@dataclasses.dataclass
class GuestState:
    """What a guest's console said until now; the last word about each thing counts."""

    ready: float = None
    nics: dict = dataclasses.field(default_factory=dict)       # name -> {mac, driver, carrier}
    addresses: dict = dataclasses.field(default_factory=dict)  # address/length -> name
    pings: dict = dataclasses.field(default_factory=dict)      # address -> list of "ok" and "FAIL"
    powered_off: bool = False

    def nic_by_mac(self, mac):
        return next((nic for nic in self.nics.values() if nic["mac"] == mac), None)


def parse_console(text):
    """The GuestState that the console output 'text' amounts to."""
    state = GuestState()
    for words in re.findall(r"^(GUEST-\S+.*?)\r*$", text, re.MULTILINE):
        kind, *rest = words.split()
        if kind == "GUEST-READY" and len(rest) == 1:
            state = GuestState(ready=float(rest[0]))
        elif kind == "GUEST-NET" and len(rest) == 4:
            state.nics[rest[0]] = {"mac": rest[1], "driver": rest[2], "carrier": rest[3] == "1"}
        elif kind == "GUEST-NET-GONE" and len(rest) == 1:
            state.nics.pop(rest[0], None)
        elif kind == "GUEST-IP" and len(rest) >= 2:
            state.addresses[rest[0]] = rest[1]
        elif kind == "GUEST-PING" and len(rest) >= 2:
            state.pings.setdefault(rest[0], []).append(rest[1])
        elif kind == "GUEST-POWEROFF":
            state.powered_off = True
    return state


def hostdev_interface(vf_address, mac, vlan=None):
    """The <interface> element that passes a VF to a guest."""
    domain, bus, slot, function = re.split("[:.]", vf_address)
    interface = ET.Element("interface", type="hostdev", managed="yes")
    source = ET.SubElement(interface, "source")
    ET.SubElement(source, "address", type="pci", domain=f"0x{domain}", bus=f"0x{bus}", slot=f"0x{slot}",
                  function=f"0x{function}")
    ET.SubElement(interface, "mac", address=mac)
    if vlan is not None:
        ET.SubElement(ET.SubElement(interface, "vlan"), "tag", id=str(vlan))
    return interface


def domain_xml(name, interfaces, arguments, console, kind):
    """A q35 guest with direct kernel boot, its console in the file 'console', and two free ports to plug NICs in."""
    domain = ET.Element("domain", type=kind)
    ET.SubElement(domain, "name").text = name
    ET.SubElement(domain, "memory", unit="MiB").text = str(MEMORY_MIB)
    ET.SubElement(domain, "vcpu").text = "1"
    system = ET.SubElement(domain, "os")
    ET.SubElement(system, "type", arch="x86_64", machine="q35").text = "hvm"
    ET.SubElement(system, "kernel").text = KERNEL
    ET.SubElement(system, "initrd").text = INITRD
    ET.SubElement(system, "cmdline").text = f"{CMDLINE} {arguments}"
    features = ET.SubElement(domain, "features")
    ET.SubElement(features, "acpi")
    ET.SubElement(features, "apic")
    if kind == "kvm":
        ET.SubElement(domain, "cpu", mode="host-passthrough")
    ET.SubElement(domain, "on_poweroff").text = "destroy"
    ET.SubElement(domain, "on_reboot").text = "restart"
    ET.SubElement(domain, "on_crash").text = "destroy"
    devices = ET.SubElement(domain, "devices")
    ET.SubElement(devices, "controller", type="usb", model="none")
    ET.SubElement(devices, "controller", type="pci", model="pcie-root")
    for _ in range(len(interfaces) + 2):
        ET.SubElement(devices, "controller", type="pci", model="pcie-root-port")
    devices.extend(interfaces)
    serial = ET.SubElement(devices, "serial", type="file")
    ET.SubElement(serial, "source", path=console)
    ET.SubElement(devices, "memballoon", model="none")
    return ET.tostring(domain, encoding="unicode")


class Guest:
    """A guest that a test starts itself through virsh, or one of the product's whose console file it knows."""

    def __init__(self, host, name, console=None):
        self.host = host
        self.name = name
        self.console = console or f"/var/log/{name}.console"

    def start(self, interfaces, arguments=""):
        kind = "kvm" if self.host.run("test -w /dev/kvm", check=False).rc == 0 else "qemu"
        self.host.run(f"rm -f {self.console}")
        self.host.write_file(f"/run/{self.name}.xml", domain_xml(self.name, interfaces, arguments, self.console, kind))
        self.host.run(f"virsh -q create /run/{self.name}.xml", timeout=120)

    def attach(self, interface):
        self._virsh_device("attach-device", interface)

    def detach(self, interface):
        self._virsh_device("detach-device", interface)

    def shutdown(self):
        self.host.run(f"virsh -q shutdown {self.name}")

    def destroy(self):
        self.host.run(f"virsh -q destroy {self.name}")

    @property
    def running(self):
        return self.host.run(f"virsh -q domstate {self.name}", check=False).out.strip() == "running"

    def state(self):
        return parse_console(self.host.run(f"cat {self.console}", check=False).out)

    def wait(self, condition, timeout, what):
        """Waits until 'condition' holds for the GuestState; returns that state."""
        def holds():
            state = self.state()
            return state if condition(state) else None
        return wait_until(holds, timeout, f"{self.host.name}/{self.name}: {what}", poll=0.5)

    def wait_ready(self, timeout=BOOT_TIMEOUT_S):
        return self.wait(lambda state: state.ready, timeout, "guest boots")

    def wait_nic(self, mac, timeout=BOOT_TIMEOUT_S):
        """Waits for a NIC with that MAC and carrier."""
        return self.wait(lambda state: (state.nic_by_mac(mac) or {}).get("carrier"), timeout, f"NIC {mac} with carrier")

    def wait_ping(self, address, result="ok", timeout=BOOT_TIMEOUT_S):
        """Waits until the last word about 'address' is 'result'."""
        return self.wait(lambda state: state.pings.get(address, [None])[-1] == result, timeout, f"ping {address} {result}")

    def _virsh_device(self, verb, interface):
        path = f"/run/{self.name}-device.xml"
        self.host.write_file(path, ET.tostring(interface, encoding="unicode"))
        self.host.run(f"virsh -q {verb} {self.name} {path} --live", timeout=120)
