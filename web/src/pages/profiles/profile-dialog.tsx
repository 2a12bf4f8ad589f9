/* Adds or edits a VM interface profile: how a vNIC is connected to a network. */
import { FormSection } from "@patternfly/react-core";
import { bodyOf, wholeBody } from "@/api/changes";
import { create, update } from "@/api/client";
import { isGone, useItem, useList, useReady } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { Network, NetworkFilter, Qos, VnicProfile } from "@/api/types";
import { CheckField, type Option, SelectField, TextField } from "@/components/fields";
import { FormDialog, type FormState } from "@/components/form-dialog";
import { isVmNetwork } from "@/pages/networks/rows";
import { t } from "@/strings";
import {
  FOLLOW,
  fieldOf,
  isPassthrough,
  mayFailOver,
  newProfile,
  type ProfileRow,
  type ProfileValues,
  parts,
  profileValues,
  validateProfile,
} from "./profile-form";

interface Props {
  /** Of the profile that is edited; none: a new one. */
  id?: string;
  /** Of a new one, when that is settled. */
  network?: string;
  /** What a new one begins with. */
  passthrough?: boolean;
  onClose: () => void;
  onSaved?: (profile: VnicProfile) => void;
}

function options(none: string | undefined, rows: { id?: string; name?: string }[]): Option[] {
  return [
    ...(none === undefined ? [] : [{ value: "", label: none }]),
    ...rows.map(({ id = "", name }) => ({ value: id, label: name ?? id })),
  ];
}

/** A disabled field shows what holds, not what would hold. */
function shown(value: string, disabled: boolean): string {
  return disabled ? "" : value;
}

function Fields({
  form: { field, values },
  editing,
  networks,
  filters,
}: {
  form: FormState<ProfileValues>;
  editing?: string;
  networks: Network[];
  filters: NetworkFilter[];
}) {
  const network = networks.find(({ id }) => id === values.network);
  const qoss = useList<Qos>(network?.data_center && `datacenters/${network.data_center.id}/qoss`).data ?? [];
  const siblings = useList<VnicProfile>(network && `networks/${network.id}/vnicprofiles`).data ?? [];
  const ordinary = siblings.filter((one) => !isPassthrough(one) && one.id !== editing);
  const isolated = isTrue(network?.port_isolation);
  const { passthrough } = values;
  const why = (help: string) => (passthrough ? t.profiles.notWithPassthrough : help);
  const failing = mayFailOver(values);
  const noneOrdinary = failing && !!network && ordinary.length === 0;
  return (
    <>
      <SelectField
        label={t.profiles.network}
        required
        disabled={!!editing}
        help={t.profiles.networkHelp}
        options={options(values.network ? undefined : "", networks.filter(isVmNetwork))}
        {...field("network")}
      />
      <TextField label={t.common.name} required autoFocus help={t.profiles.nameHelp} {...field("name")} />
      <TextField label={t.common.description} {...field("description")} />
      <FormSection title={t.profiles.sriov} titleElement="h2">
        <CheckField
          label={t.profiles.passthrough}
          help={isolated && !passthrough ? t.profiles.isolated : t.profiles.passthroughHelp}
          disabled={isolated && !passthrough}
          {...field("passthrough")}
        />
        <CheckField
          label={t.profiles.migratable}
          disabled={!passthrough}
          help={passthrough ? t.profiles.migratableHelp : t.profiles.onlyPassthrough}
          {...field("migratable")}
          value={values.migratable && passthrough}
        />
        <SelectField
          label={t.profiles.failover}
          disabled={!failing || noneOrdinary}
          help={
            noneOrdinary
              ? t.profiles.failoverNone(network?.name ?? "")
              : failing
                ? t.profiles.failoverHelp
                : t.profiles.failoverNeeds
          }
          options={options(t.profiles.noFailover, ordinary)}
          {...field("failover")}
          value={shown(values.failover, !failing)}
        />
      </FormSection>
      <FormSection title={t.profiles.hostSide} titleElement="h2">
        <SelectField
          label={t.profiles.qos}
          disabled={passthrough}
          help={why(t.profiles.qosHelp)}
          options={options(
            t.profiles.unlimited,
            qoss.filter(({ type }) => type === "network"),
          )}
          {...field("qos")}
          value={shown(values.qos, passthrough)}
        />
        <SelectField
          label={t.profiles.filter}
          disabled={passthrough}
          help={why(t.profiles.filterHelp)}
          options={options(t.profiles.noFilter, filters)}
          {...field("filter")}
          value={shown(values.filter, passthrough)}
        />
        <CheckField
          label={t.profiles.portMirroring}
          disabled={passthrough}
          help={why(t.profiles.portMirroringHelp)}
          {...field("portMirroring")}
          value={values.portMirroring && !passthrough}
        />
        <TextField
          label={t.profiles.customProperties}
          disabled
          help={t.profiles.noCustomProperties}
          value=""
          onChange={() => undefined}
        />
      </FormSection>
    </>
  );
}

export function ProfileDialog({ id, network, passthrough = false, onClose, onSaved }: Props) {
  const profile = useItem<ProfileRow>(id && `vnicprofiles/${id}?follow=${FOLLOW}`);
  const networks = useList<Network>("networks");
  const filters = useList<NetworkFilter>("networkfilters");
  const ready = useReady(networks, filters, ...(id ? [profile] : []));
  if (!ready) return null;
  const before = profile.data;
  return (
    <FormDialog<ProfileValues>
      title={before ? t.profiles.editTitle(before.name ?? "") : t.profiles.addTitle}
      initial={before ? profileValues(before) : newProfile(network ?? "", passthrough, filters.data ?? [])}
      validate={validateProfile}
      fieldOf={fieldOf}
      onSubmit={async ({ changed, values }) => {
        const body = id ? bodyOf(parts, changed, values) : wholeBody(parts, values);
        if (!body) return;
        const saved = id
          ? await update<VnicProfile>(`vnicprofiles/${id}`, body)
          : await create<VnicProfile>("vnicprofiles", body);
        onSaved?.(saved);
      }}
      onClose={onClose}
      submitLabel={id ? t.common.save : t.common.add}
      live={before && { name: before.name ?? "", version: before, gone: isGone(profile.error) }}
    >
      {(form) => (
        <Fields form={form} editing={id} networks={networks.data ?? []} filters={filters.data ?? []} />
      )}
    </FormDialog>
  );
}
