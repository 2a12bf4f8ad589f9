/* Values as people read them.  Pure. */
import { num, time } from "@/api/json";
import { t } from "@/strings";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function bytes(value: string | number | undefined): string {
  let n = num(value);
  if (Number.isNaN(n)) return t.common.none;
  let unit = 0;
  for (; n >= 1024 && unit < UNITS.length - 1; unit++) n /= 1024;
  return `${Number.isInteger(n) ? n : n.toFixed(1)} ${UNITS[unit]}`;
}

/** Of a link, given in bit/s. */
export function speed(value: string | number | undefined): string {
  const n = num(value);
  if (Number.isNaN(n) || n <= 0) return t.common.none;
  return n >= 1e9 ? `${n / 1e9} Gbit/s` : `${n / 1e6} Mbit/s`;
}

export function dateTime(value: string | number | undefined): string {
  const n = time(value);
  return Number.isNaN(n)
    ? t.common.none
    : new Date(n).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/** "powering_up" as "Powering up". */
export function words(value: string | undefined): string {
  if (!value) return t.common.none;
  const text = value.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function yesNo(value: boolean): string {
  return value ? t.common.yes : t.common.no;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** "2 minutes ago"; both in milliseconds. */
export function ago(then: number, now: number): string {
  const passed = now - then;
  const step = STEPS.find(([, length]) => Math.abs(passed) >= length);
  return step ? relative.format(-Math.round(passed / step[1]), step[0]) : t.common.justNow;
}

/** "1 h 5 min", "3.2 s"; in milliseconds. */
export function duration(ms: number): string {
  if (Number.isNaN(ms) || ms < 0) return t.common.none;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60
    ? `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const SPANS: [number, string][] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
];

/** How long something has been running, in its two largest units: "3 d 4 h"; in milliseconds. */
export function uptime(ms: number): string {
  if (Number.isNaN(ms)) return t.common.none;
  let left = Math.max(0, Math.floor(ms / 1000));
  const first = SPANS.findIndex(([seconds]) => left >= seconds);
  if (first < 0) return "0 s";
  return SPANS.slice(first, first + 2)
    .map(([seconds, unit]) => {
      const n = Math.floor(left / seconds);
      left -= n * seconds;
      return n > 0 ? `${n} ${unit}` : "";
    })
    .filter(Boolean)
    .join(" ");
}
