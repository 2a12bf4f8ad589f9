/* Filtering, sorting and paging of rows that are all here, for lists that the engine does not search.
 * Pure. */
import type { Column } from "./resource-table";

export interface LocalView {
  search: string;
  /** Key of a column. */
  sort?: string;
  descending: boolean;
  page: number;
  perPage: number;
}

type Value = string | number | undefined;

function compare(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a ?? "").localeCompare(String(b ?? ""), undefined, { numeric: true, sensitivity: "base" });
}

/** Rows that have every word of the search in some column, sorted; and how many they are in all. */
export function localRows<T>(rows: T[], columns: Column<T>[], view: LocalView): { rows: T[]; total: number } {
  const texts = columns.flatMap(({ text }) => text ?? []);
  const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const all = texts.map((text) => String(text(row) ?? "").toLowerCase());
    return words.every((word) => all.some((text) => text.includes(word)));
  });
  const text = columns.find(({ key }) => key === view.sort)?.text;
  const sign = view.descending ? -1 : 1;
  if (text) found.sort((a, b) => sign * compare(text(a), text(b)));
  const first = (view.page - 1) * view.perPage;
  return { rows: found.slice(first, first + view.perPage), total: found.length };
}
