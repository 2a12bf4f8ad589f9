/* Fields that VMs and templates have in common. */
import { Checkbox, Content, FormGroup, FormSection, Grid, GridItem, Radio } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { query } from "@/api/client";
import { useList } from "@/api/hooks";
import type { Host } from "@/api/types";
import { CheckField, NumberField, SelectField, TextField } from "@/components/fields";
import { Field, type FieldProps, type FormState } from "@/components/form-dialog";
import { t } from "@/strings";
import { bootOptions } from "./boot";
import type { Settings } from "./vm-form";
import "./vms.css";

const d = t.vms.dialog;

export function Group({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <FormSection title={title} titleElement="h2">
      {text && <Content component="small">{text}</Content>}
      {children}
    </FormSection>
  );
}

interface Props {
  form: FormState<Settings>;
  /** Why a change of a field waits, if it does. */
  waits?: (key: keyof Settings) => string | undefined;
}

export function NameFields({ form: { field } }: Props) {
  return (
    <>
      <TextField label={d.name} help={d.nameHelp} required autoFocus {...field("name")} />
      <TextField label={d.description} {...field("description")} />
      <TextField label={d.comment} {...field("comment")} />
    </>
  );
}

export function SystemFields({ form: { field }, waits }: Props) {
  return (
    <Group title={d.system}>
      <Grid hasGutter md={6}>
        <GridItem>
          <NumberField label={d.memory} min={1} help={waits?.("memory")} {...field("memory")} />
        </GridItem>
        <GridItem>
          <NumberField label={d.sockets} min={1} help={waits?.("sockets")} {...field("sockets")} />
        </GridItem>
        <GridItem>
          <NumberField label={d.cores} min={1} help={waits?.("cores")} {...field("cores")} />
        </GridItem>
        <GridItem>
          <NumberField label={d.threads} min={1} help={waits?.("threads")} {...field("threads")} />
        </GridItem>
      </Grid>
      <CheckField label={d.protected} {...field("protected")} />
    </Group>
  );
}

export function BootFields({ form: { field }, waits }: Props) {
  const help = (key: keyof Settings, usual?: string) => [waits?.(key), usual].filter(Boolean).join(". ");
  return (
    <Group title={d.boot} text={d.noDisks}>
      <Grid hasGutter md={6}>
        <GridItem>
          <SelectField
            label={d.first}
            help={help("first")}
            options={bootOptions(d.none)}
            {...field("first")}
          />
        </GridItem>
        <GridItem>
          <SelectField
            label={d.second}
            help={help("second")}
            options={bootOptions(d.none)}
            {...field("second")}
          />
        </GridItem>
      </Grid>
      <TextField label={d.kernel} help={help("kernel", d.kernelHelp)} {...field("kernel")} />
      <TextField label={d.initrd} help={help("initrd")} {...field("initrd")} />
      <TextField label={d.cmdline} help={help("cmdline")} {...field("cmdline")} />
      <CheckField label={d.paused} help={d.pausedHelp} {...field("paused")} />
    </Group>
  );
}

function HostChoice({ cluster, value, onChange, error }: { cluster: string } & FieldProps<string[]>) {
  const { data: hosts = [] } = useList<Host>(
    query("hosts", { search: `cluster=${cluster} sortby name asc` }),
  );
  return (
    <Field label={d.hosts} required error={error} help={hosts.length === 0 ? d.noHosts : undefined}>
      {(ids) => (
        <div className="berth-choices" role="group" aria-label={d.hosts} {...ids}>
          {hosts.map(({ id, name }) => (
            <Checkbox
              key={id}
              id={`pin-${id}`}
              label={name}
              isChecked={value.includes(id)}
              onChange={(_, on) => onChange(on ? [...value, id] : value.filter((one) => one !== id))}
            />
          ))}
        </div>
      )}
    </Field>
  );
}

/** 'cluster' is the name of the cluster whose hosts can be chosen. */
export function PlacementFields({ form: { values, set, field }, cluster }: Props & { cluster: string }) {
  return (
    <Group title={d.where}>
      <FormGroup role="radiogroup" label={d.placement} fieldId="pinned">
        <Radio
          id="pinned-any"
          name="pinned"
          label={d.anyHost}
          isChecked={!values.pinned}
          onChange={() => set({ pinned: false })}
        />
        <Radio
          id="pinned-some"
          name="pinned"
          label={d.someHosts}
          isChecked={values.pinned}
          onChange={() => set({ pinned: true })}
        />
      </FormGroup>
      {values.pinned && <HostChoice cluster={cluster} {...field("hosts")} />}
    </Group>
  );
}
