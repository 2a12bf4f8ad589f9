/* How a job goes, as an icon with a word. */
import { Icon, type IconComponentProps, Spinner } from "@patternfly/react-core";
import {
  CheckCircleIcon,
  ExclamationCircleIcon,
  ExclamationTriangleIcon,
  UnknownIcon,
} from "@patternfly/react-icons";
import type { ReactNode } from "react";
import type { Job } from "@/api/types";
import { t } from "@/strings";

type Word = NonNullable<Job["status"]>;

const icons: Record<Word, [IconComponentProps["status"], ReactNode]> = {
  started: ["info", <Spinner key="started" isInline aria-hidden />],
  finished: ["success", <CheckCircleIcon key="finished" />],
  failed: ["danger", <ExclamationCircleIcon key="failed" />],
  aborted: ["warning", <ExclamationTriangleIcon key="aborted" />],
  unknown: [undefined, <UnknownIcon key="unknown" />],
};

export function JobStatus({ value = "unknown" }: { value?: Word }) {
  const [status, icon] = icons[value];
  return (
    <>
      <Icon status={status} isInline>
        {icon}
      </Icon>{" "}
      {t.jobs.statuses[value]}
    </>
  );
}
