import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { DataCenter } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<DataCenter>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/datacenters/${id}`}>{name}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function DataCenters() {
  return (
    <ResourceTable
      title={t.nav.dataCenters}
      path="datacenters"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function DataCenterDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<DataCenter>(`datacenters/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.dataCenters, to: "/datacenters" }}
      title={data.name ?? ""}
      to={`/datacenters/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
