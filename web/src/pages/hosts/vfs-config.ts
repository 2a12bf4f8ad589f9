/* How to get the configuration of a PF's VFs from what it is to what was asked.  Pure. */
import { isTrue, num } from "@/api/json";
import type { Pf } from "@/api/pfs";

export interface VfsConfig {
  number: number;
  all: boolean;
  /** Ids of the networks that are allowed by name. */
  networks: string[];
  labels: string[];
}

export function configOf(pf: Pf): VfsConfig {
  return {
    number: num(pf.number_of_virtual_functions),
    all: isTrue(pf.all_networks_allowed),
    networks: (pf.networks?.network ?? []).flatMap(({ id, label }) => (id && !label ? [id] : [])),
    labels: (pf.labels?.network_label ?? []).map(({ id }) => id),
  };
}

export interface Call {
  /** The field that shows its refusal. */
  field: keyof VfsConfig;
  method: "POST" | "DELETE";
  /** Below the address of the PF. */
  path: string;
  body?: object;
}

/** Of a set: what 'want' has beside 'begun' and 'now' has not yet, and the other way round. */
function difference(begun: string[], now: string[], want: string[]) {
  return {
    add: want.filter((one) => !begun.includes(one) && !now.includes(one)),
    remove: begun.filter((one) => !want.includes(one) && now.includes(one)),
  };
}

function action(begun: VfsConfig, now: VfsConfig, want: VfsConfig): Call[] {
  const number = want.number !== begun.number && want.number !== now.number;
  const all = want.all !== begun.all && want.all !== now.all;
  if (!number && !all) return [];
  const configuration = {
    ...(number && { number_of_virtual_functions: want.number }),
    ...(all && { all_networks_allowed: want.all }),
  };
  return [
    {
      field: number ? "number" : "all",
      method: "POST",
      path: "updatevirtualfunctionsconfiguration",
      body: { virtual_functions_configuration: configuration },
    },
  ];
}

/** The calls, in order, that do what was changed from 'begun' to 'want' to what it is 'now', which
 * somebody else may have changed.  First what can be refused: a refusal leaves all as it was.  What
 * is allowed comes before what is not any more, so that no network is without it in between. */
export function callsFor(begun: VfsConfig, now: VfsConfig, want: VfsConfig): Call[] {
  const first = action(begun, now, want);
  if (want.all) return first; // the engine clears both sets
  const labels = difference(begun.labels, now.labels, want.labels);
  const networks = difference(begun.networks, now.networks, want.networks);
  const add = (field: "labels" | "networks", id: string): Call => ({
    field,
    method: "POST",
    path: `virtualfunctionallowed${field}`,
    body: { id },
  });
  const remove = (field: "labels" | "networks", id: string): Call => ({
    field,
    method: "DELETE",
    path: `virtualfunctionallowed${field}/${encodeURIComponent(id)}`,
  });
  return [
    ...first,
    ...labels.add.map((id) => add("labels", id)),
    ...networks.add.map((id) => add("networks", id)),
    ...labels.remove.map((id) => remove("labels", id)),
    ...networks.remove.map((id) => remove("networks", id)),
  ];
}
