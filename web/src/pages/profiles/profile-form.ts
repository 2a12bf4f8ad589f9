/* What the dialog of a vNIC profile holds, and the request that it becomes.  Pure. */
import type { Part } from "@/api/changes";
import { isTrue } from "@/api/json";
import type { Network, NetworkFilter, Qos, VnicProfile } from "@/api/types";
import type { Errors } from "@/components/form-dialog";
import { t } from "@/strings";

/** With what "follow" puts into it. */
export type ProfileRow = Omit<VnicProfile, "network" | "network_filter" | "qos" | "failover"> & {
  network?: Partial<Network>;
  network_filter?: Partial<NetworkFilter>;
  qos?: Partial<Qos>;
  failover?: Partial<VnicProfile>;
};

export const FOLLOW = "network,network_filter,qos,failover";
/** The filter that a new profile has in oVirt, too. */
export const DEFAULT_FILTER = "vdsm-no-mac-spoofing";

export interface ProfileValues {
  network: string;
  name: string;
  description: string;
  comment: string;
  qos: string;
  filter: string;
  passthrough: boolean;
  migratable: boolean;
  failover: string;
  portMirroring: boolean;
}

export function isPassthrough({ pass_through }: Pick<VnicProfile, "pass_through">): boolean {
  return pass_through?.mode === "enabled";
}

export function profileValues(profile: ProfileRow): ProfileValues {
  return {
    network: profile.network?.id ?? "",
    name: profile.name ?? "",
    description: profile.description ?? "",
    comment: profile.comment ?? "",
    qos: profile.qos?.id ?? "",
    filter: profile.network_filter?.id ?? "",
    passthrough: isPassthrough(profile),
    migratable: isTrue(profile.migratable),
    failover: profile.failover?.id ?? "",
    portMirroring: isTrue(profile.port_mirroring),
  };
}

export function newProfile(network: string, passthrough: boolean, filters: NetworkFilter[]): ProfileValues {
  return {
    network,
    name: "",
    description: "",
    comment: "",
    qos: "",
    filter: filters.find(({ name }) => name === DEFAULT_FILTER)?.id ?? "",
    passthrough,
    migratable: passthrough,
    failover: "",
    portMirroring: false,
  };
}

export function mayFailOver({ passthrough, migratable }: ProfileValues): boolean {
  return passthrough && migratable;
}

/** A reference, or the empty one that clears it. */
function ref(id: string, possible: boolean): { id?: string } {
  return possible && id ? { id } : {};
}

export const parts: Part<ProfileValues>[] = [
  [["network"], ({ network }) => ({ network: { id: network } })],
  [["name"], ({ name }) => ({ name: name.trim() })],
  [["description"], ({ description }) => ({ description })],
  [["comment"], ({ comment }) => ({ comment })],
  [["passthrough"], ({ passthrough }) => ({ pass_through: { mode: passthrough ? "enabled" : "disabled" } })],
  [["qos", "passthrough"], ({ qos, passthrough }) => ({ qos: ref(qos, !passthrough) })],
  [["filter", "passthrough"], ({ filter, passthrough }) => ({ network_filter: ref(filter, !passthrough) })],
  [
    ["portMirroring", "passthrough"],
    ({ portMirroring, passthrough }) => ({ port_mirroring: portMirroring && !passthrough }),
  ],
  [["migratable", "passthrough"], ({ migratable, passthrough }) => (passthrough ? { migratable } : {})],
  [
    ["failover", "migratable", "passthrough"],
    (values) => ({ failover: ref(values.failover, mayFailOver(values)) }),
  ],
];

export function validateProfile({ network, name }: ProfileValues): Errors<ProfileValues> {
  return {
    network: network ? undefined : t.common.required,
    name: name.trim() ? undefined : t.common.required,
  };
}

export const fieldOf: Record<string, keyof ProfileValues> = {
  network: "network",
  name: "name",
  description: "description",
  comment: "comment",
  pass_through: "passthrough",
  qos: "qos",
  network_filter: "filter",
  port_mirroring: "portMirroring",
  migratable: "migratable",
  failover: "failover",
};
