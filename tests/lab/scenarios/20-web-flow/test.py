"""The whole flow in the web administration with a real browser, nothing done beside it: card, VFs, network, profile, VM,
running.  Then kernel and guest are asked whether it is so."""

import os
import subprocess

from berthlab import guest
from berthlab.product import HERE, USER
from berthlab.site import CLUSTER, Site

WEB = os.path.abspath(f"{HERE}/../../web")
VLAN = 300
TIMEOUT_S = 300


def in_browser(context, site, spec):
    """Runs a file of web/e2e-lab; what the browser saw is in its output and among the logs."""
    environment = {**os.environ, "NO_COLOR": "1", "BERTH_PAGES": site.engine.address, "BERTH_USER": USER,
                   "BERTH_PASSWORD": site.engine.password, "BERTH_CLUSTER": CLUSTER, "BERTH_VLAN": str(VLAN),
                   "BERTH_GUEST_KERNEL": guest.KERNEL, "BERTH_GUEST_INITRD": guest.INITRD,
                   "BERTH_GUEST_CMDLINE": guest.CMDLINE,
                   "BERTH_SCREENSHOTS": f"{context.lab.directory}/logs/web-screenshots"}
    environment.pop("CI", None)
    result = subprocess.run(["node_modules/.bin/playwright", "test", "--config", "playwright.lab.config.ts", spec],
                            cwd=WEB, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT_S)
    assert result.returncode == 0, result.stdout[-6000:]


def test_the_flow_with_the_mouse(context):
    context.site = Site.of(context)
    in_browser(context, context.site, "flow.spec.ts")


def test_kernel_and_guest_agree_with_the_page(context):
    site = context.site
    (vf,) = site.vfs_of("shop1")
    assert vf["pf"] == "enp1s0" and vf["lease"]["state"] == "active", vf
    kernel = site.kernel_vf(vf["host"], vf["pf"], int(vf["index"]))
    assert kernel["mac"] == site.mac("shop1") and kernel["vlan"] == VLAN, kernel
    state = site.guest("shop1").wait_nic(site.mac("shop1"))
    assert state.nic_by_mac(site.mac("shop1"))["driver"] == "igbvf", state
    site.wait_sound()
