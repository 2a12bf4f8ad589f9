import { expect, inspect, test } from "./fixture";

test("a network is added with its label, clusters and a passthrough profile, and removed", async ({
  app,
  fleet,
}) => {
  await app.goto("/networks");
  await expect(app.getByRole("link", { name: "red" })).toBeVisible();
  await inspect(app, "networks");
  await app.getByRole("button", { name: "Add network" }).click();
  const dialog = app.getByRole("dialog");
  await inspect(app, "network-add");
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("green");
  await dialog.getByLabel("Label").fill("fast");
  await dialog.getByLabel("Enable VLAN tagging").check();
  await dialog.getByLabel("VLAN tag (0 to 4094)").fill("300");
  await dialog.getByLabel("Own MTU").check();
  await dialog.getByLabel("MTU (68 to 65520)").fill("9000");
  await expect(dialog.getByLabel("Name of the profile")).toHaveValue("green-vf");
  await dialog.getByLabel("Attach to cluster Default").check();
  await inspect(app, "network-add-filled");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  const row = app.getByRole("row", { name: /green/ });
  await expect(row).toContainText("300");
  await expect(row).toContainText("9000");
  await expect(row).toContainText("fast");

  const made = (await fleet.api("GET", "networks?search=name=green")).network[0];
  const profiles = (await fleet.api("GET", `networks/${made.id}/vnicprofiles`)).vnic_profile;
  expect(profiles.map((one: any) => [one.name, one.pass_through.mode]).sort()).toEqual([
    ["green", "disabled"],
    ["green-vf", "enabled"],
  ]);
  const inCluster = await fleet.api("GET", `clusters/${fleet.site.cluster}/networks/${made.id}`);
  expect(inCluster.required).toBe("false");

  await app.getByLabel("Select green").check();
  await app.getByRole("button", { name: /^Actions \(1 selected/ }).click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await expect(app.getByRole("dialog")).toContainText("vNIC profiles of a network are removed with it");
  await inspect(app, "network-remove");
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(app.getByText("green was removed")).toBeVisible();
  await expect(row).toBeHidden();
});

test("what is wrong with a network stands at its field, and what is in use is not removed", async ({
  app,
}) => {
  await app.goto("/networks");
  await app.getByRole("button", { name: "Add network" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("This must be filled in").first()).toBeVisible();
  const name = dialog.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("red");
  await dialog.getByLabel("Enable VLAN tagging").check();
  await dialog.getByLabel("VLAN tag (0 to 4094)").fill("5000");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("A VLAN tag is a whole number from 0 to 4094")).toBeVisible();
  await dialog.getByLabel("VLAN tag (0 to 4094)").fill("500");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(name).toHaveAccessibleDescription(/name red is already in use/);
  await inspect(app, "network-refused");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await app.getByRole("button", { name: "Actions of red" }).click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(app.getByRole("dialog").getByRole("alert")).toContainText("web1");
  await inspect(app, "network-remove-refused");
});

test("a step that is refused leaves the network, and saving again does only the rest", async ({
  app,
  fleet,
}) => {
  await app.goto("/networks");
  await app.getByRole("button", { name: "Add network" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("steps");
  await dialog.getByLabel("Name of the profile").fill("steps"); // the ordinary one is called so
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Network steps was added, but");
  await dialog.getByLabel("Name of the profile").fill("steps-vf");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  const [network] = (await fleet.api("GET", "networks?search=name=steps")).network;
  const profiles = (await fleet.api("GET", `networks/${network.id}/vnicprofiles`)).vnic_profile;
  expect(profiles.map(({ name }: any) => name).sort()).toEqual(["steps", "steps-vf"]);
  await fleet.api("DELETE", `networks/${network.id}`);
});

test("two people edit one network: a warning appears, and only what was changed is sent", async ({
  app,
  fleet,
}) => {
  const { id } = await fleet.api("POST", "networks", {
    name: "shared",
    description: "before",
    data_center: { name: "Default" },
  });
  await app.goto(`/networks/${id}`);
  await app.getByRole("button", { name: "Actions" }).click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Comment").fill("mine");
  await fleet.api("PUT", `networks/${id}`, { description: "theirs", vlan: { id: 77 } });
  await expect(dialog.getByText("was changed by somebody else")).toBeVisible();
  await inspect(app, "network-edit-changed-elsewhere");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const now = await fleet.api("GET", `networks/${id}`);
  expect([now.description, now.comment, now.vlan.id]).toEqual(["theirs", "mine", "77"]);
  await fleet.api("DELETE", `networks/${id}`);
  await expect(app.getByText("There is nothing here")).toBeVisible();
});

test("the tabs of a network show where it is and who uses it", async ({ app, fleet }) => {
  await app.goto(`/networks/${fleet.site.networks.red}`);
  await expect(app.getByText("Front end")).toBeVisible();
  await inspect(app, "network-general");

  await app.getByRole("tab", { name: "vNIC Profiles" }).click();
  await expect(app.getByRole("link", { name: "red-vf" })).toBeVisible();
  await inspect(app, "network-profiles");

  await app.getByRole("tab", { name: "Hosts" }).click();
  await expect(app.getByRole("link", { name: "h1" }).first()).toBeVisible();
  await inspect(app, "network-hosts");

  await app.getByRole("tab", { name: "Virtual Machines" }).click();
  await expect(app.getByRole("row", { name: /web1/ })).toContainText("passthrough");
  await inspect(app, "network-vms");

  await app.getByRole("tab", { name: "Templates" }).click();
  await expect(app.getByText("No template is connected to it")).toBeVisible();
  await inspect(app, "network-templates");
});

test("a network has roles in a cluster, and is not detached while VMs use it", async ({ app, fleet }) => {
  await app.goto(`/networks/${fleet.site.networks.red}`);
  await app.getByRole("tab", { name: "Clusters" }).click();
  const row = app.getByRole("row", { name: /Default/ });
  await expect(row).toContainText("Not required");
  await inspect(app, "network-clusters");
  await row.getByRole("button", { name: "Actions of Default" }).click();
  await app.getByRole("menuitem", { name: "Manage" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Migration").check();
  await inspect(app, "network-cluster-manage");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Migration");
  await row.getByRole("button", { name: "Actions of Default" }).click();
  await app.getByRole("menuitem", { name: "Detach" }).click();
  await expect(app.getByText("It failed")).toBeVisible();
  await inspect(app, "network-detach-refused");
});

test("a role on one network is given and taken away", async ({ app, fleet }) => {
  await app.goto(`/networks/${fleet.site.networks.red}`);
  await app.getByRole("tab", { name: "Permissions" }).click();
  await expect(app.getByText("Nobody has a role on this object alone")).toBeVisible();
  await inspect(app, "network-permissions-empty");
  await app.getByRole("button", { name: "Add permission" }).first().click();
  await app.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  await expect(app.getByRole("dialog").getByText("This must be filled in").first()).toBeVisible();
  await app.getByLabel("User or group").selectOption({ label: "Group: Everyone" });
  await app.getByRole("combobox", { name: "Role" }).selectOption({ label: "VnicProfileUser" });
  await inspect(app, "permission-add");
  await app.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  const permission = app.getByRole("row", { name: /Everyone/ });
  await expect(permission).toContainText("VnicProfileUser");
  await inspect(app, "network-permissions");
  await permission.getByRole("button", { name: /Actions of/ }).click();
  await app.getByRole("menuitem", { name: "Remove permission" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(permission).toBeHidden();
});
