"""Virtual functions by hand, through sysfs and iproute2: for tests of the lab itself, and for
making or checking a situation behind the product's back."""

from .errors import LabError

AUTOPROBE_TIMEOUT_S = 30


class PhysicalFunction:
    """The SR-IOV card at PCI address 'address' of 'host'."""

    def __init__(self, host, address):
        self.host = host
        self.address = address
        self.path = f"/sys/bus/pci/devices/{address}"

    @property
    def netdev(self):
        return self.host.run(f"ls {self.path}/net").out.strip()

    @property
    def n_vfs(self):
        return int(self.host.read_file(f"{self.path}/sriov_numvfs"))

    def make_vfs(self, count, autoprobe=False):
        """Exactly 'count' VFs, made anew; the PF is up and has carrier afterwards.

        Without 'autoprobe' no driver takes them: igbvf probing before the MAC is set invents one."""
        self.host.run(f"echo 0 > {self.path}/sriov_numvfs"
                      f" && echo {int(autoprobe)} > {self.path}/sriov_drivers_autoprobe"
                      f" && echo {count} > {self.path}/sriov_numvfs")
        self.up()

    def up(self):
        name = self.netdev
        self.host.run(f"ip link set {name} up")
        self.host.wait_for(f'[ "$(cat /sys/class/net/{name}/carrier)" = 1 ]', AUTOPROBE_TIMEOUT_S,
                           f"carrier of {name}")

    def vf_address(self, index):
        return self.host.run(f"basename $(readlink {self.path}/virtfn{index})").out.strip()

    def vf_driver(self, index):
        """Name of the driver bound to VF 'index', empty when none is."""
        return self.host.run(f"basename $(readlink {self.path}/virtfn{index}/driver) 2>/dev/null", check=False).out.strip()

    def vf_line(self, index):
        """What 'ip link' tells about VF 'index'."""
        for line in self.host.run(f"ip link show {self.netdev}").out.splitlines():
            if line.strip().startswith(f"vf {index} "):
                return line.strip()
        raise LabError(f"{self.host.name}: {self.address} has no VF {index}")


def release_all(host):
    """No VFs on any card of 'host', and VFs made later get their driver again."""
    host.run("for pf in /sys/bus/pci/devices/*/sriov_numvfs; do"
             " [ $(cat $pf) = 0 ] || echo 0 > $pf; echo 1 > ${pf%numvfs}drivers_autoprobe; done")
