/* Run once: a host, what to boot from and whether to wait, for this run only. */

import { query } from "@/api/client";
import { useList } from "@/api/hooks";
import type { Host } from "@/api/types";
import { CheckField, SelectField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { useTask } from "@/components/job-progress";
import { t } from "@/strings";
import { bootOptions, devicesOf, isPath } from "./boot";
import type { VmRow } from "./rows";
import { WhyLink } from "./why-link";

interface Values {
  host: string;
  first: string;
  second: string;
  kernel: string;
  initrd: string;
  cmdline: string;
  paused: boolean;
}

const nothing: Values = {
  host: "",
  first: "",
  second: "",
  kernel: "",
  initrd: "",
  cmdline: "",
  paused: false,
};

/** The body of a start that holds only what was chosen. */
export function onceBody(values: Values): object {
  const { host, kernel, initrd, cmdline, paused } = values;
  const devices = devicesOf(values);
  const os = {
    ...(devices.length > 0 && { boot: { devices: { device: devices } } }),
    ...(kernel && { kernel }),
    ...(initrd && { initrd }),
    ...(cmdline && { cmdline }),
  };
  const vm = {
    ...(host && { placement_policy: { hosts: { host: [{ id: host }] } } }),
    ...(Object.keys(os).length > 0 && { os }),
  };
  return { ...(Object.keys(vm).length > 0 && { vm }), ...(paused && { pause: true }) };
}

export function RunOnceDialog({ vm, onClose }: { vm: VmRow; onClose: () => void }) {
  const { submit } = useTask();
  const { data: hosts = [] } = useList<Host>(
    query("hosts", { search: `cluster=${vm.cluster?.name ?? "*"} sortby name asc` }),
  );
  const name = vm.name ?? "";
  return (
    <FormDialog
      title={t.vms.once.title(name)}
      description={t.vms.once.text}
      initial={nothing}
      submitLabel={t.vms.once.submit}
      onClose={onClose}
      remedy={<WhyLink id={vm.id} />}
      validate={({ kernel, initrd }) => ({ kernel: isPath(kernel), initrd: isPath(initrd) })}
      fieldOf={{
        "vm.placement_policy": "host",
        "vm.os.boot": "first",
        "vm.os.kernel": "kernel",
        "vm.os.initrd": "initrd",
        "vm.os.cmdline": "cmdline",
      }}
      onSubmit={({ values }) =>
        submit({
          doing: t.vms.running(name),
          done: t.vms.ran(name),
          failed: t.vms.runFailed(name),
          tasks: [
            { name, path: `vms/${vm.id}/start`, body: onceBody(values), remedy: <WhyLink id={vm.id} /> },
          ],
        })
      }
    >
      {({ field }) => (
        <>
          <SelectField
            label={t.vms.once.host}
            {...field("host")}
            options={[
              { value: "", label: t.vms.once.any },
              ...hosts.map((host) => ({
                value: host.id,
                label: host.status === "up" ? (host.name ?? "") : `${host.name} (${host.status})`,
              })),
            ]}
          />
          <SelectField
            label={t.vms.dialog.first}
            help={t.vms.once.kernelNote}
            {...field("first")}
            options={bootOptions(t.vms.once.asSet)}
          />
          <SelectField
            label={t.vms.dialog.second}
            {...field("second")}
            options={bootOptions(t.vms.dialog.none)}
          />
          <TextField label={t.vms.dialog.kernel} help={t.vms.dialog.kernelHelp} {...field("kernel")} />
          <TextField label={t.vms.dialog.initrd} {...field("initrd")} />
          <TextField label={t.vms.dialog.cmdline} {...field("cmdline")} />
          <CheckField label={t.vms.once.paused} help={t.vms.dialog.pausedHelp} {...field("paused")} />
        </>
      )}
    </FormDialog>
  );
}
