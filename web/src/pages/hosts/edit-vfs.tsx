/* Number of VFs of a PF, and which networks they may serve. */
import { Alert, List, ListItem, Radio } from "@patternfly/react-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { ApiError, get, query, send } from "@/api/client";
import { unwrap } from "@/api/json";
import { countsOf, type Pf, type PfVf, vfsOf } from "@/api/pfs";
import type { Host } from "@/api/types";
import { NumberField } from "@/components/fields";
import { FormDialog, type FormState } from "@/components/form-dialog";
import { JobSteps, newCorrelation } from "@/components/job-progress";
import { useNotices } from "@/components/notices";
import { t } from "@/strings";
import { AllowedLabels, AllowedNetworks } from "./allowed-networks";
import { useVfsCheck } from "./vfs-check";
import { type Call, callsFor, configOf, type VfsConfig } from "./vfs-config";

const s = t.hosts.editVfs;

/** The VMs that have VFs of it, each with its VFs. */
function usersOf(vfs: PfVf[]): { id: string; name: string; vfs: string[] }[] {
  const users = new Map<string, { id: string; name: string; vfs: string[] }>();
  for (const { vm, index } of vfs) {
    if (!vm?.id) continue;
    const user = users.get(vm.id) ?? { id: vm.id, name: vm.name ?? vm.id, vfs: [] };
    user.vfs.push(index);
    users.set(vm.id, user);
  }
  return [...users.values()];
}

/** What another number of VFs does, if it is accepted, and to whom. */
function Effect({ pf, number, accepted }: { pf: Pf; number: number; accepted: boolean }) {
  const vfs = vfsOf(pf);
  const users = usersOf(vfs);
  const others = vfs.filter((vf) => vf.class !== "free" && vf.class !== "quarantined" && !vf.vm);
  if (users.length + others.length > 0)
    return (
      <Alert isInline variant="danger" title={s.blocked(pf.name)} role="status">
        {s.blockedText}
        <List>
          {users.map((user) => (
            <ListItem key={user.id}>
              <Link to={`/vms/${user.id}`}>{user.name}</Link> {s.has(user.vfs)}
            </ListItem>
          ))}
          {others.map((vf) => (
            <ListItem key={vf.id}>
              {t.vfs.vf(vf.index)} {vf.detail}
            </ListItem>
          ))}
        </List>
      </Alert>
    );
  if (!accepted) return null;
  return (
    <Alert isInline variant="info" title={s.effect(vfs.length, number)} role="status">
      {s.effectText}
      {countsOf(pf).quarantined > 0 && ` ${s.leavesQuarantine(countsOf(pf).quarantined)}`}
    </Alert>
  );
}

function maxOf(pf: Pf): number {
  return Number(pf.max_number_of_virtual_functions);
}

function rangeFault(number: number, max: number): string | undefined {
  const inside = Number.isInteger(number) && number >= 0 && number <= max;
  return inside ? undefined : s.outOfRange(number, max);
}

interface NumberProps {
  form: FormState<VfsConfig>;
  pf: Pf;
  begun: VfsConfig;
  busy?: string;
}

/** The number, with what it does or why it cannot be: said before it is saved. */
function NumberOfVfs({ form, pf, begun, busy }: NumberProps) {
  const { values, changed, field } = form;
  const max = maxOf(pf);
  const fault = rangeFault(values.number, max);
  const answer = useVfsCheck(pf, begun, values, !fault && !busy);
  const shown = field("number");
  return (
    <>
      <NumberField
        label={s.number}
        help={s.range(max)}
        required
        min={0}
        max={max}
        {...shown}
        error={shown.error ?? fault ?? answer?.refusal}
      />
      {changed.number !== undefined && !busy && (
        <Effect pf={pf} number={values.number} accepted={answer !== undefined && !answer.refusal} />
      )}
      {busy && <JobSteps correlation={busy} />}
    </>
  );
}

function Fields(props: NumberProps) {
  const { form, pf } = props;
  const { values, field, set } = form;
  return (
    <>
      <NumberOfVfs {...props} />
      <>
        <fieldset className="berth-allowed">
          <legend>{s.allowed}</legend>
          <Radio
            id="allowed-all"
            name="allowed"
            label={s.all}
            description={s.allText}
            isChecked={values.all}
            onChange={() => set({ all: true })}
          />
          <Radio
            id="allowed-specific"
            name="allowed"
            label={s.specific}
            description={s.specificText}
            isChecked={!values.all}
            onChange={() => set({ all: false })}
          />
        </fieldset>
        {!values.all && (
          <>
            <AllowedLabels {...field("labels")} dataCenter={pf.data_center?.id} />
            <AllowedNetworks {...field("networks")} labels={values.labels} dataCenter={pf.data_center?.id} />
          </>
        )}
      </>
    </>
  );
}

/** Refusals of a call belong to its field, unless the engine names another. */
async function run(pf: Pf, { field, method, path, body }: Call, correlation: string) {
  try {
    await send(`${pf.href}/${path}`, { method, body, headers: { "Correlation-Id": correlation } });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.status, error.code, error.messages, error.field ?? field);
  }
}

async function read(pf: Pf): Promise<Pf> {
  const all = unwrap<Pf>(await get(query("physicalfunctions", { host: pf.host.id })));
  const now = all.find(({ id }) => id === pf.id);
  if (!now) throw new Error(t.common.removedElsewhere(pf.name));
  return now;
}

const fieldOf: Record<string, keyof VfsConfig> = {
  number: "number",
  all: "all",
  networks: "networks",
  labels: "labels",
  "virtual_functions_configuration.number_of_virtual_functions": "number",
  "virtual_functions_configuration.all_networks_allowed": "all",
  "network.id": "networks",
  "network_label.id": "labels",
  id: "labels",
};

export function EditVfs({ host, pf, onClose }: { host: Host; pf: Pf; onClose: () => void }) {
  const { notify } = useNotices();
  const [begun] = useState(() => configOf(pf));
  const [busy, setBusy] = useState<string>();
  const save = async ({ values, changed }: FormState<VfsConfig>) => {
    const calls = callsFor(begun, configOf(await read(pf)), values);
    const correlation = newCorrelation();
    if (changed.number !== undefined) setBusy(correlation);
    try {
      for (const call of calls) await run(pf, call, correlation);
    } finally {
      setBusy(undefined);
    }
    notify("success", s.saved(pf.name, host.name ?? ""));
  };
  return (
    <FormDialog<VfsConfig>
      title={s.title(pf.name)}
      description={s.description(host.name ?? "")}
      initial={begun}
      validate={(values) => ({ number: rangeFault(values.number, maxOf(pf)) })}
      fieldOf={fieldOf}
      onSubmit={save}
      onClose={onClose}
      live={{ name: pf.name, version: configOf(pf) }}
    >
      {(form) => <Fields form={form} pf={pf} begun={begun} busy={busy} />}
    </FormDialog>
  );
}
