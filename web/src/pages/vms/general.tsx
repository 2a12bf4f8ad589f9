import { Alert, PageSection } from "@patternfly/react-core";
import { Link } from "react-router-dom";
import { useItem, useList } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { Host, Vm } from "@/api/types";
import { Facts } from "@/components/details-page";
import { bytes, dateTime, yesNo } from "@/components/format";
import { t } from "@/strings";
import { deviceNames } from "./boot";
import { templateName, type VmRow } from "./rows";
import { Uptime } from "./uptime";
import { waitingSettings } from "./vm-dialog";

/** What a VM waits for, why it stopped. */
function Remarks({ vm }: { vm: VmRow }) {
  const waits = isTrue(vm.next_run_configuration_exists);
  const { data: next } = useItem<Vm>(`vms/${vm.id}?next_run=true`, { enabled: waits });
  const what = next ? waitingSettings(vm as Vm, next) : [];
  const down = vm.status === "down";
  if (!waits && !(down && (vm.status_detail || vm.stop_reason))) return null;
  return (
    <PageSection hasBodyWrapper={false}>
      {waits && (
        <Alert isInline variant="info" title={t.vms.waits}>
          {what.length > 0 && t.vms.waitsFor(what.join(", "))}
        </Alert>
      )}
      {down && vm.status_detail && (
        <Alert isInline variant="warning" title={t.vms.whyDown(vm.status_detail)} />
      )}
      {down && vm.stop_reason && <Alert isInline variant="info" title={t.vms.stoppedWith(vm.stop_reason)} />}
    </PageSection>
  );
}

function PinnedHosts({ vm }: { vm: VmRow }) {
  const pinned = vm.placement_policy?.hosts?.host ?? [];
  const { data: hosts = [] } = useList<Host>("hosts", { enabled: pinned.length > 0 });
  if (pinned.length === 0) return t.vms.anyHost;
  return pinned.map(({ id }, i) => (
    <span key={id}>
      {i > 0 && ", "}
      <Link to={`/hosts/${id}`}>{hosts.find((host) => host.id === id)?.name ?? id}</Link>
    </span>
  ));
}

export function General({ vm }: { vm: VmRow }) {
  const { sockets = "1", cores = "1", threads = "1" } = vm.cpu?.topology ?? {};
  const { host, cluster, template, os } = vm;
  return (
    <>
      <Remarks vm={vm} />
      <Facts
        facts={[
          [t.common.name, vm.name],
          [t.common.description, vm.description || t.common.none],
          [t.common.comment, vm.comment || t.common.none],
          [t.vms.host, host ? <Link to={`/hosts/${host.id}`}>{host.name}</Link> : t.common.none],
          [
            t.vms.cluster,
            <Link key="cluster" to={`/clusters/${cluster?.id}`}>
              {cluster?.name}
            </Link>,
          ],
          [
            t.vms.dataCenter,
            <Link key="dc" to={`/datacenters/${cluster?.data_center?.id}`}>
              {cluster?.data_center?.name}
            </Link>,
          ],
          [
            t.vms.template,
            <Link key="template" to={`/templates/${template?.id}`}>
              {templateName(template ?? {})}
            </Link>,
          ],
          [t.vms.memory, bytes(vm.memory)],
          [t.vms.cpus, t.vms.cpusOf(sockets, cores, threads)],
          [t.vms.boots, os?.kernel ? t.vms.kernel : deviceNames(os?.boot?.devices?.device)],
          [t.vms.kernel, os?.kernel || t.common.none],
          [t.vms.initrd, os?.initrd || t.common.none],
          [t.vms.cmdline, os?.cmdline || t.common.none],
          [t.vms.pinned, <PinnedHosts key="pinned" vm={vm} />],
          [t.vms.runOnceNow, yesNo(isTrue(vm.run_once))],
          [t.vms.startsPaused, yesNo(isTrue(vm.start_paused))],
          [t.vms.protected, yesNo(isTrue(vm.delete_protected))],
          [t.vms.uptime, <Uptime key="uptime" vm={vm} />],
          [t.vms.started, dateTime(vm.start_time)],
          [t.vms.stopped, dateTime(vm.stop_time)],
          [t.vms.created, dateTime(vm.creation_time)],
          [t.common.id, vm.id],
        ]}
      />
    </>
  );
}
