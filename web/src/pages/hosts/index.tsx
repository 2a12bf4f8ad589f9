/* Hosts: the list and the page of one. */
import { Button } from "@patternfly/react-core";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { num } from "@/api/json";
import { countsOf, totalOf, type VfClass } from "@/api/pfs";
import type { Host, Ref } from "@/api/types";
import { DetailsPage } from "@/components/details-page";
import { bytes } from "@/components/format";
import { PermissionsTab } from "@/components/permissions-tab";
import { ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { useHostActions } from "./actions";
import { AddHost } from "./add-host";
import { HostNics } from "./nics";
import { HostStatus } from "./status";
import { HostDevices, HostEvents, HostGeneral, HostVms } from "./tabs";

const s = t.hosts.columns;

/** With what "follow" and "all_content" put into it. */
type Row = Host & {
  cluster?: Ref & { data_center?: Ref };
  virtual_functions?: Partial<Record<VfClass, string>>;
};

function vfsOf({ virtual_functions: counted }: Row): string {
  if (!counted) return t.common.none;
  const counts = countsOf(counted);
  return totalOf(counts) ? t.vfs.free(counts.free, totalOf(counts)) : t.common.none;
}

const columns: Column<Row>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/hosts/${id}`}>{name}</Link>,
  },
  { key: "comment", title: t.common.comment, render: ({ comment }) => comment },
  { key: "address", title: s.address, sort: "address", render: ({ address }) => address },
  {
    key: "cluster",
    title: s.cluster,
    render: ({ cluster }) => cluster && <Link to={`/clusters/${cluster.id}`}>{cluster.name}</Link>,
  },
  {
    key: "data_center",
    title: s.dataCenter,
    hidden: true,
    render: ({ cluster }) =>
      cluster?.data_center && (
        <Link to={`/datacenters/${cluster.data_center.id}`}>{cluster.data_center.name}</Link>
      ),
  },
  {
    key: "status",
    title: t.common.status,
    sort: "status",
    render: (host) => <HostStatus host={host} />,
  },
  { key: "vms", title: s.vms, render: ({ summary }) => summary?.total ?? t.common.none },
  { key: "vfs", title: s.vfs, render: (host) => <span className="berth-nowrap">{vfsOf(host)}</span> },
  {
    key: "memory",
    title: s.memory,
    render: ({ memory }) => (num(memory) ? bytes(memory) : t.common.none),
  },
  { key: "cpus", title: s.cpus, hidden: true, render: ({ cpu }) => cpu?.topology?.cores },
  { key: "description", title: t.common.description, hidden: true, render: ({ description }) => description },
];

const FOLLOW = { all_content: "true", follow: "cluster.data_center" };
const ALSO = ["clusters", "vms", "virtualfunctions"];

export function Hosts() {
  const { actions, dialog } = useHostActions();
  const [adding, setAdding] = useState(false);
  const add = <Button onClick={() => setAdding(true)}>{t.hosts.addHost}</Button>;
  return (
    <>
      <ResourceTable<Row>
        title={t.nav.hosts}
        path="hosts"
        params={FOLLOW}
        also={ALSO}
        columns={columns}
        actions={actions}
        buttons={add}
        empty={{ title: t.hosts.empty, text: t.hosts.emptyText, action: add }}
      />
      {adding && <AddHost onClose={() => setAdding(false)} />}
      {dialog}
    </>
  );
}

export function HostDetails() {
  const { id } = useParams();
  const navigate = useNavigate();
  const { actions, dialog } = useHostActions(() => navigate("/hosts"));
  const { data, error, refetch } = useItem<Host>(`hosts/${id}`, { also: ["vms"] });
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.hosts, to: "/hosts" }}
        title={data.name ?? ""}
        label={<HostStatus host={data} />}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        to={`/hosts/${id}`}
        tabs={[
          { key: "general", title: t.hosts.general.title, content: () => <HostGeneral host={data} /> },
          { key: "nics", title: t.hosts.nics, content: () => <HostNics host={data} /> },
          { key: "vms", title: t.hosts.vms.title, content: () => <HostVms host={data} /> },
          { key: "devices", title: t.hosts.devices.title, content: () => <HostDevices host={data} /> },
          { key: "events", title: t.hosts.events.title, content: () => <HostEvents host={data} /> },
          {
            key: "permissions",
            title: t.hosts.permissions,
            content: () => <PermissionsTab path={`hosts/${id}`} object={data.name ?? ""} />,
          },
        ]}
      />
      {dialog}
    </>
  );
}
