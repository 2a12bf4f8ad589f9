/* What the dialog of a QoS holds, and the request that it becomes.  Pure. */
import type { Part } from "@/api/changes";
import type { Qos } from "@/api/types";
import type { Errors } from "@/components/form-dialog";
import { t } from "@/strings";

export type QosType = NonNullable<Qos["type"]>;
export type Limit = keyof typeof t.dataCenters.qos.fields;

/** The limits that each type has. */
export const limitsOf: Record<QosType, Limit[]> = {
  network: [
    "inbound_average",
    "inbound_peak",
    "inbound_burst",
    "outbound_average",
    "outbound_peak",
    "outbound_burst",
  ],
  hostnetwork: ["outbound_average_linkshare", "outbound_average_upperlimit", "outbound_average_realtime"],
  storage: [
    "max_throughput",
    "max_read_throughput",
    "max_write_throughput",
    "max_iops",
    "max_read_iops",
    "max_write_iops",
  ],
  cpu: ["cpu_limit"],
};

export const limits = Object.keys(t.dataCenters.qos.fields) as Limit[];

export type QosValues = { name: string; description: string; type: QosType } & Record<Limit, string>;

export function qosValues(qos?: Qos): QosValues {
  return {
    name: qos?.name ?? "",
    description: qos?.description ?? "",
    type: qos?.type ?? "network",
    ...(Object.fromEntries(limits.map((limit) => [limit, qos?.[limit] ?? ""])) as Record<Limit, string>),
  };
}

/** All limits of a type are said together: those that are empty are taken away. */
export const parts: Part<QosValues>[] = [
  [["name"], ({ name }) => ({ name: name.trim() })],
  [["description"], ({ description }) => ({ description })],
  [["type"], ({ type }) => ({ type })],
  ...limits.map(
    (limit): Part<QosValues> => [
      [limit],
      (values) => {
        if (!limitsOf[values.type].includes(limit)) return {};
        return { [limit]: values[limit] === "" ? null : values[limit] };
      },
    ],
  ),
];

export function validateQos(values: QosValues): Errors<QosValues> {
  const wrong = limitsOf[values.type].filter((limit) => !/^\d*$/.test(values[limit]));
  return {
    name: values.name.trim() ? undefined : t.common.required,
    ...Object.fromEntries(wrong.map((limit) => [limit, t.dataCenters.qos.whole])),
  };
}

export function limitsText(qos: Qos): string {
  const set = limits.filter((limit) => qos[limit] !== undefined);
  return set.map((limit) => `${t.dataCenters.qos.fields[limit]}: ${qos[limit]}`).join(", ");
}
