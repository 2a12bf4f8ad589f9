import { expect, inspect, test } from "./fixture";

test("a data center is added, edited and removed", async ({ app, fleet }) => {
  await app.goto("/datacenters");
  await expect(app.getByRole("link", { name: "Default" }).first()).toBeVisible();
  await inspect(app, "datacenters");
  await app.getByRole("button", { name: "Add data center" }).click();
  const dialog = app.getByRole("dialog");
  const name = dialog.getByRole("textbox", { name: "Name" });
  await name.fill("Default");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(name).toHaveAccessibleDescription(/name Default is already in use/);
  await inspect(app, "datacenter-refused");
  await name.fill("lab");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await app.getByRole("link", { name: "lab" }).click();
  await app.getByRole("tab", { name: "Clusters" }).click();
  await expect(app.getByText("There are no clusters")).toBeVisible();
  await inspect(app, "datacenter-clusters-empty");

  const [made] = (await fleet.api("GET", "datacenters?search=name=lab")).data_center;
  await app.getByRole("button", { name: "Actions" }).first().click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByLabel("Description").fill("mine");
  await fleet.api("PUT", `datacenters/${made.id}`, { comment: "theirs" });
  await expect(dialog.getByText("was changed by somebody else")).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const now = await fleet.api("GET", `datacenters/${made.id}`);
  expect([now.description, now.comment]).toEqual(["mine", "theirs"]);
  await app.getByRole("button", { name: "Actions" }).first().click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(app.getByRole("heading", { name: "Data Centers" })).toBeVisible();
  await expect(app.getByRole("link", { name: "lab" })).toBeHidden();
});

test("the tabs of a data center show what is in it, and its QoS are managed there", async ({
  app,
  fleet,
}) => {
  const [{ id }] = (await fleet.api("GET", "datacenters?search=name=Default")).data_center;
  await app.goto(`/datacenters/${id}`);
  await inspect(app, "datacenter-general");
  await app.getByRole("tab", { name: "Clusters" }).click();
  await expect(app.getByRole("link", { name: "Default" })).toBeVisible();
  await app.getByRole("tab", { name: "Networks" }).click();
  await expect(app.getByRole("link", { name: "red" })).toBeVisible();
  await inspect(app, "datacenter-networks");
  await app.getByRole("tab", { name: "Permissions" }).click();
  await expect(app.getByText("Nobody has a role on this object alone")).toBeVisible();

  await app.getByRole("tab", { name: "QoS" }).click();
  await expect(app.getByText("There is no QoS")).toBeVisible();
  await inspect(app, "qos-empty");
  await app.getByRole("button", { name: "Add QoS" }).first().click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("slow");
  await dialog.getByLabel("Inbound average").fill("ten");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByLabel("Inbound average")).toHaveAccessibleDescription(/A whole number/);
  await dialog.getByLabel("Inbound average").fill("10");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText(/must have all three of inbound average, peak and burst/)).toBeVisible();
  await inspect(app, "qos-refused");
  await dialog.getByLabel("Inbound peak").fill("20");
  await dialog.getByLabel("Inbound burst").fill("30");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  const row = app.getByRole("row", { name: /slow/ });
  await expect(row).toContainText("Inbound peak (Mbit/s): 20");
  await inspect(app, "qos");
  await row.getByRole("button", { name: "Actions of slow" }).click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByLabel("Inbound peak").fill("25");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("25");
  await row.getByRole("button", { name: "Actions of slow" }).click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(row).toBeHidden();
});

test("a data center in use is not removed", async ({ app }) => {
  await app.goto("/datacenters");
  await app.getByRole("button", { name: "Actions of Default" }).click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(app.getByRole("dialog").getByRole("alert")).toContainText("still has the cluster Default");
});
