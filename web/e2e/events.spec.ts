import { expect, inspect, test } from "./fixture";

test("events are listed with their severity, filtered, searched and followed live", async ({
  app,
  fleet,
}) => {
  await app.goto("/events");
  const row = (text: string) => app.getByRole("row").filter({ hasText: text });
  await expect(row("VM web2 was started by").first()).toContainText("admin@internal");
  await expect(
    row("VM web2 was started by").first().getByRole("link", { name: "Virtual machine" }),
  ).toHaveAttribute("href", `/vms/${fleet.site.vms.web2}`);
  await inspect(app, "events");

  await fleet.api("POST", "events", {
    description: "The fan of h2 is slow",
    severity: "warning",
    origin: "monitoring",
    custom_id: "8",
    custom_data: "fan 3",
    host: { id: fleet.site.hosts.h2 },
  });
  await expect(row("The fan of h2 is slow")).toContainText("Warning");
  await app.getByRole("button", { name: "Warning", exact: true }).click();
  await expect(row("VM web2 was started by")).toHaveCount(0);
  await expect(row("The fan of h2 is slow")).toBeVisible();
  await expect(app.getByRole("combobox", { name: "Search" })).toHaveValue("severity=warning");
  await app.getByRole("button", { name: "All", exact: true }).click();
  await app.getByRole("combobox", { name: "Search" }).fill("fan");
  await expect(row("VM web2 was started by")).toHaveCount(0);
  await app.getByRole("button", { name: "Time" }).click();
  await expect(row("The fan of h2 is slow")).toBeVisible();
  await expect(app.getByRole("alert")).toHaveCount(0);

  await app.getByRole("link", { name: "The fan of h2 is slow" }).click();
  await expect(app.getByText("monitoring")).toBeVisible();
  await expect(app.getByText("fan 3")).toBeVisible();
  await expect(app.getByRole("main").getByRole("link", { name: "h2" })).toHaveAttribute(
    "href",
    `/hosts/${fleet.site.hosts.h2}`,
  );
  await inspect(app, "event-details");
  await app.getByRole("button", { name: "Actions" }).click();
  await app.getByRole("menuitem", { name: "Dismiss" }).click();
  await expect(app.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
  await expect(row("VM web2 was started by").first()).toBeVisible();
  await expect(app.getByRole("link", { name: "The fan of h2 is slow", exact: true })).toHaveCount(0);
});

test("what Berth told is no alert and stays: the action says why", async ({ app }) => {
  await app.goto("/events");
  await app.getByRole("button", { name: "Actions of VM web2 started on host h1." }).click();
  const dismiss = app.getByRole("menuitem", { name: /Dismiss/ });
  await expect(dismiss).toContainText("Only alerts");
  await expect(dismiss).toHaveAttribute("aria-disabled", "true");
});

test("all selected alerts are dismissed at once", async ({ app, fleet }) => {
  for (const n of [1, 2])
    await fleet.api("POST", "events", {
      description: `Alert ${n}`,
      severity: "alert",
      origin: "monitoring",
      custom_id: String(20 + n),
    });
  await app.goto("/events?search=severity%3Dalert");
  for (const n of [1, 2]) await app.getByRole("checkbox", { name: `Select Alert ${n}` }).check();
  await app.getByRole("button", { name: "Actions (2 selected)" }).click();
  await app.getByRole("menuitem", { name: "Dismiss" }).click();
  await expect(app.getByText("2 events were dismissed")).toBeVisible();
  await expect(app.getByText("Nothing matches")).toBeVisible();
});

test("events on a tablet are readable", async ({ app }) => {
  await app.setViewportSize({ width: 820, height: 1180 });
  await app.goto("/events");
  await expect(app.getByRole("link", { name: "VM web2 started on host h1." })).toBeVisible();
  const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await app.evaluate(overflow)).toBeLessThanOrEqual(0);
  await inspect(app, "events-tablet");
});
