import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { Cluster } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<Cluster>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/clusters/${id}`}>{name}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function Clusters() {
  return (
    <ResourceTable
      title={t.nav.clusters}
      path="clusters"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function ClusterDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<Cluster>(`clusters/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.clusters, to: "/clusters" }}
      title={data.name ?? ""}
      to={`/clusters/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
