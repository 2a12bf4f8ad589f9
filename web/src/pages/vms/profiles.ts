/* The vNIC profiles that a VM of one cluster can have, by the words of their networks. */
import { useList } from "@/api/hooks";
import type { Cluster, Network } from "@/api/types";
import type { Option } from "@/components/fields";
import { t } from "@/strings";
import { isPassthrough, type ProfileRow } from "./rows";

/** "red, VLAN 100, passthrough": what a profile stands for. */
export function profileWords({ network, ...profile }: ProfileRow): string {
  return [
    network?.name,
    network?.vlan?.id && t.vms.nic.vlan(network.vlan.id),
    isPassthrough(profile) && t.vms.nic.passthrough,
  ]
    .filter(Boolean)
    .join(", ");
}

export interface Profiles {
  byId: Map<string, ProfileRow>;
  options: Option[];
}

export function useProfiles(cluster: Pick<Cluster, "id" | "data_center"> | undefined): Profiles {
  const { data: all = [] } = useList<ProfileRow>("vnicprofiles?follow=network", { also: ["networks"] });
  const { data: inCluster } = useList<Network>(cluster && `clusters/${cluster.id}/networks`);
  const here = new Set(inCluster?.map(({ id }) => id));
  const mine = all
    .filter(({ network }) => !cluster || network?.data_center?.id === cluster.data_center?.id)
    .sort((a, b) => (a.name ?? "").localeCompare(b.name ?? ""));
  return {
    byId: new Map(all.map((profile) => [profile.id, profile])),
    options: mine.map((profile) => {
      const absent = inCluster !== undefined && !here.has(profile.network?.id ?? "");
      const words = profileWords(profile) + (absent ? ` – ${t.vms.nic.notInCluster}` : "");
      return { value: profile.id, label: `${profile.name} (${words})`, disabled: absent };
    }),
  };
}
