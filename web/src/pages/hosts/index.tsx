import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { Host } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { HostNics } from "./nics";

const columns: Column<Host>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/hosts/${id}`}>{name}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function Hosts() {
  return (
    <ResourceTable
      title={t.nav.hosts}
      path="hosts"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function HostDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<Host>(`hosts/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.hosts, to: "/hosts" }}
      title={data.name ?? ""}
      to={`/hosts/${id}`}
      tabs={[
        { key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> },
        { key: "nics", title: t.hosts.nics, content: () => <HostNics host={data} /> },
      ]}
    />
  );
}
