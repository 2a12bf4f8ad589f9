/* What is worth a look: alerts, PFs that run out, what happened last and what is being done. */
import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardHeader,
  CardTitle,
  Progress,
  Spinner,
} from "@patternfly/react-core";
import { TimesIcon } from "@patternfly/react-icons";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import { query, remove } from "@/api/client";
import { useList, wordsOf } from "@/api/hooks";
import { num } from "@/api/json";
import type { Event, Job } from "@/api/types";
import { useNotices } from "@/components/notices";
import { Severity } from "@/components/severity";
import { Time } from "@/components/time";
import { t } from "@/strings";
import { type Pf, runningOut } from "./pfs";

const EVENTS = 8;
const ALERTS = 5;
const JOBS = 5;
const PFS = 6;

function ListCard({
  title,
  text,
  error,
  footer,
  none,
  children,
}: {
  title: string;
  text?: string;
  error?: unknown;
  footer?: ReactNode;
  /** What to say instead of the list, when there is nothing in it. */
  none?: string;
  children: ReactNode;
}) {
  return (
    <Card isFullHeight>
      <CardHeader>
        <CardTitle component="h2">{title}</CardTitle>
        {text && !none && !error ? <p className="berth-subtle">{text}</p> : null}
      </CardHeader>
      <CardBody>{error ? wordsOf(error) : (none ?? <ul className="berth-rows">{children}</ul>)}</CardBody>
      {footer && <CardFooter>{footer}</CardFooter>}
    </Card>
  );
}

/** The words of a list that is empty, or of one that is not there yet. */
function noneOf(list: unknown[] | undefined, none: string): string | undefined {
  return list ? (list.length === 0 ? none : undefined) : t.common.loading;
}

export function Alerts() {
  const { data, error } = useList<Event>(query("events", { search: "severity=alert", max: ALERTS }));
  const { notify } = useNotices();
  const dismiss = useMutation({
    mutationFn: ({ href }: Event) => remove(href),
    onError: (failure) => notify("danger", t.common.failed, wordsOf(failure)),
  });
  return (
    <ListCard
      title={t.dashboard.alerts.title}
      error={error}
      none={noneOf(data, t.dashboard.alerts.none)}
      footer={
        data?.length === ALERTS && <Link to="/events?search=severity%3Dalert">{t.dashboard.alerts.all}</Link>
      }
    >
      {data?.map((event) => (
        <li key={event.id}>
          <Severity value={event.severity} />
          <span className="berth-rows__text">
            <Link to={`/events/${event.id}`}>{event.description}</Link> <Time value={event.time} />
          </span>
          <Button
            variant="plain"
            size="sm"
            icon={<TimesIcon />}
            aria-label={t.dashboard.alerts.dismissOne(event.description ?? "")}
            title={t.dashboard.alerts.dismiss}
            isDisabled={dismiss.isPending}
            onClick={() => dismiss.mutate(event)}
          />
        </li>
      ))}
    </ListCard>
  );
}

export function LastEvents() {
  const { data, error } = useList<Event>(query("events", { max: EVENTS }));
  return (
    <ListCard
      title={t.dashboard.events.title}
      error={error}
      none={noneOf(data, t.dashboard.events.none)}
      footer={<Link to="/events">{t.dashboard.events.all}</Link>}
    >
      {data?.map(({ id, severity, description, time }) => (
        <li key={id}>
          <Severity value={severity} />
          <span className="berth-rows__text">
            <Link to={`/events/${id}`}>{description}</Link> <Time value={time} />
          </span>
        </li>
      ))}
    </ListCard>
  );
}

export function RunningJobs() {
  const { data, error } = useList<Job>(query("jobs", { search: "status=started", max: JOBS }));
  return (
    <ListCard
      title={t.dashboard.jobs.title}
      error={error}
      none={noneOf(data, t.dashboard.jobs.none)}
      footer={<Link to="/jobs">{t.dashboard.jobs.all}</Link>}
    >
      {data?.map(({ id, description, start_time }) => (
        <li key={id}>
          <Spinner isInline aria-hidden />
          <span className="berth-rows__text">
            <Link to={`/jobs/${id}`}>{description}</Link> <Time value={start_time} />
          </span>
        </li>
      ))}
    </ListCard>
  );
}

function PfRow({ pf }: { pf: Pf }) {
  const total = num(pf.number_of_virtual_functions);
  const free = num(pf.free);
  return (
    <li>
      <Link to={`/hosts/${pf.host.id}/nics`} className="berth-rows__text">
        {pf.host.name} · {pf.name}
      </Link>
      <Progress
        className="berth-pf-progress"
        value={total - free}
        min={0}
        max={total}
        size="sm"
        measureLocation="none"
        variant={free === 0 ? "danger" : "warning"}
        aria-label={`${pf.host.name} ${pf.name}: ${t.dashboard.pfs.free(free, total)}`}
      />
      <span>{t.dashboard.pfs.free(free, total)}</span>
    </li>
  );
}

export function ScarcePfs() {
  const { data, error } = useList<Pf>("physicalfunctions", { also: ["virtualfunctions", "nics", "hosts"] });
  const scarce = data && runningOut(data);
  const { pfs } = t.dashboard;
  const none = data?.every(({ number_of_virtual_functions: n }) => num(n) === 0) ? pfs.noPfs : pfs.none;
  return (
    <ListCard title={pfs.title} text={pfs.text} error={error} none={noneOf(scarce, none)}>
      {scarce?.slice(0, PFS).map((pf) => (
        <PfRow key={pf.id} pf={pf} />
      ))}
      {scarce && scarce.length > PFS && (
        <li>
          <Link to="/map">{pfs.more(scarce.length - PFS)}</Link>
        </li>
      )}
    </ListCard>
  );
}
