import { expect, inspect, test } from "./fixture";

test("a template is made from a VM, gets another vNIC, and a VM is added from it", async ({ app }) => {
  await app.goto("/vms");
  await app.getByRole("button", { name: "Actions of web4" }).click();
  await app.getByRole("menuitem", { name: "Make template…" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make template" }).click();
  await expect(dialog.getByText("This must be filled in")).toBeVisible();
  await dialog.getByLabel("Name").fill("Blank");
  await dialog.getByRole("button", { name: "Make template" }).click();
  await expect(dialog.getByText(/Blank is already in use/)).toBeVisible();
  await dialog.getByLabel("Name").fill("front");
  await inspect(app, "template-make");
  await dialog.getByRole("button", { name: "Make template" }).click();
  await expect(app.getByText("front was added")).toBeVisible();

  await app.getByRole("link", { name: "Templates" }).click();
  await expect(app.getByRole("link", { name: "front" })).toBeVisible();
  await inspect(app, "templates");
  await app.getByRole("link", { name: "front" }).click();
  await inspect(app, "template-general");
  await app.getByRole("tab", { name: "Network Interfaces" }).click();
  await app.getByRole("button", { name: "Add network interface" }).click();
  await expect(dialog.getByLabel("Name")).toHaveValue("nic3");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(app.getByRole("row").filter({ hasText: "nic3" })).toBeVisible();
  await inspect(app, "template-nics");

  await app.getByRole("link", { name: "Virtual Machines" }).click();
  await app.getByRole("button", { name: "Add VM" }).click();
  await dialog.getByLabel("Name").first().fill("fromfront");
  await dialog.getByLabel("Template").selectOption({ label: "front" });
  await expect(dialog.getByText("From the template: nic1, nic2, nic3")).toBeVisible();
  await dialog.getByRole("button", { name: "Add VM" }).click();
  await expect(app.getByRole("link", { name: "fromfront" })).toBeVisible();
  await app.getByRole("link", { name: "Templates" }).click();
  await app.getByRole("link", { name: "front" }).click();
  await app.getByRole("tab", { name: "Virtual Machines" }).click();
  await expect(app.getByRole("link", { name: "fromfront" })).toBeVisible();
  await inspect(app, "template-vms");
});

test("Blank stays, a template that VMs are based on is not removed, its settings are edited", async ({
  app,
  fleet,
}) => {
  const { id } = await fleet.api("POST", "templates", { name: "base", vm: { id: fleet.site.vms.web3 } });
  const vm = await fleet.api("POST", "vms", {
    name: "based",
    cluster: { id: fleet.site.cluster },
    template: { id },
  });
  await app.goto("/templates");
  await app.getByRole("button", { name: "Actions of Blank" }).click();
  await expect(app.getByRole("menuitem", { name: /Remove…/ })).toHaveAttribute("aria-disabled", "true");
  await app.keyboard.press("Escape");
  await app.getByRole("button", { name: "Actions of base" }).click();
  await app.getByRole("menuitem", { name: "Remove…" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(dialog.getByRole("alert")).toContainText("based");
  await inspect(app, "template-remove-refused");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await fleet.api("DELETE", `vms/${vm.id}`);

  await app.getByRole("button", { name: "Actions of base" }).click();
  await app.getByRole("menuitem", { name: "Edit…" }).click();
  await dialog.getByRole("spinbutton", { name: "Memory (MiB)" }).fill("256");
  await fleet.api("PUT", `templates/${id}`, { comment: "by somebody else" });
  await expect(dialog.getByText(/changed by somebody else/)).toBeVisible();
  await inspect(app, "template-edit");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(app.getByRole("row").filter({ hasText: "base" })).toContainText("256 MiB");
  const now = await fleet.api("GET", `templates/${id}`);
  expect(now.comment).toBe("by somebody else");
});

test("without the engine a dialog keeps what was entered", async ({ app, fleet }) => {
  await app.goto("/vms");
  await app.getByRole("button", { name: "Actions of web4" }).click();
  await app.getByRole("menuitem", { name: "Make template…" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Name").fill("kept");
  await fleet.order("stop engine");
  await dialog.getByRole("button", { name: "Make template" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog.getByLabel("Name")).toHaveValue("kept");
  await fleet.order("start engine");
  await dialog.getByRole("button", { name: "Make template" }).click();
  await expect(app.getByText("kept was added")).toBeVisible();
});
