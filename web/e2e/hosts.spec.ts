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
  const number = dialog.getByRole("spinbutton", { name: "Number of VFs" });
  await number.fill("2");
  await expect(number).toHaveAccessibleDescription(/cannot be changed from 4 to 2/);
  await expect(
    dialog.getByText(`The number cannot be changed while VFs of ${pf.name} are in use`),
  ).toBeVisible();
  await expect(dialog.getByRole("link", { name: vm.name })).toBeVisible();
  await inspect(app, "host-edit-vfs-blocked");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(number).toHaveAccessibleDescription(/cannot be changed from 4 to 2/);
  await number.fill("4");
  await expect(number).toHaveAccessibleDescription("0 – 7");
  await number.fill("9");
  await expect(number).toHaveAccessibleDescription(/9 is not between 0 and 7/);
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
  const number = dialog.getByRole("spinbutton", { name: "Number of VFs" });
  const effect = dialog.getByText("Its 7 VFs are removed and 3 are made");
  await number.fill("3");
  await expect(effect).toBeVisible();
  await fleet.order("stop h2");
  try {
    // Nobody touches the dialog: it asks again by itself.
    const words = /host h2 is not connected: it is (non_responsive|connecting)/;
    await expect(number).toHaveAccessibleDescription(words, { timeout: 30_000 });
    await expect(effect).toHaveCount(0);
    await inspect(app, "host-edit-vfs-lost");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(number).toHaveAccessibleDescription(words);
    await expect(dialog).toBeVisible();
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

test("the table of hosts shows what each is doing and what is free", async ({ app }) => {
  await app.goto("/hosts");
  const row = app.getByRole("row", { name: /h1/ });
  await expect(row.getByText("Up", { exact: true })).toBeVisible();
  await expect(row.getByRole("link", { name: "Default" })).toBeVisible();
  await expect(row.getByText("127.0.0.1")).toBeVisible();
  await expect(row.getByText("16 GiB")).toBeVisible();
  await expect(row.getByText(/of 8 free/)).toBeVisible();
  await inspect(app, "hosts");
  for (const width of [820, 2560]) {
    await app.setViewportSize({ width, height: 1180 });
    await inspect(app, `hosts-${width}`);
  }
});

test("each tab of a host tells what it should", async ({ app, fleet }) => {
  const { hosts } = fleet.site;
  const { vm } = await usedPf(fleet, hosts.h1);
  const tabs: [string, string | RegExp][] = [
    ["general", "6.1.0-invented"],
    ["vms", vm.name],
    ["devices", /^pci_0000_01_00_0$/],
    ["events", /h1/],
    ["permissions", "Add permission"],
  ];
  for (const [tab, text] of tabs) {
    await app.goto(`/hosts/${hosts.h1}/${tab}`);
    await expect(app.getByRole("main").getByText(text).first()).toBeVisible();
    await inspect(app, `host-${tab}`);
  }
});

test("a host is added by a token, edited and removed", async ({ app, fleet }) => {
  await app.goto("/hosts");
  await app.getByRole("button", { name: "Add host" }).click();
  const dialog = app.getByRole("dialog");
  await inspect(app, "host-add");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByLabel("Password of root")).toHaveAccessibleDescription(/must be filled in/);
  await dialog.getByLabel("By a one-time token").check();
  await dialog.getByLabel("Name", { exact: false }).first().fill("h1");
  await dialog.getByLabel("Hostname/IP").fill("h3.example.org");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByLabel("Name").first()).toHaveAccessibleDescription(/h1 is already in use/);
  await dialog.getByLabel("Name").first().fill("h3");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText(/berth-agent enroll --engine https.*<<< '.+'/)).toBeVisible();
  await inspect(app, "host-token");
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await app.getByRole("button", { name: "Actions of h3" }).click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByLabel("Comment").fill("Rack 7");
  await inspect(app, "host-edit");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(app.getByRole("row", { name: /h3/ }).getByText("Rack 7")).toBeVisible();

  await app.getByRole("button", { name: "Actions of h3" }).click();
  await inspect(app, "host-menu");
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(app.getByRole("link", { name: "h3" })).toHaveCount(0);
  const names = async () =>
    ((await fleet.api("GET", "hosts")).host as { name: string }[]).map(({ name }) => name);
  await expect.poll(names).not.toContain("h3");
});

test("maintenance names the VMs that are in the way; without them it works, and back", async ({
  app,
  fleet,
}) => {
  const { hosts } = fleet.site;
  const { vm } = await usedPf(fleet, hosts.h1);
  await app.goto(`/hosts/${hosts.h1}`);
  const act = async (action: string) => {
    await app.getByRole("button", { name: "Actions", exact: true }).click();
    await app.getByRole("menuitem", { name: action }).click();
  };
  await act("Maintenance");
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("New memory");
  await dialog.getByRole("button", { name: "Maintenance" }).click();
  await expect(dialog.getByRole("alert")).toContainText(vm.name);
  await inspect(app, "host-maintenance-refused");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await app.goto(`/hosts/${hosts.h2}`);
  await act("Maintenance");
  await dialog.getByLabel("Reason").fill("New memory");
  await dialog.getByRole("button", { name: "Maintenance" }).click();
  await expect(app.getByText("Maintenance", { exact: true }).first()).toBeVisible();
  await act("Activate");
  await expect(app.getByText("Up", { exact: true }).first()).toBeVisible();
});

test("a host that does not answer says why, and a person confirms that it is off", async ({ app, fleet }) => {
  const { hosts } = fleet.site;
  await app.goto(`/hosts/${hosts.h2}`);
  await app.getByRole("button", { name: "Actions", exact: true }).click();
  const fence = app.getByRole("menuitem", { name: /Confirm/ });
  await expect(fence).toContainText("h2 is: Up");
  await app.keyboard.press("Escape");
  await fleet.order("stop h2");
  try {
    await expect.poll(() => status(fleet, hosts.h2), { timeout: 30_000 }).toBe("non_responsive");
    await expect(app.getByText("Non responsive", { exact: true }).first()).toBeVisible();
    await inspect(app, "host-away");
    await app.getByRole("button", { name: "Actions", exact: true }).click();
    await fence.click();
    const dialog = app.getByRole("dialog");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByText("Confirm this first")).toBeVisible();
    await inspect(app, "host-fence");
    await dialog.getByLabel(/I have seen/).check();
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(app.getByText("h2: confirmed to be rebooted")).toBeVisible();
  } finally {
    await fleet.order("start h2");
    await expect.poll(() => status(fleet, hosts.h2), { timeout: 30_000 }).toBe("up");
  }
});
