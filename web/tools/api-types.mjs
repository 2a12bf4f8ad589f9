// npm run api-types -- OPENAPI.json [OUT]: the types of all that the API sends and takes, from the
// engine's own description of it (https://ENGINE/ovirt-engine/api/openapi.json).
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const [page, out = "src/api/schema.ts"] = process.argv.slice(2);
const { openapi, info, components } = JSON.parse(await readFile(page, "utf8"));
const types = await openapiTS({ openapi, info, paths: {}, components: { schemas: components.schemas } });
const head = "/* Made by tools/api-types.mjs from the engine's openapi.json.  Not edited by hand. */\n";
await writeFile(out, head + astToString(types));
