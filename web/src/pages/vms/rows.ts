/* VMs and vNICs with what "follow" puts into them, and what pages read from them. */
import { isTrue } from "@/api/json";
import type { Cluster, DataCenter, Host, Network, Template, Vm, VmNic, VnicProfile } from "@/api/types";
import { t } from "@/strings";

export interface ProfileRow extends Omit<VnicProfile, "network"> {
  network?: Network;
}

export interface NicRow extends Omit<VmNic, "vnic_profile"> {
  vnic_profile?: ProfileRow;
}

export interface VmRow extends Omit<Vm, "cluster" | "host" | "template"> {
  cluster?: Omit<Cluster, "data_center"> & { data_center?: DataCenter };
  host?: Host;
  template?: Template;
  nics?: { nic?: VmNic[] };
}

export const VM_FOLLOW = "cluster.data_center,host,nics,template";
/** The collections of VM_FOLLOW. */
export const VM_ALSO = ["clusters", "datacenters", "hosts", "nics", "templates"];

export function isPassthrough(profile: ProfileRow | undefined): boolean {
  return profile?.pass_through?.mode === "enabled";
}

export function isDown(vm: Pick<Vm, "status">): boolean {
  return vm.status === "down";
}

export function isProtected(vm: Pick<Vm, "delete_protected">): boolean {
  return isTrue(vm.delete_protected);
}

export function cpuCount(vm: Pick<Vm, "cpu">): number {
  const { sockets = "1", cores = "1", threads = "1" } = vm.cpu?.topology ?? {};
  return Number(sockets) * Number(cores) * Number(threads);
}

/** "web1", "3 VMs": whom an action is done to. */
export function whatOf(rows: Pick<Vm, "name">[]): string {
  return rows.length === 1 ? t.vms.one(rows[0]?.name ?? "") : t.vms.many(rows.length);
}

/** With its version, when it is not the first. */
export function templateName({ name = "", version }: Pick<Template, "name" | "version">): string {
  const { version_name: words, version_number: number = "1" } = version ?? {};
  return number === "1" ? name : `${name} (${words || number})`;
}
