/* What the engine says to another number of VFs before it is saved. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError, send } from "@/api/client";
import type { Pf } from "@/api/pfs";
import { callsFor, configOf, type VfsConfig } from "./vfs-config";

/** While someone types, nothing is asked. */
const TYPING_MS = 250;

/** The value when it has rested for so long. */
function useRested<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}

/** A refusal is an answer, not a failure: as such it stays on the screen while it is asked again. */
async function ask(path: string, body: string, signal: AbortSignal): Promise<{ refusal?: string }> {
  try {
    await send(path, { method: "POST", body: JSON.parse(body), signal });
    return {};
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { refusal: error.message };
  }
}

/** Whether the number that saving would ask for is accepted; undefined: it is the present one, or
 * not known yet. */
export function useVfsCheck(pf: Pf, begun: VfsConfig, values: VfsConfig, enabled: boolean) {
  const [first] = callsFor(begun, configOf(pf), values);
  const body = first?.field === "number" ? JSON.stringify(first.body) : "";
  const rested = useRested(body, TYPING_MS);
  const known = enabled && body !== "" && rested === body;
  const path = `${pf.href}/updatevirtualfunctionsconfiguration?dry_run=true`;
  const { data } = useQuery({
    queryKey: ["check", path, rested],
    queryFn: ({ signal }) => ask(path, rested, signal),
    enabled: known,
    meta: { collections: ["virtualfunctions", "nics", "hosts"] },
  });
  return known ? data : undefined;
}
