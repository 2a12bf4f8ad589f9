/* The VFs of a PF as a row of cells.  One place in the tab order; arrow keys go from cell to cell, and
 * what a cell is stands in its label and, while it is pointed at or has the focus, beside it. */
import { type KeyboardEvent, memo, type PointerEvent, type SyntheticEvent, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { useNavigate } from "react-router-dom";
import { type PfVf, type VfClass, vfClasses } from "@/api/pfs";
import { t } from "@/strings";
import "./vf-cells.css";

/** What is known of a VF, as pairs of term and words. */
export function factsOf(vf: PfVf): [string, string][] {
  const rows: [string, string | undefined][] = [
    [t.vfs.vm, vf.vm?.name],
    [t.vfs.vnic, vf.nic?.name],
    [t.vfs.network, vf.network?.name],
    [t.vfs.mac, vf.mac?.address],
    [t.vfs.vlan, vf.vlan?.id],
    [t.vfs.reason, vf.vm ? undefined : vf.detail],
  ];
  return rows.filter((row): row is [string, string] => !!row[1]);
}

export function labelOf(vf: PfVf): string {
  const facts = factsOf(vf).map(([term, value]) => `${term} ${value}`);
  return [`${t.vfs.vf(vf.index)}: ${t.vfs.classes[vf.class]}`, ...facts].join(", ");
}

function Glyph({ of }: { of: VfClass }) {
  return <span className={`berth-vf pf-m-${of}`} aria-hidden />;
}

/** What the cells mean; with 'counts', also how many there are of each. */
export function VfLegend({ counts }: { counts?: Record<VfClass, number> }) {
  return (
    <ul className="berth-vf-legend" aria-label={t.vfs.legend}>
      {vfClasses.map((name) => (
        <li key={name} title={t.vfs.meanings[name]}>
          <Glyph of={name} />
          {counts ? `${t.vfs.classes[name]}: ${counts[name]}` : t.vfs.classes[name]}
        </li>
      ))}
    </ul>
  );
}

interface Tip {
  vf: PfVf;
  at: DOMRect;
}

const TIP_WIDTH = 384;

/** Below its cell, or above it where there is no room. */
function VfTip({ vf, at }: Tip) {
  const above = at.bottom > window.innerHeight * 0.7;
  const left = Math.max(8, Math.min(at.left, window.innerWidth - TIP_WIDTH - 8));
  const place = above ? { left, bottom: window.innerHeight - at.top + 8 } : { left, top: at.bottom + 8 };
  return createPortal(
    <div className="berth-vf-tip" role="tooltip" style={place}>
      <strong>
        {t.vfs.vf(vf.index)}: {t.vfs.classes[vf.class]}
      </strong>
      <dl>
        {factsOf(vf).map(([term, value]) => [
          <dt key={term}>{term}</dt>,
          <dd key={`${term}-is`}>{value}</dd>,
        ])}
      </dl>
      {vf.vm && <span>{t.vfs.go}</span>}
    </div>,
    document.body,
  );
}

/** Keys to the number of the cell to go to; beyond the ends there is none. */
const moves: Record<string, (at: number, last: number) => number> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 0,
  End: (_, last) => last,
};

export type Look = "marked" | "dim";

interface Props {
  /** Name of the PF, for who does not see it. */
  label: string;
  vfs: PfVf[];
  compact?: boolean;
  /** Whether it is among those that are looked for. */
  look?: (vf: PfVf) => Look | undefined;
  /** The arrow keys up and down, with the number of the cell. */
  onLeave?: (step: 1 | -1, cell: number) => void;
}

function cellOf(event: SyntheticEvent): HTMLElement | null {
  return (event.target as HTMLElement).closest<HTMLElement>("[data-vf]");
}

function classOf(vf: PfVf, look: Look | undefined): string {
  return `berth-vf pf-m-${vf.class}${vf.vm ? " pf-m-goes" : ""}${look ? ` pf-m-${look}` : ""}`;
}

export const VfCells = memo(function VfCells({ label, vfs, compact, look, onLeave }: Props) {
  const navigate = useNavigate();
  const [tip, setTip] = useState<Tip>();
  const [entry, setEntry] = useState(0);
  const show = (cell: HTMLElement | null) => {
    const vf = cell && vfs[Number(cell.dataset.vf)];
    setTip(vf ? { vf, at: cell.getBoundingClientRect() } : undefined);
  };
  const go = (cell: HTMLElement | null) => {
    const vm = cell && vfs[Number(cell.dataset.vf)]?.vm;
    if (vm) navigate(`/vms/${vm.id}`);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const cell = cellOf(event);
    if (!cell) return;
    const at = Number(cell.dataset.vf);
    const next = moves[event.key]?.(at, vfs.length - 1);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
    if (next !== undefined) (cell.parentElement?.children[next] as HTMLElement | undefined)?.focus();
    else if (step && onLeave) onLeave(step, at);
    else if (event.key === "Enter" || event.key === " ") go(cell);
    else if (event.key === "Escape") setTip(undefined);
    else return;
    event.preventDefault();
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const cell = cellOf(event);
    // A finger cannot point without touching: its first touch tells, the second goes.
    const told = tip !== undefined && cell !== null && vfs[Number(cell.dataset.vf)] === tip.vf;
    if (event.pointerType !== "touch" || told) go(cell);
    else show(cell);
  };
  const first = Math.min(entry, vfs.length - 1);
  const cells = useMemo(
    () =>
      vfs.map((vf, i) => (
        <span
          key={vf.id}
          role="gridcell"
          className={classOf(vf, look?.(vf))}
          data-vf={i}
          tabIndex={i === first ? 0 : -1}
          aria-label={labelOf(vf)}
        />
      )),
    [vfs, look, first],
  );
  if (vfs.length === 0) return <span className="pf-v6-u-text-color-subtle">{t.vfs.none}</span>;
  return (
    <div role="grid" aria-label={t.vfs.cells(label)}>
      <div
        role="row"
        className={`berth-vfs${compact ? " pf-m-compact" : ""}`}
        onPointerOver={(event) => event.pointerType !== "touch" && show(cellOf(event))}
        onPointerLeave={(event) => event.pointerType !== "touch" && setTip(undefined)}
        onPointerUp={onPointerUp}
        onFocus={(event) => {
          const cell = cellOf(event);
          if (!cell) return;
          setEntry(Number(cell.dataset.vf));
          if (cell.matches(":focus-visible")) show(cell);
        }}
        onBlur={() => setTip(undefined)}
        onKeyDown={onKeyDown}
      >
        {cells}
      </div>
      {tip && <VfTip {...tip} />}
    </div>
  );
});
