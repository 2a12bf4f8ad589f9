import { expect, inspect, test } from "./fixture";

test("a vNIC is added to a running VM, unplugged, plugged, edited and removed", async ({ app, fleet }) => {
  await app.goto(`/vms/${fleet.site.vms.web1}/nics`);
  const nic1 = app.getByRole("row").filter({ hasText: "nic1" });
  await expect(nic1).toContainText("PCI passthrough");
  await expect(nic1.getByRole("link", { name: /h[12] sim\d, VF \d/ })).toBeVisible();
  await inspect(app, "vm-nics");

  await app.getByRole("button", { name: "Add network interface" }).click();
  const dialog = app.getByRole("dialog");
  await expect(dialog.getByLabel("Name")).toHaveValue("nic2");
  await expect(dialog.getByLabel("Type")).toBeEnabled();
  await dialog.getByLabel("vNIC profile").selectOption({ label: "blue-vf (blue, VLAN 200, passthrough)" });
  await expect(dialog.getByLabel("Type")).toBeDisabled();
  await expect(dialog.getByLabel("Type")).toHaveValue("pci_passthrough");
  await expect(dialog.getByText(/the type can only be PCI passthrough/)).toBeVisible();
  await inspect(app, "vm-nic-add");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog).toBeHidden();
  const nic2 = app.getByRole("row").filter({ hasText: "nic2" });
  await expect(nic2.getByRole("link", { name: /sim\d, VF \d/ })).toBeVisible();

  await app.getByRole("button", { name: "Actions of nic2" }).click();
  await app.getByRole("menuitem", { name: "Unplug" }).click();
  await expect(app.getByText("nic2 is unplugged")).toBeVisible();
  await expect(app.getByText("Waiting for its virtual function to be clean")).toBeVisible();
  await expect(nic2.getByRole("link", { name: /sim\d, VF \d/ })).toBeHidden();
  await inspect(app, "vm-nic-unplugged");

  await app.getByRole("button", { name: "Actions of nic2" }).click();
  await app.getByRole("menuitem", { name: "Edit…" }).click();
  await dialog.getByLabel("Name").fill("back");
  await expect(dialog.getByLabel("Link is up")).toBeDisabled();
  await dialog.getByLabel("Card is plugged").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  const back = app.getByRole("row").filter({ hasText: "back" });
  await expect(back.getByRole("link", { name: /sim\d, VF \d/ })).toBeVisible();
  await app.getByRole("button", { name: "Actions of back" }).click();
  await expect(app.getByRole("menuitem", { name: "Remove…" })).toHaveAttribute("aria-disabled", "true");
  await app.getByRole("menuitem", { name: "Unplug" }).click();
  await expect(app.getByText("back is unplugged")).toBeVisible();
  await app.getByRole("button", { name: "Actions of back" }).click();
  await app.getByRole("menuitem", { name: "Remove…" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(dialog).toBeHidden();
  await expect(back).toBeHidden();
});

test("a MAC address is checked at its field, also by the engine", async ({ app, fleet }) => {
  const { nic } = await fleet.api("GET", `vms/${fleet.site.vms.web1}/nics`);
  const taken = nic.find(({ name }: { name: string }) => name === "nic1").mac.address;
  await app.goto(`/vms/${fleet.site.vms.web3}/nics`);
  await app.getByRole("button", { name: "Actions of nic1" }).click();
  await app.getByRole("menuitem", { name: "Edit…" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Custom MAC address").check();
  const mac = dialog.getByLabel(/^MAC address/);
  await mac.fill("57:6f:1a:1b:00:99");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("address of a group of stations")).toBeVisible();
  await mac.fill(taken);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText(/is already in use by nic1 of VM web1/)).toBeVisible();
  await inspect(app, "vm-nic-mac-refused");
  await mac.fill("56:6f:1a:1b:77:77");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(app.getByText("56:6f:1a:1b:77:77")).toBeVisible();
});

test("while its host is away an unplug is shown waiting, and goes on when the host is back", async ({
  app,
  fleet,
}) => {
  const vm = await fleet.api("GET", `vms/${fleet.site.vms.web2}`);
  const host = Object.keys(fleet.site.hosts).find((name) => fleet.site.hosts[name] === vm.host.id) ?? "";
  await app.goto(`/vms/${vm.id}/nics`);
  await fleet.order(`stop ${host}`);
  await app.getByRole("button", { name: "Actions of nic2" }).click();
  await app.getByRole("menuitem", { name: "Unplug" }).click();
  await expect(app.getByText(/Unplugging the network interface from the VM \d+ s/)).toBeVisible();
  await inspect(app, "vm-nic-host-away");
  await fleet.order(`start ${host}`);
  await expect(app.getByText(/nic2 (is|was not) unplugged/)).toBeVisible({ timeout: 40_000 });
});

test("a vNIC that somebody else removes meanwhile is told in its dialog", async ({ app, fleet }) => {
  const vm = fleet.site.vms.web4;
  const { nic } = await fleet.api("GET", `vms/${vm}/nics`);
  await app.goto(`/vms/${vm}/nics`);
  await app.getByRole("button", { name: "Actions of nic2" }).click();
  await app.getByRole("menuitem", { name: "Edit…" }).click();
  await expect(app.getByRole("dialog").getByLabel("Name")).toHaveValue("nic2");
  await fleet.api("DELETE", `vms/${vm}/nics/${nic.find(({ name }: { name: string }) => name === "nic2").id}`);
  await expect(app.getByText("nic2 was removed by somebody else.")).toBeVisible();
});
