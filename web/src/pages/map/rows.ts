/* What the map shows, made of the list of PFs.  Pure. */
import { addCounts, countsOf, mayServe, type Pf, type VfCounts, vfsOf } from "@/api/pfs";
import type { Ref } from "@/api/types";

export interface MapHost {
  id: string;
  name: string;
  status: string;
  pfs: Pf[];
  counts: VfCounts;
  /** Those that have VFs of it, by name. */
  vms: Ref[];
}

function vmsOf(pfs: Pf[]): Ref[] {
  const vms = new Map<string, Ref>();
  for (const pf of pfs) for (const { vm } of vfsOf(pf)) if (vm?.id) vms.set(vm.id, vm);
  return [...vms.values()].sort((a, b) =>
    (a.name ?? "").localeCompare(b.name ?? "", undefined, { numeric: true }),
  );
}

/** The hosts in the order in which the list has them. */
export function hostsOf(pfs: Pf[]): MapHost[] {
  const byHost = new Map<string, Pf[]>();
  for (const pf of pfs) {
    const id = pf.host.id ?? "";
    const known = byHost.get(id);
    if (known) known.push(pf);
    else byHost.set(id, [pf]);
  }
  return [...byHost].map(([id, own]) => ({
    id,
    name: own[0]?.host.name ?? id,
    status: own[0]?.host.status ?? "",
    pfs: own,
    counts: addCounts(own.map(countsOf)),
    vms: vmsOf(own),
  }));
}

/** VFs of all cards, hosts and VMs that have some. */
export function sumOf(pfs: Pf[]): { counts: VfCounts; hosts: number; vms: number } {
  const hosts = new Set(pfs.map(({ host }) => host.id));
  const vms = new Set(pfs.flatMap((pf) => vfsOf(pf).flatMap(({ vm }) => vm?.id ?? [])));
  return { counts: addCounts(pfs.map(countsOf)), hosts: hosts.size, vms: vms.size };
}

/** Free VFs of cards that may serve the network. */
export function usableFor(pfs: Pf[], network: string): number {
  return pfs.reduce((sum, pf) => sum + (mayServe(pf, network) ? countsOf(pf).free : 0), 0);
}

export interface Place {
  host: number;
  pf: string;
}

/** The next card, up or down, that has VFs. */
export function nextPf(hosts: MapHost[], from: string, step: 1 | -1): Place | undefined {
  const all = hosts.flatMap(({ pfs }, host) => pfs.map((pf) => ({ host, pf })));
  let at = all.findIndex(({ pf }) => pf.id === from);
  if (at < 0) return undefined;
  do at += step;
  while (all[at] && vfsOf((all[at] as { pf: Pf }).pf).length === 0);
  const found = all[at];
  return found && { host: found.host, pf: found.pf.id };
}
