/* What happened: everything that people and hosts did, the newest first. */
import { ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { Link, useNavigate, useParams, useSearchParams } from "react-router-dom";
import { remove } from "@/api/client";
import { useItem, wordsOf } from "@/api/hooks";
import { DetailsPage, Facts } from "@/components/details-page";
import { dateTime } from "@/components/format";
import { useNotices } from "@/components/notices";
import { type Action, ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Severity, type SeverityWord } from "@/components/severity";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { type FullEvent, Objects, objectsOf } from "./objects";

const FOLLOW = "cluster,data_center,host,network,template,user,vm";
const OWN = "oVirt"; // the engine's own events have the name that oVirt's have

function correlationSearch(list: string, id: string): string {
  return `${list}?search=${encodeURIComponent(`correlation_id=${id}`)}`;
}

const columns: Column<FullEvent>[] = [
  {
    key: "severity",
    title: t.events.severity,
    sort: "severity",
    fit: true,
    render: ({ severity }) => <Severity value={severity} text />,
  },
  { key: "time", title: t.events.time, sort: "time", fit: true, render: ({ time }) => dateTime(time) },
  {
    key: "message",
    title: t.events.message,
    sort: "message",
    render: ({ id, description }) => <Link to={`/events/${id}`}>{description}</Link>,
  },
  {
    key: "user",
    title: t.events.user,
    render: ({ user }) => user?.user_name ?? user?.name,
  },
  { key: "objects", title: t.events.objects, render: (event) => <Objects event={event} /> },
  {
    key: "correlation",
    title: t.events.correlation,
    sort: "correlation_id",
    hidden: true,
    render: ({ correlation_id: id }) => id && <Link to={correlationSearch("/events", id)}>{id}</Link>,
  },
  { key: "code", title: t.events.code, sort: "code", hidden: true, render: ({ code }) => code },
  {
    key: "origin",
    title: t.events.origin,
    sort: "origin",
    hidden: true,
    render: ({ origin }) => (origin === OWN ? t.events.own : origin),
  },
];

function canDismiss({ severity, origin }: FullEvent): boolean {
  return severity === "alert" || origin !== OWN;
}

function useDismiss(onDone?: () => void): Action<FullEvent> {
  const { notify } = useNotices();
  const run = async (events: FullEvent[]) => {
    const outcomes = await Promise.allSettled(events.map(({ href }) => remove(href)));
    const failures = outcomes.flatMap((one) => (one.status === "rejected" ? [wordsOf(one.reason)] : []));
    const dismissed = events.length - failures.length;
    if (failures.length > 0)
      notify("danger", t.common.someFailed(failures.length, events.length), failures.join(" "));
    if (dismissed > 0) notify("success", t.events.dismissed(dismissed));
    if (failures.length === 0) onDone?.();
  };
  return {
    key: "dismiss",
    title: t.events.dismiss,
    run: (events) => void run(events),
    disabled: (events) => (events.every(canDismiss) ? undefined : t.events.notDismissed),
  };
}

const SEVERITIES: SeverityWord[] = ["alert", "error", "warning", "normal"];

/** A search for a severity, by a click. */
function SeverityFilter() {
  const [params, setParams] = useSearchParams();
  const search = params.get("search") ?? "";
  const choices: [string, string][] = [
    ["", t.events.all],
    ...SEVERITIES.map((word): [string, string] => [`severity=${word}`, t.events.severities[word]]),
  ];
  return (
    <ToggleGroup aria-label={t.events.filter}>
      {choices.map(([value, title]) => (
        <ToggleGroupItem
          key={title}
          text={title}
          isSelected={search === value}
          onChange={() => setParams(value ? { search: value } : {}, { replace: true })}
        />
      ))}
    </ToggleGroup>
  );
}

export function Events() {
  const dismiss = useDismiss();
  return (
    <ResourceTable<FullEvent>
      title={t.nav.events}
      path="events"
      params={{ follow: "user" }}
      columns={columns}
      actions={[dismiss]}
      rowName={({ description }) => description ?? ""}
      buttons={<SeverityFilter />}
      empty={{ title: t.events.empty, text: t.events.emptyText }}
    />
  );
}

export function EventDetails() {
  const { id } = useParams();
  const navigate = useNavigate();
  const dismiss = useDismiss(() => navigate("/events"));
  const { data, error, refetch } = useItem<FullEvent>(`events/${id}?follow=${FOLLOW}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { correlation_id: correlation } = data;
  const facts = (
    <Facts
      facts={[
        [t.events.severity, <Severity key="severity" value={data.severity} text />],
        [t.events.time, dateTime(data.time)],
        [t.events.message, data.description],
        ...objectsOf(data).map(({ kind, link }): [string, React.ReactNode] => [t.events.kinds[kind], link]),
        [t.events.code, data.code],
        [t.events.origin, data.origin === OWN ? t.events.own : data.origin],
        ...(data.origin === OWN
          ? []
          : [
              [t.events.customId, data.custom_id] as [string, React.ReactNode],
              [t.events.customData, data.custom_data || t.common.none] as [string, React.ReactNode],
            ]),
        [
          t.events.correlation,
          correlation ? (
            <>
              {correlation} ·{" "}
              <Link to={correlationSearch("/events", correlation)}>{t.events.sameRequest}</Link> ·{" "}
              <Link to={correlationSearch("/jobs", correlation)}>{t.events.itsJob}</Link>
            </>
          ) : (
            t.common.none
          ),
        ],
        [t.common.id, data.id],
      ]}
    />
  );
  return (
    <DetailsPage
      parent={{ title: t.nav.events, to: "/events" }}
      title={`${t.events.details} ${data.id}`}
      actions={canDismiss(data) && <ActionsMenu actions={[dismiss]} rows={[data]} label={t.common.actions} />}
      to={`/events/${id}`}
      tabs={[{ key: "general", title: t.events.general, content: () => facts }]}
    />
  );
}
