import { expect, inspect, test } from "./fixture";

test("a wrong password is refused with the engine's words, a right one shows the dashboard", async ({
  visitor,
  fleet,
}) => {
  await visitor.goto("/networks");
  await expect(visitor.getByRole("heading", { name: "Log in to Berth" })).toBeVisible();
  await inspect(visitor, "login");
  await visitor.getByLabel("User name").fill(fleet.site.user);
  await visitor.getByLabel("Password").fill("wrong");
  await visitor.getByRole("button", { name: "Log in" }).click();
  await expect(visitor.getByRole("alert")).toContainText("Cannot authenticate user");
  await visitor.getByLabel("Password").fill(fleet.site.password);
  await visitor.getByRole("button", { name: "Log in" }).click();
  await expect(visitor.getByRole("heading", { name: "Networks", level: 1 })).toBeVisible();
});

test("an ended session returns to the login page and then to where one was", async ({ app, fleet }) => {
  await app.goto("/networks");
  await expect(app.getByRole("link", { name: "red" })).toBeVisible();
  const token = await app.evaluate(() => JSON.parse(localStorage.getItem("berth.session") ?? "{}").token);
  await fleet.api("POST", `/ovirt-engine/sso/oauth/revoke?token=${token}`, {});
  await app.getByRole("link", { name: "Virtual Machines" }).click();
  await expect(app.getByText("Your session has ended")).toBeVisible();
  await app.getByLabel("User name").fill(fleet.site.user);
  await app.getByLabel("Password").fill(fleet.site.password);
  await app.getByRole("button", { name: "Log in" }).click();
  await expect(app.getByRole("heading", { name: "Virtual Machines", level: 1 })).toBeVisible();
});

test("logging out ends the session in every tab", async ({ app, context }) => {
  await app.goto("/");
  const other = await context.newPage();
  await other.goto("/hosts");
  await expect(other.getByRole("link", { name: "h1" })).toBeVisible();
  await app.getByRole("button", { name: /User menu/ }).click();
  await app.getByRole("menuitem", { name: "Log out" }).click();
  await expect(app.getByRole("button", { name: "Log in" })).toBeVisible();
  await expect(other.getByRole("button", { name: "Log in" })).toBeVisible();
});
