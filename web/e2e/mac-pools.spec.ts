import { expect, inspect, test } from "./fixture";

test("a pool is added with ranges, edited by two people, and removed", async ({ app, fleet }) => {
  await app.goto("/macpools");
  await expect(app.getByRole("link", { name: "Default" })).toBeVisible();
  await inspect(app, "macpools");
  await app.getByRole("button", { name: "Add MAC pool" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("lab");
  const first = dialog.getByLabel("Range 1, first address");
  await first.fill("02:00:00:00:00:00");
  await dialog.getByLabel("Range 1, last address").fill("nonsense");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(first).toHaveAccessibleDescription(/"nonsense" is not a MAC address/);
  await inspect(app, "macpool-refused-here");
  await dialog.getByLabel("Range 1, last address").fill("02:00:00:00:00:ff");
  await dialog.getByRole("button", { name: "Add range" }).click();
  await dialog.getByLabel("Range 2, first address").fill("02:00:00:00:00:80");
  await dialog.getByLabel("Range 2, last address").fill("02:00:00:00:01:ff");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(first).toHaveAccessibleDescription(/cannot contain ranges which overlap/);
  await inspect(app, "macpool-refused-by-engine");
  await dialog.getByLabel("Range 2, first address").fill("02:00:00:00:01:00");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(app.getByRole("row", { name: /lab/ })).toContainText("512");

  const { mac_pool } = await fleet.api("GET", "macpools");
  const { id } = mac_pool.find(({ name }: any) => name === "lab");
  await app.getByRole("link", { name: "lab" }).click();
  await inspect(app, "macpool-general");
  await app.getByRole("button", { name: "Actions" }).click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByLabel("Allow duplicates").check();
  await fleet.api("PUT", `macpools/${id}`, { description: "theirs" });
  await expect(dialog.getByText("was changed by somebody else")).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const now = await fleet.api("GET", `macpools/${id}`);
  expect([now.description, now.allow_duplicates]).toEqual(["theirs", "true"]);

  await app.getByRole("tab", { name: "Permissions" }).click();
  await expect(app.getByText("Nobody has a role on this object alone")).toBeVisible();
  await app.getByRole("button", { name: "Actions" }).first().click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(app.getByRole("heading", { name: "MAC Pools" })).toBeVisible();
  await expect(app.getByRole("link", { name: "lab" })).toBeHidden();
});

test("the default pool is not removed", async ({ app }) => {
  await app.goto("/macpools");
  await app.getByRole("button", { name: "Actions of Default" }).click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(app.getByRole("dialog").getByRole("alert")).toContainText("Default is the default MAC pool");
});
