"""The stock Debian kernel in the forms the emulators want: ELF image, module closure, initramfs."""

import glob
import lzma
import os
import re
import stat

from .errors import LabError

XZ_MAGIC = b"\xfd7zXZ\x00"
ELF_MAGIC = b"\x7fELF"
BUSYBOX = "/bin/busybox"


def find_release():
    """The newest kernel below /boot that has its modules, igb among them (cloud kernels leave it out)."""
    def version(path):
        return [int(n) for n in re.findall(r"\d+", os.path.basename(path))]

    for image in sorted(glob.glob("/boot/vmlinuz-*"), key=version, reverse=True):
        release = os.path.basename(image)[len("vmlinuz-"):]
        if os.path.exists(f"/lib/modules/{release}/modules.dep") and "igb" in Modules(release).path:
            return release
    raise LabError("no kernel with the module igb below /boot: install linux-image-amd64")


def extract_vmlinux(image, target):
    """Writes the ELF kernel inside the bzImage 'image', without its symbols, to 'target'.

    Started directly (PVH) it saves the decompression, which takes seconds under emulation."""
    with open(image, "rb") as f:
        data = f.read()
    at = data.find(XZ_MAGIC)
    while at >= 0:
        try:
            elf = lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(data[at:])
        except lzma.LZMAError:
            elf = b""
        if elf.startswith(ELF_MAGIC):
            write_atomically(target, elf)
            return
        at = data.find(XZ_MAGIC, at + 1)
    raise LabError(f"{image}: no xz-compressed ELF kernel inside")


class Modules:
    """The modules of one kernel release and their order of loading."""

    def __init__(self, release):
        self.root = f"/lib/modules/{release}"
        self.needs = {}
        self.path = {}
        with open(f"{self.root}/modules.dep") as f:
            for line in f:
                path, _, needs = line.partition(":")
                self.path[self.name(path)] = path
                self.needs[self.name(path)] = [self.name(n) for n in needs.split()]
        with open(f"{self.root}/modules.builtin") as f:
            self.builtin = {self.name(line.strip()) for line in f}

    @staticmethod
    def name(path):
        return os.path.basename(path).split(".ko")[0].replace("-", "_")

    def in_order(self, names):
        """'names' and all they need, each after what it needs."""
        order = []

        def visit(name):
            if name in order or name in self.builtin:
                return
            if name not in self.needs:
                raise LabError(f"{self.root}: no module {name}")
            for need in self.needs[name]:
                visit(need)
            order.append(name)

        for name in names:
            visit(name)
        return order

    def read(self, name):
        with open(f"{self.root}/{self.path[name]}", "rb") as f:
            return f.read()


class Initramfs:
    """A cpio archive (newc) made in memory: directories, files, links, nothing else.

    It stays uncompressed, since the emulated machine pays more to decompress than to load."""

    def __init__(self, release):
        self.modules = Modules(release)
        self.chunks = []
        self.n_entries = 0
        for name in ("bin", "dev", "proc", "sys", "run", "mod", "new", "lower", "rw"):
            self.directory(name)
        with open(BUSYBOX, "rb") as f:
            self.file("bin/busybox", f.read(), 0o755)
        self.link("bin/sh", "busybox")

    def directory(self, name):
        self._entry(name, stat.S_IFDIR | 0o755, b"")

    def file(self, name, data, mode=0o644):
        self._entry(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        self._entry(name, stat.S_IFLNK | 0o777, target.encode())

    def add_modules(self, group, names):
        """Puts modules and what they need into mod/, their loading order into mod/GROUP.order."""
        order = self.modules.in_order(names)
        for name in order:
            entry = f"mod/{name}.ko"
            if entry not in self.names():
                self.file(entry, self.modules.read(name))
        self.file(f"mod/{group}.order", "".join(name + "\n" for name in order).encode())

    def names(self):
        return {name for name, _ in self.chunks}

    def write(self, target):
        self._entry("TRAILER!!!", 0, b"")
        data = b"".join(chunk for _, chunk in self.chunks)
        write_atomically(target, data + b"\0" * (-len(data) % 512))

    def _entry(self, name, mode, data):
        self.n_entries += 1
        encoded = name.encode() + b"\0"
        header = "070701" + "".join(f"{value:08X}" for value in (
            self.n_entries, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(encoded), 0))
        head = header.encode() + encoded
        self.chunks.append((name, head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)))


def write_atomically(target, data):
    with open(target + ".new", "wb") as f:
        f.write(data)
    os.replace(target + ".new", target)
