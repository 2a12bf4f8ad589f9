import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { User } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<User>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/users/${id}`}>{name}</Link>,
  },
];

export function Users() {
  return (
    <ResourceTable
      title={t.nav.users}
      path="users"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function UserDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<User>(`users/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.users, to: "/users" }}
      title={data.name ?? ""}
      to={`/users/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
