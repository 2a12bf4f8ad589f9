import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { Event } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<Event>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, description }) => <Link to={`/events/${id}`}>{description}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function Events() {
  return (
    <ResourceTable
      title={t.nav.events}
      path="events"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function EventDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<Event>(`events/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.events, to: "/events" }}
      title={data.description ?? ""}
      to={`/events/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
