import type { Page } from "@playwright/test";
import { expect, type Fleet, inspect, test } from "./fixture";

function row(page: Page, name: string) {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
}

async function act(page: Page, name: string, action: string | RegExp) {
  await page.getByRole("button", { name: `Actions of ${name}` }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

/** A VM that no host has enough virtual functions for. */
async function giant(fleet: Fleet, name: string, n: number): Promise<string> {
  const { id } = await fleet.api("POST", "vms", {
    name,
    memory: 64 << 20,
    cluster: { id: fleet.site.cluster },
    template: { name: "Blank" },
    os: { boot: { devices: { device: ["network"] } } },
  });
  for (let i = 1; i <= n; i++)
    await fleet.api("POST", `vms/${id}/nics`, {
      name: `nic${i}`,
      interface: "pci_passthrough",
      vnic_profile: { id: fleet.site.profiles["red-vf"] },
    });
  return id;
}

test("the table shows what VMs do, and what others do to them appears by itself", async ({ app, fleet }) => {
  await app.goto("/vms");
  await expect(row(app, "web1")).toContainText("Up");
  await expect(row(app, "web1")).toContainText(/h[12]/);
  await expect(row(app, "web3")).toContainText("Down");
  await expect(row(app, "web2").getByRole("gridcell", { name: "2", exact: true })).toBeVisible();
  await inspect(app, "vms");
  const { id } = await fleet.api("POST", "vms", {
    name: "elsewhere",
    cluster: { id: fleet.site.cluster },
    template: { name: "Blank" },
  });
  await expect(row(app, "elsewhere")).toBeVisible({ timeout: 1000 });
  await fleet.api("DELETE", `vms/${id}`);
  await expect(row(app, "elsewhere")).toBeHidden({ timeout: 1000 });
});

test("a VM is added with its vNICs, run with its steps shown, shut down and removed", async ({ app }) => {
  await app.goto("/vms");
  await app.getByRole("button", { name: "Add VM" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: false }).first().fill("flow");
  await dialog.getByRole("button", { name: "Add network interface" }).click();
  await dialog
    .getByLabel("vNIC profile of network interface 1")
    .selectOption({ label: "red-vf (red, VLAN 100, passthrough)" });
  await dialog.getByRole("spinbutton", { name: "Memory (MiB)" }).fill("64");
  await dialog.getByLabel("Run it as soon as it is added").check();
  await inspect(app, "vms-add");
  await dialog.getByRole("button", { name: "Add VM" }).click();
  await expect(dialog).toBeHidden();
  await expect(app.getByText("Started flow")).toBeVisible();
  await expect(app.getByRole("list", { name: /Steps of Launching VM flow/ })).toBeVisible();
  await inspect(app, "vms-started");
  await expect(row(app, "flow")).toContainText("Up");
  await act(app, "flow", "Shut down");
  await expect(app.getByText("flow is shut down")).toBeVisible();
  await expect(row(app, "flow")).toContainText("Down");
  await act(app, "flow", "Remove…");
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row(app, "flow")).toBeHidden();
});

test("what is wrong in the dialog is said at its field, and a refused vNIC leaves no VM behind", async ({
  app,
  fleet,
}) => {
  await app.goto("/vms");
  await app.getByRole("button", { name: "Add VM" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add VM" }).click();
  await expect(dialog.getByText("This must be filled in")).toBeVisible();
  await dialog.getByLabel("Kernel path").fill("vmlinuz");
  await dialog.getByLabel("Name", { exact: false }).first().fill("web1");
  await dialog.getByRole("button", { name: "Add VM" }).click();
  await expect(dialog.getByText('"vmlinuz" is no absolute path')).toBeVisible();
  await dialog.getByLabel("Kernel path").fill("");
  await dialog.getByRole("button", { name: "Add VM" }).click();
  await expect(dialog.getByText(/web1.*already/)).toBeInViewport();
  await inspect(app, "vms-add-refused");
  await dialog.getByLabel("Name", { exact: false }).first().fill("half");
  await dialog.getByRole("button", { name: "Add network interface" }).click();
  await dialog.getByRole("button", { name: "Add network interface" }).click();
  await dialog.getByLabel("Name of network interface 2").fill("nic1");
  await dialog.getByRole("button", { name: "Add VM" }).click();
  await expect(dialog.getByText(/was not added.*nic1/)).toBeVisible();
  expect(await fleet.api("GET", "vms?search=name%3Dhalf")).toEqual({});
});

test("a VM that fits nowhere says so and leads to its placement", async ({ app, fleet }) => {
  const id = await giant(fleet, "giant", 9);
  await app.goto("/vms");
  await act(app, "giant", "Run");
  await expect(app.getByText("giant could not be started")).toBeVisible();
  await app.getByRole("button", { name: "Show more" }).click();
  await expect(app.getByText(/nic1 competes with other vNICs/).first()).toBeVisible();
  await inspect(app, "vms-run-refused");
  await app.getByRole("link", { name: "Why? Show placement" }).click();
  await expect(app).toHaveURL(new RegExp(`/vms/${id}/placement`));
  await fleet.api("DELETE", `vms/${id}`);
});

test("several VMs are run and stopped at once; one that is refused is named", async ({ app, fleet }) => {
  const id = await giant(fleet, "giant", 9);
  await app.goto("/vms");
  for (const name of ["web3", "web4", "giant"]) await row(app, name).getByRole("checkbox").check();
  await app.getByRole("button", { name: /^Actions \(3/ }).click();
  await app.getByRole("menuitem", { name: "Run", exact: true }).click();
  await expect(app.getByText("1 of 3 VMs could not be started")).toBeVisible();
  await expect(row(app, "web3")).toContainText("Up");
  await inspect(app, "vms-run-many");
  await row(app, "giant").getByRole("checkbox").uncheck();
  await app.getByRole("button", { name: /^Actions \(2/ }).click();
  await app.getByRole("menuitem", { name: "Stop…" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("new kernel");
  await inspect(app, "vms-stop");
  await dialog.getByRole("button", { name: "Stop" }).click();
  await expect(app.getByText("Stopped 2 VMs")).toBeVisible();
  await row(app, "web3").getByRole("link", { name: "web3" }).click();
  await expect(app.getByText("It was stopped: new kernel")).toBeVisible();
  await fleet.api("DELETE", `vms/${id}`);
});

test("run once: a kernel that is no path is refused at its field, a host is heeded", async ({
  app,
  fleet,
}) => {
  await app.goto("/vms");
  await act(app, "web3", "Run once…");
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Kernel path").fill("bzImage");
  await dialog.getByRole("button", { name: "Run" }).click();
  await expect(dialog.getByText('"bzImage" is no absolute path')).toBeVisible();
  await inspect(app, "vms-run-once");
  await dialog.getByLabel("Kernel path").fill("");
  await dialog.getByLabel("Host").selectOption({ label: "h2" });
  await dialog.getByRole("button", { name: "Run" }).click();
  await expect(app.getByText("Started web3")).toBeVisible();
  await expect(row(app, "web3")).toContainText("h2");
  await fleet.api("POST", `vms/${fleet.site.vms.web3}/stop`, {});
});

test("settings of a running VM that wait for its next run are marked so", async ({ app, fleet }) => {
  const id = fleet.site.vms.web1;
  await app.goto(`/vms/${id}`);
  await expect(app.getByRole("heading", { name: "web1" })).toBeVisible();
  await app.getByRole("button", { name: "Actions" }).click();
  await app.getByRole("menuitem", { name: "Edit…" }).click();
  const dialog = app.getByRole("dialog");
  await expect(dialog.getByText("web1 is running.")).toBeVisible();
  await dialog.getByRole("spinbutton", { name: "Memory (MiB)" }).fill("128");
  await dialog.getByLabel("Comment").fill("front");
  await fleet.api("PUT", `vms/${id}`, { description: "by somebody else" });
  await expect(dialog.getByText(/changed by somebody else/)).toBeVisible();
  await inspect(app, "vms-edit");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(app.getByText("Changes wait for the next run")).toBeVisible();
  await expect(app.getByText("run it again for: Memory")).toBeVisible();
  await expect(app.getByText("by somebody else")).toBeVisible();
  await inspect(app, "vm-general");
  await app.getByRole("tab", { name: "Events" }).click();
  await expect(app.getByText(/VM web1 configuration was updated/).first()).toBeVisible();
  await inspect(app, "vm-events");
});

test("a host that went away is not chosen, and asked for it is said why", async ({ app, fleet }) => {
  await app.goto("/vms");
  await fleet.order("stop h2");
  await expect
    .poll(async () => (await fleet.api("GET", `hosts/${fleet.site.hosts.h2}`)).status, { timeout: 30_000 })
    .not.toBe("up");
  await act(app, "web4", "Run once…");
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Host").selectOption(fleet.site.hosts.h2 ?? "");
  await dialog.getByRole("button", { name: "Run" }).click();
  await dialog.getByRole("button", { name: "Show more" }).click();
  await expect(dialog.getByText(/h2 is connecting/)).toBeVisible();
  await inspect(app, "vms-host-away");
  await fleet.order("start h2");
});

test("without the engine the page says so and comes back by itself", async ({ app, fleet }) => {
  await app.goto("/vms");
  await expect(row(app, "web1")).toBeVisible();
  await fleet.order("stop engine");
  await expect(app.getByText("The engine does not answer")).toBeVisible();
  await act(app, "web4", "Run");
  await expect(app.getByText("web4 could not be started")).toBeVisible();
  await fleet.order("start engine");
  await expect(app.getByText("The engine does not answer")).toBeHidden({ timeout: 30_000 });
});
