/* Networks as the API gives them with "follow", and as people read them.  Pure. */
import { num } from "@/api/json";
import type { Cluster, DataCenter, Network, NetworkLabel } from "@/api/types";
import { t } from "@/strings";

export type NetworkRow = Omit<Network, "data_center"> & {
  data_center?: Partial<DataCenter>;
  network_labels?: { network_label?: NetworkLabel[] };
  external_provider?: { name?: string };
};

/** A network as a cluster has it. */
export type ClusterNetwork = Network & {
  required?: string;
  status?: string;
  cluster?: { id?: string };
};

export type ClusterRow = Omit<Cluster, "data_center"> & {
  data_center?: Partial<DataCenter>;
  networks?: { network?: ClusterNetwork[] };
};

export const FOLLOW = "data_center,network_labels";

/** Roles that a network has in a cluster, besides being one for VMs; each is held by one network. */
export const clusterRoles = ["management", "display", "migration", "default_route"] as const;

export function usagesOf({ usages }: Pick<Network, "usages">): string[] {
  return usages?.usage ?? [];
}

export function isVmNetwork(network: Pick<Network, "usages">): boolean {
  return usagesOf(network).includes("vm");
}

export function labelOf({ network_labels }: NetworkRow): string {
  return network_labels?.network_label?.map(({ id }) => id).join(", ") ?? "";
}

export function vlanText({ vlan }: Pick<Network, "vlan">): string {
  return vlan?.id ?? t.networks.untagged;
}

export function mtuText({ mtu }: Pick<Network, "mtu">): string {
  return num(mtu) > 0 ? String(mtu) : t.networks.defaultMtu;
}

/** For a narrow column. */
export function shortMtu({ mtu }: Pick<Network, "mtu">): string {
  return num(mtu) > 0 ? String(mtu) : t.networks.shortDefaultMtu;
}

/** The network in a cluster that was read with follow=networks; undefined when it is not attached. */
export function attachmentOf(cluster: ClusterRow, network: string): ClusterNetwork | undefined {
  return cluster.networks?.network?.find(({ id }) => id === network);
}
