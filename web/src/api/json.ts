/* The API writes every number and truth value as a text, as oVirt does; lists are wrapped. */

export function isTrue(text: string | boolean | undefined): boolean {
  return text === true || text === "true";
}

/** NaN when there is none. */
export function num(text: string | number | undefined): number {
  return text === undefined || text === "" ? Number.NaN : Number(text);
}

/** Dates are milliseconds since 1970 in JSON; NaN when there is none. */
export function time(value: string | number | undefined): number {
  if (value === undefined) return Number.NaN;
  return typeof value === "number" ? value : /^\d+$/.test(value) ? Number(value) : Date.parse(value);
}

/** The entities of a list's reply: {"vm": [...]} or, when it is empty, {}. */
export function unwrap<T>(reply: unknown): T[] {
  const inner = Object.values((reply ?? {}) as Record<string, unknown>)[0];
  return Array.isArray(inner) ? (inner as T[]) : [];
}
