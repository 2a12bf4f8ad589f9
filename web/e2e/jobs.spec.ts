import { expect, inspect, test } from "./fixture";

test("jobs are listed, the newest first, and show their steps", async ({ app, fleet }) => {
  await app.goto("/jobs");
  const first = app.getByRole("row").nth(1);
  await expect(first).toContainText("web2");
  await expect(first).toContainText("Done");
  await expect(first).toContainText("admin@internal");
  await inspect(app, "jobs");
  await first.getByRole("link").first().click();
  await expect(app.getByRole("heading", { level: 1 })).toContainText("web2");
  await expect(app.getByRole("main").getByRole("listitem").first()).toBeVisible();
  await inspect(app, "job-details");
  await app.getByRole("link", { name: "Events of the same request" }).click();
  await expect(app.getByRole("link", { name: /VM web2 was started by admin@internal/ })).toBeVisible();
  expect(fleet.site.vms.web2).toBeTruthy();
});

test("a job that is under way shows each step as it comes, and in the end why it failed", async ({
  app,
  fleet,
}) => {
  const job = await fleet.api("POST", "jobs", { description: "Moving the rack", auto_cleared: true });
  await app.goto("/jobs");
  await expect(app.getByRole("row").filter({ hasText: "Moving the rack" })).toContainText("Running");
  await app.getByRole("link", { name: "Moving the rack" }).click();
  await expect(app.getByText("No steps are recorded.")).toBeVisible();
  const step = await fleet.api("POST", `jobs/${job.id}/steps`, {
    description: "Unplugging it",
    type: "executing",
  });
  const line = app.getByRole("main").getByRole("listitem").filter({ hasText: "Unplugging it" });
  await expect(line.getByRole("img", { name: /doing|running|under way|now/i })).toBeVisible();
  await fleet.api("POST", `jobs/${job.id}/steps/${step.id}/end`, { succeeded: false });
  await fleet.api("POST", `jobs/${job.id}/end`, { succeeded: false });
  await expect(line.getByRole("img", { name: /fail/i })).toBeVisible();
  await expect(app.getByText("Failed").first()).toBeVisible();
  await inspect(app, "job-failed");
});
