/* A host of the map: its cards with their VFs, and the VMs that have them. */
import { memo } from "react";
import { Link } from "react-router-dom";
import { isTrue, num } from "@/api/json";
import { countsOf, mayServe, type Pf, type PfVf, vfsOf } from "@/api/pfs";
import type { Ref } from "@/api/types";
import { speed } from "@/components/format";
import { type Look, VfCells } from "@/components/vf-cells";
import { t } from "@/strings";
import { HostStatusIcon } from "../hosts/status";
import type { MapHost } from "./rows";

const s = t.map;
const VMS_SHOWN = 12;

export interface Shown {
  network?: Ref;
  look?: (vf: PfVf) => Look | undefined;
  onMark: (vm: string | undefined) => void;
  onLeave: (pf: string, step: 1 | -1, cell: number) => void;
}

/** Why nothing can be placed on it, beside what its VFs say. */
function troubleOf(pf: Pf, network: Ref | undefined): string | undefined {
  if (!isTrue(pf.present)) return s.gone;
  if (network?.id && !mayServe(pf, network.id)) return s.mayNot(network.name ?? "");
  if (!isTrue(pf.all_networks_allowed) && !pf.networks?.network?.length) return s.noNetwork;
  if (pf.status === "down") return s.down;
  return isTrue(pf.carrier) ? undefined : s.noCarrier;
}

function PfRow({ pf, host, network, look, onLeave }: { pf: Pf; host: string } & Shown) {
  const vfs = vfsOf(pf);
  const number = num(pf.number_of_virtual_functions);
  const trouble = troubleOf(pf, network);
  const dim = network?.id !== undefined && !mayServe(pf, network.id);
  return (
    <div className={`berth-map-pf${dim ? " pf-m-dim" : ""}`} data-pf={pf.id}>
      <div className="berth-map-name">
        <Link to={`/hosts/${pf.host.id}/nics`}>{pf.name}</Link>{" "}
        <span className="berth-subtle">{speed(pf.speed)}</span>
      </div>
      <div>
        {vfs.length > 0 ? (
          <VfCells
            compact
            label={`${host} ${pf.name}`}
            vfs={vfs}
            look={look}
            onLeave={(step, cell) => onLeave(pf.id, step, cell)}
          />
        ) : (
          <span className="berth-subtle">{number > 0 ? s.notReported : s.noVfs}</span>
        )}
      </div>
      <div className="berth-map-count">
        {number > 0 && t.vfs.free(countsOf(pf).free, number)}
        {trouble && <span className="berth-subtle">{trouble}</span>}
      </div>
    </div>
  );
}

function VmChips({ vms, host, onMark }: { vms: Ref[]; host: string; onMark: Shown["onMark"] }) {
  if (vms.length === 0) return null;
  const more = vms.length - VMS_SHOWN;
  return (
    <div className="berth-map-vms">
      <span className="berth-subtle">{s.vms}</span>
      {vms.slice(0, VMS_SHOWN).map(({ id, name }) => (
        <Link
          key={id}
          to={`/vms/${id}`}
          onPointerEnter={() => onMark(id)}
          onPointerLeave={() => onMark(undefined)}
          onFocus={() => onMark(id)}
          onBlur={() => onMark(undefined)}
        >
          {name ?? id}
        </Link>
      ))}
      {more > 0 && <Link to={`/hosts/${host}/vms`}>{s.moreVms(more)}</Link>}
    </div>
  );
}

export const HostRow = memo(function HostRow({ host, ...shown }: { host: MapHost } & Shown) {
  return (
    <section className="berth-map-host" aria-label={host.name}>
      <h2 className="berth-map-head">
        <HostStatusIcon status={host.status} />
        <Link to={`/hosts/${host.id}`}>{host.name}</Link>
      </h2>
      <div>
        {host.pfs.map((pf) => (
          <PfRow key={pf.id} pf={pf} host={host.name} {...shown} />
        ))}
        <VmChips vms={host.vms} host={host.id} onMark={shown.onMark} />
      </div>
    </section>
  );
});
