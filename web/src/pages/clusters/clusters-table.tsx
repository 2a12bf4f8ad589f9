/* Clusters: all of them, or those of one data center. */
import { Link } from "react-router-dom";
import { useCrud } from "@/components/crud";
import { type Column, ResourceTable } from "@/components/resource-table";
import type { ClusterRow } from "@/pages/networks/rows";
import { t } from "@/strings";
import { ClusterDialog } from "./cluster-dialog";

export const FOLLOW = "data_center,mac_pool";

function columnsOf(ofOne: boolean): Column<ClusterRow>[] {
  const place: Column<ClusterRow> = {
    key: "data_center",
    title: t.clusters.dataCenter,
    sort: "datacenter.name",
    render: ({ data_center }) => <Link to={`/datacenters/${data_center?.id}`}>{data_center?.name}</Link>,
  };
  return [
    {
      key: "name",
      title: t.common.name,
      sort: "name",
      render: ({ id, name }) => <Link to={`/clusters/${id}`}>{name}</Link>,
    },
    { key: "comment", title: t.common.comment, sort: "comment", render: ({ comment }) => comment },
    ...(ofOne ? [] : [place]),
    {
      key: "version",
      title: t.clusters.version,
      render: ({ version }) => `${version?.major}.${version?.minor}`,
    },
    {
      key: "cpu",
      title: t.clusters.cpu,
      sort: "cpu_type",
      render: ({ cpu }) => cpu?.type || t.clusters.noCpu,
    },
    {
      key: "description",
      title: t.common.description,
      sort: "description",
      render: ({ description }) => description,
    },
    { key: "id", title: t.common.id, hidden: true, render: ({ id }) => id },
  ];
}

export function ClustersTable({ dataCenter }: { dataCenter?: string }) {
  const { add, actions, dialogs } = useCrud<ClusterRow>(t.clusters, (props) => (
    <ClusterDialog dataCenter={dataCenter} {...props} />
  ));
  return (
    <>
      <ResourceTable<ClusterRow>
        title={t.nav.clusters}
        path="clusters"
        within={dataCenter && `datacenter.id=${dataCenter}`}
        params={{ follow: FOLLOW }}
        also={["datacenters", "macpools"]}
        columns={columnsOf(!!dataCenter)}
        actions={actions}
        buttons={add}
        empty={{ title: t.clusters.emptyTitle, text: t.clusters.emptyText, action: add }}
        embedded={!!dataCenter}
      />
      {dialogs}
    </>
  );
}
