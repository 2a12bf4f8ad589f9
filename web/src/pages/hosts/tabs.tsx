/* Tabs of a host that need little. */
import { Alert } from "@patternfly/react-core";
import { Link } from "react-router-dom";
import { query } from "@/api/client";
import { useItem, useList } from "@/api/hooks";
import { isTrue, num } from "@/api/json";
import type { Cluster, Event, Host, Ref, Vm } from "@/api/types";
import { Facts } from "@/components/details-page";
import { bytes, words, yesNo } from "@/components/format";
import { type Column, ResourceTable } from "@/components/resource-table";
import { Severity } from "@/components/severity";
import { Time } from "@/components/time";
import { t } from "@/strings";

export function HostGeneral({ host }: { host: Host }) {
  const s = t.hosts.general;
  const { data: cluster } = useItem<Cluster>(host.cluster?.id && `clusters/${host.cluster.id}`);
  const { none } = t.common;
  const known = num(host.memory) > 0; // its agent has reported once
  return (
    <>
      {host.status_detail && (
        <Alert isInline variant="warning" title={`${words(host.status)}: ${host.status_detail}`} />
      )}
      <Facts
        facts={[
          [t.common.description, host.description || none],
          [t.common.comment, host.comment || none],
          [s.address, host.address],
          [s.port, host.port],
          [s.cluster, cluster ? <Link to={`/clusters/${cluster.id}`}>{cluster.name}</Link> : none],
          [s.lastSeen, <Time key="seen" value={host.last_seen} />],
          [s.vms, s.running(host.summary?.active ?? "0", host.summary?.total ?? "0")],
          [s.memory, known ? bytes(host.memory) : none],
          [s.cpu, known ? s.cpus(host.cpu?.name ?? "", host.cpu?.topology?.cores ?? "") : none],
          [s.kvm, !known ? none : isTrue(host.hardware_virtualization) ? yesNo(true) : s.kvmNo],
          [s.iommu, !known ? none : isTrue(host.device_passthrough?.enabled) ? yesNo(true) : s.iommuNo],
          [s.os, host.os?.type || none],
          [s.kernel, host.os?.version?.full_version || none],
          [s.commandLine, host.os?.reported_kernel_cmdline || none],
          [s.agent, host.version?.full_version || none],
          [s.libvirt, host.libvirt_version?.full_version || none],
          [s.fingerprint, host.ssh?.fingerprint || none],
          [t.common.id, host.id],
        ]}
      />
    </>
  );
}

const vmColumns: Column<Vm>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/vms/${id}`}>{name}</Link>,
  },
  { key: "status", title: t.common.status, sort: "status", render: ({ status }) => words(status) },
  { key: "memory", title: t.hosts.columns.memory, sort: "memory", render: ({ memory }) => bytes(memory) },
  { key: "comment", title: t.common.comment, render: ({ comment }) => comment },
];

export function HostVms({ host }: { host: Host }) {
  return (
    <ResourceTable<Vm>
      embedded
      title={t.hosts.vms.title}
      path="vms"
      within={`host=${host.name}`}
      columns={vmColumns}
      empty={{ title: t.hosts.vms.none, text: t.hosts.vms.noneText }}
    />
  );
}

interface Device {
  id: string;
  name: string;
  capability?: string;
  driver?: string;
  iommu_group?: string;
  virtual_functions?: string;
  product?: { name?: string };
  vendor?: { name?: string };
  parent_device?: Ref;
  physical_function?: Ref;
  vm?: Ref;
}

function deviceColumn(
  key: keyof Device,
  title: string,
  text: (row: Device) => string | undefined,
  hidden = false,
): Column<Device> {
  return { key, title, text, render: text, hidden };
}

const d = t.hosts.devices;
const deviceColumns: Column<Device>[] = [
  deviceColumn("name", t.common.name, ({ name }) => name),
  deviceColumn("capability", d.capability, ({ capability }) => capability, true),
  deviceColumn("driver", d.driver, ({ driver }) => driver),
  deviceColumn("vendor", d.vendor, ({ vendor }) => vendor?.name, true),
  deviceColumn("product", d.product, ({ product }) => product?.name, true),
  {
    key: "iommu_group",
    title: d.iommuGroup,
    text: ({ iommu_group: group }) => (group === undefined ? undefined : Number(group)),
    render: ({ iommu_group: group }) => group,
  },
  deviceColumn("virtual_functions", d.vfs, ({ virtual_functions: vfs }) => vfs),
  deviceColumn("physical_function", d.pf, ({ physical_function: pf }) => pf?.name),
  deviceColumn("parent_device", d.parent, ({ parent_device: parent }) => parent?.name, true),
];

/** Devices know their VM by its id alone. */
function useVmColumn(host: Host): Column<Device> {
  const vms = useList<Vm>(query("vms", { search: `host=${host.name}` })).data ?? [];
  const nameOf = ({ vm }: Device) => vm && (vms.find(({ id }) => id === vm.id)?.name ?? vm.id);
  return {
    key: "vm",
    title: d.vm,
    text: nameOf,
    render: (device) => device.vm && <Link to={`/vms/${device.vm.id}`}>{nameOf(device)}</Link>,
  };
}

export function HostDevices({ host }: { host: Host }) {
  const vm = useVmColumn(host);
  return (
    <ResourceTable<Device>
      embedded
      searchable={false}
      title={d.title}
      path={`hosts/${host.id}/devices`}
      also={["virtualfunctions", "nics"]}
      columns={[...deviceColumns, vm]}
      empty={{ title: d.none, text: d.noneText }}
    />
  );
}

const e = t.hosts.events;
const eventColumns: Column<Event>[] = [
  {
    key: "severity",
    title: e.severity,
    sort: "severity",
    render: ({ severity }) => <Severity value={severity} text />,
  },
  { key: "time", title: e.time, sort: "time", render: ({ time }) => <Time value={time} /> },
  { key: "message", title: e.message, render: ({ description }) => description },
];

export function HostEvents({ host }: { host: Host }) {
  return (
    <ResourceTable<Event>
      embedded
      title={e.title}
      path="events"
      within={`host.name=${host.name}`}
      columns={eventColumns}
      empty={{ title: e.none, text: e.noneText }}
    />
  );
}
