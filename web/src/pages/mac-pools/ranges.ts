/* Ranges of MAC addresses.  Pure. */
import { t } from "@/strings";

export interface Range {
  from: string;
  to: string;
}

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

function numberOf(mac: string): number {
  return Number.parseInt(mac.replaceAll(":", ""), 16); // 48 bits are exact
}

export function isFilled({ from, to }: Range): boolean {
  return from.trim() !== "" || to.trim() !== "";
}

/** What is wrong with the ranges of a pool; the engine knows more, such as overlaps. */
export function rangesFault(ranges: Range[]): string | undefined {
  const filled = ranges.filter(isFilled);
  if (filled.length === 0) return t.macPools.rangeNeeded;
  for (const { from, to } of filled) {
    const wrong = [from, to].find((mac) => !MAC.test(mac.trim()));
    if (wrong !== undefined) return t.macPools.addressWrong(wrong);
    if (numberOf(from) > numberOf(to)) return t.macPools.rangeBackwards(from, to);
  }
  return undefined;
}

/** How many addresses there are. */
export function sizeOf(ranges: Range[]): number {
  return ranges.reduce((sum, { from, to }) => sum + numberOf(to) - numberOf(from) + 1, 0);
}

export function rangeText({ from, to }: Range): string {
  return `${from} – ${to}`;
}
