/* What a VM is doing: icon, colour and word. */
import {
  ExclamationTriangleIcon,
  InProgressIcon,
  PauseCircleIcon,
  PlayIcon,
  PowerOffIcon,
  QuestionCircleIcon,
} from "@patternfly/react-icons";
import type { ComponentType } from "react";
import type { Vm } from "@/api/types";
import { words } from "@/components/format";
import { type StatusColor, StatusLabel } from "@/components/status-label";
import { t } from "@/strings";

type Status = NonNullable<Vm["status"]>;

const looks: Record<Status, [StatusColor, ComponentType]> = {
  down: ["grey", PowerOffIcon],
  wait_for_launch: ["blue", InProgressIcon],
  powering_up: ["blue", InProgressIcon],
  up: ["green", PlayIcon],
  paused: ["yellow", PauseCircleIcon],
  powering_down: ["blue", InProgressIcon],
  reboot_in_progress: ["blue", InProgressIcon],
  unknown: ["orange", QuestionCircleIcon],
  not_responding: ["red", ExclamationTriangleIcon],
  migrating: ["blue", InProgressIcon],
};

export function VmStatus({ status = "unknown" }: { status?: Status }) {
  const [color, Icon] = looks[status] ?? looks.unknown;
  return (
    <StatusLabel outline color={color} icon={<Icon />}>
      {t.vms.statuses[status] ?? words(status)}
    </StatusLabel>
  );
}
