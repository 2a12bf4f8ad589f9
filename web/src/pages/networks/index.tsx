import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { isTrue } from "@/api/json";
import { useCrud } from "@/components/crud";
import { DetailsPage, Facts } from "@/components/details-page";
import { yesNo } from "@/components/format";
import { PermissionsTab } from "@/components/permissions-tab";
import { type Action, ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { ProfileDialog } from "@/pages/profiles/profile-dialog";
import { ProfilesTable } from "@/pages/profiles/profiles-table";
import { t } from "@/strings";
import { ClustersTab } from "./clusters-tab";
import { HostsTab } from "./hosts-tab";
import { NetworkDialog } from "./network-dialog";
import { Roles } from "./roles";
import { FOLLOW, labelOf, mtuText, type NetworkRow, shortMtu, vlanText } from "./rows";
import { VnicUsers } from "./vnic-users";

const columns: Column<NetworkRow>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/networks/${id}`}>{name}</Link>,
  },
  { key: "comment", title: t.common.comment, render: ({ comment }) => comment },
  {
    key: "data_center",
    title: t.networks.dataCenter,
    sort: "datacenter",
    render: ({ data_center }) => <Link to={`/datacenters/${data_center?.id}`}>{data_center?.name}</Link>,
  },
  {
    key: "description",
    title: t.common.description,
    render: ({ description }) => description,
  },
  { key: "role", title: t.networks.role, render: (network) => <Roles network={network} /> },
  { key: "vlan", title: t.networks.vlan, sort: "vlanid", render: vlanText },
  { key: "label", title: t.networks.label, render: (network) => labelOf(network) || t.common.none },
  { key: "mtu", title: t.networks.mtu, sort: "mtu", render: shortMtu },
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

/** 'dataCenter': what a new one begins with. */
function useNetworks(dataCenter?: string, onRemoved?: () => void) {
  const { add, actions, dialogs } = useCrud<NetworkRow>(
    t.networks,
    ({ row, ...rest }) => <NetworkDialog id={row?.id} dataCenter={dataCenter} {...rest} />,
    onRemoved,
  );
  const [profiled, setProfiled] = useState<string>();
  const profile: Action<NetworkRow> = {
    key: "profile",
    title: t.networks.addProfile,
    single: true,
    run: ([row]) => setProfiled(row?.id),
  };
  return {
    add,
    actions: [profile, ...actions],
    dialogs: (
      <>
        {dialogs}
        {profiled && <ProfileDialog network={profiled} passthrough onClose={() => setProfiled(undefined)} />}
      </>
    ),
  };
}

/** 'dataCenter': those of one, in its tab. */
export function NetworksTable({ dataCenter }: { dataCenter?: string }) {
  const { add, actions, dialogs } = useNetworks(dataCenter);
  return (
    <>
      <ResourceTable<NetworkRow>
        title={t.nav.networks}
        path="networks"
        within={dataCenter && `datacenter.id=${dataCenter}`}
        params={{ follow: FOLLOW }}
        also={["datacenters", "networklabels"]}
        columns={dataCenter ? columns.filter(({ key }) => key !== "data_center") : columns}
        actions={actions}
        buttons={add}
        empty={{ title: t.networks.emptyTitle, text: t.networks.emptyText, action: add }}
        embedded={!!dataCenter}
      />
      {dialogs}
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
  const { actions, dialogs } = useNetworks(undefined, () => navigate("/networks"));
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
      {dialogs}
    </>
  );
}
