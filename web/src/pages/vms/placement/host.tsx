/* The verdict on one host: per vNIC and PF, with the VFs of the PF by what they are. */
import { Button, ExpandableSection, Icon, Label } from "@patternfly/react-core";
import { CheckCircleIcon, TimesCircleIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { Link } from "react-router-dom";
import { isTrue } from "@/api/json";
import { words } from "@/components/format";
import { t } from "@/strings";
import "@/components/vf-cells.css";
import "./placement.css";
import { type ChosenVf, cellsOf, type HostVerdict, type NicVerdict, type PfVerdict } from "./tree";

const p = t.placement;

export function Sign({ fits }: { fits: boolean }) {
  return (
    <Icon status={fits ? "success" : "danger"} isInline>
      {fits ? <CheckCircleIcon title={p.nicFits} /> : <TimesCircleIcon title={p.nicNot} />}
    </Icon>
  );
}

function Chosen() {
  return (
    <Label isCompact color="blue">
      {p.choice}
    </Label>
  );
}

function stateWords({ states }: PfVerdict): string {
  return (states?.state ?? [])
    .map(({ name, count }) => p.stateOf(count, words(name).toLowerCase()))
    .join(", ");
}

function PfLine({
  pf,
  host,
  chosen,
  onAllow,
}: {
  pf: PfVerdict;
  host: string;
  chosen: boolean;
  onAllow?: () => void;
}) {
  return (
    <li className="berth-verdict-pf">
      <span className="berth-verdict-head">
        <Sign fits={isTrue(pf.fits)} />
        <span>
          <Link to={`/hosts/${host}/nics`}>{pf.name}</Link>
          {pf.text.startsWith(pf.name) ? pf.text.slice(pf.name.length) : ` ${pf.text}`} {chosen && <Chosen />}
          {onAllow && pf.reason === "pf_network" && (
            <Button variant="link" isInline onClick={onAllow}>
              {p.whatIfHere}
            </Button>
          )}
        </span>
      </span>
      <span className="berth-vfs pf-m-compact" aria-hidden>
        {cellsOf(pf).map((name, i) => (
          <span key={i} className={`berth-vf pf-m-${name}`} />
        ))}
      </span>
      <span className="berth-subtle">{stateWords(pf)}</span>
    </li>
  );
}

interface Props {
  host: HostVerdict;
  /** The VFs that would be taken here; undefined: another host is chosen, or none. */
  chosen?: ChosenVf[];
  /** Asks what if the network of a vNIC were allowed on a PF. */
  onAllow?: (nic: string, pf: string) => void;
}

function NicVerdictOf({ nic, host, chosen, onAllow }: { nic: NicVerdict } & Props) {
  const pfs = nic.pfs?.pf ?? [];
  return (
    <li>
      <span className="berth-verdict-head">
        <Sign fits={isTrue(nic.fits)} />
        <span>{nic.text}</span>
      </span>
      {pfs.length > 0 && (
        <ul className="berth-verdict-pfs">
          {pfs.map((pf) => (
            <PfLine
              key={pf.host_nic.id}
              pf={pf}
              host={host.id}
              chosen={
                !!chosen?.some(
                  (vf) => vf.physical_function.id === pf.host_nic.id && (!vf.nic?.id || vf.nic.id === nic.id),
                )
              }
              onAllow={onAllow && (() => onAllow(nic.id, pf.host_nic.id ?? ""))}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

export function HostLine({ host, chosen, onAllow }: Props) {
  const [open, setOpen] = useState(chosen !== undefined);
  const nics = host.nics?.nic ?? [];
  const head = (
    <span className="berth-verdict-head">
      <Sign fits={isTrue(host.fits)} />
      <span>
        {host.text} {chosen && <Chosen />}
      </span>
    </span>
  );
  if (nics.length === 0) return <div className="berth-verdict-bare">{head}</div>;
  return (
    <ExpandableSection
      className="berth-verdict-host"
      toggleContent={head}
      isExpanded={open}
      onToggle={(_, now) => setOpen(now)}
      isIndented
    >
      {open && (
        <ul className="berth-verdict-nics">
          {nics.map((nic) => (
            <NicVerdictOf key={nic.id} nic={nic} host={host} chosen={chosen} onAllow={onAllow} />
          ))}
        </ul>
      )}
    </ExpandableSection>
  );
}
