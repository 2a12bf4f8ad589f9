/* One picture of a cluster: hosts, their cards, the VFs of each, and who has them.  Only the hosts
 * that can be seen are drawn. */
import { Content, FormSelect, FormSelectOption, PageSection, Title } from "@patternfly/react-core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router-dom";
import { useList } from "@/api/hooks";
import { type Pf, type PfVf, usePfs } from "@/api/pfs";
import type { Cluster, Network, Ref } from "@/api/types";
import { Failed, Loading, Nothing } from "@/components/states";
import { type Look, VfLegend } from "@/components/vf-cells";
import { t } from "@/strings";
import { HostRow, type Shown } from "./host-row";
import { hostsOf, type MapHost, nextPf, sumOf, usableFor } from "./rows";
import "./map.css";

const s = t.map;
const ROW_PX = 96;
const FRAMES = 20;

interface ChooserProps {
  label: string;
  value: string;
  options: Ref[];
  all?: string;
  onChange: (id: string) => void;
}

function Chooser({ label, value, options, all, onChange }: ChooserProps) {
  return (
    <label className="berth-map-chooser">
      {label}
      <FormSelect value={value} onChange={(_, id) => onChange(id)} aria-label={label}>
        {all && <FormSelectOption value="" label={all} />}
        {options.map(({ id = "", name = id }) => (
          <FormSelectOption key={id} value={id} label={name} />
        ))}
      </FormSelect>
    </label>
  );
}

/** Gives the focus to a cell of a card that may not be drawn yet. */
function focusCell(list: HTMLElement, pf: string, cell: number, frames = FRAMES) {
  const cells = list.querySelectorAll<HTMLElement>(`[data-pf="${pf}"] [data-vf]`);
  const found = cells[Math.min(cell, cells.length - 1)];
  if (found) found.focus();
  else if (frames > 0) requestAnimationFrame(() => focusCell(list, pf, cell, frames - 1));
}

function HostList({ hosts, network, look, onMark }: { hosts: MapHost[] } & Omit<Shown, "onLeave">) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: hosts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (i) => hosts[i]?.id ?? i,
    overscan: 3,
  });
  const onLeave = useCallback(
    (pf: string, step: 1 | -1, cell: number) => {
      const place = nextPf(hosts, pf, step);
      if (!place || !scroller.current) return;
      const seen = scroller.current.querySelector(`[data-pf="${place.pf}"]`);
      if (!seen) virtual.scrollToIndex(place.host, { align: "auto" });
      focusCell(scroller.current, place.pf, cell);
    },
    [hosts, virtual],
  );
  return (
    <div className="berth-map-list" ref={scroller} role="region" aria-label={s.list} tabIndex={0}>
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const host = hosts[index];
          return (
            host && (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className="berth-map-row"
                style={{ transform: `translateY(${start}px)` }}
              >
                <HostRow host={host} network={network} look={look} onMark={onMark} onLeave={onLeave} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

/** A VM that is pointed at is marked before all; else the network that was chosen. */
function useLook(vm: string | undefined, network: string | undefined) {
  return useMemo(() => {
    if (vm) return (vf: PfVf): Look => (vf.vm?.id === vm ? "marked" : "dim");
    if (network) return (vf: PfVf): Look | undefined => (vf.network?.id === network ? "marked" : undefined);
    return undefined;
  }, [vm, network]);
}

function Picture({ pfs, network }: { pfs: Pf[]; network?: Ref }) {
  const [vm, setVm] = useState<string>();
  const hosts = useMemo(() => hostsOf(pfs), [pfs]);
  const look = useLook(vm, network?.id);
  if (hosts.length === 0)
    return <Nothing title={s.empty} text={s.emptyText} action={<Link to="/hosts">{s.toHosts}</Link>} />;
  return <HostList hosts={hosts} network={network} look={look} onMark={setVm} />;
}

/** How much there is of all. */
function MapFacts({ pfs, network }: { pfs: Pf[]; network?: Ref }) {
  const { counts, hosts, vms } = useMemo(() => sumOf(pfs), [pfs]);
  return (
    <>
      <VfLegend counts={counts} />
      <span>{s.counts(hosts, pfs.length, vms)}</span>
      {network?.id && (
        <span>
          <strong>{s.usable(usableFor(pfs, network.id), network.name ?? "")}</strong>{" "}
          <span className="berth-subtle">{s.inNetwork(network.name ?? "")}</span>
        </span>
      )}
    </>
  );
}

export function VfMap() {
  const [params, setParams] = useSearchParams();
  const clusters = useList<Cluster>("clusters");
  const cluster = params.get("cluster") ?? clusters.data?.[0]?.id;
  const networks = useList<Network>(cluster && `clusters/${cluster}/networks`).data ?? [];
  const network = networks.find(({ id }) => id === params.get("network"));
  const pfs = usePfs({ cluster }, { enabled: cluster !== undefined });
  const choose = (change: Record<string, string>) => {
    const next = { cluster: cluster ?? "", network: network?.id ?? "", ...change };
    setParams(Object.fromEntries(Object.entries(next).filter(([, value]) => value)), { replace: true });
  };
  const body = () => {
    const error = clusters.error ?? pfs.error;
    if (error && !pfs.data) return <Failed error={error} onRetry={() => void pfs.refetch()} />;
    if (!pfs.data) return <Loading />;
    return <Picture pfs={pfs.data} network={network} />;
  };
  return (
    <PageSection hasBodyWrapper={false} isFilled>
      <Title headingLevel="h1">{t.nav.map}</Title>
      <Content component="p" className="berth-subtle">
        {s.intro} {s.keys}
      </Content>
      <div className="berth-map-facts">
        <Chooser
          label={s.cluster}
          value={cluster ?? ""}
          options={clusters.data ?? []}
          onChange={(id) => choose({ cluster: id, network: "" })}
        />
        <Chooser
          label={s.network}
          value={network?.id ?? ""}
          options={networks}
          all={s.allNetworks}
          onChange={(id) => choose({ network: id })}
        />
        {pfs.data && pfs.data.length > 0 && <MapFacts pfs={pfs.data} network={network} />}
      </div>
      {body()}
    </PageSection>
  );
}
