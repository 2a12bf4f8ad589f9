import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import type { Job } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

const columns: Column<Job>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, description }) => <Link to={`/jobs/${id}`}>{description}</Link>,
  },
  { key: "description", title: t.common.description, render: ({ description }) => description },
];

export function Jobs() {
  return (
    <ResourceTable
      title={t.nav.jobs}
      path="jobs"
      columns={columns}
      empty={{ title: t.search.nothing, text: t.search.nothingText }}
    />
  );
}

export function JobDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<Job>(`jobs/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.jobs, to: "/jobs" }}
      title={data.description ?? ""}
      to={`/jobs/${id}`}
      tabs={[{ key: "general", title: "General", content: () => <Facts facts={[[t.common.id, data.id]]} /> }]}
    />
  );
}
