import { expect, test } from "vitest";
import { localRows } from "./local-rows";
import type { Column } from "./resource-table";

interface Row {
  name: string;
  n?: number;
}
const columns: Column<Row>[] = [
  { key: "name", title: "Name", render: ({ name }) => name, text: ({ name }) => name },
  { key: "n", title: "N", render: ({ n }) => n, text: ({ n }) => n },
];
const rows: Row[] = [{ name: "red10", n: 2 }, { name: "Blue", n: 10 }, { name: "red9" }];
const all = { search: "", descending: false, page: 1, perPage: 50 };
const names = (view: Partial<typeof all> & { sort?: string }) =>
  localRows(rows, columns, { ...all, ...view }).rows.map(({ name }) => name);

test("without anything asked the engine's order stays", () => {
  expect(names({})).toEqual(["red10", "Blue", "red9"]);
});

test("every word must be in some column", () => {
  expect(names({ search: "RED" })).toEqual(["red10", "red9"]);
  expect(names({ search: "red 2" })).toEqual(["red10"]);
  expect(names({ search: "red blue" })).toEqual([]);
});

test("numbers in names and columns are sorted as numbers", () => {
  expect(names({ sort: "name" })).toEqual(["Blue", "red9", "red10"]);
  expect(names({ sort: "n", descending: true })).toEqual(["Blue", "red10", "red9"]);
});

test("a page is a part of what was found, the total is all of it", () => {
  const found = localRows(rows, columns, { ...all, sort: "name", page: 2, perPage: 2 });
  expect(found).toEqual({ rows: [rows[0]], total: 3 });
});
