import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { Vm } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<Vm>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/vms/${id}`}>{name}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function Vms() {
  return (
    <ResourceTable
      title={t.nav.vms}
      path="vms"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function VmDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<Vm>(`vms/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.vms, to: "/vms" }}
      title={data.name ?? ""}
      to={`/vms/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
