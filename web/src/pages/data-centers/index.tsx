import { Link, useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { DataCenter, MacPool } from "@/api/types";
import { useCrud } from "@/components/crud";
import { DetailsPage, Facts } from "@/components/details-page";
import { words } from "@/components/format";
import { PermissionsTab } from "@/components/permissions-tab";
import { ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { ClustersTable } from "@/pages/clusters/clusters-table";
import { NetworksTable } from "@/pages/networks";
import { t } from "@/strings";
import { DataCenterDialog } from "./data-center-dialog";
import { QosTab } from "./qos-tab";

const FOLLOW = "mac_pool";

function poolOf({ mac_pool }: DataCenter): Partial<MacPool> {
  return mac_pool ?? {};
}

function versionOf({ version }: DataCenter): string {
  return `${version?.major}.${version?.minor}`;
}

const columns: Column<DataCenter>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/datacenters/${id}`}>{name}</Link>,
  },
  { key: "comment", title: t.common.comment, sort: "comment", render: ({ comment }) => comment },
  { key: "status", title: t.common.status, render: ({ status }) => words(status) },
  { key: "version", title: t.dataCenters.version, render: versionOf },
  {
    key: "mac_pool",
    title: t.dataCenters.macPool,
    render: (row) => <Link to={`/macpools/${poolOf(row).id}`}>{poolOf(row).name}</Link>,
  },
  {
    key: "description",
    title: t.common.description,
    sort: "description",
    render: ({ description }) => description,
  },
  { key: "id", title: t.common.id, hidden: true, render: ({ id }) => id },
];

export function DataCenters() {
  const { add, actions, dialogs } = useCrud<DataCenter>(t.dataCenters, (props) => (
    <DataCenterDialog {...props} />
  ));
  return (
    <>
      <ResourceTable<DataCenter>
        title={t.nav.dataCenters}
        path="datacenters"
        params={{ follow: FOLLOW }}
        also={["macpools"]}
        columns={columns}
        actions={actions}
        buttons={add}
        empty={{ title: t.dataCenters.emptyTitle, text: t.dataCenters.emptyText, action: add }}
      />
      {dialogs}
    </>
  );
}

function General({ dataCenter }: { dataCenter: DataCenter }) {
  const pool = poolOf(dataCenter);
  return (
    <Facts
      facts={[
        [t.common.name, dataCenter.name],
        [t.common.status, words(dataCenter.status)],
        [t.common.description, dataCenter.description || t.common.none],
        [t.common.comment, dataCenter.comment || t.common.none],
        [t.dataCenters.version, versionOf(dataCenter)],
        [
          t.dataCenters.macPool,
          <Link key="mac_pool" to={`/macpools/${pool.id}`}>
            {pool.name}
          </Link>,
        ],
        [t.common.id, dataCenter.id],
      ]}
    />
  );
}

export function DataCenterDetails() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const { actions, dialogs } = useCrud<DataCenter>(
    t.dataCenters,
    (props) => <DataCenterDialog {...props} />,
    () => navigate("/datacenters"),
  );
  const { data, error, refetch } = useItem<DataCenter>(`datacenters/${id}?follow=${FOLLOW}`, {
    also: ["macpools"],
  });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { tabs } = t.dataCenters;
  const name = data.name ?? "";
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.dataCenters, to: "/datacenters" }}
        title={name}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        to={`/datacenters/${id}`}
        tabs={[
          { key: "general", title: tabs.general, content: () => <General dataCenter={data} /> },
          { key: "clusters", title: tabs.clusters, content: () => <ClustersTable dataCenter={id} /> },
          { key: "networks", title: tabs.networks, content: () => <NetworksTable dataCenter={id} /> },
          { key: "qos", title: tabs.qos, content: () => <QosTab dataCenter={id} /> },
          {
            key: "permissions",
            title: tabs.permissions,
            content: () => <PermissionsTab path={`datacenters/${id}`} object={name} />,
          },
        ]}
      />
      {dialogs}
    </>
  );
}
