/* What is in a cluster. */
import { Link } from "react-router-dom";
import { useList } from "@/api/hooks";
import type { Host, Vm } from "@/api/types";
import { words } from "@/components/format";
import { type Column, ResourceTable } from "@/components/resource-table";
import { attachmentColumns, type Pair, useAttachments } from "@/pages/networks/attachments";
import { type ClusterNetwork, type ClusterRow, type NetworkRow, vlanText } from "@/pages/networks/rows";
import { t } from "@/strings";

/** With the host's name by "follow". */
type VmRow = Omit<Vm, "host"> & { host?: Partial<Host> };

function nameColumn<T extends { id: string; name?: string }>(base: string): Column<T> {
  return {
    key: "name",
    title: t.common.name,
    sort: "name",
    text: ({ name }) => name,
    render: ({ id, name }) => <Link to={`${base}/${id}`}>{name}</Link>,
  };
}

function statusColumn<T extends { status?: string }>(): Column<T> {
  return {
    key: "status",
    title: t.common.status,
    sort: "status",
    render: ({ status }) => words(status),
  };
}

const hostColumns: Column<Host>[] = [
  nameColumn("/hosts"),
  statusColumn(),
  { key: "address", title: t.clusters.address, sort: "address", render: ({ address }) => address },
  { key: "comment", title: t.common.comment, render: ({ comment }) => comment },
];

export function HostsTab({ cluster }: { cluster: string }) {
  return (
    <ResourceTable<Host>
      title={t.clusters.tabs.hosts}
      path="hosts"
      within={`cluster.id=${cluster}`}
      columns={hostColumns}
      empty={{
        title: t.clusters.hostsEmptyTitle,
        text: t.clusters.hostsEmptyText,
        action: <Link to="/hosts">{t.clusters.goToHosts}</Link>,
      }}
      embedded
    />
  );
}

const vmColumns: Column<VmRow>[] = [
  nameColumn("/vms"),
  statusColumn(),
  {
    key: "host",
    title: t.clusters.host,
    render: ({ host }) => (host ? <Link to={`/hosts/${host.id}`}>{host.name}</Link> : t.common.none),
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function VmsTab({ cluster }: { cluster: string }) {
  return (
    <ResourceTable<VmRow>
      title={t.clusters.tabs.vms}
      path="vms"
      within={`cluster.id=${cluster}`}
      params={{ follow: "host" }}
      also={["hosts"]}
      columns={vmColumns}
      empty={{
        title: t.clusters.vmsEmptyTitle,
        text: t.clusters.vmsEmptyText,
        action: <Link to="/vms">{t.clusters.goToVms}</Link>,
      }}
      embedded
    />
  );
}

export function NetworksTab({ cluster }: { cluster: ClusterRow }) {
  const attached = useList<ClusterNetwork>(`clusters/${cluster.id}/networks`).data ?? [];
  const nameOf = (row: NetworkRow) => row.name ?? "";
  const pairOf = (row: NetworkRow): Pair => ({
    cluster: { id: cluster.id, name: cluster.name ?? "" },
    network: { id: row.id, name: nameOf(row) },
    here: attached.find(({ id }) => id === row.id),
  });
  const { actions, dialog } = useAttachments(pairOf, nameOf);
  const columns: Column<NetworkRow>[] = [
    nameColumn("/networks"),
    { key: "vlan", title: t.networks.vlan, text: vlanText, render: vlanText },
    ...attachmentColumns(pairOf),
  ];
  return (
    <>
      <ResourceTable<NetworkRow>
        title={t.clusters.tabs.networks}
        path={`datacenters/${cluster.data_center?.id}/networks`}
        columns={columns}
        actions={actions}
        searchable={false}
        empty={{ title: t.clusters.networksEmptyTitle, text: t.clusters.networksEmptyText }}
        embedded
      />
      {dialog}
    </>
  );
}
