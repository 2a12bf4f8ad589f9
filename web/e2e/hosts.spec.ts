import { expect, type Fleet, inspect, test } from "./fixture";

interface Found {
  pf: { id: string; href: string; name: string };
  vm: { id: string; name: string };
}

/** A PF of which a VM has a VF. */
async function usedPf(fleet: Fleet, host: string | undefined): Promise<Found> {
  const { physical_function: pfs } = await fleet.api(
    "GET",
    `physicalfunctions?host=${host}&all_content=true`,
  );
  for (const pf of pfs)
    for (const { vm } of pf.virtual_functions.virtual_function ?? []) if (vm) return { pf, vm };
  throw new Error("no VM has a VF of this host");
}

async function status(fleet: Fleet, host: string | undefined): Promise<string> {
  return (await fleet.api("GET", `hosts/${host}`)).status;
}

test("the network interfaces of a host show each VF and who has it", async ({ app, fleet }) => {
  const { pf, vm } = await usedPf(fleet, fleet.site.hosts.h1);
  await app.goto(`/hosts/${fleet.site.hosts.h1}/nics`);
  const table = app.getByRole("grid", { name: "Network interfaces" });
  await expect(table.getByRole("row", { name: /^sim0 SR-IOV.*Up 1 Gbit\/s/ })).toBeVisible();
  const cell = app
    .getByRole("gridcell", { name: new RegExp(`^VF \\d: Used, Virtual machine ${vm.name}, vNIC nic`) })
    .first();
  await expect(cell).toBeVisible();
  await expect(cell).toHaveAccessibleName(/Network .*, MAC address 56:6f.*, VLAN .00/);
  await expect(app.getByRole("gridcell", { name: "VF 3: Free" }).first()).toBeVisible();
  await cell.hover();
  await expect(app.getByRole("tooltip")).toContainText(vm.name);
  await inspect(app, "host-nics");
  // The keyboard goes from cell to cell and then to the VM.
  const first = app
    .getByRole("grid", { name: `VFs of ${pf.name}` })
    .getByRole("gridcell")
    .first();
  await first.focus();
  await app.keyboard.press("ArrowRight");
  await app.keyboard.press("ArrowLeft");
  await expect(first).toBeFocused();
  await expect(app.getByRole("tooltip")).toContainText("VF 0: Used");
  await app.keyboard.press("Enter");
  await expect(app).toHaveURL(/\/vms\//);
});

test("it stays readable on a wide screen and on a tablet", async ({ app, fleet }) => {
  for (const width of [820, 2560]) {
    await app.setViewportSize({ width, height: 1180 });
    await app.goto(`/hosts/${fleet.site.hosts.h1}/nics`);
    await expect(app.getByRole("gridcell", { name: /^VF 0: Used/ }).first()).toBeVisible();
    await inspect(app, `host-nics-${width}`);
  }
});

test("the number of VFs is not changed while VMs have VFs, and these are named", async ({ app, fleet }) => {
  const { pf, vm } = await usedPf(fleet, fleet.site.hosts.h1);
  await app.goto(`/hosts/${fleet.site.hosts.h1}/nics`);
  await app.getByRole("button", { name: `Edit virtual functions of ${pf.name}` }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("spinbutton", { name: "Number of VFs" }).fill("2");
  await expect(
    dialog.getByText(`The number cannot be changed while VFs of ${pf.name} are in use`),
  ).toBeVisible();
  await expect(dialog.getByRole("link", { name: vm.name })).toBeVisible();
  await inspect(app, "host-edit-vfs-blocked");
  await dialog.getByRole("button", { name: "Save" }).click();
  const number = dialog.getByRole("spinbutton", { name: "Number of VFs" });
  await expect(number).toHaveAccessibleDescription(/cannot be changed from 4 to 2/);
  await number.fill("9");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(number).toHaveAccessibleDescription(/9 is not between 0 and 7/);
  await dialog.getByRole("link", { name: vm.name }).click();
  await expect(app).toHaveURL(`/vms/${vm.id}`);
});

test("VFs are configured: number, networks by name and by label", async ({ app, fleet }) => {
  const { hosts, networks } = fleet.site;
  await fleet.api("POST", `networks/${networks.blue}/networklabels`, { id: "back" });
  await app.goto(`/hosts/${hosts.h2}/nics`);
  await expect(app.getByText("All networks")).toBeVisible();
  await app.getByRole("button", { name: "Edit virtual functions of sim0" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("spinbutton", { name: "Number of VFs" }).fill("7");
  await expect(dialog.getByText("Its 4 VFs are removed and 7 are made")).toBeVisible();
  await dialog.getByLabel("Specific networks").check();
  await dialog.getByRole("checkbox", { name: "red" }).check();
  const label = dialog.getByRole("combobox", { name: "Labels" });
  await label.fill("no label");
  await dialog.getByRole("button", { name: "Add label" }).click();
  await expect(label).toHaveAccessibleDescription(/“no label” is not a label/);
  await label.fill("back");
  await label.press("Enter");
  const blue = dialog.getByRole("checkbox", { name: "blue" });
  await expect(blue).toBeChecked();
  await expect(blue).toBeDisabled();
  await inspect(app, "host-edit-vfs");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(app.getByText("The VFs of sim0 on h2 were configured")).toBeVisible();
  await expect(app.getByText("7 of 7 free")).toBeVisible();
  await expect(app.getByText("Networks: blue (via back), red")).toBeVisible();
  // The label goes again; what was not touched stays.
  await app.getByRole("button", { name: "Edit virtual functions of sim0" }).click();
  await dialog.getByRole("button", { name: "Remove label back" }).click();
  await expect(blue).not.toBeChecked();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(app.getByText("Networks: red", { exact: true })).toBeVisible();
  const [pf] = (await fleet.api("GET", `physicalfunctions?host=${hosts.h2}`)).physical_function;
  expect(pf.number_of_virtual_functions).toBe("7");
});

test("a host that does not answer refuses at the field, and the dialog stays", async ({ app, fleet }) => {
  await app.goto(`/hosts/${fleet.site.hosts.h2}/nics`);
  await app.getByRole("button", { name: "Edit virtual functions of sim0" }).click();
  const dialog = app.getByRole("dialog");
  await fleet.order("stop h2");
  try {
    await expect.poll(() => status(fleet, fleet.site.hosts.h2), { timeout: 45_000 }).not.toBe("up");
    const number = dialog.getByRole("spinbutton", { name: "Number of VFs" });
    await number.fill("3");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(number).toHaveAccessibleDescription(/h2 is Non responsive/);
    await inspect(app, "host-edit-vfs-lost");
  } finally {
    await fleet.order("start h2");
  }
});

test("what somebody else changes meanwhile is said and not undone", async ({ app, fleet }) => {
  const { hosts, networks } = fleet.site;
  const [pf] = (await fleet.api("GET", `physicalfunctions?host=${hosts.h1}`)).physical_function;
  const nic = pf.href.replace("/ovirt-engine/api/", "");
  await fleet.api("POST", `${nic}/updatevirtualfunctionsconfiguration`, {
    virtual_functions_configuration: { all_networks_allowed: false },
  });
  await app.goto(`/hosts/${hosts.h1}/nics`);
  await app.getByRole("button", { name: "Edit virtual functions of sim0" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "red" }).check();
  await fleet.api("POST", `${nic}/virtualfunctionallowednetworks`, { id: networks.blue });
  await expect(dialog.getByText(/was changed by somebody else/)).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(app.getByText("Networks: blue, red")).toBeVisible();
});
