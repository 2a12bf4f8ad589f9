"""One emulated hypervisor host: a QEMU process and the command server inside it."""

import dataclasses
import json
import os
import signal
import socket

from . import fabric
from .errors import LabError, LabTimeout
from .process import Process
from .wait import Stopwatch, say, wait_until

COMMAND_PORT = 7000
BOOT_TIMEOUT_S = 300
LISTENS = "LAB command server listens"

# igb's PFs in the host: one behind each root port.
PF_ADDRESSES = ("0000:01:00.0", "0000:02:00.0")

KERNEL_ARGUMENTS = ("console=ttyS0 quiet panic=-1 intel_iommu=on iommu=pt mitigations=off nokaslr"
                    " audit=0 apparmor=0 tsc=reliable no_timer_check 8250.nr_uarts=1"
                    " rcupdate.rcu_expedited=1 cryptomgr.notests")


@dataclasses.dataclass(frozen=True)
class Result:
    """What a command in a host gave: exit status, and output with errors mixed in."""

    rc: int
    out: str


class Host:
    """Host number 'index' (from 1) of a lab; its name is h1, h2 …"""

    def __init__(self, lab, index):
        self.lab = lab
        self.index = index
        self.name = f"h{index}"
        self.address = fabric.host_address(index)
        self.state = f"{lab.directory}/{self.name}"
        self.console_log = f"{lab.directory}/logs/{self.name}.console"
        self.console_socket = f"{self.state}/console.sock"
        self._process = Process(lab.directory, self.name)

    @property
    def running(self):
        return self._process.pid is not None

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        """Powers the host on, with what it kept from before; does not wait until it is ready."""
        if self.running:
            return
        os.makedirs(f"{self.state}/persistent", exist_ok=True)
        # Each boot begins a new log, so that an old line is never taken for a new one.
        if os.path.exists(self.console_log):
            os.replace(self.console_log, self.console_log + ".old")
        # Nice, since a lab often runs beside compilers.
        self._process.start(fabric.inside(["nice", "-n", "5", *self._qemu()]),
                            log=f"{self.lab.directory}/logs/{self.name}.qemu")

    def wait_ready(self, timeout=BOOT_TIMEOUT_S):
        """Waits until the host carries out commands."""
        clock = Stopwatch()
        wait_until(self._listens, timeout, f"{self.name} boots")
        self.run("true", timeout=max(10, timeout - clock.seconds))

    def power_off(self):
        """Pulls the plug: nothing in the host can react."""
        self._process.stop(signal.SIGKILL)

    def reboot(self):
        """Pulls the plug and boots again, with the same persistent state."""
        clock = Stopwatch()
        self.power_off()
        self.start()
        self.wait_ready()
        say(f"  {self.name} rebooted ({clock})")

    def run(self, cmd, timeout=60, check=True, stdin=""):
        """Runs the shell command 'cmd' in the host; with 'check' a failure raises LabError."""
        request = json.dumps({"cmd": cmd, "timeout": timeout, "stdin": stdin}).encode() + b"\n"
        try:
            with socket.create_connection((self.address, COMMAND_PORT), 10) as connection:
                connection.settimeout(timeout + 30)
                connection.sendall(request)
                with connection.makefile("rb") as stream:
                    answer = stream.readline()
        except TimeoutError:
            raise LabTimeout(f"{self.name}: no answer to: {cmd}") from None
        except OSError as error:
            raise LabError(f"{self.name}: {error}") from error
        if not answer:
            raise LabError(f"{self.name}: connection closed during: {cmd}")
        result = Result(**json.loads(answer))
        if check and result.rc != 0:
            raise LabError(f"{self.name}: exit status {result.rc} of: {cmd}\n{result.out}")
        return result

    def wait_for(self, cmd, timeout, what):
        """Waits until the shell command 'cmd' succeeds in the host; the looping happens there."""
        result = self.run(f"until {cmd}; do sleep 0.2; done", timeout=timeout, check=False)
        if result.rc != 0:
            raise LabTimeout(f"{self.name}: {what}: not within {timeout:g} s\n{result.out}")

    def write_file(self, path, text):
        self.run(f"cat > '{path}'", stdin=text)

    def read_file(self, path):
        return self.run(f"cat '{path}'").out

    def start_libvirt(self):
        """Starts libvirtd and what it needs; returns when it answers and knows QEMU's capabilities."""
        self.run("/run/lab/host/libvirt start", timeout=300)

    def stop_libvirt(self):
        """Ends libvirtd as a service manager would; running guests stay."""
        self.run("/run/lab/host/libvirt stop", timeout=60)

    def kill_libvirt(self):
        """Ends libvirtd with SIGKILL; running guests stay."""
        self.run("/run/lab/host/libvirt kill", timeout=60)

    def qmp(self, command, **arguments):
        """One command to the QEMU process of this host, e.g. set_link name=pf0 up=False."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(f"{self.state}/qmp.sock")
            with connection.makefile("rwb", buffering=0) as stream:
                stream.readline()
                for request in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                    stream.write(json.dumps(request).encode() + b"\n")
                    answer = json.loads(stream.readline())
                    while "event" in answer:
                        answer = json.loads(stream.readline())
        if "error" in answer:
            raise LabError(f"{self.name}: QMP {command}: {answer['error']['desc']}")
        return answer["return"]

    def set_pf_link(self, pf, up):
        """Plugs in or pulls the cable of PF 0 or 1."""
        self.qmp("set_link", name=f"pf{pf}", up=up)

    def console_tail(self, n_lines=15):
        try:
            with open(self.console_log, errors="replace") as f:
                return "".join(f.readlines()[-n_lines:])
        except FileNotFoundError:
            return ""

    def _listens(self):
        if not self.running:
            raise LabError(f"{self.name}: QEMU ended, see {self.lab.directory}/logs/{self.name}.qemu\n{self.console_tail()}")
        try:
            with open(self.console_log, errors="replace") as f:
                return LISTENS in f.read()
        except FileNotFoundError:
            return False

    def _qemu(self):
        images = f"{self.lab.directory}/images"
        management_mac = f"52:54:00:99:00:{self.index:02x}"
        append = (f"{KERNEL_ARGUMENTS} lab.name={self.name} lab.address={self.address}"
                  f" lab.mac={management_mac}")
        argv = ["qemu-system-x86_64", "-name", f"berthlab-{self.name}",
                "-nodefaults", "-no-user-config", "-display", "none", *self.lab.accelerator(),
                "-machine", "q35,max-ram-below-4g=2816M,sata=off,smbus=off,vmport=off",
                "-smp", str(self.lab.n_processors), "-m", "2560",
                "-kernel", f"{images}/host-vmlinux", "-initrd", f"{images}/host.img", "-append", append,
                "-chardev", f"socket,id=console,path={self.console_socket},server=on,wait=off,logfile={self.console_log}",
                "-serial", "chardev:console",
                "-qmp", f"unix:{self.state}/qmp.sock,server=on,wait=off",
                "-device", "intel-iommu,intremap=on",
                "-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng"]
        for tag, path, access in (("root", "/", "readonly=on"),
                                  ("share", f"{self.lab.directory}/share", "readonly=off"),
                                  ("state", f"{self.state}/persistent", "readonly=off")):
            argv += ["-fsdev", f"local,id={tag},path={path},security_model=passthrough,multidevs=remap,{access}",
                     "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]
        (tap, _), *fabric_taps = fabric.taps(self.index)
        argv += ["-netdev", f"tap,id=mgmt,ifname={tap},script=no,downscript=no",
                 "-device", f"virtio-net-pci,netdev=mgmt,romfile=,mac={management_mac}"]
        for n, (tap, _) in enumerate(fabric_taps):
            argv += ["-netdev", f"tap,id=fabric{n},ifname={tap},script=no,downscript=no",
                     "-device", f"pcie-root-port,id=port{n},slot={n + 1},chassis={n + 1}",
                     "-device", f"igb,bus=port{n},id=pf{n},netdev=fabric{n},romfile=,mac=52:54:00:{self.index:02x}:00:{n + 1:02x}"]
        return argv
