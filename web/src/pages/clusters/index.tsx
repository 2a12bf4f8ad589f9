import { Link, useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { MacPool } from "@/api/types";
import { useCrud } from "@/components/crud";
import { DetailsPage, Facts } from "@/components/details-page";
import { yesNo } from "@/components/format";
import { PermissionsTab } from "@/components/permissions-tab";
import { ActionsMenu } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import type { ClusterRow } from "@/pages/networks/rows";
import { t } from "@/strings";
import { ClusterDialog } from "./cluster-dialog";
import { ClustersTable, FOLLOW } from "./clusters-table";
import { HostsTab, NetworksTab, VmsTab } from "./tabs";

export function Clusters() {
  return <ClustersTable />;
}

function General({ cluster }: { cluster: ClusterRow }) {
  const { data_center, version, switch_type = "", bios_type = "" } = cluster;
  const pool: Partial<MacPool> = cluster.mac_pool ?? {};
  return (
    <Facts
      facts={[
        [t.common.name, cluster.name],
        [
          t.clusters.dataCenter,
          <Link key="data_center" to={`/datacenters/${data_center?.id}`}>
            {data_center?.name}
          </Link>,
        ],
        [t.common.description, cluster.description || t.common.none],
        [t.common.comment, cluster.comment || t.common.none],
        [t.clusters.version, `${version?.major}.${version?.minor}`],
        [t.clusters.cpu, cluster.cpu?.type || t.clusters.noCpu],
        [t.clusters.bios, t.clusters.bioses[bios_type] ?? bios_type],
        [t.clusters.switchType, t.clusters.switchTypes[switch_type] ?? switch_type],
        [
          t.clusters.macPool,
          <Link key="mac_pool" to={`/macpools/${pool.id}`}>
            {pool.name}
          </Link>,
        ],
        [t.clusters.ksm, yesNo(isTrue(cluster.ksm?.enabled))],
        [t.common.id, cluster.id],
      ]}
    />
  );
}

export function ClusterDetails() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const { actions, dialogs } = useCrud<ClusterRow>(
    t.clusters,
    (props) => <ClusterDialog {...props} />,
    () => navigate("/clusters"),
  );
  const { data, error, refetch } = useItem<ClusterRow>(`clusters/${id}?follow=${FOLLOW}`, {
    also: ["datacenters", "macpools"],
  });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { tabs } = t.clusters;
  const name = data.name ?? "";
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.clusters, to: "/clusters" }}
        title={name}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        to={`/clusters/${id}`}
        tabs={[
          { key: "general", title: tabs.general, content: () => <General cluster={data} /> },
          { key: "hosts", title: tabs.hosts, content: () => <HostsTab cluster={id} /> },
          { key: "vms", title: tabs.vms, content: () => <VmsTab cluster={id} /> },
          { key: "networks", title: tabs.networks, content: () => <NetworksTab cluster={data} /> },
          {
            key: "permissions",
            title: tabs.permissions,
            content: () => <PermissionsTab path={`clusters/${id}`} object={name} />,
          },
        ]}
      />
      {dialogs}
    </>
  );
}
