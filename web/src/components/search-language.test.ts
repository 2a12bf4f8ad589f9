import { expect, test } from "vitest";
import { isComplete, type Language, suggest } from "./search-language";

const vms: Language = {
  fields: [
    { name: "id", kind: "text" },
    { name: "host", kind: "text" },
    { name: "name", kind: "text" },
    { name: "status", kind: "enum", values: ["up", "down", "unknown"] },
    { name: "memory", kind: "number" },
    { name: "start_paused", kind: "bool" },
    { name: "host.name", kind: "text" },
    { name: "host.status", kind: "enum", values: ["up", "maintenance"] },
  ],
  sortable: ["name", "memory"],
};
const texts = (text: string, cursor?: number) => suggest(vms, text, cursor).map((one) => one.text);
const put = (text: string, choice: string) => {
  const found = suggest(vms, text).find((one) => one.text === choice);
  return found && text.slice(0, found.from) + found.insert;
};

test("an empty search offers the fields of the object itself, the usual ones first", () => {
  expect(texts("")).toEqual(["name", "status", "host", "id", "memory", "start_paused"]);
});

test("a field is offered by its beginning, then by what is in it", () => {
  expect(texts("sta")).toEqual(["status", "start_paused", "host.status"]);
  expect(texts("host.")).toEqual(["host.name", "host.status"]);
  expect(put("sta", "status")).toBe("status");
});

test("a whole field is followed by the operators of its kind", () => {
  expect(texts("memory")).toEqual([
    "memory =",
    "memory !=",
    "memory <",
    "memory >",
    "memory <=",
    "memory >=",
  ]);
  expect(texts("name").slice(0, 2)).toEqual(["name =", "name !="]);
  expect(put("status", "status =")).toBe("status=");
});

test("an operator is followed by the values that the field has", () => {
  expect(texts("status=")).toEqual(["up", "down", "unknown"]);
  expect(texts("status=u")).toEqual(["up", "unknown"]);
  expect(texts("host.status!=")).toEqual(["up", "maintenance"]);
  expect(texts("start_paused=")).toEqual(["true", "false"]);
  expect(texts("name=w")).toEqual([]);
  expect(put("name=web* and status=do", "down")).toBe("name=web* and status=down ");
});

test("a term is followed by what joins terms, sorts and orders", () => {
  expect(texts("status=up ")).toEqual(["and", "or", "sortby"]);
  expect(texts("status=up a")).toContain("and");
  expect(texts("status=up and ")).toContain("name");
  expect(texts("status=up sortby ")).toEqual(["name", "memory"]);
  expect(texts("status=up sortby name ")).toEqual(["asc", "desc"]);
  expect(texts("status=up sortby name asc ")).toEqual([]);
});

test("the text after the cursor is left alone", () => {
  expect(texts("sta and name=x", 3)).toContain("status");
  expect(texts("status= and name=x", 7)).toEqual(["up", "down", "unknown"]);
});

test("values in quotation marks are one value", () => {
  expect(texts('name="a b" ')).toEqual(["and", "or", "sortby"]);
});

test.each([
  ["", true],
  ["web", true],
  ["name=web*", true],
  ["name=", false],
  ["name=a and", false],
  ["name=a and ", false],
  ["name=a and status=up", true],
  ["name=a sortby", false],
  ["name=a sortby name", true],
  ["name=a sortby name desc", true],
])("whether %j can be sent: %s", (text, complete) => {
  expect(isComplete(text)).toBe(complete);
});
