/* What is and was done that takes long. */
import { Alert, PageSection, Title } from "@patternfly/react-core";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { isTrue, time } from "@/api/json";
import type { User } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { dateTime, duration, yesNo } from "@/components/format";
import { type JobWithSteps, Steps } from "@/components/job-progress";
import { JobStatus } from "@/components/job-status";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";

/** With what "follow" puts into it. */
type FullJob = Omit<JobWithSteps, "owner"> & { owner?: Partial<User> };

/** How long it took, or has taken by now. */
function Duration({ job }: { job: FullJob }) {
  const runs = job.status === "started";
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [runs]);
  const end = runs ? Math.max(now, Date.now()) : time(job.end_time);
  return duration(end - time(job.start_time));
}

const columns: Column<FullJob>[] = [
  {
    key: "status",
    title: t.jobs.status,
    sort: "status",
    fit: true,
    render: ({ status }) => <JobStatus value={status} />,
  },
  {
    key: "description",
    title: t.jobs.job,
    sort: "description",
    render: ({ id, description }) => <Link to={`/jobs/${id}`}>{description}</Link>,
  },
  {
    key: "started",
    title: t.jobs.started,
    sort: "start_time",
    fit: true,
    render: ({ start_time }) => dateTime(start_time),
  },
  { key: "duration", title: t.jobs.duration, render: (job) => <Duration job={job} /> },
  { key: "owner", title: t.jobs.owner, render: ({ owner }) => owner?.user_name },
  { key: "failure", title: t.jobs.failure, hidden: true, render: ({ failure }) => failure },
  {
    key: "correlation",
    title: t.jobs.correlation,
    sort: "correlation_id",
    hidden: true,
    render: ({ correlation_id }) => correlation_id,
  },
];

export function Jobs() {
  return (
    <ResourceTable<FullJob>
      title={t.nav.jobs}
      path="jobs"
      params={{ follow: "owner" }}
      columns={columns}
      sortedBy={{ field: "start_time", descending: true }}
      rowName={({ description }) => description ?? ""}
      empty={{ title: t.jobs.empty, text: t.jobs.emptyText }}
    />
  );
}

function General({ job }: { job: FullJob }) {
  const { correlation_id: correlation, owner } = job;
  return (
    <>
      {job.failure && (
        <PageSection hasBodyWrapper={false}>
          <Alert isInline variant="danger" title={t.jobs.failure}>
            <span className="berth-lines">{job.failure}</span>
          </Alert>
        </PageSection>
      )}
      <PageSection hasBodyWrapper={false}>
        <Title headingLevel="h2" size="lg">
          {t.jobs.steps}
        </Title>
        {job.steps?.step?.length ? <Steps job={job as JobWithSteps} /> : t.jobs.noSteps}
      </PageSection>
      <Facts
        facts={[
          [t.jobs.status, <JobStatus key="status" value={job.status} />],
          [t.jobs.started, dateTime(job.start_time)],
          [t.jobs.ended, dateTime(job.end_time)],
          [t.jobs.duration, <Duration key="duration" job={job} />],
          [
            t.jobs.owner,
            owner?.id ? <Link to={`/users/${owner.id}`}>{owner.user_name}</Link> : t.common.none,
          ],
          [t.jobs.external, yesNo(isTrue(job.external))],
          [
            t.jobs.correlation,
            correlation ? (
              <>
                {correlation} ·{" "}
                <Link to={`/events?search=${encodeURIComponent(`correlation_id=${correlation}`)}`}>
                  {t.jobs.events}
                </Link>
              </>
            ) : (
              t.common.none
            ),
          ],
          [t.common.id, job.id],
        ]}
      />
    </>
  );
}

export function JobDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<FullJob>(`jobs/${id}?follow=steps,owner`, { also: ["steps"] });
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <DetailsPage
      parent={{ title: t.nav.jobs, to: "/jobs" }}
      title={data.description ?? ""}
      label={<JobStatus value={data.status} />}
      to={`/jobs/${id}`}
      tabs={[{ key: "general", title: t.jobs.general, content: () => <General job={data} /> }]}
    />
  );
}
