import type { Browser, Page } from "@playwright/test";
import { expect, type Fleet, test } from "./fixture";

const TRIES = 3; // of which the fastest counts: other tests share the machine
const USABLE_MS = 1000;
const TRANSFERRED_KIB = 500;

/** Loads 'where' as a browser that was never here, until 'usable'; returns how long it took and how much came. */
async function load(
  browser: Browser,
  fleet: Fleet,
  session: string,
  where: string,
  usable: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  await context.addInitScript((text) => text && localStorage.setItem("berth.session", text), session);
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  let bytes = 0;
  network.on("Network.loadingFinished", (event) => {
    bytes += event.encodedDataLength;
  });
  await network.send("Network.enable");
  const start = Date.now();
  await page.goto(fleet.pages + where, { waitUntil: "commit" });
  await usable(page);
  const ms = Date.now() - start;
  await page.waitForTimeout(500); // what comes after it counts as well
  await context.close();
  return { ms, kib: Math.round(bytes / 1024) };
}

for (const { name, where, known, usable } of [
  {
    name: "login page",
    where: "/",
    known: false,
    usable: (page: Page) => page.getByLabel("Password").waitFor(),
  },
  {
    name: "dashboard",
    where: "/",
    known: true,
    usable: async (page: Page) => {
      await page.getByRole("link", { name: "Up" }).first().waitFor();
      await page.getByText("No alerts.").waitFor();
    },
  },
  {
    name: "list of hosts",
    where: "/hosts",
    known: true,
    usable: (page: Page) => page.getByRole("link", { name: "h1" }).waitFor(),
  },
])
  test(`the ${name} is usable within a second and ${TRANSFERRED_KIB} KiB`, async ({ browser, fleet }) => {
    const session = known ? JSON.stringify({ token: await fleet.token(), user: fleet.site.user }) : "";
    const loads = [];
    for (let i = 0; i < TRIES; i++) loads.push(await load(browser, fleet, session, where, usable));
    console.log(`MEASURED ${name}: ${loads.map(({ ms, kib }) => `${ms} ms ${kib} KiB`).join(", ")}`);
    expect(Math.max(...loads.map(({ kib }) => kib))).toBeLessThanOrEqual(TRANSFERRED_KIB);
    expect(Math.min(...loads.map(({ kib }) => kib))).toBeGreaterThan(50); // it was no cache
    expect(Math.min(...loads.map(({ ms }) => ms))).toBeLessThanOrEqual(USABLE_MS);
  });
