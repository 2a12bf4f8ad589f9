import { expect, Fleet, inspect, logInto, test } from "./fixture";

test("the dashboard counts hosts, VMs and VFs and follows what changes elsewhere", async ({ app, fleet }) => {
  await app.goto("/");
  const card = (name: string) =>
    app.locator(".pf-v6-c-card").filter({ has: app.getByRole("heading", { name, level: 2 }) });
  await expect(card("Hosts").getByRole("listitem").filter({ hasText: "Up" })).toContainText("2");
  await expect(card("Virtual Machines").getByRole("listitem").filter({ hasText: "Up" })).toContainText("2");
  await expect(card("Virtual Machines").getByRole("listitem").filter({ hasText: "Down" })).toContainText("2");
  const vfs = card("Virtual functions (VFs)").getByRole("listitem");
  await expect(vfs.filter({ hasText: "Used" })).toContainText("3");
  await expect(vfs.filter({ hasText: "Free" })).toContainText("9");
  await expect(card("Alerts")).toContainText("No alerts.");
  await expect(card("Last events")).toContainText("VM web2 started on host");
  await expect(card("Running jobs")).toContainText("Nothing is being done");
  await expect(card("PFs running out of VFs")).toContainText("Every PF has free VFs.");
  await expect(app.getByText("First steps")).toHaveCount(0);
  await inspect(app, "dashboard");

  await fleet.api("POST", `vms/${fleet.site.vms.web3}/start`, {});
  await expect(vfs.filter({ hasText: "Used" })).toContainText("4");
  await fleet.api("POST", `vms/${fleet.site.vms.web3}/stop`, {});
  await expect(vfs.filter({ hasText: "Used" })).toContainText("3");
});

test("an alert is shown at once and can be dismissed", async ({ app, fleet }) => {
  await app.goto("/");
  await expect(app.getByText("No alerts.")).toBeVisible();
  await fleet.api("POST", "events", {
    description: "The switch port of h1 flaps",
    severity: "alert",
    origin: "monitoring",
    custom_id: "7",
  });
  const dismiss = app.getByRole("button", { name: "Dismiss: The switch port of h1 flaps" });
  await expect(dismiss).toBeVisible();
  await inspect(app, "dashboard-alert");
  await dismiss.click();
  await expect(app.getByText("No alerts.")).toBeVisible();
});

test("a PF with hardly a free VF is told, with the way to its host", async ({ app, fleet }) => {
  const nics = await fleet.api("GET", `hosts/${fleet.site.hosts.h2}/nics`);
  const [pf] = nics.host_nic.filter((nic: any) => nic.virtual_functions_configuration);
  const configure = (n: number) =>
    fleet.api("POST", `hosts/${fleet.site.hosts.h2}/nics/${pf.id}/updatevirtualfunctionsconfiguration`, {
      virtual_functions_configuration: { number_of_virtual_functions: n },
    });
  for (const name of ["web1", "web2"]) await fleet.api("POST", `vms/${fleet.site.vms[name]}/stop`, {});
  const used = async () => (await fleet.api("GET", "")).summary.virtual_functions.used;
  await expect.poll(used).toBe("0");
  await configure(1);
  const run = { vm: { placement_policy: { hosts: { host: [{ id: fleet.site.hosts.h2 }] } } } };
  await fleet.api("POST", `vms/${fleet.site.vms.web3}/start`, run);
  await app.goto("/");
  await expect(app.getByRole("link", { name: `h2 · ${pf.name}` })).toBeVisible();
  await expect(app.getByText("0 of 1 free", { exact: true })).toBeVisible();
  await inspect(app, "dashboard-scarce");
  await fleet.api("POST", `vms/${fleet.site.vms.web3}/stop`, {});
  await expect(app.getByText("Every PF has free VFs.")).toBeVisible();
  await configure(4);
});

for (const [name, width, height] of [
  ["wide", 2560, 1440],
  ["tablet", 820, 1180],
] as const)
  test(`the dashboard at ${width} pixels`, async ({ app }) => {
    await app.setViewportSize({ width, height });
    await app.goto("/");
    await expect(app.getByText("Used", { exact: true })).toBeVisible();
    const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await app.evaluate(overflow)).toBeLessThanOrEqual(0);
    await inspect(app, `dashboard-${name}`);
  });

test("a new engine says what to do first and ticks what is done", async ({ browser }) => {
  const fleet = await Fleet.start("--empty");
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await logInto(page, fleet);
    await page.goto(`${fleet.pages}/`);
    const steps = page.getByRole("listitem");
    await expect(steps.filter({ hasText: "Add a host" }).getByRole("img", { name: "To do" })).toBeVisible();
    await expect(page.locator("[aria-current=step]")).toContainText("Add a host");
    await inspect(page, "dashboard-empty");
    await fleet.api("POST", "networks", { name: "red", data_center: { name: "Default" } });
    await expect(
      steps.filter({ hasText: "Add a logical network" }).getByRole("img", { name: "Done" }),
    ).toBeVisible();
    await page.getByRole("link", { name: "Add a host" }).click();
    await expect(page.getByRole("heading", { name: "Hosts", level: 1 })).toBeVisible();
    await context.close();
  } finally {
    await fleet.stop();
  }
});
