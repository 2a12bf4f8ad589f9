/* Add a VM with its vNICs, and edit one. */
import {
  Alert,
  Button,
  FormSelect,
  FormSelectOption,
  Modal,
  ModalBody,
  ModalHeader,
  TextInput,
} from "@patternfly/react-core";
import { MinusCircleIcon, PlusCircleIcon } from "@patternfly/react-icons";
import { create, remove, update } from "@/api/client";
import { isGone, useItem, useList, wordsOf } from "@/api/hooks";
import type { Cluster, Template, Vm, VmNic } from "@/api/types";
import { CheckField, SelectField } from "@/components/fields";
import { FormDialog, type FormState } from "@/components/form-dialog";
import { bytes } from "@/components/format";
import { useNotices } from "@/components/notices";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { useRun } from "./actions";
import { deviceNames } from "./boot";
import { type Profiles, useProfiles } from "./profiles";
import { isDown, isPassthrough, templateName } from "./rows";
import { BootFields, Group, NameFields, PlacementFields, SystemFields } from "./settings-fields";
import { bodyOf, fieldOf, type Settings, settingsFrom, settingsOf, validate } from "./vm-form";

const d = t.vms.dialog;

interface NewNic {
  name: string;
  profile: string;
}

interface NewVm extends Settings {
  cluster: string;
  template: string;
  nics: NewNic[];
  runNow: boolean;
}

type TemplateRow = Template & { nics?: { nic?: VmNic[] } };

/** What a dialog shows until it knows what it is about. */
export function Waiting({ title, error, onClose }: { title: string; error: unknown; onClose: () => void }) {
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-label={title}>
      <ModalHeader title={title} />
      <ModalBody>{error ? <Failed error={error} /> : <Loading />}</ModalBody>
    </Modal>
  );
}

function NewNics({ form, profiles, given }: { form: FormState<NewVm>; profiles: Profiles; given: string[] }) {
  const { nics } = form.values;
  const change = (i: number, part: Partial<NewNic>) =>
    form.set({ nics: nics.map((nic, j) => (i === j ? { ...nic, ...part } : nic)) });
  const add = () => {
    const taken = new Set([...given, ...nics.map(({ name }) => name)]);
    let n = 1;
    while (taken.has(`nic${n}`)) n++;
    const first = profiles.options.find(({ disabled }) => !disabled);
    form.set({ nics: [...nics, { name: `nic${n}`, profile: first?.value ?? "" }] });
  };
  return (
    <Group title={d.nics} text={d.nicsHelp}>
      {given.length > 0 && <p>{d.templateNics(given.join(", "))}</p>}
      {nics.length + given.length === 0 && <p>{d.noNics}</p>}
      {nics.map(({ name, profile }, i) => (
        <div key={i} className="berth-new-nic">
          <TextInput
            aria-label={d.nicName(i + 1)}
            value={name}
            onChange={(_, text) => change(i, { name: text })}
          />
          <FormSelect
            aria-label={d.nicProfile(i + 1)}
            value={profile}
            onChange={(_, id) => change(i, { profile: id })}
          >
            {[{ value: "", label: t.vms.nic.noProfile, disabled: false }, ...profiles.options].map(
              (option) => (
                <FormSelectOption
                  key={option.value}
                  value={option.value}
                  label={option.label}
                  isDisabled={option.disabled}
                />
              ),
            )}
          </FormSelect>
          <Button
            variant="plain"
            icon={<MinusCircleIcon />}
            aria-label={d.removeNic(name)}
            onClick={() => form.set({ nics: nics.filter((_, j) => j !== i) })}
          />
        </div>
      ))}
      <div>
        <Button variant="link" isInline icon={<PlusCircleIcon />} onClick={add}>
          {d.addNic}
        </Button>
      </div>
    </Group>
  );
}

/** The VM and its vNICs, or nothing of both. */
async function addVm(values: NewVm, profiles: Profiles): Promise<Vm> {
  const vm = await create<Vm>("vms", {
    ...bodyOf(values),
    cluster: { id: values.cluster },
    template: { id: values.template },
  });
  for (const nic of values.nics) {
    const profile = profiles.byId.get(nic.profile);
    try {
      await create(`vms/${vm.id}/nics`, {
        name: nic.name,
        interface: isPassthrough(profile) ? "pci_passthrough" : "virtio",
        ...(profile && { vnic_profile: { id: profile.id } }),
      });
    } catch (error) {
      await remove(`vms/${vm.id}`).catch(() => undefined);
      throw new Error(d.nicRefused(nic.name, wordsOf(error)));
    }
  }
  return vm;
}

function AddFields({
  form,
  clusters,
  templates,
}: {
  form: FormState<NewVm>;
  clusters: Cluster[];
  templates: TemplateRow[];
}) {
  const { values, set, field } = form;
  const cluster = clusters.find(({ id }) => id === values.cluster);
  const profiles = useProfiles(cluster);
  const template = templates.find(({ id }) => id === values.template);
  const given = (template?.nics?.nic ?? []).map(({ name }) => name ?? "");
  const settings = form as unknown as FormState<Settings>;
  return (
    <>
      <NameFields form={settings} />
      <SelectField
        label={d.cluster}
        required
        {...field("cluster")}
        options={clusters.map(({ id, name }) => ({ value: id, label: name ?? "" }))}
        onChange={(id) => set({ cluster: id, nics: [], pinned: false, hosts: [] })}
      />
      <SelectField
        label={d.template}
        help={d.templateHelp}
        {...field("template")}
        options={templates
          .filter((one) => !one.cluster || one.cluster.id === values.cluster)
          .map((one) => ({ value: one.id, label: templateName(one) }))}
        onChange={(id) => set({ template: id, ...settingsFrom(templates.find((one) => one.id === id)) })}
      />
      <NewNics form={form} profiles={profiles} given={given} />
      <SystemFields form={settings} />
      <BootFields form={settings} />
      <PlacementFields form={settings} cluster={cluster?.name ?? ""} />
      <CheckField label={d.runNow} {...field("runNow")} />
    </>
  );
}

export function AddVmDialog({ onClose }: { onClose: () => void }) {
  const run = useRun();
  const { notify } = useNotices();
  const profiles = useProfiles(undefined);
  const clusters = useList<Cluster>("clusters");
  const templates = useList<TemplateRow>("templates?follow=nics");
  const error = clusters.error ?? templates.error;
  if (!clusters.data || !templates.data) return <Waiting title={d.add} error={error} onClose={onClose} />;

  const blank = templates.data.find(({ name }) => name === "Blank") ?? templates.data[0];
  const initial: NewVm = {
    ...settingsOf({}),
    ...settingsFrom(blank),
    cluster: clusters.data[0]?.id ?? "",
    template: blank?.id ?? "",
    nics: [],
    runNow: false,
  };
  return (
    <FormDialog
      title={d.add}
      initial={initial}
      width="large"
      submitLabel={d.submitAdd}
      validate={validate}
      fieldOf={{ ...fieldOf, cluster: "cluster", template: "template" }}
      onClose={onClose}
      onSubmit={async ({ values }) => {
        const vm = await addVm(values, profiles);
        if (values.runNow) run([{ id: vm.id, href: vm.href, name: vm.name }]);
        else notify("success", d.added(values.name));
      }}
    >
      {(form) => <AddFields form={form} clusters={clusters.data} templates={templates.data} />}
    </FormDialog>
  );
}

/** How a setting that waits for the next run is now. */
const now: Partial<Record<keyof Settings, (vm: Vm) => string>> = {
  memory: (vm) => bytes(vm.memory),
  sockets: (vm) => vm.cpu?.topology?.sockets ?? "1",
  cores: (vm) => vm.cpu?.topology?.cores ?? "1",
  threads: (vm) => vm.cpu?.topology?.threads ?? "1",
  first: (vm) => deviceNames(vm.os?.boot?.devices?.device),
  second: (vm) => deviceNames(vm.os?.boot?.devices?.device),
  kernel: (vm) => vm.os?.kernel || t.common.none,
  initrd: (vm) => vm.os?.initrd || t.common.none,
  cmdline: (vm) => vm.os?.cmdline || t.common.none,
};

/** The titles of what differs between what runs and what will. */
export function waitingSettings(runs: Vm, next: Vm): string[] {
  const titles: Partial<Record<keyof Settings, string>> = {
    memory: t.vms.memory,
    sockets: t.vms.cpus,
    cores: t.vms.cpus,
    threads: t.vms.cpus,
    first: t.vms.boots,
    second: t.vms.boots,
    kernel: t.vms.kernel,
    initrd: t.vms.initrd,
    cmdline: t.vms.cmdline,
  };
  const [a, b] = [settingsOf(runs), settingsOf(next)];
  const keys = Object.keys(titles) as (keyof Settings)[];
  return [...new Set(keys.filter((key) => a[key] !== b[key]).map((key) => titles[key] ?? ""))];
}

export function EditVmDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const next = useItem<Vm>(`vms/${id}?next_run=true`);
  const current = useItem<Vm>(`vms/${id}`);
  const { data: cluster } = useItem<Cluster>(next.data?.cluster?.href);
  const { notify } = useNotices();
  const vm = next.data;
  const runs = current.data;
  if (!vm || !runs) return <Waiting title={t.vms.edit} error={next.error} onClose={onClose} />;

  const name = vm.name ?? "";
  const waits = (key: keyof Settings): string | undefined => {
    if (isDown(runs) || !now[key]) return;
    return settingsOf(runs)[key] === settingsOf(vm)[key]
      ? d.atNextRun
      : d.atNextRunNow(now[key]?.(runs) ?? "");
  };
  return (
    <FormDialog
      title={d.edit(name)}
      initial={settingsOf(vm)}
      width="large"
      validate={validate}
      fieldOf={fieldOf}
      live={{ name, version: settingsOf(vm), gone: isGone(next.error) }}
      onClose={onClose}
      onSubmit={async ({ values, changed }) => {
        const keys = Object.keys(changed);
        if (keys.length === 0) return notify("info", t.common.unsaved);
        await update(`vms/${id}`, bodyOf(values, keys));
        notify("success", t.common.saved(values.name));
      }}
    >
      {(form) => (
        <>
          {!isDown(runs) && <Alert isInline variant="info" title={d.nextRun(name)} />}
          <NameFields form={form} />
          <SystemFields form={form} waits={waits} />
          <BootFields form={form} waits={waits} />
          <PlacementFields form={form} cluster={cluster?.name ?? ""} />
        </>
      )}
    </FormDialog>
  );
}
