import { Button } from "@patternfly/react-core";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { isTrue } from "@/api/json";
import { DetailsPage, Facts } from "@/components/details-page";
import { yesNo } from "@/components/format";
import { useNotices } from "@/components/notices";
import { PermissionsTab } from "@/components/permissions-tab";
import { RemoveDialog } from "@/components/remove-dialog";
import { type Action, ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { ProfileDialog } from "@/pages/profiles/profile-dialog";
import { ProfilesTable } from "@/pages/profiles/profiles-table";
import { t } from "@/strings";
import { ClustersTab } from "./clusters-tab";
import { HostsTab } from "./hosts-tab";
import { NetworkDialog } from "./network-dialog";
import { Roles } from "./roles";
import { FOLLOW, labelOf, mtuText, type NetworkRow, vlanText } from "./rows";
import { VnicUsers } from "./vnic-users";

const columns: Column<NetworkRow>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/networks/${id}`}>{name}</Link>,
  },
  { key: "comment", title: t.common.comment, sort: "comment", render: ({ comment }) => comment },
  {
    key: "data_center",
    title: t.networks.dataCenter,
    sort: "datacenter",
    render: ({ data_center }) => <Link to={`/datacenters/${data_center?.id}`}>{data_center?.name}</Link>,
  },
  {
    key: "description",
    title: t.common.description,
    sort: "description",
    render: ({ description }) => description,
  },
  { key: "role", title: t.networks.role, render: (network) => <Roles network={network} /> },
  { key: "vlan", title: t.networks.vlan, sort: "vlanid", render: vlanText },
  { key: "label", title: t.networks.label, render: (network) => labelOf(network) || t.common.none },
  { key: "mtu", title: t.networks.mtu, sort: "mtu", render: mtuText },
  {
    key: "provider",
    title: t.networks.provider,
    hidden: true,
    render: ({ external_provider }) => external_provider?.name ?? t.common.none,
  },
  {
    key: "port_isolation",
    title: t.networks.portIsolation,
    hidden: true,
    render: ({ port_isolation }) => yesNo(isTrue(port_isolation)),
  },
  { key: "id", title: t.common.id, hidden: true, render: ({ id }) => id },
];

/** What is open over the page. */
type Open =
  | { kind: "add" }
  | { kind: "edit" | "profile"; row: NetworkRow }
  | { kind: "remove"; rows: NetworkRow[] };

function useActions(): { open?: Open; setOpen: (open?: Open) => void; actions: Action<NetworkRow>[] } {
  const [open, setOpen] = useState<Open>();
  const withOne = (kind: "edit" | "profile") => (rows: NetworkRow[]) =>
    rows[0] && setOpen({ kind, row: rows[0] });
  const actions: Action<NetworkRow>[] = [
    { key: "edit", title: t.networks.edit, single: true, run: withOne("edit") },
    { key: "profile", title: t.networks.addProfile, single: true, run: withOne("profile") },
    {
      key: "remove",
      title: t.networks.remove,
      danger: true,
      run: (rows) => setOpen({ kind: "remove", rows }),
    },
  ];
  return { open, setOpen, actions };
}

function Dialogs({
  open,
  dataCenter,
  onClose,
  onRemoved,
}: {
  open?: Open;
  dataCenter?: string;
  onClose: () => void;
  onRemoved?: () => void;
}) {
  const { notify } = useNotices();
  switch (open?.kind) {
    case "add":
      return (
        <NetworkDialog
          dataCenter={dataCenter}
          onClose={onClose}
          onSaved={({ name = "" }) => notify("success", t.common.added(name))}
        />
      );
    case "edit":
      return <NetworkDialog id={open.row.id} onClose={onClose} />;
    case "profile":
      return <ProfileDialog network={open.row.id} passthrough onClose={onClose} />;
    case "remove":
      return (
        <RemoveDialog
          title={t.networks.removeTitle}
          targets={open.rows}
          note={t.networks.removeNote}
          onClose={(removed) => {
            onClose();
            if (removed) onRemoved?.();
          }}
        />
      );
    default:
      return null;
  }
}

/** 'dataCenter': those of one, in its tab. */
export function NetworksTable({ dataCenter }: { dataCenter?: string }) {
  const { open, setOpen, actions } = useActions();
  const add = <Button onClick={() => setOpen({ kind: "add" })}>{t.networks.add}</Button>;
  return (
    <>
      <ResourceTable<NetworkRow>
        title={t.nav.networks}
        path="networks"
        within={dataCenter && `datacenter.id=${dataCenter}`}
        params={{ follow: FOLLOW }}
        also={["datacenters", "networklabels"]}
        columns={columns}
        actions={actions}
        buttons={add}
        empty={{ title: t.networks.emptyTitle, text: t.networks.emptyText, action: add }}
        embedded={!!dataCenter}
      />
      <Dialogs open={open} dataCenter={dataCenter} onClose={() => setOpen(undefined)} />
    </>
  );
}

export function Networks() {
  return <NetworksTable />;
}

function General({ network }: { network: NetworkRow }) {
  const { data_center, dns_resolver_configuration: dns } = network;
  return (
    <Facts
      facts={[
        [t.common.name, network.name],
        [t.networks.dataCenter, <Link to={`/datacenters/${data_center?.id}`}>{data_center?.name}</Link>],
        [t.common.description, network.description || t.common.none],
        [t.common.comment, network.comment || t.common.none],
        [t.networks.role, <Roles network={network} />],
        [t.networks.vlan, vlanText(network)],
        [t.networks.label, labelOf(network) || t.common.none],
        [t.networks.mtu, mtuText(network)],
        [t.networks.portIsolation, yesNo(isTrue(network.port_isolation))],
        [t.networks.nameServers, dns?.name_servers?.name_server?.join(", ") || t.common.none],
        [t.networks.bridge, network.vdsm_name],
        [t.common.id, network.id],
      ]}
    />
  );
}

export function NetworkDetails() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const { open, setOpen, actions } = useActions();
  const { data, error, refetch } = useItem<NetworkRow>(`networks/${id}?follow=${FOLLOW}`, {
    also: ["datacenters", "networklabels"],
  });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { tabs } = t.networks;
  const name = data.name ?? "";
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.networks, to: "/networks" }}
        title={name}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        to={`/networks/${id}`}
        tabs={[
          { key: "general", title: tabs.general, content: () => <General network={data} /> },
          { key: "profiles", title: tabs.profiles, content: () => <ProfilesTable network={id} /> },
          { key: "clusters", title: tabs.clusters, content: () => <ClustersTab network={data} /> },
          { key: "hosts", title: tabs.hosts, content: () => <HostsTab network={data} /> },
          {
            key: "vms",
            title: tabs.vms,
            content: () => <VnicUsers kind="vms" by="network" id={id} />,
          },
          {
            key: "templates",
            title: tabs.templates,
            content: () => <VnicUsers kind="templates" by="network" id={id} />,
          },
          {
            key: "permissions",
            title: tabs.permissions,
            content: () => <PermissionsTab path={`networks/${id}`} object={name} />,
          },
        ]}
      />
      <Dialogs open={open} onClose={() => setOpen(undefined)} onRemoved={() => navigate("/networks")} />
    </>
  );
}
