import { expect, inspect, test } from "./fixture";

test("a passthrough profile is added, with a failover, and says what does not go with it", async ({
  app,
  fleet,
}) => {
  await app.goto("/vnicprofiles");
  await expect(app.getByRole("link", { name: "red-vf" })).toBeVisible();
  await inspect(app, "profiles");
  await app.getByLabel("Filter by any column").fill("blue pass");
  await expect(app.getByRole("link", { name: "blue-vf" })).toBeVisible();
  await expect(app.getByRole("link", { name: "red-vf" })).toBeHidden();
  await app.getByRole("button", { name: "Clear the search" }).click();

  await app.getByRole("button", { name: "Add vNIC profile" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Passthrough").uncheck();
  await expect(dialog.getByLabel("Network filter")).toBeEnabled();
  await expect(dialog.getByLabel("Migratable")).toBeDisabled();
  await inspect(app, "profile-add-ordinary");
  await dialog.getByLabel("Passthrough").check();
  for (const name of ["QoS", "Network filter", "Port mirroring"]) {
    await expect(dialog.getByLabel(name)).toBeDisabled();
    await expect(dialog.getByLabel(name)).toHaveAccessibleDescription(/the VM drives the VF itself/);
  }
  await dialog.getByRole("combobox", { name: "Network", exact: true }).selectOption({ label: "red" });
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("red-move");
  await dialog.getByLabel("Migratable").check();
  await dialog.getByLabel("Failover profile").selectOption({ label: "red" });
  await inspect(app, "profile-add");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(app.getByRole("row", { name: /red-move/ })).toContainText("Yes");
  const all = (await fleet.api("GET", "vnicprofiles?follow=failover")).vnic_profile;
  const made = all.find(({ name }: any) => name === "red-move");
  expect([made.pass_through.mode, made.migratable, made.failover.name]).toEqual(["enabled", "true", "red"]);
  await fleet.api("DELETE", `vnicprofiles/${made.id}`);
  await expect(app.getByRole("row", { name: /red-move/ })).toBeHidden();
});

test("a refusal stands at the field that it concerns", async ({ app }) => {
  await app.goto("/vnicprofiles");
  await app.getByRole("button", { name: "Actions of red-vf" }).click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Passthrough").uncheck();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText(/is used by nic1 of VM web1/)).toBeVisible();
  await inspect(app, "profile-refused-in-use");
  await dialog.getByLabel("Passthrough").check();
  const name = dialog.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("red");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(name).toHaveAccessibleDescription(/already has a profile with the name red/);
});

test("the pages of a profile show what it is and who uses it", async ({ app, fleet }) => {
  await app.goto(`/vnicprofiles/${fleet.site.profiles["red-vf"]}`);
  await expect(app.getByRole("heading", { name: "red-vf" })).toBeVisible();
  await inspect(app, "profile-general");
  await app.getByRole("tab", { name: "Virtual Machines" }).click();
  await expect(app.getByRole("row", { name: /web2/ })).toContainText("nic1");
  await expect(app.getByRole("row", { name: /web2/ })).not.toContainText("nic2");
  await inspect(app, "profile-vms");
  await app.getByRole("tab", { name: "Templates" }).click();
  await expect(app.getByText("No template is connected to it")).toBeVisible();
  await app.getByRole("tab", { name: "Permissions" }).click();
  await expect(app.getByText("Nobody has a role on this object alone")).toBeVisible();
  await inspect(app, "profile-permissions");
});

test("two people edit one profile: only what was changed is sent", async ({ app, fleet }) => {
  const { id } = await fleet.api("POST", "vnicprofiles", {
    name: "shared",
    network: { id: fleet.site.networks.blue },
  });
  await app.goto(`/vnicprofiles/${id}`);
  await app.getByRole("button", { name: "Actions" }).click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Port mirroring").check();
  await fleet.api("PUT", `vnicprofiles/${id}`, { description: "theirs" });
  await expect(dialog.getByText("was changed by somebody else")).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const now = await fleet.api("GET", `vnicprofiles/${id}`);
  expect([now.description, now.port_mirroring]).toEqual(["theirs", "true"]);
  await fleet.api("DELETE", `vnicprofiles/${id}`);
});
