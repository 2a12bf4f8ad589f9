import { expect, test } from "vitest";
import { callsFor, type VfsConfig } from "./vfs-config";

const base: VfsConfig = { number: 4, all: false, networks: ["red"], labels: ["k"] };

function paths(begun: VfsConfig, now: VfsConfig, want: VfsConfig) {
  return callsFor(begun, now, want).map(({ method, path }) => `${method} ${path}`);
}

test("nothing is asked when nothing was changed, whatever others did meanwhile", () => {
  expect(callsFor(base, base, base)).toEqual([]);
  expect(callsFor(base, { ...base, number: 7, networks: [], labels: ["x"] }, base)).toEqual([]);
});

test("number and flag go first and together, as only they are refused for reasons that cannot be seen", () => {
  const want = { number: 6, all: false, networks: ["blue"], labels: [] };
  const begun = { number: 4, all: true, networks: [], labels: [] };
  const calls = callsFor(begun, begun, want);
  expect(calls.map(({ path }) => path)).toEqual([
    "updatevirtualfunctionsconfiguration",
    "virtualfunctionallowednetworks",
  ]);
  expect(calls[0]).toMatchObject({
    field: "number",
    body: {
      virtual_functions_configuration: { number_of_virtual_functions: 6, all_networks_allowed: false },
    },
  });
});

test("what is allowed comes before what is not any more", () => {
  expect(paths(base, base, { ...base, networks: ["blue"], labels: ["m"] })).toEqual([
    "POST virtualfunctionallowedlabels",
    "POST virtualfunctionallowednetworks",
    "DELETE virtualfunctionallowedlabels/k",
    "DELETE virtualfunctionallowednetworks/red",
  ]);
});

test("a second try does only what is left", () => {
  const want = { ...base, number: 6, networks: ["red", "blue"] };
  expect(paths(base, { ...base, number: 6 }, want)).toEqual(["POST virtualfunctionallowednetworks"]);
});

test("with all networks there are no sets", () => {
  expect(paths(base, base, { ...base, all: true, networks: [], labels: [] })).toEqual([
    "POST updatevirtualfunctionsconfiguration",
  ]);
});
