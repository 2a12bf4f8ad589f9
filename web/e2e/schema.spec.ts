/* The types of the API are generated and kept in the tree; they must be those of the engine. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "./fixture";

const WEB = fileURLToPath(new URL("..", import.meta.url));

test("src/api/schema.ts is made from the engine's description of its API", async ({ fleet }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "berth-schema-"));
  const page = path.join(folder, "openapi.json");
  const made = path.join(folder, "schema.ts");
  writeFileSync(page, JSON.stringify(await fleet.api("GET", "openapi.json")));
  execFileSync("node", ["tools/api-types.mjs", page, made], { cwd: WEB, stdio: "inherit" });
  const same = readFileSync(made, "utf8") === readFileSync(path.join(WEB, "src/api/schema.ts"), "utf8");
  rmSync(folder, { recursive: true });
  expect(same, "run: npm run api-types -- openapi.json, with the page of this engine").toBe(true);
});
