import { expect, Fleet, inspect, logInto, test } from "./fixture";

test("the browser's tab says where one is, and the keyboard goes on in the page", async ({ app, fleet }) => {
  await app.goto("/hosts");
  await expect(app).toHaveTitle("Hosts · Berth");
  await app.getByRole("link", { name: "h1" }).click();
  await expect(app).toHaveTitle("h1 · Hosts · Berth");
  await expect(app.locator("#main")).toBeFocused();
  await app.getByRole("link", { name: "Virtual Machines" }).click();
  await expect(app).toHaveTitle("Virtual Machines · Berth");
  await app.goto(`/vms/${fleet.site.vms.web1}`);
  await expect(app).toHaveTitle("web1 · Virtual Machines · Berth");
  await app.goto("/nowhere");
  await expect(app.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await expect(app).toHaveTitle("There is nothing here · Berth");
  await expect(app.locator("html")).toHaveAttribute("lang", "en");
  await inspect(app, "not-found");
});

test("about tells the version of the engine", async ({ app }) => {
  await app.goto("/");
  await app.getByRole("button", { name: /User menu/ }).click();
  await inspect(app, "user-menu");
  await app.getByRole("menuitem", { name: "About Berth" }).click();
  const about = app.getByRole("dialog");
  await expect(about).toContainText(/Version\s*\d+\.\d+\.\d+/);
  await expect(about).toContainText(/oVirt\s*4\.5/);
  await inspect(app, "about");
});

test("a theme that is chosen stays", async ({ app }) => {
  await app.goto("/");
  await app.getByRole("button", { name: /User menu/ }).click();
  await app.getByRole("menuitem", { name: "Dark" }).click();
  await expect(app.locator("html")).toHaveClass(/pf-v6-theme-dark/);
  await app.reload();
  await expect(app.locator("html")).toHaveClass(/pf-v6-theme-dark/);
});

test("an engine that does not answer is told, and the page recovers by itself", async ({ browser }) => {
  test.setTimeout(120_000);
  const fleet = await Fleet.start("--empty");
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: fleet.pages });
    const page = await context.newPage();
    await logInto(page, fleet);
    await page.goto("/networks");
    await expect(page.getByRole("link", { name: "ovirtmgmt" })).toBeVisible();
    await fleet.order("stop engine");
    // At once when the engine serves the page; a preview keeps the stream open until it is silent for long.
    await expect(page.getByText("The engine does not answer.")).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole("link", { name: "ovirtmgmt" })).toBeVisible();
    await inspect(page, "unreachable");
    await fleet.order("start engine");
    await fleet.api("POST", "networks", { name: "made-meanwhile", data_center: { name: "Default" } });
    await expect(page.getByText("The engine does not answer.")).toHaveCount(0, { timeout: 20_000 });
    await expect(page.getByRole("link", { name: "made-meanwhile" })).toBeVisible();
    await context.close();
  } finally {
    await fleet.stop();
  }
});
