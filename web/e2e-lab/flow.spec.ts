/* What an administrator does on the first day, with the mouse alone: network and passthrough profile,
 * the VFs of a card, a VM with a vNIC, and running.  On booted hosts with emulated cards. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: tests/lab/run 20-web-flow does`);
  return value;
}

const shots = setting("BERTH_SCREENSHOTS");

async function shot(page: Page, name: string) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
}

async function submit(dialog: Locator, button: string) {
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await expect(dialog).toBeHidden();
}

function visit(page: Page, name: string) {
  return page
    .getByRole("navigation", { name: "Navigation" })
    .getByRole("link", { name, exact: true })
    .click();
}

test("card, VFs, network, profile, VM, running", async ({ page }) => {
  const dialog = page.getByRole("dialog");

  await test.step("log in", async () => {
    await page.goto(setting("BERTH_PAGES"));
    await page.getByLabel("User name").fill(setting("BERTH_USER"));
    await page.getByLabel("Password").fill(setting("BERTH_PASSWORD"));
    await page.getByRole("button", { name: "Log in" }).click();
    await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
  });

  await test.step("a network with a VLAN and a passthrough profile", async () => {
    await visit(page, "Networks");
    await page.getByRole("button", { name: "Add network" }).click();
    await dialog.getByLabel("Name", { exact: false }).first().fill("shop");
    await dialog.getByLabel("Enable VLAN tagging").check();
    await dialog.getByRole("textbox", { name: "VLAN tag" }).fill(setting("BERTH_VLAN"));
    await dialog.getByLabel(`Attach to cluster ${setting("BERTH_CLUSTER")}`).check();
    await dialog.getByLabel("Add a passthrough profile with it").check();
    await dialog.getByLabel("Name of the profile").fill("shop-vf");
    await shot(page, "1-network");
    await submit(dialog, "Add");
    await expect(page.getByRole("link", { name: "shop", exact: true })).toBeVisible();
  });

  await test.step("four VFs on a card of each host, for that network", async () => {
    for (const host of ["h1", "h2"]) {
      await visit(page, "Hosts");
      await page.getByRole("link", { name: host, exact: true }).click();
      await page.getByRole("tab", { name: "Network interfaces" }).click();
      await page.getByRole("button", { name: "Edit virtual functions of enp1s0" }).click();
      await dialog.getByRole("spinbutton", { name: "Number of VFs" }).fill("4");
      await dialog.getByLabel("Specific networks").check();
      await dialog.getByRole("checkbox", { name: "shop" }).check();
      await shot(page, `2-vfs-${host}`);
      await submit(dialog, "Save");
      await expect(page.getByText("4 of 4 free")).toBeVisible();
    }
  });

  await test.step("a VM with a vNIC of that profile, run at once", async () => {
    await visit(page, "Virtual Machines");
    await page.getByRole("button", { name: "Add VM" }).first().click();
    await dialog.getByLabel("Name", { exact: false }).first().fill("shop1");
    await dialog.getByRole("spinbutton", { name: "Memory (MiB)" }).fill("128");
    await dialog.getByLabel("Kernel path").fill(setting("BERTH_GUEST_KERNEL"));
    await dialog.getByLabel("Initial RAM disk path").fill(setting("BERTH_GUEST_INITRD"));
    await dialog.getByLabel("Kernel command line").fill(setting("BERTH_GUEST_CMDLINE"));
    await dialog.getByRole("button", { name: "Add network interface" }).click();
    await dialog
      .getByLabel("vNIC profile of network interface 1")
      .selectOption({ label: `shop-vf (shop, VLAN ${setting("BERTH_VLAN")}, passthrough)` });
    await dialog.getByLabel("Run it as soon as it is added").check();
    await shot(page, "3-vm");
    await submit(dialog, "Add VM");
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "shop1", exact: true }) });
    await expect(row).toContainText("Up");
    await shot(page, "4-running");
  });

  await test.step("its VF is on the map", async () => {
    await visit(page, "VF map");
    await expect(page.getByRole("gridcell", { name: /Used.*shop1/ }).first()).toBeVisible();
    await shot(page, "5-map");
  });
});
