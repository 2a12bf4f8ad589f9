/* All physical functions with their VFs, in one request. */
import { query } from "./client";
import { type ReadOptions, useList } from "./hooks";
import { isTrue, num } from "./json";
import type { Ref } from "./types";

/** What a VF is to who looks for one. */
export const vfClasses = ["free", "used", "unusable", "quarantined"] as const;
export type VfClass = (typeof vfClasses)[number];
export type VfCounts = Record<VfClass, number>;

export interface PfVf {
  id: string;
  index: string;
  state: string;
  class: VfClass;
  /** Why it is not free. */
  detail?: string;
  mac?: { address: string };
  vlan?: { id: string };
  /** Its user, as far as whoever asks may see it. */
  vm?: Ref;
  nic?: Ref;
  network?: Ref;
}

export interface Pf extends Partial<Record<VfClass, string>> {
  id: string;
  href: string;
  name: string;
  host: Ref & { status?: string };
  cluster?: Ref;
  data_center?: Ref;
  mac?: { address: string };
  speed?: string;
  status?: "up" | "down";
  carrier?: string;
  driver?: string;
  /** The host reports it now. */
  present?: string;
  all_networks_allowed: string;
  /** Those allowed while not all are; 'label': what they are there by. */
  networks?: { network?: (Ref & { label?: string })[] };
  labels?: { network_label?: { id: string }[] };
  number_of_virtual_functions: string;
  max_number_of_virtual_functions: string;
  virtual_functions?: { virtual_function?: PfVf[] };
}

/** PFs with all their VFs, by host and name.  'filter' as { host: id }. */
export function usePfs(filter: { cluster?: string; host?: string }, options: ReadOptions = {}) {
  return useList<Pf>(query("physicalfunctions", { ...filter, all_content: true }), {
    also: ["virtualfunctions", "nics", "hosts", "vms", "networks"],
    ...options,
  });
}

export function vfsOf(pf: Pf): PfVf[] {
  return pf.virtual_functions?.virtual_function ?? [];
}

export function countsOf(counted: Partial<Record<VfClass, string>>): VfCounts {
  return Object.fromEntries(vfClasses.map((name) => [name, num(counted[name]) || 0])) as VfCounts;
}

export function addCounts(all: VfCounts[]): VfCounts {
  return Object.fromEntries(
    vfClasses.map((name) => [name, all.reduce((sum, counts) => sum + counts[name], 0)]),
  ) as VfCounts;
}

export function totalOf(counts: VfCounts): number {
  return vfClasses.reduce((sum, name) => sum + counts[name], 0);
}

/** Whether its VFs may serve the network. */
export function mayServe(pf: Pf, network: string): boolean {
  return isTrue(pf.all_networks_allowed) || !!pf.networks?.network?.some(({ id }) => id === network);
}
