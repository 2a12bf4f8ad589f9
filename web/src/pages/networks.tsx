import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { Network } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<Network>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/networks/${id}`}>{name}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function Networks() {
  return (
    <ResourceTable
      title={t.nav.networks}
      path="networks"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function NetworkDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<Network>(`networks/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.networks, to: "/networks" }}
      title={data.name ?? ""}
      to={`/networks/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
