/* oVirt's columns of VMs. */
import { Link } from "react-router-dom";
import { bytes } from "@/components/format";
import type { Column } from "@/components/resource-table";
import { t } from "@/strings";
import { cpuCount, type VmRow } from "./rows";
import { VmStatus } from "./status";
import { Uptime } from "./uptime";

export const vmColumns: Column<VmRow>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/vms/${id}`}>{name}</Link>,
  },
  {
    key: "status",
    title: t.common.status,
    sort: "status",
    render: ({ status }) => <VmStatus status={status} />,
  },
  {
    key: "comment",
    title: t.common.comment,
    sort: "comment",
    hidden: true,
    render: ({ comment }) => comment,
  },
  {
    key: "host",
    title: t.vms.host,
    sort: "host",
    render: ({ host }) => host && <Link to={`/hosts/${host.id}`}>{host.name}</Link>,
  },
  {
    key: "cluster",
    title: t.vms.cluster,
    sort: "cluster",
    render: ({ cluster }) => <Link to={`/clusters/${cluster?.id}`}>{cluster?.name}</Link>,
  },
  {
    key: "datacenter",
    title: t.vms.dataCenter,
    sort: "datacenter",
    hidden: true,
    render: ({ cluster }) => (
      <Link to={`/datacenters/${cluster?.data_center?.id}`}>{cluster?.data_center?.name}</Link>
    ),
  },
  { key: "memory", title: t.vms.memory, sort: "memory", render: ({ memory }) => bytes(memory) },
  { key: "cpus", title: t.vms.cpus, render: cpuCount },
  { key: "nics", title: t.vms.nics, render: ({ nics }) => nics?.nic?.length ?? 0 },
  { key: "uptime", title: t.vms.uptime, sort: "start_time", render: (vm) => <Uptime vm={vm} /> },
  {
    key: "description",
    title: t.common.description,
    sort: "description",
    render: ({ description }) => description,
  },
];
