/* A network interface of a VM or a template. */
import { Alert } from "@patternfly/react-core";
import { useState } from "react";
import { send } from "@/api/client";
import { isGone, useItem } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { Cluster, VmNic } from "@/api/types";
import { CheckField, SelectField, TextField } from "@/components/fields";
import { FormDialog, type FormState } from "@/components/form-dialog";
import { JobSteps, newCorrelation } from "@/components/job-progress";
import { useNotices } from "@/components/notices";
import { t } from "@/strings";
import { macFault } from "./mac";
import { type Profiles, useProfiles } from "./profiles";
import { isPassthrough, type NicRow } from "./rows";

const n = t.vms.nic;
const PASSTHROUGH = "pci_passthrough";

interface Values {
  name: string;
  profile: string;
  type: string;
  customMac: boolean;
  mac: string;
  linked: boolean;
  plugged: boolean;
}

function valuesOf(nic: NicRow | undefined, name: string): Values {
  return {
    name: nic?.name ?? name,
    profile: nic?.vnic_profile?.id ?? "",
    type: nic?.interface ?? "virtio",
    customMac: false,
    mac: nic?.mac?.address ?? "",
    linked: nic ? isTrue(nic.linked) : true,
    plugged: nic ? isTrue(nic.plugged) : true,
  };
}

/** What of the dialog is sent; 'keys' are those that changed. */
export function nicBody(values: Values, keys: string[]): object {
  const body: Record<keyof Values, () => object> = {
    name: () => ({ name: values.name }),
    profile: () => ({ vnic_profile: values.profile ? { id: values.profile } : {} }),
    type: () => ({ interface: values.type }),
    customMac: () => (values.customMac ? { mac: { address: values.mac } } : {}),
    mac: () => (values.customMac ? { mac: { address: values.mac } } : {}),
    linked: () => ({ linked: String(values.linked) }),
    plugged: () => ({ plugged: String(values.plugged) }),
  };
  return Object.assign({}, ...keys.map((key) => body[key as keyof Values]()));
}

/** The types that go with a profile: a VF is nothing else, and nothing else is a VF. */
function typesFor(passthrough: boolean) {
  return Object.entries(n.types)
    .filter(([type]) => (type === PASSTHROUGH) === passthrough)
    .map(([value, label]) => ({ value, label }));
}

function Fields({
  form,
  profiles,
  template,
}: {
  form: FormState<Values>;
  profiles: Profiles;
  template: boolean;
}) {
  const { values, set, field } = form;
  const passthrough = isPassthrough(profiles.byId.get(values.profile));
  const choose = (profile: string) => {
    const now = isPassthrough(profiles.byId.get(profile));
    const type = now ? PASSTHROUGH : values.type === PASSTHROUGH ? "virtio" : values.type;
    set({ profile, type, ...(now && { linked: true }) });
  };
  return (
    <>
      <TextField label={n.name} required autoFocus {...field("name")} />
      <SelectField
        label={n.profile}
        help={profiles.options.length === 0 ? n.noProfiles : n.profileHelp}
        options={[{ value: "", label: n.noProfile }, ...profiles.options]}
        {...field("profile")}
        onChange={choose}
      />
      <SelectField
        label={n.type}
        help={passthrough ? n.typeLocked : n.typeHelp}
        disabled={passthrough}
        options={typesFor(passthrough)}
        {...field("type")}
      />
      {!template && (
        <>
          <CheckField
            label={n.customMac}
            help={values.customMac ? undefined : values.mac || n.macFromPool}
            {...field("customMac")}
          />
          {values.customMac && <TextField label={n.mac} help={n.macHelp} required {...field("mac")} />}
        </>
      )}
      <CheckField
        label={n.link}
        help={passthrough ? n.linkLocked : n.linkHelp}
        disabled={passthrough}
        {...field("linked")}
      />
      <CheckField label={n.plugged} help={n.pluggedHelp} {...field("plugged")} />
    </>
  );
}

interface Props {
  /** "vms/ID" or "templates/ID". */
  owner: string;
  /** Undefined in a template of every cluster. */
  cluster: Pick<Cluster, "id" | "data_center"> | undefined;
  /** The VM runs: what is done here is done to the guest now. */
  runs?: boolean;
  /** Undefined: one is added. */
  nic?: NicRow;
  /** Names that are taken. */
  taken: string[];
  onClose: () => void;
}

export function NicDialog({ owner, cluster, runs, nic, taken, onClose }: Props) {
  const { notify } = useNotices();
  const profiles = useProfiles(cluster);
  const [correlation, setCorrelation] = useState<string>();
  const now = useItem<VmNic>(nic?.href);
  let free = 1;
  while (taken.includes(`nic${free}`)) free++;
  const initial = valuesOf(nic, `nic${free}`);
  const version = valuesOf((now.data as NicRow | undefined) ?? nic, "");

  return (
    <FormDialog
      title={nic ? n.editTitle(nic.name ?? "") : n.add}
      initial={initial}
      submitLabel={nic ? t.common.save : n.addShort}
      onClose={onClose}
      live={nic && { name: nic.name ?? "", version, gone: isGone(now.error) }}
      validate={({ name, customMac, mac }) => ({
        name: name ? undefined : t.common.required,
        mac: customMac ? macFault(mac) : undefined,
      })}
      fieldOf={{
        name: "name",
        vnic_profile: "profile",
        interface: "type",
        mac: "mac",
        linked: "linked",
        plugged: "plugged",
      }}
      onSubmit={async ({ values, changed }) => {
        const keys = Object.keys(nic ? changed : values);
        if (keys.length === 0) return notify("info", t.common.unsaved);
        const id = newCorrelation();
        setCorrelation(id);
        try {
          await send(nic?.href ?? `${owner}/nics`, {
            method: nic ? "PUT" : "POST",
            body: nicBody(values, keys),
            headers: { "Correlation-Id": id },
          });
        } catch (error) {
          setCorrelation(undefined);
          throw error;
        }
        notify("success", (nic ? t.common.saved : t.common.added)(values.name));
      }}
    >
      {(form) => (
        <>
          {runs && <Alert isInline variant="info" title={n.runs} />}
          <Fields form={form} profiles={profiles} template={owner.startsWith("templates/")} />
          {runs && <JobSteps correlation={correlation} />}
        </>
      )}
    </FormDialog>
  );
}
