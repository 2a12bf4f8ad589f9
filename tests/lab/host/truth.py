"""Prints as JSON what kernel, QEMU and libvirt of this host know about VFs and guests; the product is not asked.

pfs: PCI address -> name, vfs (index, pci, driver, mac, vlan, spoofchk, trust); domains: ids libvirt knows;
machines: id of each QEMU process -> PCI addresses of the VFs it holds open through vfio."""

import glob
import json
import os
import re
import subprocess

PCI = "/sys/bus/pci/devices"


def lines_of(path):
    with open(path) as f:
        return f.read().strip()


def name_of(link):
    try:
        return os.path.basename(os.readlink(link))
    except OSError:
        return None


def pfs():
    links = json.loads(subprocess.run(["ip", "-json", "-details", "link", "show"], check=True, capture_output=True).stdout)
    by_name = {link["ifname"]: link for link in links}
    found = {}
    for path in glob.glob(f"{PCI}/*/sriov_totalvfs"):
        directory = os.path.dirname(path)
        names = os.listdir(f"{directory}/net") if os.path.isdir(f"{directory}/net") else []
        name = names[0] if names else None
        told = {vf["vf"]: vf for vf in by_name.get(name, {}).get("vfinfo_list", [])}
        vfs = []
        for link in glob.glob(f"{directory}/virtfn*"):
            index = int(link.rpartition("virtfn")[2])
            facts = told.get(index, {})
            vfs.append({
                "index": index,
                "pci": name_of(link),
                "driver": name_of(f"{link}/driver"),
                "mac": facts.get("address"),
                "vlan": (facts.get("vlan_list") or [{}])[0].get("vlan", 0),
                "spoofchk": facts.get("spoofchk"),
                "trust": facts.get("trust"),
            })
        found[os.path.basename(directory)] = {
            "name": name,
            "n_vfs": int(lines_of(f"{directory}/sriov_numvfs")),
            "vfs": sorted(vfs, key=lambda vf: vf["index"]),
        }
    return found


def vfio_devices(pid):
    """PCI addresses of all devices whose IOMMU group the process has open."""
    devices = []
    for fd in glob.glob(f"/proc/{pid}/fd/*"):
        try:
            group = re.fullmatch(r"/dev/vfio/(\d+)", os.readlink(fd))
        except OSError:
            continue
        if group:
            devices += os.listdir(f"/sys/kernel/iommu_groups/{group[1]}/devices")
    return sorted(set(devices))


def machines():
    found = {}
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as f:
                argv = f.read().split(b"\0")
        except OSError:
            continue
        # Forks of libvirtd that are still to become QEMU, and probes, have no UUID of a guest.
        if b"qemu" not in os.path.basename(argv[0]) or b"-uuid" not in argv:
            continue
        found[argv[argv.index(b"-uuid") + 1].decode()] = vfio_devices(path.split("/")[2])
    return found


def domains():
    if not os.path.exists("/run/libvirtd.pid"):
        return None
    done = subprocess.run(["virsh", "-q", "list", "--all", "--uuid"], text=True, capture_output=True)
    return done.stdout.split() if done.returncode == 0 else None


print(json.dumps({"pfs": pfs(), "machines": machines(), "domains": domains()}))
