import { expect, type Fleet, inspect, test } from "./fixture";

async function addVm(fleet: Fleet, name: string, ...profiles: string[]): Promise<string> {
  const { id } = await fleet.api("POST", "vms", {
    name,
    memory: 64 << 20,
    cluster: { id: fleet.site.cluster },
    template: { name: "Blank" },
    os: { boot: { devices: { device: ["network"] } } },
  });
  for (const [i, profile] of profiles.entries())
    await fleet.api("POST", `vms/${id}/nics`, {
      name: `nic${i + 1}`,
      interface: "pci_passthrough",
      vnic_profile: { id: profile },
    });
  return id;
}

test("a VM that fits: the host and VFs that would be taken, and the others", async ({ app, fleet }) => {
  await app.goto(`/vms/${fleet.site.vms.web4}/placement`);
  await expect(app.getByText(/web4 would start on h[12]/)).toBeVisible();
  await expect(app.getByText(/nic1: sim\d, VF \d/)).toBeVisible();
  await expect(app.getByText("Fit · 2 hosts")).toBeVisible();
  await expect(app.getByText(/3 free|4 free|2 free/).first()).toBeVisible();
  await inspect(app, "placement-fits");
  await app.getByLabel("Filter hosts by name").fill("h2");
  await expect(app.getByText("Fit · 1 host")).toBeVisible();
  await app.getByLabel("Filter hosts by name").fill("nowhere");
  await expect(app.getByText("No host has such a name")).toBeVisible();
});

test("a VM that fits nowhere: why not, for every host, vNIC and PF", async ({ app, fleet }) => {
  const id = await addVm(fleet, "giant", ...Array<string>(9).fill(fleet.site.profiles["red-vf"] ?? ""));
  await app.goto(`/vms/${id}/placement`);
  await expect(app.getByText("giant cannot be started now")).toBeVisible();
  await expect(app.getByText("Too few virtual functions for all vNICs together · 2 hosts")).toBeVisible();
  await app
    .getByRole("button", { name: /^does not fit h1|h1:/ })
    .first()
    .click();
  await expect(app.getByText("nic1 competes with other vNICs of the VM for too few VFs")).toBeVisible();
  await inspect(app, "placement-nowhere");
  await app.getByLabel("Only hosts that fit").check();
  await expect(app.getByText("No host fits")).toBeVisible();
  await app.getByRole("button", { name: "Show all hosts" }).click();
  await fleet.order("stop h2");
  await expect(app.getByText("Not up · 1 host")).toBeVisible({ timeout: 30_000 });
  await fleet.order("start h2");
  await fleet.api("DELETE", `vms/${id}`);
});

test("what if: a network that no PF allows, asked for one, and done at the host", async ({ app, fleet }) => {
  const hosts = Object.values(fleet.site.hosts);
  for (const host of hosts) {
    const { host_nic } = await fleet.api("GET", `hosts/${host}/nics`);
    for (const nic of host_nic)
      if (nic.virtual_functions_configuration)
        await fleet.api("POST", `hosts/${host}/nics/${nic.id}/updatevirtualfunctionsconfiguration`, {
          virtual_functions_configuration: { all_networks_allowed: "false" },
        });
  }
  const id = await addVm(fleet, "asks", fleet.site.profiles["blue-vf"] ?? "");
  await app.goto(`/vms/${id}/placement`);
  await expect(app.getByText("asks cannot be started now")).toBeVisible();
  await app.getByRole("button", { name: "What if a network were allowed on a PF?" }).click();
  const pf = app.getByLabel("PF", { exact: true });
  const options = await pf.locator("option").allInnerTexts();
  await pf.selectOption(options.find((text) => text.startsWith("h1 sim0")) ?? "");
  await app.getByRole("button", { name: "Ask" }).click();
  await expect(app.getByText(/If blue were allowed on h1 sim0/)).toBeVisible();
  await expect(app.getByText("asks would start on h1")).toBeVisible();
  await inspect(app, "placement-what-if");
  await app.getByRole("button", { name: "Back to how it is" }).click();
  await expect(app.getByText("asks cannot be started now")).toBeVisible();
  await app.getByRole("button", { name: /h1/ }).first().click();
  await app.getByRole("button", { name: "What if it were allowed here?" }).first().click();
  await expect(app.getByText("asks would start on h1")).toBeVisible();
  await app.getByRole("link", { name: "Allow it at the host" }).click();
  await expect(app.getByRole("dialog")).toBeVisible();
});

test("without the engine the tab stays and comes back by itself", async ({ app, fleet }) => {
  await app.goto(`/vms/${fleet.site.vms.web3}/placement`);
  await expect(app.getByRole("heading", { name: "Hosts", exact: true })).toBeVisible();
  await fleet.order("stop engine");
  await expect(app.getByText("The engine does not answer")).toBeVisible();
  await expect(app.getByRole("heading", { name: "Hosts", exact: true })).toBeVisible();
  await fleet.order("start engine");
  await expect(app.getByText("The engine does not answer")).toBeHidden({ timeout: 30_000 });
});
