import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { MacPool } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<MacPool>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/macpools/${id}`}>{name}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function MacPools() {
  return (
    <ResourceTable
      title={t.nav.macPools}
      path="macpools"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function MacPoolDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<MacPool>(`macpools/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.macPools, to: "/macpools" }}
      title={data.name ?? ""}
      to={`/macpools/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
