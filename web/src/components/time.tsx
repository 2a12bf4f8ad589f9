/* When something was: how long ago, and on pointing at it exactly. */
import { useEffect, useState } from "react";
import { time } from "@/api/json";
import { ago, dateTime } from "./format";

const TICK_MS = 30_000;

export function Time({ value }: { value: number | string | undefined }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const at = time(value);
  if (Number.isNaN(at)) return null;
  return (
    <time className="berth-subtle" dateTime={new Date(at).toISOString()} title={dateTime(value)}>
      {ago(at, Math.max(now, Date.now()))}
    </time>
  );
}
