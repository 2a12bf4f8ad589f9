/* The tree of verdicts that "vms/ID/placement" answers, and how it is shown in order.  Pure. */
import { isTrue, num } from "@/api/json";
import type { VfClass } from "@/api/pfs";
import type { Ref } from "@/api/types";

interface Verdict {
  name: string;
  fits: string;
  reason: string;
  text: string;
}

export interface PfVerdict extends Verdict {
  host_nic: Ref;
  free_virtual_functions: string;
  number_of_virtual_functions: string;
  states?: { state?: { name: string; count: string }[] };
}

export interface NicVerdict extends Verdict {
  id: string;
  pfs?: { pf?: PfVerdict[] };
}

export interface HostVerdict extends Verdict {
  id: string;
  cost?: string;
  nics?: { nic?: NicVerdict[] };
}

export interface ChosenVf {
  index: string;
  physical_function_name: string;
  physical_function: Ref;
  nic_name?: string;
  nic?: Ref;
}

export interface Placement {
  fits: string;
  reason?: string;
  text?: string;
  assumption?: { allow_network?: Ref; on?: Ref };
  choice?: { host: Ref; virtual_functions?: { virtual_function?: ChosenVf[] } };
  hosts?: { host?: HostVerdict[] };
}

export interface Group {
  reason: string;
  hosts: HostVerdict[];
}

/** Hosts by their verdict: those that fit first, cheapest first; then what concerns most of them. */
export function groupHosts(hosts: HostVerdict[], filter: string, onlyFitting: boolean): Group[] {
  const groups = new Map<string, HostVerdict[]>();
  const wanted = filter.trim().toLowerCase();
  for (const host of hosts) {
    if (onlyFitting && !isTrue(host.fits)) continue;
    if (!host.name.toLowerCase().includes(wanted)) continue;
    groups.set(host.reason, [...(groups.get(host.reason) ?? []), host]);
  }
  const order = (a: HostVerdict, b: HostVerdict) =>
    (num(a.cost) || 0) - (num(b.cost) || 0) || a.name.localeCompare(b.name, undefined, { numeric: true });
  return [...groups]
    .map(([reason, members]) => ({ reason, hosts: members.sort(order) }))
    .sort(
      (a, b) => Number(b.reason === "fits") - Number(a.reason === "fits") || b.hosts.length - a.hosts.length,
    );
}

const classes: Record<string, VfClass> = {
  free: "free",
  held_by_vm: "used",
  leased: "used",
  quarantined: "quarantined",
};
const order: VfClass[] = ["used", "unusable", "quarantined", "free"];

/** A class for each VF of a PF, alike ones together: which VF is which does not matter here. */
export function cellsOf({ states }: PfVerdict): VfClass[] {
  return (states?.state ?? [])
    .flatMap(({ name, count }) => Array<VfClass>(num(count) || 0).fill(classes[name] ?? "unusable"))
    .sort((a, b) => order.indexOf(a) - order.indexOf(b));
}
