"""Whether the outer machine can run hosts with KVM, and the QEMU options that follow.

/dev/kvm proves little: in a container it may refuse, and a paravirtual KVM creates machines but
cannot run a stock kernel.  So the processor must have the feature, a machine must be created,
and the stock kernel must really reach its first process."""

import fcntl
import os
import re
import subprocess

KVM_CREATE_VM = 0xAE01
PROBE_S = 30
PROBE_MARK = "LAB probe"

# TCG is quicker without features whose emulation costs more than their use gains: SMAP turns every
# user access into two mode changes, LA57 adds a page table level.
TCG = ["-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max,la57=off,smap=off"]
KVM = ["-accel", "kvm,kernel-irqchip=split", "-cpu", "host"]


def options(images):
    """QEMU's accelerator and processor options for a host; 'images' is the folder with kernel and initramfs."""
    return KVM if kvm_usable(images) else TCG


def kvm_usable(images):
    return cpu_has_virtualization() and can_create_machine() and stock_kernel_boots(images)


def cpu_has_virtualization():
    with open("/proc/cpuinfo") as f:
        return re.search(r"^flags\s*:.*\b(svm|vmx)\b", f.read(), re.MULTILINE) is not None


def can_create_machine():
    try:
        kvm = os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        os.close(fcntl.ioctl(kvm, KVM_CREATE_VM, 0))
        return True
    except OSError:
        return False
    finally:
        os.close(kvm)


def stock_kernel_boots(images):
    argv = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            *KVM, "-machine", "q35", "-m", "256", "-serial", "stdio",
            "-kernel", f"{images}/host-vmlinux", "-initrd", f"{images}/host.img",
            "-append", "console=ttyS0 quiet panic=-1 lab.probe"]
    try:
        out = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_S).stdout
    except subprocess.TimeoutExpired:
        return False
    return PROBE_MARK.encode() in out
