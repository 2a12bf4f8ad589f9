/* What a host is doing, and why it is not up. */
import { Tooltip } from "@patternfly/react-core";
import {
  CheckCircleIcon,
  ClockIcon,
  ExclamationCircleIcon,
  ExclamationTriangleIcon,
  InProgressIcon,
  PowerOffIcon,
  WrenchIcon,
} from "@patternfly/react-icons";
import type { ComponentType } from "react";
import type { Host } from "@/api/types";
import { words } from "@/components/format";
import { type StatusColor, StatusLabel } from "@/components/status-label";

type Status = NonNullable<Host["status"]>;
type Look = [color: StatusColor, icon: ComponentType];

const looks: Record<Status, Look> = {
  up: ["green", CheckCircleIcon],
  installing: ["blue", InProgressIcon],
  connecting: ["blue", InProgressIcon],
  initializing: ["blue", InProgressIcon],
  unassigned: ["blue", InProgressIcon],
  reboot: ["blue", InProgressIcon],
  preparing_for_maintenance: ["purple", InProgressIcon],
  maintenance: ["purple", WrenchIcon],
  pending_approval: ["orange", ClockIcon],
  non_operational: ["orange", ExclamationTriangleIcon],
  non_responsive: ["red", ExclamationCircleIcon],
  install_failed: ["red", ExclamationCircleIcon],
  down: ["grey", PowerOffIcon],
};

export function HostStatus({ host }: { host: Host }) {
  const [color, Icon] = looks[host.status ?? "unassigned"];
  const label = (
    <StatusLabel color={color} icon={<Icon />}>
      {words(host.status)}
    </StatusLabel>
  );
  if (!host.status_detail) return label;
  return (
    <Tooltip content={host.status_detail}>
      {/* In the tab order, so that the keyboard gets to the reason, too. */}
      <span tabIndex={0}>
        {label}
        <span className="pf-v6-screen-reader">{host.status_detail}</span>
      </span>
    </Tooltip>
  );
}

/** Without words beside it, as in the map. */
export function HostStatusIcon({ status }: { status: string }) {
  const [, Icon] = looks[status as Status] ?? looks.unassigned;
  return (
    <span role="img" aria-label={words(status)} title={words(status)}>
      <Icon />
    </span>
  );
}
