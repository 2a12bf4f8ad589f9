"""Everything the emulated machines boot from, made from what is installed on this machine.

In the lab's folder: share/images/ (kernel and guest image, seen by the hosts) and
share/host/ (the scripts the hosts run), images/ (kernel and initramfs of the hosts)."""

import os
import shutil

from . import kernel

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

HOST_MODULES = ["9p", "9pnet_virtio", "virtio_pci", "overlay", "virtio_rng"]
GUEST_MODULES = {
    "igbvf": ["igbvf"],
    "virtio": ["virtio_pci", "virtio_net"],
    "power": ["button", "evdev"],
    "8021q": ["8021q"],
}


def build(directory):
    """Makes the images below 'directory'; cheap enough to be done at every start."""
    release = kernel.find_release()
    images, shared = (f"{directory}/{name}" for name in ("images", "share/images"))
    for path in (images, shared):
        os.makedirs(path, exist_ok=True)
    copy_scripts(directory)

    kernel.extract_vmlinux(f"/boot/vmlinuz-{release}", f"{images}/host-vmlinux")
    shutil.copy(f"{images}/host-vmlinux", f"{shared}/vmlinuz")

    host = kernel.Initramfs(release)
    host.add_modules("boot", HOST_MODULES)
    host.file("init", _read(f"{HERE}/host/initramfs-init"), 0o755)
    host.write(f"{images}/host.img")

    guest = kernel.Initramfs(release)
    for group, names in GUEST_MODULES.items():
        guest.add_modules(group, names)
    guest.file("init", _read(f"{HERE}/guest/init"), 0o755)
    guest.write(f"{shared}/guest.img")
    return release


def copy_scripts(directory):
    """Puts the scripts where the hosts see them, also those that run already."""
    scripts = f"{directory}/share/host"
    os.makedirs(scripts, exist_ok=True)
    for name in os.listdir(f"{HERE}/host"):
        shutil.copy(f"{HERE}/host/{name}", scripts)


def _read(path):
    with open(path, "rb") as f:
        return f.read()
