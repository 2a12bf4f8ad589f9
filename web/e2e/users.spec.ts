import { expect, inspect, logInto, test } from "./fixture";

test("a user is added, refused where it is wrong, disabled and removed", async ({ app, fleet }) => {
  await app.goto("/users");
  const row = (text: string) => app.getByRole("row").filter({ hasText: text });
  await expect(row("admin@internal")).toContainText("Enabled");
  await inspect(app, "users");
  await app.getByRole("button", { name: "Add user" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Login").fill("anna");
  await dialog.getByLabel("Password", { exact: true }).fill("short");
  await dialog.getByLabel("Repeat the password").fill("shorter");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog.getByText("The two passwords are not the same")).toBeVisible();
  await dialog.getByLabel("Repeat the password").fill("short");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog.getByText(/^Cannot set the password of anna/)).toBeVisible();
  await inspect(app, "user-dialog");
  await dialog.getByLabel("Password", { exact: true }).fill("correct horse 7");
  await dialog.getByLabel("Repeat the password").fill("correct horse 7");
  await dialog.getByLabel("Last name").fill("Berg");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row("anna@internal")).toContainText("Berg");

  await app.getByRole("button", { name: "Add user" }).click();
  await dialog.getByLabel("Login").fill("anna");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog).toContainText("already in use");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await app.getByRole("button", { name: /Actions of anna/ }).click();
  await app.getByRole("menuitem", { name: "Disable" }).click();
  await expect(row("anna@internal")).toContainText("Disabled");
  await expect(fleet.token("anna@internal", "correct horse 7")).resolves.toBeFalsy();
  await app.getByRole("button", { name: /Actions of anna/ }).click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row("anna@internal")).toHaveCount(0);
});

test("a group gets members, and they its roles", async ({ app, fleet }) => {
  await fleet.api("POST", "users", { principal: "bob", password: "correct horse 8" });
  await app.goto("/users");
  await app.getByRole("link", { name: "Groups" }).click();
  await expect(app.getByRole("heading", { name: "Groups", level: 1 })).toBeVisible();
  await inspect(app, "groups");
  await app.getByRole("button", { name: "Add group" }).click();
  await app.getByRole("dialog").getByLabel("Name").fill("operators");
  await app.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await app.getByRole("link", { name: "operators" }).click();
  await expect(app.getByText("No members")).toBeVisible();
  await app.getByRole("button", { name: "Add member" }).first().click();
  await app.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await expect(app.getByRole("dialog")).toContainText("This must be filled in");
  await app.getByRole("dialog").getByRole("combobox").selectOption({ label: "bob@internal-authz" });
  await app.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await expect(app.getByRole("link", { name: "bob@internal-authz" })).toBeVisible();
  await inspect(app, "group-members");
  await app.getByRole("link", { name: "bob@internal-authz" }).click();
  await app.getByRole("tab", { name: "Groups" }).click();
  await expect(app.getByRole("link", { name: "operators" })).toBeVisible();
  await inspect(app, "user-groups");
});

test("an own role is made of permits, given on the system, and changed", async ({ app, fleet }) => {
  await fleet.api("POST", "users", { principal: "carl", password: "correct horse 9" });
  await app.goto("/roles");
  await expect(app.getByRole("link", { name: "SuperUser" })).toBeVisible();
  await inspect(app, "roles");
  await app.getByRole("button", { name: "Actions of SuperUser" }).click();
  await expect(app.getByRole("menuitem", { name: /Edit/ })).toContainText("cannot be changed");
  await app.keyboard.press("Escape");

  await app.getByRole("button", { name: "Add role" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Starter");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog).toContainText("Choose at least one permit");
  await dialog.getByRole("checkbox", { name: "Login" }).check();
  await inspect(app, "role-dialog");
  await dialog.getByRole("button", { name: "Add" }).click();
  await app.getByRole("link", { name: "Starter" }).click();
  await expect(app.getByRole("main").getByRole("listitem").filter({ hasText: "Login" })).toBeVisible();
  await inspect(app, "role-details");
  await app.getByRole("button", { name: "Actions" }).click();
  await app.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByRole("checkbox", { name: "Create vm", exact: true }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(app.getByRole("main").getByRole("listitem").filter({ hasText: "Create vm" })).toBeVisible();

  await app.goto("/permissions");
  await expect(app.getByRole("row").filter({ hasText: "SuperUser" })).toBeVisible();
  await app.getByRole("button", { name: "Add permission" }).click();
  await dialog.getByLabel("User or group").selectOption({ label: "User: carl@internal-authz" });
  await dialog.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Starter" });
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(app.getByRole("row").filter({ hasText: "Starter" })).toBeVisible();
  await inspect(app, "system-permissions");

  await app.goto("/users");
  await app.getByRole("link", { name: "carl@internal-authz" }).click();
  await app.getByRole("tab", { name: "Permissions" }).click();
  await expect(app.getByRole("row").filter({ hasText: "Starter" })).toContainText("The whole system");
  await inspect(app, "user-permissions");
});

test("who may do little sees no numbers of all, and is told what is refused", async ({ browser, fleet }) => {
  await fleet.api("POST", "users", { principal: "dora", password: "correct horse 0" });
  await fleet.api("POST", "permissions", { role: { name: "UserRole" }, user: { name: "dora" } });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: fleet.pages });
  const page = await context.newPage();
  await logInto(page, fleet, "dora@internal", "correct horse 0");
  await page.goto("/");
  await expect(page.getByText("Last events")).toBeVisible();
  await page.goto("/users");
  await page.getByRole("button", { name: "Add user" }).first().click();
  await page.getByRole("dialog").getByLabel("Login").fill("emil");
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText(/permi/i);
  await inspect(page, "user-refused");
  await context.close();
});
