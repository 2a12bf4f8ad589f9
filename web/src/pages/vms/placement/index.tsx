/* Placement explained: where a VM would start, and of every other host why not there. */
import {
  Alert,
  Button,
  Checkbox,
  List,
  ListItem,
  PageSection,
  SearchInput,
  Title,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { query } from "@/api/client";
import { useItem, useList } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { Network } from "@/api/types";
import { words } from "@/components/format";
import { Failed, Loading, Nothing } from "@/components/states";
import { VfLegend } from "@/components/vf-cells";
import { t } from "@/strings";
import { isPassthrough, type NicRow, type VmRow } from "../rows";
import { HostLine } from "./host";
import { type Group, groupHosts, type Placement } from "./tree";
import { type Question, WhatIf } from "./what-if";

const p = t.placement;
const SHOWN = 20;

function VerdictOf({ vm, placement }: { vm: VmRow; placement: Placement }) {
  const { choice } = placement;
  // Not the engine's sentence, which names each host: there may be hundreds.
  const why = groupHosts(placement.hosts?.host ?? [], "", false)
    .map(({ reason, hosts }) => p.because(p.count(hosts.length), p.groups[reason] ?? words(reason)))
    .join("; ");
  const name = vm.name ?? "";
  const fits = isTrue(placement.fits);
  const title = vm.host
    ? p.running(name, vm.host.name ?? "")
    : fits
      ? p.fits(name, choice?.host.name ?? "")
      : p.fitsNowhere(name);
  const vfs = choice?.virtual_functions?.virtual_function ?? [];
  return (
    <Alert isInline variant={fits || vm.host ? "success" : "danger"} title={title}>
      {!fits && (why || placement.text)}
      {vfs.length > 0 && (
        <List isPlain>
          {vfs.map((vf) => (
            <ListItem key={`${vf.physical_function.id}-${vf.index}`}>
              {p.choiceOf(vf.nic_name ?? "", vf.physical_function_name, vf.index)}
            </ListItem>
          ))}
        </List>
      )}
    </Alert>
  );
}

function GroupOf({
  group: { reason, hosts },
  placement,
  onAllow,
}: {
  group: Group;
  placement: Placement;
  onAllow: (nic: string, pf: string) => void;
}) {
  const [shown, setShown] = useState(SHOWN);
  const { choice } = placement;
  return (
    <section>
      <Title headingLevel="h3" size="md">
        {p.groups[reason] ?? words(reason)} · {p.count(hosts.length)}
      </Title>
      {hosts.slice(0, shown).map((host) => (
        <HostLine
          key={host.id}
          host={host}
          chosen={
            choice?.host.id === host.id ? (choice.virtual_functions?.virtual_function ?? []) : undefined
          }
          onAllow={onAllow}
        />
      ))}
      {hosts.length > shown && (
        <Button variant="link" onClick={() => setShown(shown + 5 * SHOWN)}>
          {p.showMore(Math.min(hosts.length - shown, 5 * SHOWN))}
        </Button>
      )}
    </section>
  );
}

export function PlacementExplained({ vm }: { vm: VmRow }) {
  const [asked, setAsked] = useState<Question>();
  const [filter, setFilter] = useState("");
  const [onlyFitting, setOnlyFitting] = useState(false);
  const { data: nics = [] } = useList<NicRow>(`vms/${vm.id}/nics?follow=vnic_profile.network`);
  const path = query(`vms/${vm.id}/placement`, { allow_network: asked?.network, on: asked?.pf });
  const { data, error, refetch } = useItem<Placement>(path, {
    also: ["vms", "hosts", "nics", "networks", "virtualfunctions", "vnicprofiles", "clusters"],
  });
  const passthrough = nics.filter(({ vnic_profile: profile }) => isPassthrough(profile));
  const networks = [
    ...new Map(
      passthrough.flatMap(({ vnic_profile: profile }) =>
        profile?.network ? [[profile.network.id, profile.network] as [string, Network]] : [],
      ),
    ).values(),
  ];
  const onAllow = (nic: string, pf: string) => {
    const network = passthrough.find(({ id }) => id === nic)?.vnic_profile?.network?.id;
    if (network) setAsked({ network, pf });
  };

  const hosts = () => {
    if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading />;
    const all = data.hosts?.host ?? [];
    if (all.length === 0) return <Nothing title={p.noHosts} text={p.noHostsText} />;
    const groups = groupHosts(all, filter, onlyFitting);
    if (groups.length === 0)
      return (
        <Nothing
          title={onlyFitting ? p.nothingFits : p.nothingMatches}
          text={p.nothingFitsText}
          action={
            <Button
              variant="link"
              onClick={() => {
                setFilter("");
                setOnlyFitting(false);
              }}
            >
              {p.showAll}
            </Button>
          }
        />
      );
    return groups.map((group) => (
      <GroupOf key={group.reason} group={group} placement={data} onAllow={onAllow} />
    ));
  };

  return (
    <>
      {data && (
        <PageSection hasBodyWrapper={false}>
          <VerdictOf vm={vm} placement={data} />
        </PageSection>
      )}
      <WhatIf cluster={vm.cluster?.id ?? ""} networks={networks} asked={asked} onAsk={setAsked} />
      <PageSection hasBodyWrapper={false}>
        <Title headingLevel="h2">{p.hosts}</Title>
        <Toolbar inset={{ default: "insetNone" }}>
          <ToolbarContent>
            <ToolbarItem>
              <SearchInput
                aria-label={p.filter}
                placeholder={p.filter}
                value={filter}
                onChange={(_, text) => setFilter(text)}
                onClear={() => setFilter("")}
              />
            </ToolbarItem>
            <ToolbarItem alignSelf="center">
              <Checkbox
                id="only-fitting"
                label={p.onlyFitting}
                isChecked={onlyFitting}
                onChange={(_, on) => setOnlyFitting(on)}
              />
            </ToolbarItem>
            <ToolbarItem align={{ default: "alignEnd" }} alignSelf="center">
              <VfLegend />
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
        {hosts()}
      </PageSection>
    </>
  );
}
