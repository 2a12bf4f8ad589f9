/* How many hosts, VMs and VFs there are, and how they are. */
import { Card, CardBody, CardTitle, Gallery } from "@patternfly/react-core";
import {
  BanIcon,
  CheckCircleIcon,
  ExclamationCircleIcon,
  InProgressIcon,
  PowerOffIcon,
  VirtualMachineIcon,
  WrenchIcon,
} from "@patternfly/react-icons";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import { useCount } from "@/api/hooks";
import { num } from "@/api/json";
import { Donut, type Part, type Tone } from "@/components/donut";
import { t } from "@/strings";

export type VfClass = "free" | "used" | "unusable" | "quarantined";

export type VfCounts = Partial<Record<VfClass, string>> & {
  states?: { state?: { name: string; count: string }[] };
};

export interface Summary {
  hosts: { active: string; total: string };
  vms: { active: string; total: string };
  virtual_functions?: VfCounts;
}

const HOST_MAINTENANCE = "status=maintenance or status=preparing_for_maintenance";
const HOST_TROUBLE =
  "status=non_responsive or status=non_operational or status=install_failed or status=down";
const VM_UP = "status=up";
const VM_TROUBLE = "status=unknown or status=not_responding";

export const VF_CLASSES: VfClass[] = ["used", "free", "unusable", "quarantined"];

const vfLook: Record<VfClass, { tone: Tone; icon: ReactNode; states: string[] }> = {
  used: { tone: "used", icon: <VirtualMachineIcon />, states: [] },
  free: { tone: "good", icon: <CheckCircleIcon />, states: [] },
  unusable: {
    tone: "off",
    icon: <BanIcon />,
    states: [
      "upper_device",
      "host_address",
      "userspace_driver",
      "iommu_group_shared",
      "no_iommu",
      "other_namespace",
      "scrubbing",
    ],
  },
  quarantined: { tone: "danger", icon: <ExclamationCircleIcon />, states: [] },
};

/** Why VFs of a class are in it: "3 without an IOMMU, 1 being cleaned". */
export function reasonsOf(counts: VfCounts, states: string[]): string {
  return (counts.states?.state ?? [])
    .filter(({ name }) => states.includes(name))
    .map(({ name, count }) => `${count} ${t.dashboard.vfs.states[name] ?? name}`)
    .join(", ");
}

export function vfParts(counts: VfCounts): Part[] {
  return VF_CLASSES.map((key) => {
    const value = num(counts[key]) || 0;
    const { tone, icon, states } = vfLook[key];
    const detail =
      key === "quarantined" && value > 0 ? t.dashboard.vfs.quarantinedText : reasonsOf(counts, states);
    return { key, title: t.dashboard.vfs.classes[key], value, tone, icon, detail: detail || undefined };
  });
}

function Figure({
  title,
  to,
  parts,
  total,
  unit,
  none,
}: {
  title: string;
  to: string;
  parts: Part[];
  total: number;
  unit: (n: number) => string;
  none: string;
}) {
  return (
    <Card isFullHeight>
      <CardTitle component="h2">
        <Link to={to}>{title}</Link>
      </CardTitle>
      <CardBody>{total > 0 ? <Donut parts={parts} total={total} unit={unit(total)} /> : none}</CardBody>
    </Card>
  );
}

function searchOf(list: string, search: string): string {
  return `${list}?search=${encodeURIComponent(search)}`;
}

function Hosts({ active, total }: { active: number; total: number }) {
  const inactive = total > active;
  const maintenance = useCount("hosts", HOST_MAINTENANCE, inactive) ?? 0;
  const trouble = useCount("hosts", HOST_TROUBLE, inactive) ?? 0;
  const { hosts } = t.dashboard;
  const parts: Part[] = [
    {
      key: "up",
      title: hosts.up,
      value: active,
      tone: "good",
      icon: <CheckCircleIcon />,
      to: searchOf("/hosts", "status=up"),
    },
    {
      key: "maintenance",
      title: hosts.maintenance,
      value: maintenance,
      tone: "off",
      icon: <WrenchIcon />,
      to: searchOf("/hosts", HOST_MAINTENANCE),
    },
    {
      key: "trouble",
      title: hosts.trouble,
      value: trouble,
      tone: "danger",
      icon: <ExclamationCircleIcon />,
      to: searchOf("/hosts", HOST_TROUBLE),
    },
    {
      key: "other",
      title: hosts.other,
      value: Math.max(total - active - maintenance - trouble, 0),
      tone: "warning",
      icon: <InProgressIcon />,
    },
  ];
  return (
    <Figure title={hosts.title} to="/hosts" parts={parts} total={total} unit={hosts.unit} none={hosts.none} />
  );
}

function Vms({ active, total }: { active: number; total: number }) {
  const up = useCount("vms", VM_UP, active > 0) ?? (active > 0 ? undefined : 0);
  const trouble = useCount("vms", VM_TROUBLE, active > 0) ?? 0;
  const { vms } = t.dashboard;
  const running = up ?? active;
  const parts: Part[] = [
    {
      key: "up",
      title: vms.up,
      value: running,
      tone: "good",
      icon: <CheckCircleIcon />,
      to: searchOf("/vms", VM_UP),
    },
    {
      key: "other",
      title: vms.other,
      value: Math.max(active - running - trouble, 0),
      tone: "warning",
      icon: <InProgressIcon />,
      to: searchOf("/vms", "status!=up and status!=down"),
    },
    {
      key: "trouble",
      title: vms.trouble,
      value: trouble,
      tone: "danger",
      icon: <ExclamationCircleIcon />,
      to: searchOf("/vms", VM_TROUBLE),
    },
    {
      key: "down",
      title: vms.down,
      value: total - active,
      tone: "off",
      icon: <PowerOffIcon />,
      to: searchOf("/vms", "status=down"),
    },
  ];
  return <Figure title={vms.title} to="/vms" parts={parts} total={total} unit={vms.unit} none={vms.none} />;
}

function Vfs({ counts }: { counts: VfCounts }) {
  const { vfs } = t.dashboard;
  const parts = vfParts(counts);
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  return <Figure title={vfs.title} to="/map" parts={parts} total={total} unit={vfs.unit} none={vfs.none} />;
}

export function Fleet({ summary: { hosts, vms, virtual_functions } }: { summary: Summary }) {
  return (
    <Gallery hasGutter minWidths={{ default: "100%", md: "320px" }}>
      <Hosts active={num(hosts.active)} total={num(hosts.total)} />
      <Vms active={num(vms.active)} total={num(vms.total)} />
      {virtual_functions && <Vfs counts={virtual_functions} />}
    </Gallery>
  );
}
