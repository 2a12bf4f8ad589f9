import type { Page } from "@playwright/test";
import { expect, inspect, takeShots, test } from "./fixture";

const HOSTS = 200;
const VFS = 63;

interface Pf {
  id: string;
  name: string;
  host: { id: string; name: string };
  virtual_functions: { virtual_function: { id: string; index: string }[] };
}

/** The engine's own reply as a fleet of many hosts would make it: its cards and VFs again and again. */
async function multiply(page: Page) {
  await page.route("**/physicalfunctions?**", async (route) => {
    const response = await route.fetch();
    const { physical_function: pfs } = (await response.json()) as { physical_function: Pf[] };
    const all = Array.from({ length: HOSTS * 2 }, (_, i) => {
      const pf = pfs[i % 2] as Pf;
      const vfs = pf.virtual_functions.virtual_function;
      const host = { ...pf.host, id: `${pf.host.id}-${i >> 1}`, name: `host${i >> 1}` };
      const many = Array.from({ length: VFS }, (_, k) => {
        const vf = vfs[k % vfs.length];
        return { ...vf, id: `${i}-${k}`, index: String(k) };
      });
      return { ...pf, id: `${pf.id}-${i}`, host, virtual_functions: { virtual_function: many } };
    });
    await route.fulfill({ response, json: { physical_function: all } });
  });
}

test("the map shows hosts, cards, VFs and VMs, and goes where one points", async ({ app, fleet }) => {
  await app.goto("/map");
  await expect(app.getByRole("region", { name: "h1" })).toBeVisible();
  await expect(app.getByText("2 hosts, 3 cards, 2 VMs with VFs")).toBeVisible();
  const grid = app.getByRole("grid", { name: "VFs of h1 sim0" });
  await grid.getByRole("gridcell").first().hover();
  await expect(app.getByRole("tooltip")).toContainText("VF 0");
  await inspect(app, "map");
  for (const width of [820, 2560]) {
    await app.setViewportSize({ width, height: 1180 });
    await inspect(app, `map-${width}`);
  }
  // A VM that is pointed at marks its VFs.
  await app.getByRole("region", { name: "h1" }).getByRole("link", { name: "web1" }).hover();
  await expect(app.locator(".berth-vf.pf-m-marked").first()).toHaveAccessibleName(/Virtual machine web1/);
  await app.getByRole("region", { name: "h1" }).getByRole("link", { name: "web1" }).click();
  await expect(app).toHaveURL(`/vms/${fleet.site.vms.web1}`);
});

test("a network dims the cards that may not serve it and marks the VFs in it", async ({ app, fleet }) => {
  const { hosts, networks } = fleet.site;
  const [pf] = (await fleet.api("GET", `physicalfunctions?host=${hosts.h2}`)).physical_function;
  const nic = pf.href.replace("/ovirt-engine/api/", "");
  await fleet.api("POST", `${nic}/updatevirtualfunctionsconfiguration`, {
    virtual_functions_configuration: { all_networks_allowed: false },
  });
  await fleet.api("POST", `${nic}/virtualfunctionallowednetworks`, { id: networks.blue });
  await app.goto("/map");
  await app.getByRole("combobox", { name: "Network" }).selectOption("red");
  const h2 = app.getByRole("region", { name: "h2" });
  await expect(h2.getByText("may not serve red")).toBeVisible();
  await expect(app.getByText("5 free VFs may serve red")).toBeVisible();
  await expect(app.locator(".berth-vf.pf-m-marked").first()).toHaveAccessibleName(/Network red/);
  await inspect(app, "map-network");
  await expect(app).toHaveURL(/network=/);
  // What is changed elsewhere is here by itself.
  await fleet.api("POST", `${nic}/virtualfunctionallowednetworks`, { id: networks.red });
  await expect(h2.getByText("may not serve red")).toHaveCount(0);
  await expect(app.getByText("9 free VFs may serve red")).toBeVisible();
});

test("the arrow keys go from VF to VF and from card to card", async ({ app }) => {
  await app.goto("/map");
  await app.getByRole("grid", { name: "VFs of h1 sim0" }).getByRole("gridcell").nth(1).focus();
  await app.keyboard.press("ArrowRight");
  await app.keyboard.press("ArrowDown");
  await app.keyboard.press("ArrowDown");
  await expect(app.getByRole("grid", { name: "VFs of h2 sim0" }).getByRole("gridcell").nth(2)).toBeFocused();
  await app.keyboard.press("ArrowDown");
  await app.keyboard.press("ArrowUp");
  await expect(app.getByRole("grid", { name: "VFs of h1 sim1" }).getByRole("gridcell").nth(2)).toBeFocused();
});

test("an empty cluster says what to do next", async ({ app, fleet }) => {
  const { id } = await fleet.api("POST", "clusters", { name: "empty", data_center: { name: "Default" } });
  await app.goto(`/map?cluster=${id}`);
  await expect(app.getByText("No SR-IOV card is known in this cluster")).toBeVisible();
  await inspect(app, "map-empty");
  await fleet.api("DELETE", `clusters/${id}`);
});

test("200 hosts with 25,200 VFs are drawn and scrolled without a stutter", async ({ app }) => {
  await multiply(app);
  await app.goto("/");
  const began = Date.now();
  await app.getByRole("link", { name: "VF map" }).click();
  await expect(app.getByRole("region", { name: "host0" })).toBeVisible({ timeout: 30_000 });
  const drawn = Date.now() - began;
  const cells = await app.getByRole("gridcell").count();
  expect(cells).toBeLessThan(4000); // what is seen and a little more, of 25,200
  await takeShots(app, "map-200-hosts");
  const frames = await app.getByRole("region", { name: "Hosts" }).evaluate(async (list) => {
    const times: number[] = [];
    let last = performance.now();
    for (let i = 0; i < 60; i++) {
      list.scrollTop += 150;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times.sort((a, b) => a - b);
  });
  const median = frames[30] ?? 0;
  const worst = frames[58] ?? 0;
  console.log(
    `map of ${HOSTS} hosts: ${drawn} ms to draw ${cells} cells, frames ${median.toFixed(0)} / ${worst.toFixed(0)} ms`,
  );
  expect(drawn).toBeLessThan(6000); // with the time that it takes to invent them
  expect(median).toBeLessThan(100);
});
