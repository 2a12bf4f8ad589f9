/* What happened to one VM. */

import { Icon } from "@patternfly/react-core";
import { ExclamationCircleIcon, ExclamationTriangleIcon, InfoCircleIcon } from "@patternfly/react-icons";
import type { ComponentType } from "react";
import type { Event } from "@/api/types";
import { dateTime, words } from "@/components/format";
import { type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";

type Severity = NonNullable<Event["severity"]>;

const looks: Record<Severity, ["info" | "warning" | "danger", ComponentType]> = {
  normal: ["info", InfoCircleIcon],
  warning: ["warning", ExclamationTriangleIcon],
  error: ["danger", ExclamationCircleIcon],
  alert: ["danger", ExclamationCircleIcon],
};

const columns: Column<Event>[] = [
  {
    key: "severity",
    title: t.common.status,
    render: ({ severity = "normal" }) => {
      const [status, Look] = looks[severity];
      return (
        <>
          <Icon status={status}>
            <Look />
          </Icon>{" "}
          {words(severity)}
        </>
      );
    },
  },
  { key: "time", title: t.vms.events.time, sort: "time", render: ({ time }) => dateTime(time) },
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
