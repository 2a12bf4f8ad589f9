import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { VnicProfile } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<VnicProfile>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/vnicprofiles/${id}`}>{name}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function Profiles() {
  return (
    <ResourceTable
      title={t.nav.profiles}
      path="vnicprofiles"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function ProfileDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<VnicProfile>(`vnicprofiles/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.profiles, to: "/vnicprofiles" }}
      title={data.name ?? ""}
      to={`/vnicprofiles/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
