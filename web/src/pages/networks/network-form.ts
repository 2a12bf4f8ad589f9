/* What the dialog of a network holds, and the requests that it becomes.  Pure. */
import type { Part } from "@/api/changes";
import { isTrue, num } from "@/api/json";
import type { Errors } from "@/components/form-dialog";
import { t } from "@/strings";
import { attachmentOf, type ClusterRow, isVmNetwork, labelOf, type NetworkRow } from "./rows";

export interface Attachment {
  attached: boolean;
  required: boolean;
}

export interface NetworkValues {
  dataCenter: string;
  name: string;
  description: string;
  comment: string;
  label: string;
  tagged: boolean;
  vlan: string;
  vmNetwork: boolean;
  portIsolation: boolean;
  customMtu: boolean;
  mtu: string;
  /** By the id of the cluster. */
  clusters: Record<string, Attachment>;
  withProfile: boolean;
  /** Undefined: named after the network. */
  profileName?: string;
}

export function attachmentsOf(clusters: ClusterRow[], network?: string): Record<string, Attachment> {
  return Object.fromEntries(
    clusters.map((cluster) => {
      const now = network ? attachmentOf(cluster, network) : undefined;
      return [cluster.id, { attached: !!now, required: isTrue(now?.required) }];
    }),
  );
}

export function initialNetwork(network: NetworkRow | undefined, clusters: ClusterRow[]): NetworkValues {
  return {
    dataCenter: network?.data_center?.id ?? "",
    name: network?.name ?? "",
    description: network?.description ?? "",
    comment: network?.comment ?? "",
    label: network ? labelOf(network) : "",
    tagged: network?.vlan?.id !== undefined,
    vlan: network?.vlan?.id ?? "",
    vmNetwork: network ? isVmNetwork(network) : true,
    portIsolation: isTrue(network?.port_isolation),
    customMtu: num(network?.mtu) > 0,
    mtu: num(network?.mtu) > 0 ? String(network?.mtu) : "1500",
    clusters: attachmentsOf(clusters, network?.id),
    withProfile: !network,
  };
}

export function profileNameOf({ profileName, name }: NetworkValues): string {
  return profileName ?? (name ? `${name}-vf` : "");
}

/** Why a network of this kind has no passthrough profile; undefined when it can have one. */
export function profileRefusal({ vmNetwork, portIsolation }: NetworkValues): string | undefined {
  if (!vmNetwork) return t.networks.withProfileNeedsVms;
  return portIsolation ? t.networks.withProfileIsolated : undefined;
}

function isWhole(text: string, min: number, max: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
}

export function validateNetwork(values: NetworkValues): Errors<NetworkValues> {
  const { dataCenter, name, label, tagged, vlan, customMtu, mtu } = values;
  const profile = values.withProfile && !profileRefusal(values);
  return {
    dataCenter: dataCenter ? undefined : t.common.required,
    name: name.trim() ? undefined : t.common.required,
    label: /^[\w-]*$/.test(label) ? undefined : t.networks.labelInvalid,
    vlan: tagged && !isWhole(vlan, 0, 4094) ? t.networks.vlanRange : undefined,
    mtu: customMtu && !isWhole(mtu, 68, 65520) ? t.networks.mtuRange : undefined,
    profileName: profile && !profileNameOf(values).trim() ? t.common.required : undefined,
  };
}

export const parts: Part<NetworkValues>[] = [
  [["dataCenter"], ({ dataCenter }) => ({ data_center: { id: dataCenter } })],
  [["name"], ({ name }) => ({ name: name.trim() })],
  [["description"], ({ description }) => ({ description })],
  [["comment"], ({ comment }) => ({ comment })],
  [["tagged", "vlan"], ({ tagged, vlan }) => ({ vlan: tagged ? { id: vlan } : {} })],
  [["customMtu", "mtu"], ({ customMtu, mtu }) => ({ mtu: customMtu ? mtu : 0 })],
  [["vmNetwork"], ({ vmNetwork }) => ({ usages: { usage: vmNetwork ? ["vm"] : [] } })],
  [
    ["portIsolation", "vmNetwork"],
    ({ portIsolation, vmNetwork }) => ({ port_isolation: portIsolation && vmNetwork }),
  ],
];

export type ClusterChange = "attach" | "detach" | "require";

export function clusterChange(before: Attachment, now: Attachment): ClusterChange | undefined {
  if (before.attached !== now.attached) return now.attached ? "attach" : "detach";
  return now.attached && before.required !== now.required ? "require" : undefined;
}

/** Where a refusal of the engine is shown. */
export const fieldOf: Record<string, keyof NetworkValues> = {
  name: "name",
  data_center: "dataCenter",
  description: "description",
  comment: "comment",
  vlan: "vlan",
  mtu: "mtu",
  usages: "vmNetwork",
  port_isolation: "portIsolation",
};
