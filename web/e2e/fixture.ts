/* What the browser tests stand on: an engine with simulated hosts for each file, a page that is
 * logged in, and a watch over what a page must never do. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, test as base, expect, type Page, request } from "@playwright/test";

const WEB = fileURLToPath(new URL("..", import.meta.url));
const ROOT = path.resolve(WEB, "..");
const SHOTS = process.env.BERTH_SCREENSHOTS ?? path.join(WEB, "test-results/screenshots");

interface Site {
  url: string;
  user: string;
  password: string;
  cluster: string;
  hosts: Record<string, string>;
  networks: Record<string, string>;
  profiles: Record<string, string>;
  vms: Record<string, string>;
}

/** Shows web/dist beside a running engine: for trying pages that no engine has in it yet. */
async function preview(engine: string): Promise<{ url: string; process: ChildProcess }> {
  const vite = spawn(
    "npx",
    ["vite", "preview", "--port", String(20000 + Math.floor(Math.random() * 20000))],
    {
      cwd: WEB,
      env: { ...process.env, BERTH_ENGINE: engine, NO_COLOR: "1" },
      detached: true,
    },
  );
  for await (const line of createInterface(vite.stdout)) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url) return { url: url.replace(/\/$/, ""), process: vite };
  }
  throw new Error("vite preview ended");
}

/** An engine, hosts "h1" (two PFs) and "h2" (one), each PF with 4 of 7 VFs; networks "red" and "blue" with
 * passthrough profiles "red-vf" and "blue-vf"; VMs "web1" … "web4", of which the first two run. */
export class Fleet {
  private constructor(
    private readonly serve: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
    private readonly http: APIRequestContext,
    readonly site: Site,
    /** Where the pages are. */
    readonly pages: string,
    private readonly vite?: ChildProcess,
  ) {}

  static async start(...options: string[]): Promise<Fleet> {
    const serve = spawn("/usr/bin/python3", [path.join(ROOT, "tests/web/serve"), ...options]);
    serve.stderr.pipe(process.stderr);
    const lines = createInterface(serve.stdout)[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) throw new Error("tests/web/serve ended before all was up");
    const site = JSON.parse(first.value) as Site;
    const http = await request.newContext({ ignoreHTTPSErrors: true });
    const vite = process.env.BERTH_WEB_PREVIEW ? await preview(site.url) : undefined;
    return new Fleet(serve, lines, http, site, vite?.url ?? site.url, vite?.process);
  }

  /** "stop engine", "start engine", "stop h1", "start h1". */
  async order(text: string): Promise<void> {
    this.serve.stdin.write(`${text}\n`);
    expect((await this.lines.next()).value).toBe("done");
  }

  basic(user = this.site.user, password = this.site.password): string {
    return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  }

  /** Asks the API beside the page, as admin unless told otherwise.  'where' as "vms/ID". */
  async api(method: string, where: string, data?: unknown, auth = this.basic()): Promise<any> {
    const url = this.site.url + (where.startsWith("/") ? where : `/ovirt-engine/api/${where}`);
    const response = await this.http.fetch(url, {
      method,
      data,
      headers: { Accept: "application/json", Authorization: auth },
    });
    if (!response.ok()) throw new Error(`${method} ${where}: ${response.status()} ${await response.text()}`);
    return response.json();
  }

  /** A token for the page to go on with. */
  async token(user = this.site.user, password = this.site.password): Promise<string> {
    const response = await this.http.post(`${this.site.url}/ovirt-engine/sso/oauth/token`, {
      form: { grant_type: "password", scope: "ovirt-app-api", username: user, password },
    });
    return (await response.json()).access_token;
  }

  async stop(): Promise<void> {
    if (this.vite?.pid) process.kill(-this.vite.pid);
    await this.http.dispose();
    const ended = new Promise((done) => this.serve.once("exit", done));
    this.serve.stdin.end();
    await ended;
  }
}

/** Console errors, broken security policy and addresses outside of the engine are failures. */
function watchOver(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    // Refused requests are reported by the browser, too; tests refuse on purpose.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
      faults.push(`console: ${message.text()}`);
  });
  page.on("request", (sent) => {
    if (!sent.url().startsWith(origin) && !/^(data|blob):/.test(sent.url()))
      faults.push(`outside: ${sent.url()}`);
  });
  return faults;
}

export interface Fixtures {
  /** What the file's tests share. */
  fleet: Fleet;
  /** A page that is logged in as admin, at the dashboard's address but not yet loaded: goto("/vms"). */
  app: Page;
  /** A page that is not logged in. */
  visitor: Page;
}

/* Files share nothing, whichever worker runs them and in which order. */
let last: { file: string; fleet: Fleet } | undefined;

async function fleetOf(file: string): Promise<Fleet> {
  if (last?.file !== file) {
    await last?.fleet.stop();
    last = undefined;
    last = { file, fleet: await Fleet.start() };
  }
  return last.fleet;
}

export const test = base.extend<Fixtures, { lastFleet: undefined }>({
  lastFleet: [
    async ({}, use) => {
      await use(undefined);
      await last?.fleet.stop();
    },
    { scope: "worker", auto: true },
  ],
  fleet: [async ({}, use, { file }) => use(await fleetOf(file)), { timeout: 60_000 }],
  baseURL: async ({ fleet }, use) => use(fleet.pages),
  visitor: async ({ page, fleet }, use) => {
    const faults = watchOver(page, fleet.pages);
    await use(page);
    expect(faults).toEqual([]);
  },
  app: async ({ visitor, fleet }, use) => {
    await logInto(visitor, fleet);
    await use(visitor);
  },
});

export { expect };

/** What the page shows next is for somebody who is logged in. */
export async function logInto(page: Page, fleet: Fleet, user?: string, password?: string): Promise<void> {
  const session = { token: await fleet.token(user, password), user: user ?? fleet.site.user };
  await page.addInitScript((text) => {
    if (!sessionStorage.getItem("begun")) localStorage.setItem("berth.session", text);
    sessionStorage.setItem("begun", "yes"); // a log-out stays one
  }, JSON.stringify(session));
}

const SETTLE_ROUNDS = 10;

/** Colours that are on their way from one to another are neither; the end of one may begin another. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async (rounds) => {
    for (let i = 0, quiet = 0; i < rounds && quiet < 2; i++) {
      await new Promise((done) => setTimeout(done, 20));
      const running = document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
      for (const animation of running) animation.finish();
      quiet = running.length > 0 ? 0 : quiet + 1;
    }
  }, SETTLE_ROUNDS);
}

/** No serious finding of axe on what is shown now. */
export async function expectAccessible(page: Page): Promise<void> {
  await settle(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(
    serious.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(" ")}`),
  ).toEqual([]);
}

/** Takes pictures of what is shown, in both themes, for people to look at. */
export async function takeShots(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  for (const theme of ["light", "dark"]) {
    await page.evaluate(
      (dark) => document.documentElement.classList.toggle("pf-v6-theme-dark", dark),
      theme === "dark",
    );
    await page.screenshot({ path: path.join(SHOTS, `${name}-${theme}.png`), animations: "disabled" });
  }
  await page.evaluate(() => document.documentElement.classList.remove("pf-v6-theme-dark"));
}

/** What every page must pass: accessible in both themes, and a picture of each. */
export async function inspect(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  await page.evaluate(() => document.documentElement.classList.add("pf-v6-theme-dark"));
  await expectAccessible(page);
  await takeShots(page, name);
}
