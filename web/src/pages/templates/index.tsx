import { type ReactNode, useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { isTrue } from "@/api/json";
import { DetailsPage, Facts } from "@/components/details-page";
import { bytes, dateTime, yesNo } from "@/components/format";
import { PermissionsTab } from "@/components/permissions-tab";
import { RemoveDialog } from "@/components/remove-dialog";
import { type Action, ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { useVmActions } from "../vms/actions";
import { deviceNames } from "../vms/boot";
import { vmColumns } from "../vms/columns";
import { Nics } from "../vms/nics";
import { cpuCount, templateName, VM_ALSO, VM_FOLLOW } from "../vms/rows";
import { EditTemplateDialog } from "./edit-template";
import { ALSO, FOLLOW, isBlank, type TemplateRow } from "./rows";

const s = t.templates;

function ClusterLink({ cluster }: TemplateRow) {
  return cluster ? <Link to={`/clusters/${cluster.id}`}>{cluster.name}</Link> : s.anyCluster;
}

function DataCenterLink({ cluster }: TemplateRow) {
  const dc = cluster?.data_center;
  return dc ? <Link to={`/datacenters/${dc.id}`}>{dc.name}</Link> : t.common.none;
}

const columns: Column<TemplateRow>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: (row) => <Link to={`/templates/${row.id}`}>{templateName(row)}</Link>,
  },
  {
    key: "version",
    title: s.version,
    sort: "version_number",
    hidden: true,
    render: ({ version }) => version?.version_number,
  },
  {
    key: "comment",
    title: t.common.comment,
    sort: "comment",
    hidden: true,
    render: ({ comment }) => comment,
  },
  { key: "cluster", title: s.cluster, sort: "cluster", render: (row) => <ClusterLink {...row} /> },
  {
    key: "datacenter",
    title: s.dataCenter,
    sort: "datacenter",
    render: (row) => <DataCenterLink {...row} />,
  },
  { key: "memory", title: s.memory, sort: "memory", render: ({ memory }) => bytes(memory) },
  { key: "cpus", title: s.cpus, render: cpuCount },
  { key: "nics", title: s.nics, render: ({ nics }) => nics?.nic?.length ?? 0 },
  {
    key: "description",
    title: t.common.description,
    sort: "description",
    render: ({ description }) => description,
  },
];

function blankStays(rows: TemplateRow[]): string | undefined {
  return rows.some(isBlank) ? s.blank : undefined;
}

function useTemplateActions(onRemoved?: () => void): { actions: Action<TemplateRow>[]; dialog: ReactNode } {
  const [editing, setEditing] = useState<string>();
  const [removing, setRemoving] = useState<TemplateRow[]>();
  const actions: Action<TemplateRow>[] = [
    {
      key: "edit",
      title: s.edit,
      single: true,
      disabled: blankStays,
      run: ([row]) => setEditing(row?.id),
    },
    { key: "remove", title: s.remove, danger: true, disabled: blankStays, run: setRemoving },
  ];
  const dialog = (
    <>
      {editing && <EditTemplateDialog id={editing} onClose={() => setEditing(undefined)} />}
      {removing && (
        <RemoveDialog
          title={s.removeTitle}
          targets={removing}
          onClose={(removed) => {
            setRemoving(undefined);
            if (removed) onRemoved?.();
          }}
        />
      )}
    </>
  );
  return { actions, dialog };
}

export function Templates() {
  const { actions, dialog } = useTemplateActions();
  return (
    <>
      <ResourceTable
        title={t.nav.templates}
        path="templates"
        params={{ follow: FOLLOW }}
        also={ALSO}
        columns={columns}
        actions={actions}
        empty={s.empty}
      />
      {dialog}
    </>
  );
}

function TemplateVms({ template }: { template: TemplateRow }) {
  const { actions, dialog } = useVmActions();
  return (
    <>
      <ResourceTable
        title={s.tabs.vms}
        path="vms"
        within={`template.id=${template.id}`}
        params={{ follow: VM_FOLLOW }}
        also={VM_ALSO}
        columns={vmColumns}
        actions={actions}
        empty={s.noVms}
        embedded
      />
      {dialog}
    </>
  );
}

function General({ template }: { template: TemplateRow }) {
  const { sockets = "1", cores = "1", threads = "1" } = template.cpu?.topology ?? {};
  const { os, version } = template;
  return (
    <Facts
      facts={[
        [t.common.name, template.name],
        [s.version, [version?.version_number, version?.version_name].filter(Boolean).join(", ")],
        [t.common.description, template.description || t.common.none],
        [t.common.comment, template.comment || t.common.none],
        [s.cluster, <ClusterLink key="cluster" {...template} />],
        [s.dataCenter, <DataCenterLink key="dc" {...template} />],
        [s.memory, bytes(template.memory)],
        [s.cpus, t.vms.cpusOf(sockets, cores, threads)],
        [s.boots, os?.kernel ? t.vms.kernel : deviceNames(os?.boot?.devices?.device)],
        [t.vms.kernel, os?.kernel || t.common.none],
        [t.vms.initrd, os?.initrd || t.common.none],
        [t.vms.cmdline, os?.cmdline || t.common.none],
        [t.vms.startsPaused, yesNo(isTrue(template.start_paused))],
        [t.vms.protected, yesNo(isTrue(template.delete_protected))],
        [s.created, dateTime(template.creation_time)],
        [t.common.id, template.id],
      ]}
    />
  );
}

export function TemplateDetails() {
  const { id } = useParams();
  const navigate = useNavigate();
  const { actions, dialog } = useTemplateActions(() => navigate("/templates"));
  const { data, error, refetch } = useItem<TemplateRow>(`templates/${id}?follow=${FOLLOW}`, { also: ALSO });
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.templates, to: "/templates" }}
        title={templateName(data)}
        to={`/templates/${id}`}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        tabs={[
          { key: "general", title: s.tabs.general, content: () => <General template={data} /> },
          {
            key: "nics",
            title: s.tabs.nics,
            content: () => <Nics owner={`templates/${id}`} cluster={data.cluster} />,
          },
          { key: "vms", title: s.tabs.vms, content: () => <TemplateVms template={data} /> },
          {
            key: "permissions",
            title: s.tabs.permissions,
            content: () => <PermissionsTab path={`templates/${id}`} object={data.name ?? ""} />,
          },
        ]}
      />
      {dialog}
    </>
  );
}
