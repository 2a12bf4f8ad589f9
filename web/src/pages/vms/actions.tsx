/* What can be done with VMs, the same in the table and on the page of one. */
import { type ReactNode, useState } from "react";
import { useTask } from "@/components/job-progress";
import { RemoveDialog } from "@/components/remove-dialog";
import type { Action } from "@/components/resource-table";
import { t } from "@/strings";
import { MakeTemplateDialog } from "../templates/make-template";
import { isDown, isProtected, type VmRow, whatOf } from "./rows";
import { RunOnceDialog } from "./run-once";
import { StopDialog } from "./stop-dialog";
import { EditVmDialog } from "./vm-dialog";
import { WhyLink } from "./why-link";

type Dialog = "once" | "stop" | "edit" | "template" | "remove";

/** First of them that 'wrong' holds for, in words. */
function unless(wrong: (vm: VmRow) => boolean, words: (name: string) => string) {
  return (rows: VmRow[]) => {
    const found = rows.find(wrong);
    return found && words(found.name ?? "");
  };
}

/** Runs VMs and shows how it goes; when one cannot be started, its placement says why. */
export function useRun() {
  const { run } = useTask();
  return (rows: VmRow[]) => {
    const what = whatOf(rows);
    run({
      doing: t.vms.running(what),
      done: t.vms.ran(what),
      failed: t.vms.runFailed(what),
      tasks: rows.map(({ id, name }) => ({
        name: name ?? "",
        path: `vms/${id}/start`,
        remedy: <WhyLink id={id} />,
      })),
    });
  };
}

export function useVmActions(onRemoved?: () => void): { actions: Action<VmRow>[]; dialog: ReactNode } {
  const { run } = useTask();
  const start = useRun();
  const [open, setOpen] = useState<{ dialog: Dialog; rows: VmRow[] }>();
  const opens = (dialog: Dialog) => (rows: VmRow[]) => setOpen({ dialog, rows });
  const close = () => setOpen(undefined);
  const each = (rows: VmRow[], action: string) =>
    rows.map(({ id, name }) => ({ name: name ?? "", path: `vms/${id}/${action}` }));

  const actions: Action<VmRow>[] = [
    {
      key: "run",
      title: t.vms.run,
      disabled: unless((vm) => !isDown(vm), t.vms.refused.notDown),
      run: start,
    },
    {
      key: "once",
      title: t.vms.runOnce,
      single: true,
      disabled: unless((vm) => !isDown(vm), t.vms.refused.notDown),
      run: opens("once"),
    },
    {
      key: "shutdown",
      title: t.vms.shutDown,
      disabled: unless(isDown, t.vms.refused.down),
      run: (rows) => {
        const what = whatOf(rows);
        run({
          doing: t.vms.shuttingDown(what),
          done: t.vms.shutDownDone(what),
          failed: t.vms.shutDownFailed(what),
          tasks: each(rows, "shutdown"),
        });
      },
    },
    { key: "stop", title: t.vms.stop, disabled: unless(isDown, t.vms.refused.down), run: opens("stop") },
    {
      key: "reboot",
      title: t.vms.reboot,
      disabled: unless(({ status }) => status !== "up", t.vms.refused.notUp),
      run: (rows) => {
        const what = whatOf(rows);
        run({
          doing: t.vms.rebooting(what),
          done: t.vms.rebootDone(what),
          failed: t.vms.rebootFailed(what),
          tasks: each(rows, "reboot"),
        });
      },
    },
    { key: "edit", title: t.vms.edit, single: true, run: opens("edit") },
    {
      key: "template",
      title: t.templates.make,
      single: true,
      disabled: unless((vm) => !isDown(vm), t.vms.refused.notDown),
      run: opens("template"),
    },
    {
      key: "remove",
      title: t.vms.remove,
      danger: true,
      disabled: (rows) =>
        unless((vm) => !isDown(vm), t.vms.refused.notDown)(rows) ??
        unless(isProtected, t.vms.refused.protected)(rows),
      run: opens("remove"),
    },
  ];

  const dialogs: Record<Dialog, (rows: VmRow[]) => ReactNode> = {
    once: ([vm]) => vm && <RunOnceDialog vm={vm} onClose={close} />,
    stop: (rows) => <StopDialog rows={rows} onClose={close} />,
    edit: ([vm]) => vm && <EditVmDialog id={vm.id} onClose={close} />,
    template: ([vm]) => vm && <MakeTemplateDialog vm={vm} onClose={close} />,
    remove: (rows) => (
      <RemoveDialog
        title={t.vms.removeTitle}
        targets={rows}
        onClose={(removed) => {
          close();
          if (removed) onRemoved?.();
        }}
      />
    ),
  };
  return { actions, dialog: open && dialogs[open.dialog](open.rows) };
}
