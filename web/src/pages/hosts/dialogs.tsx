/* Dialogs of hosts that are there already. */
import { Alert, Content, List, ListItem } from "@patternfly/react-core";
import { useState } from "react";
import { create, update } from "@/api/client";
import { isGone, useItem, useList } from "@/api/hooks";
import { num } from "@/api/json";
import type { Cluster, Host } from "@/api/types";
import { CheckField, NumberField, SelectField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { useTask } from "@/components/job-progress";
import { useNotices } from "@/components/notices";
import { t } from "@/strings";
import { TokenDialog } from "./token-dialog";

const s = t.hosts.dialogs;

interface Many {
  hosts: Host[];
  onClose: () => void;
}

function namesOf(hosts: Host[]): string[] {
  return hosts.map(({ name, id }) => name ?? id);
}

function tasksOf(hosts: Host[], action: string, body: object) {
  return hosts.map((host) => ({ name: host.name ?? host.id, path: `hosts/${host.id}/${action}`, body }));
}

function Names({ hosts }: { hosts: Host[] }) {
  return (
    <List>
      {hosts.map(({ id, name }) => (
        <ListItem key={id}>{name}</ListItem>
      ))}
    </List>
  );
}

export function Maintenance({ hosts, onClose }: Many) {
  const { submit } = useTask();
  return (
    <FormDialog
      title={s.maintenance}
      description={s.maintenanceText}
      initial={{ reason: "" }}
      onSubmit={({ values: { reason } }) =>
        submit({ ...s.toMaintenance(namesOf(hosts)), tasks: tasksOf(hosts, "deactivate", { reason }) })
      }
      onClose={onClose}
      submitLabel={s.maintenance}
    >
      {({ field }) => (
        <>
          <Names hosts={hosts} />
          <TextField label={s.reason} help={s.reasonHelp} {...field("reason")} autoFocus />
        </>
      )}
    </FormDialog>
  );
}

/** A person vouches for it, so it is ticked on purpose. */
export function FenceHosts({ hosts, onClose }: Many) {
  const { submit } = useTask();
  return (
    <FormDialog
      title={s.fence}
      initial={{ sure: false }}
      validate={({ sure }) => (sure ? {} : { sure: s.sureNeeded })}
      onSubmit={() =>
        submit({ ...s.fenced(namesOf(hosts)), tasks: tasksOf(hosts, "fence", { fence_type: "manual" }) })
      }
      onClose={onClose}
      submitLabel={s.fenceSubmit}
    >
      {({ field }) => (
        <>
          <Alert isInline variant="warning" title={s.fenceWarning}>
            {s.fenceText}
          </Alert>
          <Names hosts={hosts} />
          <CheckField label={s.sure} {...field("sure")} />
        </>
      )}
    </FormDialog>
  );
}

export function useClusterOptions() {
  const clusters = useList<Cluster>("clusters").data ?? [];
  return clusters.map(({ id, name = id }) => ({ value: id, label: name }));
}

export function ApproveHosts({ hosts, onClose }: Many) {
  const { submit } = useTask();
  const clusters = useClusterOptions();
  return (
    <FormDialog
      title={s.approve}
      description={s.approveText}
      initial={{ cluster: hosts[0]?.cluster?.id ?? "", activate: true }}
      onSubmit={({ values: { cluster, activate } }) =>
        submit({
          ...s.approved(namesOf(hosts)),
          tasks: tasksOf(hosts, "approve", { ...(cluster && { cluster: { id: cluster } }), activate }),
        })
      }
      onClose={onClose}
      submitLabel={s.approve}
    >
      {({ field }) => (
        <>
          <Names hosts={hosts} />
          <SelectField label={s.cluster} options={clusters} {...field("cluster")} />
          <CheckField label={s.activate} help={s.activateHelp} {...field("activate")} />
        </>
      )}
    </FormDialog>
  );
}

export function Reinstall({ host, onClose }: { host: Host; onClose: () => void }) {
  const { submit } = useTask();
  return (
    <FormDialog
      title={s.reinstall(host.name ?? "")}
      description={s.reinstallText}
      initial={{ password: "", activate: true }}
      validate={({ password }) => (password ? {} : { password: t.common.required })}
      fieldOf={{ root_password: "password", ssh: "password" }}
      onSubmit={({ values: { password, activate } }) =>
        submit({
          ...s.reinstalled(host.name ?? ""),
          tasks: tasksOf([host], "install", { root_password: password, activate }),
        })
      }
      onClose={onClose}
      submitLabel={s.install}
    >
      {({ field }) => (
        <>
          <TextField label={s.rootPassword} type="password" required autoFocus {...field("password")} />
          <CheckField label={s.activate} help={s.activateHelp} {...field("activate")} />
        </>
      )}
    </FormDialog>
  );
}

export interface EnrollmentToken {
  token: string;
  expires: string;
  command: string;
}

/** Makes a token when one asks for it: the one before is void then. */
export function HostToken({ host, onClose }: { host: Host; onClose: () => void }) {
  const [token, setToken] = useState<EnrollmentToken>();
  if (token) return <TokenDialog name={host.name ?? ""} token={token} onClose={onClose} />;
  return (
    <FormDialog
      title={s.token(host.name ?? "")}
      description={s.tokenText}
      initial={{}}
      onSubmit={async () => {
        setToken(await makeToken(host.id));
        return "stay";
      }}
      onClose={onClose}
      submitLabel={s.makeToken}
    >
      {() => null}
    </FormDialog>
  );
}

export async function makeToken(host: string): Promise<EnrollmentToken> {
  const reply = await create<{ enrollment_token: EnrollmentToken }>(`hosts/${host}/enrollmenttoken`, {});
  return reply.enrollment_token;
}

interface HostValues {
  name: string;
  comment: string;
  description: string;
  address: string;
  port: number;
  cluster: string;
}

function valuesOf(host: Host): HostValues {
  const { name = "", comment = "", description = "", address = "", port, cluster } = host;
  return { name, comment, description, address, port: num(port), cluster: cluster?.id ?? "" };
}

const fieldOf: Record<string, keyof HostValues> = {
  name: "name",
  comment: "comment",
  description: "description",
  address: "address",
  port: "port",
  cluster: "cluster",
};

/** Reads it anew, so that what is edited is what is. */
export function EditHost({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error } = useItem<Host>(`hosts/${id}`);
  const { notify } = useNotices();
  const clusters = useClusterOptions();
  if (!data) return null;
  const version = valuesOf(data);
  return (
    <FormDialog<HostValues>
      title={s.edit(data.name ?? "")}
      initial={version}
      validate={({ name, address }) => ({
        name: name ? undefined : t.common.required,
        address: address ? undefined : t.common.required,
      })}
      fieldOf={fieldOf}
      onSubmit={async ({ changed: { cluster, ...rest } }) => {
        await update(`hosts/${id}`, { ...rest, ...(cluster && { cluster: { id: cluster } }) });
        notify("success", t.common.saved(rest.name ?? data.name ?? ""));
      }}
      onClose={onClose}
      live={{ name: data.name ?? "", version, gone: isGone(error) }}
    >
      {({ field }) => (
        <>
          <TextField label={t.common.name} required autoFocus {...field("name")} />
          <TextField label={t.common.comment} {...field("comment")} />
          <TextField label={t.common.description} {...field("description")} />
          <TextField label={s.address} help={s.addressHelp} required {...field("address")} />
          <NumberField label={s.port} min={1} max={65535} {...field("port")} />
          <SelectField label={s.cluster} help={s.clusterHelp} options={clusters} {...field("cluster")} />
          <Content component="small">{s.editHelp}</Content>
        </>
      )}
    </FormDialog>
  );
}
