import { expect, inspect, test } from "./fixture";

test("a cluster is added, edited and removed, and refusals stand at their field", async ({ app, fleet }) => {
  await app.goto("/clusters");
  await expect(app.getByRole("link", { name: "Default" }).first()).toBeVisible();
  await inspect(app, "clusters");
  await app.getByRole("button", { name: "Add cluster" }).click();
  const dialog = app.getByRole("dialog");
  const name = dialog.getByRole("textbox", { name: "Name" });
  await name.fill("Default");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(name).toHaveAccessibleDescription(/name Default is already in use/);
  await inspect(app, "cluster-refused");
  await name.fill("edge");
  await dialog.getByLabel("CPU type").selectOption("Intel Haswell Family");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(app.getByRole("row", { name: /edge/ })).toContainText("Intel Haswell Family");

  const [made] = (await fleet.api("GET", "clusters?search=name=edge")).cluster;
  await app.getByRole("link", { name: "edge" }).click();
  await app.getByRole("button", { name: "Actions" }).click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByLabel("Description").fill("mine");
  await fleet.api("PUT", `clusters/${made.id}`, { comment: "theirs" });
  await expect(dialog.getByText("was changed by somebody else")).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const now = await fleet.api("GET", `clusters/${made.id}`);
  expect([now.description, now.comment]).toEqual(["mine", "theirs"]);

  await app.getByRole("tab", { name: "Networks" }).click();
  const red = app.getByRole("row", { name: /Select red/ });
  await expect(red).toContainText("Not attached");
  for (const network of ["red", "blue"]) await app.getByLabel(`Select ${network}`).check();
  await app.getByRole("button", { name: /^Actions \(2 selected/ }).click();
  await app.getByRole("menuitem", { name: "Attach", exact: true }).click();
  await expect(red).toContainText("Operational");
  await expect(app.getByRole("row", { name: /Select blue/ })).toContainText("Not required");
  await inspect(app, "cluster-networks");
  await app.getByRole("tab", { name: "Hosts" }).click();
  await expect(app.getByText("The cluster has no hosts")).toBeVisible();
  await inspect(app, "cluster-hosts-empty");

  await app.getByRole("button", { name: "Actions" }).first().click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(app.getByRole("heading", { name: "Clusters" })).toBeVisible();
  await expect(app.getByRole("link", { name: "edge" })).toBeHidden();
});

test("the tabs of a cluster show what is in it; one in use is not removed", async ({ app, fleet }) => {
  await app.goto(`/clusters/${fleet.site.cluster}`);
  await expect(app.getByText("Linux bridge")).toBeVisible();
  await inspect(app, "cluster-general");
  await app.getByRole("tab", { name: "Hosts" }).click();
  await expect(app.getByRole("link", { name: "h1" })).toBeVisible();
  await inspect(app, "cluster-hosts");
  await app.getByRole("tab", { name: "Virtual Machines" }).click();
  await expect(app.getByRole("link", { name: "web1" })).toBeVisible();
  await inspect(app, "cluster-vms");
  await app.getByRole("tab", { name: "Permissions" }).click();
  await expect(app.getByText("Nobody has a role on this object alone")).toBeVisible();
  await app.getByRole("button", { name: "Actions" }).first().click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(app.getByRole("dialog").getByRole("alert")).toContainText("still has the host");
});
