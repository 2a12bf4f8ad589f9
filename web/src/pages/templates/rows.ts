import type { Cluster, DataCenter, Template, VmNic } from "@/api/types";

export interface TemplateRow extends Omit<Template, "cluster"> {
  cluster?: Omit<Cluster, "data_center"> & { data_center?: DataCenter };
  nics?: { nic?: VmNic[] };
}

export const FOLLOW = "cluster.data_center,nics";
/** The collections of FOLLOW. */
export const ALSO = ["clusters", "datacenters", "nics"];

const BLANK = "00000000-0000-0000-0000-000000000000";

export function isBlank({ id }: { id: string }): boolean {
  return id === BLANK;
}
