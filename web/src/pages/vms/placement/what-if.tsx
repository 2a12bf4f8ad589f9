/* What if a network were allowed on a PF: chosen here, answered by the engine, nothing changed. */
import { Alert, Button, ExpandableSection, Flex, PageSection } from "@patternfly/react-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { query } from "@/api/client";
import { useList } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { Pf } from "@/api/pfs";
import type { Network } from "@/api/types";
import { SelectField } from "@/components/fields";
import { t } from "@/strings";

const p = t.placement;

export interface Question {
  network: string;
  pf: string;
}

interface Props {
  cluster: string;
  /** Those of the VM's passthrough vNICs. */
  networks: Network[];
  /** What is asked now. */
  asked?: Question;
  onAsk: (question: Question | undefined) => void;
}

function isAllowed(pf: Pf, network: string): boolean {
  return isTrue(pf.all_networks_allowed) || !!pf.networks?.network?.some(({ id }) => id === network);
}

function pfName(pf: Pf | undefined): string {
  return pf ? `${pf.host.name} ${pf.name}` : "";
}

export function WhatIf({ cluster, networks, asked, onAsk }: Props) {
  const [open, setOpen] = useState(false);
  const { data: pfs = [] } = useList<Pf>(query("physicalfunctions", { cluster }), {
    also: ["virtualfunctions", "nics", "hosts", "networks"],
  });
  const [chosen, setChosen] = useState<Question>({ network: "", pf: "" });
  const network = chosen.network || networks[0]?.id || "";
  const askedPf = pfs.find(({ id }) => id === asked?.pf);
  const askedNetwork = networks.find(({ id }) => id === asked?.network)?.name ?? "";
  const of = pfs.find(({ id }) => id === chosen.pf);
  const allowed = of && isAllowed(of, network);
  if (networks.length === 0) return null;
  return (
    <PageSection hasBodyWrapper={false}>
      {asked && (
        <Alert
          isInline
          variant="info"
          title={p.assumed(askedNetwork, pfName(askedPf))}
          actionLinks={
            <Flex>
              <Link to={`/hosts/${askedPf?.host.id}/nics?edit=${asked.pf}`}>{p.doIt}</Link>
              <Button variant="link" isInline onClick={() => onAsk(undefined)}>
                {p.stopAsking}
              </Button>
            </Flex>
          }
        >
          {p.whatIfText}
        </Alert>
      )}
      <ExpandableSection
        toggleText={p.whatIf}
        isExpanded={open}
        onToggle={(_, now) => setOpen(now)}
        isIndented
      >
        <p>{p.whatIfText}</p>
        <form
          className="berth-what-if"
          onSubmit={(event) => {
            event.preventDefault();
            onAsk({ network, pf: chosen.pf });
          }}
        >
          <SelectField
            label={p.network}
            value={network}
            onChange={(id) => setChosen({ ...chosen, network: id })}
            options={networks.map(({ id, name }) => ({ value: id, label: name ?? "" }))}
          />
          <SelectField
            label={p.pf}
            value={chosen.pf}
            onChange={(pf) => setChosen({ network, pf })}
            help={
              allowed ? p.alreadyAllowed(askedNetwork || nameOf(networks, network), pfName(of)) : undefined
            }
            options={[
              { value: "", label: p.pick },
              ...pfs.map((pf) => ({
                value: pf.id,
                label: `${pfName(pf)}: ${p.states(pf.free ?? "0", pf.number_of_virtual_functions)}`,
              })),
            ]}
          />
          <div>
            <Button type="submit" variant="secondary" isDisabled={!chosen.pf || allowed}>
              {p.ask}
            </Button>
          </div>
        </form>
      </ExpandableSection>
    </PageSection>
  );
}

function nameOf(networks: Network[], id: string): string {
  return networks.find((network) => network.id === id)?.name ?? "";
}
