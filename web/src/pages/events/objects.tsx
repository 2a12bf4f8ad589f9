/* What an event is about: links to the objects. */
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import type { Event, Ref, User } from "@/api/types";
import { t } from "@/strings";

/** With what "follow" puts into it. */
export type FullEvent = Omit<Event, Kind> & Partial<Record<Kind, Ref>> & { user?: Ref & Partial<User> };

export type Kind = keyof typeof t.events.kinds;

const places: [Kind, string][] = [
  ["vm", "/vms"],
  ["template", "/templates"],
  ["host", "/hosts"],
  ["network", "/networks"],
  ["cluster", "/clusters"],
  ["data_center", "/datacenters"],
  ["user", "/users"],
];

/** What was removed since has no name any more, and no page. */
export function objectsOf(event: FullEvent): { kind: Kind; link: ReactNode }[] {
  return places.flatMap(([kind, place]) => {
    const ref = event[kind];
    if (!ref?.id) return [];
    return { kind, link: ref.name ? <Link to={`${place}/${ref.id}`}>{ref.name}</Link> : ref.id };
  });
}

/** In a table, where names are not at hand: the kinds. */
export function Objects({ event }: { event: FullEvent }) {
  const there = places.filter(([kind]) => kind !== "user" && event[kind]?.id);
  return there.map(([kind, place], i) => (
    <span key={kind}>
      {i > 0 && ", "}
      <Link to={`${place}/${event[kind]?.id}`}>{t.events.kinds[kind]}</Link>
    </span>
  ));
}
