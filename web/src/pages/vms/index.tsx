import { Button, Flex } from "@patternfly/react-core";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { DetailsPage } from "@/components/details-page";
import { bytes } from "@/components/format";
import { PermissionsTab } from "@/components/permissions-tab";
import { ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { useVmActions } from "./actions";
import { VmEvents } from "./events";
import { General } from "./general";
import { Nics } from "./nics";
import { PlacementExplained } from "./placement";
import { cpuCount, isDown, VM_ALSO, VM_FOLLOW, type VmRow } from "./rows";
import { VmStatus } from "./status";
import { Uptime } from "./uptime";
import { AddVmDialog } from "./vm-dialog";

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

export function Vms() {
  const [adding, setAdding] = useState(false);
  const { actions, dialog } = useVmActions();
  const add = <Button onClick={() => setAdding(true)}>{t.vms.add}</Button>;
  return (
    <>
      <ResourceTable
        title={t.nav.vms}
        path="vms"
        params={{ follow: VM_FOLLOW }}
        also={VM_ALSO}
        columns={vmColumns}
        actions={actions}
        buttons={add}
        empty={{ ...t.vms.empty, action: add }}
      />
      {adding && <AddVmDialog onClose={() => setAdding(false)} />}
      {dialog}
    </>
  );
}

export function VmDetails() {
  const { id } = useParams();
  const navigate = useNavigate();
  const { actions, dialog } = useVmActions(() => navigate("/vms"));
  const { data, error, refetch } = useItem<VmRow>(`vms/${id}?follow=${VM_FOLLOW}`, { also: VM_ALSO });
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading />;
  const first = actions.find(({ key }) => key === (isDown(data) ? "run" : "shutdown"));
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.vms, to: "/vms" }}
        title={data.name ?? ""}
        label={<VmStatus status={data.status} />}
        to={`/vms/${id}`}
        actions={
          <Flex>
            {first && <Button onClick={() => first.run([data])}>{first.title}</Button>}
            <ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />
          </Flex>
        }
        tabs={[
          { key: "general", title: t.vms.tabs.general, content: () => <General vm={data} /> },
          {
            key: "nics",
            title: t.vms.tabs.nics,
            content: () => <Nics owner={`vms/${id}`} cluster={data.cluster} vm={data} />,
          },
          {
            key: "placement",
            title: t.vms.tabs.placement,
            content: () => <PlacementExplained vm={data} />,
          },
          { key: "events", title: t.vms.tabs.events, content: () => <VmEvents id={data.id} /> },
          {
            key: "permissions",
            title: t.vms.tabs.permissions,
            content: () => <PermissionsTab path={`vms/${id}`} object={data.name ?? ""} />,
          },
        ]}
      />
      {dialog}
    </>
  );
}
