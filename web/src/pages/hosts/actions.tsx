/* What can be done with hosts: a row each, in the menu of the table and of the page of one. */
import { type ReactNode, useState } from "react";
import type { Host } from "@/api/types";
import { words } from "@/components/format";
import { useTask } from "@/components/job-progress";
import { RemoveDialog } from "@/components/remove-dialog";
import type { Action } from "@/components/resource-table";
import { t } from "@/strings";
import { ApproveHosts, EditHost, FenceHosts, HostToken, Maintenance, Reinstall } from "./dialogs";

type Status = NonNullable<Host["status"]>;
type Dialog = "edit" | "maintenance" | "reinstall" | "token" | "fence" | "approve" | "remove";

const s = t.hosts.actions;

/** In these the engine does it; in all others the menu says why not. */
const possible: Record<string, Status[]> = {
  activate: ["installing", "install_failed", "non_operational", "maintenance", "down"],
  maintenance: [
    "up",
    "unassigned",
    "connecting",
    "non_responsive",
    "non_operational",
    "install_failed",
    "initializing",
    "down",
  ],
  refresh: ["up", "non_operational"],
  reinstall: ["install_failed", "maintenance", "down", "installing"],
  token: ["installing", "install_failed", "maintenance", "non_responsive", "down", "pending_approval"],
  fence: ["non_responsive"],
  approve: ["pending_approval"],
  remove: [
    "installing",
    "install_failed",
    "unassigned",
    "non_responsive",
    "non_operational",
    "maintenance",
    "down",
    "pending_approval",
  ],
};

/** Why it cannot be done to these; undefined: it can. */
export function whyNot(key: string, hosts: Host[]): string | undefined {
  const allowed = possible[key];
  const other = allowed && hosts.find(({ status }) => status && !allowed.includes(status));
  return other && s.isNow(other.name ?? "", words(other.status));
}

interface Target {
  dialog: Dialog;
  hosts: Host[];
}

const dialogs: Record<Dialog, (hosts: Host[], onClose: () => void, onGone: () => void) => ReactNode> = {
  edit: ([host], onClose) => host && <EditHost id={host.id} onClose={onClose} />,
  maintenance: (hosts, onClose) => <Maintenance hosts={hosts} onClose={onClose} />,
  reinstall: ([host], onClose) => host && <Reinstall host={host} onClose={onClose} />,
  token: ([host], onClose) => host && <HostToken host={host} onClose={onClose} />,
  fence: (hosts, onClose) => <FenceHosts hosts={hosts} onClose={onClose} />,
  approve: (hosts, onClose) => <ApproveHosts hosts={hosts} onClose={onClose} />,
  remove: (hosts, onClose, onGone) => (
    <RemoveDialog
      title={s.remove}
      targets={hosts}
      onClose={(removed) => {
        onClose();
        if (removed) onGone();
      }}
    />
  ),
};

/** The actions, and the dialog that is open.  'onGone' when the hosts were removed. */
export function useHostActions(onGone: () => void = () => undefined) {
  const { run } = useTask();
  const [open, setOpen] = useState<Target>();
  const ask = (key: Dialog, more: Partial<Action<Host>> = {}): Action<Host> => ({
    key,
    title: s[key],
    run: (hosts) => setOpen({ dialog: key, hosts }),
    disabled: (hosts) => whyNot(key, hosts),
    ...more,
  });
  const call = (key: "activate" | "refresh"): Action<Host> => ({
    key,
    title: s[key],
    run: (hosts) => {
      const names = hosts.map(({ name }) => name ?? "");
      run({
        ...s.told[key](names),
        tasks: hosts.map((host, i) => ({ name: names[i] ?? "", path: `hosts/${host.id}/${key}` })),
      });
    },
    disabled: (hosts) => whyNot(key, hosts),
  });
  const actions: Action<Host>[] = [
    ask("edit", { single: true }),
    call("activate"),
    ask("maintenance"),
    call("refresh"),
    ask("approve"),
    ask("reinstall", { single: true }),
    ask("token", { single: true }),
    ask("fence", { danger: true }),
    ask("remove", { danger: true }),
  ];
  const dialog = open && dialogs[open.dialog](open.hosts, () => setOpen(undefined), onGone);
  return { actions, dialog };
}
