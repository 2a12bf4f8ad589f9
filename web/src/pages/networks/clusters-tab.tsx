/* Where a network is attached, with its state and roles in each cluster. */
import { Link } from "react-router-dom";
import { type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";
import { attachmentColumns, type Pair, useAttachments } from "./attachments";
import { attachmentOf, type ClusterRow, type NetworkRow } from "./rows";

export function ClustersTab({ network }: { network: NetworkRow }) {
  const { id, name = "", data_center } = network;
  const nameOf = (row: ClusterRow) => row.name ?? "";
  const pairOf = (row: ClusterRow): Pair => ({
    cluster: { id: row.id, name: nameOf(row) },
    network: { id, name },
    here: attachmentOf(row, id),
  });
  const { actions, dialog } = useAttachments(pairOf, nameOf);
  const columns: Column<ClusterRow>[] = [
    {
      key: "name",
      title: t.networks.cluster,
      text: nameOf,
      render: (row) => <Link to={`/clusters/${row.id}/networks`}>{row.name}</Link>,
    },
    ...attachmentColumns(pairOf),
  ];
  return (
    <>
      <ResourceTable<ClusterRow>
        title={t.networks.tabs.clusters}
        path={`datacenters/${data_center?.id}/clusters`}
        params={{ follow: "networks" }}
        also={["networks"]}
        columns={columns}
        actions={actions}
        searchable={false}
        empty={{ title: t.networks.clustersEmptyTitle, text: t.networks.clustersEmptyText }}
        embedded
      />
      {dialog}
    </>
  );
}
