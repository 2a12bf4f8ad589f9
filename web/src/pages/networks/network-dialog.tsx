/* Adds or edits a network with all that belongs to it: its label, its clusters and, when it is new, a
 * passthrough profile.  They are several requests: when one is refused, those that were done are not
 * done again when the dialog is saved again. */
import { FormSection } from "@patternfly/react-core";
import { useRef } from "react";
import { bodyOf, wholeBody } from "@/api/changes";
import { ApiError, create, remove, update } from "@/api/client";
import { isGone, useItem, useList, useReady, wordsOf } from "@/api/hooks";
import type { DataCenter, Network } from "@/api/types";
import { CheckField, SelectField, TextField } from "@/components/fields";
import { FormDialog, type FormState } from "@/components/form-dialog";
import { t } from "@/strings";
import { ClusterChoice } from "./cluster-choice";
import {
  attachmentsOf,
  clusterChange,
  fieldOf,
  initialNetwork,
  type NetworkValues,
  parts,
  profileNameOf,
  profileRefusal,
  validateNetwork,
} from "./network-form";
import { type ClusterRow, FOLLOW, labelOf, type NetworkRow } from "./rows";

interface Props {
  /** What a new one begins with. */
  dataCenter?: string;
  onClose: () => void;
  onSaved?: (network: Network) => void;
}

interface Step {
  key: string;
  /** What was not done when it fails. */
  failure: string;
  run: () => Promise<unknown>;
}

function labelSteps(path: string, before: string, { changed, values }: FormState<NetworkValues>): Step[] {
  if (!("label" in changed)) return [];
  const labels = `${path}/networklabels`;
  const run = async () => {
    if (before) await remove(`${labels}/${before}`);
    if (values.label) await create(labels, { id: values.label });
  };
  return [{ key: `label ${values.label}`, failure: t.networks.steps.label, run }];
}

function clusterSteps(
  id: string,
  clusters: ClusterRow[],
  initial: NetworkValues,
  values: NetworkValues,
): Step[] {
  return clusters.flatMap((cluster) => {
    const none = { attached: false, required: false };
    const now = values.clusters[cluster.id] ?? none;
    const change = clusterChange(initial.clusters[cluster.id] ?? none, now);
    if (!change) return [];
    const networks = `clusters/${cluster.id}/networks`;
    const runs = {
      attach: () => create(networks, { id, required: now.required }),
      detach: () => remove(`${networks}/${id}`),
      require: () => update(`${networks}/${id}`, { required: now.required }),
    };
    return [
      {
        key: `${cluster.id} ${JSON.stringify(now)}`,
        failure: t.networks.steps.cluster(cluster.name ?? ""),
        run: runs[change],
      },
    ];
  });
}

function profileSteps(id: string, values: NetworkValues): Step[] {
  if (!values.withProfile || profileRefusal(values)) return [];
  const body = { name: profileNameOf(values), network: { id }, pass_through: { mode: "enabled" } };
  return [{ key: "profile", failure: t.networks.steps.profile, run: () => create("vnicprofiles", body) }];
}

function Form({
  network,
  dataCenters,
  clusters,
  gone,
  dataCenter,
  onClose,
  onSaved,
}: Props & { network?: NetworkRow; dataCenters: DataCenter[]; clusters: ClusterRow[]; gone: boolean }) {
  const made = useRef<Network>();
  const done = useRef(new Set<string>());
  const initial = useRef<NetworkValues>();
  if (!initial.current) {
    initial.current = initialNetwork(network, network ? clusters : []);
    const only = dataCenters.length === 1 ? dataCenters[0]?.id : undefined;
    if (!network) initial.current.dataCenter = dataCenter ?? only ?? "";
  }
  const before = initial.current;
  const clustersOf = (dataCenter: string) =>
    clusters.filter(({ data_center }) => data_center?.id === dataCenter);

  const save = async (form: FormState<NetworkValues>) => {
    const { values, changed } = form;
    const known = made.current?.id ?? network?.id;
    if (known) {
      const { dataCenter: _, ...rest } = changed; // it stays where it was added
      const body = bodyOf(parts, rest, values);
      if (body) await update(`networks/${known}`, body);
    } else made.current = await create<Network>("networks", wholeBody(parts, values));
    const id = made.current?.id ?? network?.id ?? "";
    const steps = [
      ...labelSteps(`networks/${id}`, network ? labelOf(network) : "", form),
      ...clusterSteps(id, clustersOf(values.dataCenter), before, values),
      ...(network ? [] : profileSteps(id, values)),
    ];
    for (const { key, failure, run } of steps) {
      if (done.current.has(key)) continue;
      try {
        await run();
        done.current.add(key);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const say = network ? t.networks.savedBut : t.networks.addedBut;
        throw new Error(say(values.name, failure, wordsOf(error)));
      }
    }
    if (made.current) onSaved?.(made.current);
  };

  return (
    <FormDialog<NetworkValues>
      title={network ? t.networks.editTitle(before.name) : t.networks.addTitle}
      initial={before}
      validate={validateNetwork}
      fieldOf={fieldOf}
      onSubmit={save}
      onClose={onClose}
      submitLabel={network ? t.common.save : t.common.add}
      live={
        network && {
          name: before.name,
          version: [network, attachmentsOf(clustersOf(before.dataCenter), network.id)],
          gone,
        }
      }
      width="large"
    >
      {({ field, values, set }) => (
        <>
          <FormSection title={t.networks.sections.general} titleElement="h2">
            <SelectField
              label={t.networks.dataCenter}
              required
              disabled={!!network}
              options={[
                ...(values.dataCenter ? [] : [{ value: "", label: "" }]),
                ...dataCenters.map(({ id, name }) => ({ value: id, label: name ?? id })),
              ]}
              {...field("dataCenter")}
              onChange={(dataCenter) => set({ dataCenter, clusters: {} })}
            />
            <TextField
              label={t.common.name}
              required
              autoFocus
              help={t.networks.nameHelp}
              {...field("name")}
            />
            <TextField label={t.common.description} {...field("description")} />
            <TextField label={t.common.comment} {...field("comment")} />
          </FormSection>
          <FormSection title={t.networks.sections.parameters} titleElement="h2">
            <TextField label={t.networks.label} help={t.networks.labelHelp} {...field("label")} />
            <CheckField label={t.networks.tagged} help={t.networks.taggedHelp} {...field("tagged")} />
            {values.tagged && <TextField label={t.networks.vlanField} required {...field("vlan")} />}
            <CheckField
              label={t.networks.vmNetwork}
              help={t.networks.vmNetworkHelp}
              {...field("vmNetwork")}
            />
            <CheckField
              label={t.networks.portIsolation}
              disabled={!values.vmNetwork}
              help={values.vmNetwork ? t.networks.portIsolationHelp : t.networks.portIsolationNeedsVms}
              {...field("portIsolation")}
            />
            <CheckField
              label={t.networks.customMtu}
              help={t.networks.customMtuHelp}
              {...field("customMtu")}
            />
            {values.customMtu && <TextField label={t.networks.mtuField} required {...field("mtu")} />}
          </FormSection>
          {!network && (
            <FormSection title={t.networks.sections.profile} titleElement="h2">
              <CheckField
                label={t.networks.withProfile}
                disabled={!!profileRefusal(values)}
                help={profileRefusal(values) ?? t.networks.withProfileHelp}
                {...field("withProfile")}
                value={values.withProfile && !profileRefusal(values)}
              />
              {values.withProfile && !profileRefusal(values) && (
                <TextField
                  label={t.networks.profileName}
                  required
                  {...field("profileName")}
                  value={profileNameOf(values)}
                />
              )}
            </FormSection>
          )}
          <FormSection title={t.networks.sections.clusters} titleElement="h2">
            <ClusterChoice clusters={clustersOf(values.dataCenter)} {...field("clusters")} />
          </FormSection>
        </>
      )}
    </FormDialog>
  );
}

/** 'id' of the network that is edited; none: a new one. */
export function NetworkDialog({ id, ...rest }: Props & { id?: string }) {
  const network = useItem<NetworkRow>(id && `networks/${id}?follow=${FOLLOW}`, { also: ["networklabels"] });
  const dataCenters = useList<DataCenter>("datacenters");
  const clusters = useList<ClusterRow>(id ? "clusters?follow=networks" : "clusters", { also: ["networks"] });
  const ready = useReady(dataCenters, clusters, ...(id ? [network] : []));
  if (!ready) return null;
  return (
    <Form
      network={network.data}
      dataCenters={dataCenters.data ?? []}
      clusters={clusters.data ?? []}
      gone={isGone(network.error)}
      {...rest}
    />
  );
}
