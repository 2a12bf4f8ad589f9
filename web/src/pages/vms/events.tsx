/* What happened to one VM. */
import type { Event } from "@/api/types";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Severity } from "@/components/severity";
import { Time } from "@/components/time";
import { t } from "@/strings";

const columns: Column<Event>[] = [
  { key: "severity", title: t.common.status, render: ({ severity }) => <Severity value={severity} text /> },
  { key: "time", title: t.vms.events.time, sort: "time", render: ({ time }) => <Time value={time} /> },
  { key: "description", title: t.vms.events.what, render: ({ description }) => description },
];

export function VmEvents({ id }: { id: string }) {
  return (
    <ResourceTable
      title={t.vms.events.title}
      path="events"
      within={`vm.id=${id}`}
      columns={columns}
      empty={{ title: t.vms.events.empty, text: t.vms.events.emptyText }}
      embedded
    />
  );
}
