import { bodyOf, type Part, wholeBody } from "@/api/changes";
import { create, update } from "@/api/client";
import { isGone, useItem, useList, useReady } from "@/api/hooks";
import type { Cluster, DataCenter, MacPool } from "@/api/types";
import type { DialogProps } from "@/components/crud";
import { type Option, SelectField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import type { ClusterRow } from "@/pages/networks/rows";
import { t } from "@/strings";

interface Values {
  dataCenter: string;
  name: string;
  description: string;
  comment: string;
  cpu: string;
  switchType: string;
  bios: string;
  macPool: string;
}

interface Level {
  cpu_types?: { cpu_type?: { name: string }[] };
}

/** What a cluster is of that is added. */
const LEVEL = "4.7";

const parts: Part<Values>[] = [
  [["dataCenter"], ({ dataCenter }) => ({ data_center: { id: dataCenter } })],
  [["name"], ({ name }) => ({ name: name.trim() })],
  [["description"], ({ description }) => ({ description })],
  [["comment"], ({ comment }) => ({ comment })],
  [["cpu"], ({ cpu }) => ({ cpu: { type: cpu } })],
  [["switchType"], ({ switchType }) => ({ switch_type: switchType })],
  [["bios"], ({ bios }) => ({ bios_type: bios })],
  [["macPool"], ({ macPool }) => (macPool ? { mac_pool: { id: macPool } } : {})],
];

const fieldOf: Record<string, keyof Values> = {
  data_center: "dataCenter",
  name: "name",
  description: "description",
  comment: "comment",
  cpu: "cpu",
  switch_type: "switchType",
  bios_type: "bios",
  mac_pool: "macPool",
};

function fromTable(table: Record<string, string>, disabled: string[] = []): Option[] {
  return Object.entries(table).map(([value, label]) => ({
    value,
    label,
    disabled: disabled.includes(value),
  }));
}

function named(rows: { id: string; name?: string }[]): Option[] {
  return rows.map(({ id, name }) => ({ value: id, label: name ?? id }));
}

function valuesOf(
  cluster: Cluster | undefined,
  preset: string | undefined,
  dataCenters: DataCenter[],
): Values {
  const only = dataCenters.length === 1 ? dataCenters[0]?.id : undefined;
  return {
    dataCenter: cluster?.data_center?.id ?? preset ?? only ?? "",
    name: cluster?.name ?? "",
    description: cluster?.description ?? "",
    comment: cluster?.comment ?? "",
    cpu: cluster?.cpu?.type ?? "",
    switchType: cluster?.switch_type ?? "legacy",
    bios: cluster?.bios_type ?? "q35_sea_bios",
    macPool: cluster?.mac_pool?.id ?? "",
  };
}

/** 'dataCenter': what a new one begins with. */
export function ClusterDialog({
  row,
  dataCenter,
  onClose,
  onSaved,
}: DialogProps<ClusterRow> & { dataCenter?: string }) {
  const read = useItem<Cluster>(row && `clusters/${row.id}`);
  const version = read.data?.version;
  const level = useItem<Level>(`clusterlevels/${version ? `${version.major}.${version.minor}` : LEVEL}`);
  const dataCenters = useList<DataCenter>("datacenters");
  const pools = useList<MacPool>("macpools");
  const ready = useReady(dataCenters, pools, level, ...(row ? [read] : []));
  if (!ready) return null;
  const initial = valuesOf(read.data, dataCenter, dataCenters.data ?? []);
  const cpus = (level.data?.cpu_types?.cpu_type ?? []).map(({ name }) => ({ value: name, label: name }));
  return (
    <FormDialog<Values>
      title={row ? t.clusters.editTitle(row.name ?? "") : t.clusters.addTitle}
      initial={initial}
      validate={({ dataCenter, name }) => ({
        dataCenter: dataCenter ? undefined : t.common.required,
        name: name.trim() ? undefined : t.common.required,
      })}
      fieldOf={fieldOf}
      onSubmit={async ({ changed, values }) => {
        const body = row ? bodyOf(parts, changed, values) : wholeBody(parts, values);
        if (body) await (row ? update(`clusters/${row.id}`, body) : create("clusters", body));
        onSaved({ name: values.name });
      }}
      onClose={onClose}
      submitLabel={row ? t.common.save : t.common.add}
      live={read.data && { name: row?.name ?? "", version: read.data, gone: isGone(read.error) }}
    >
      {({ field, values }) => (
        <>
          <SelectField
            label={t.clusters.dataCenter}
            required
            help={t.clusters.dataCenterHelp}
            options={[
              ...(values.dataCenter ? [] : [{ value: "", label: "" }]),
              ...named(dataCenters.data ?? []),
            ]}
            {...field("dataCenter")}
          />
          <TextField label={t.common.name} required autoFocus {...field("name")} />
          <TextField label={t.common.description} {...field("description")} />
          <TextField label={t.common.comment} {...field("comment")} />
          <SelectField
            label={t.clusters.cpu}
            help={t.clusters.cpuHelp}
            options={[{ value: "", label: t.clusters.noCpu }, ...cpus]}
            {...field("cpu")}
          />
          <SelectField label={t.clusters.bios} options={fromTable(t.clusters.bioses)} {...field("bios")} />
          <SelectField
            label={t.clusters.switchType}
            help={t.clusters.switchHelp}
            options={fromTable(t.clusters.switchTypes, ["ovs"])}
            {...field("switchType")}
          />
          <SelectField
            label={t.clusters.macPool}
            help={t.clusters.macPoolHelp}
            options={[
              ...(row ? [] : [{ value: "", label: t.clusters.defaultPool }]),
              ...named(pools.data ?? []),
            ]}
            {...field("macPool")}
          />
        </>
      )}
    </FormDialog>
  );
}
