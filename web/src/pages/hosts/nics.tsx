/* Every NIC and bond of a host; under a PF its VFs. */
import { Button, Flex, FlexItem, Label, PageSection, Tooltip } from "@patternfly/react-core";
import {
  ArrowCircleDownIcon,
  ArrowCircleUpIcon,
  ExclamationTriangleIcon,
  MicrochipIcon,
  PencilAltIcon,
  UnpluggedIcon,
} from "@patternfly/react-icons";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useSearchParams } from "react-router-dom";
import { useList } from "@/api/hooks";
import { isTrue, num } from "@/api/json";
import { addCounts, countsOf, type Pf, usePfs, vfsOf } from "@/api/pfs";
import type { Host, HostNic } from "@/api/types";
import { speed } from "@/components/format";
import { Failed, Loading, Nothing } from "@/components/states";
import { VfCells, VfLegend } from "@/components/vf-cells";
import { t } from "@/strings";
import { EditVfs } from "./edit-vfs";
import "./nics.css";

const COLUMNS = [
  t.common.name,
  t.hosts.nic.state,
  t.hosts.nic.speed,
  t.hosts.nic.mac,
  t.hosts.nic.driver,
  t.hosts.nic.pci,
  t.hosts.nic.kind,
];

function NicState({ nic }: { nic: HostNic }) {
  if (!isTrue(nic.present))
    return (
      <Tooltip content={t.hosts.nic.goneText}>
        <Label isCompact variant="outline" color="red" icon={<ExclamationTriangleIcon />}>
          {t.hosts.nic.gone}
        </Label>
      </Tooltip>
    );
  if (nic.status !== "up")
    return (
      <Label isCompact variant="outline" icon={<ArrowCircleDownIcon />}>
        {t.hosts.nic.down}
      </Label>
    );
  return isTrue(nic.carrier) ? (
    <Label isCompact variant="outline" color="green" icon={<ArrowCircleUpIcon />}>
      {t.hosts.nic.up}
    </Label>
  ) : (
    <Label isCompact variant="outline" color="orange" icon={<UnpluggedIcon />}>
      {t.hosts.nic.noCarrier}
    </Label>
  );
}

/** Which networks its VFs may serve, in words. */
function allowed(pf: Pf): string {
  if (isTrue(pf.all_networks_allowed)) return t.hosts.nic.allNetworks;
  const names = (pf.networks?.network ?? []).map(({ name = "", label }) =>
    label ? t.hosts.nic.viaLabel(name, label) : name,
  );
  return names.length ? `${t.hosts.nic.networks}: ${names.join(", ")}` : t.hosts.nic.noNetworks;
}

function PfRow({ pf, onEdit }: { pf: Pf; onEdit: () => void }) {
  const counts = countsOf(pf);
  const vfs = vfsOf(pf);
  const number = num(pf.number_of_virtual_functions);
  return (
    <div className="berth-pf">
      <Flex columnGap={{ default: "columnGapMd" }} alignItems={{ default: "alignItemsCenter" }}>
        <strong>{t.vfs.free(counts.free, number)}</strong>
        <span>{t.hosts.nic.vfs(number, num(pf.max_number_of_virtual_functions))}</span>
        <span className="berth-pf-networks">{allowed(pf)}</span>
        <FlexItem align={{ default: "alignRight" }}>
          <Button
            variant="secondary"
            size="sm"
            icon={<PencilAltIcon />}
            onClick={onEdit}
            aria-label={t.hosts.nic.editOf(pf.name)}
          >
            {t.hosts.nic.edit}
          </Button>
        </FlexItem>
      </Flex>
      {vfs.length > 0 ? (
        <VfCells label={pf.name} vfs={vfs} />
      ) : (
        <span className="berth-pf-none">{number > 0 ? t.hosts.nic.notReported : t.hosts.nic.noVfs}</span>
      )}
    </div>
  );
}

function NicRows({ nic, pf, onEdit }: { nic: HostNic; pf?: Pf; onEdit: () => void }) {
  const cells = [
    <Flex key="name" columnGap={{ default: "columnGapSm" }} flexWrap={{ default: "nowrap" }}>
      <strong>{nic.name}</strong>
      {pf && (
        <Tooltip content={t.hosts.nic.sriovText}>
          <Label isCompact color="blue" icon={<MicrochipIcon />}>
            {t.hosts.nic.sriov}
          </Label>
        </Tooltip>
      )}
    </Flex>,
    <NicState key="state" nic={nic} />,
    <span key="speed" className="berth-nowrap">
      {speed(nic.speed)}
    </span>,
    nic.mac?.address ?? t.common.none,
    nic.driver ?? t.common.none,
    nic.pci_address ?? t.common.none,
    [nic.kind ?? t.hosts.nic.physical, nic.master_interface && t.hosts.nic.partOf(nic.master_interface)]
      .filter(Boolean)
      .join(", "),
  ];
  return (
    <Tbody>
      <Tr className={pf && "berth-has-vfs"}>
        {COLUMNS.map((title, i) => (
          <Td key={title} dataLabel={title}>
            {cells[i]}
          </Td>
        ))}
      </Tr>
      {pf && (
        <Tr>
          <Td colSpan={COLUMNS.length}>
            <PfRow pf={pf} onEdit={onEdit} />
          </Td>
        </Tr>
      )}
    </Tbody>
  );
}

export function HostNics({ host }: { host: Host }) {
  const nics = useList<HostNic>(`hosts/${host.id}/nics`);
  const pfs = usePfs({ host: host.id });
  // Other pages lead to the dialog of a PF by "?edit=ID".
  const [params, setParams] = useSearchParams();
  const editing = params.get("edit") ?? undefined;
  const setEditing = (pf?: string) => setParams(pf ? { edit: pf } : {}, { replace: true });
  const error = nics.error ?? pfs.error;
  if (error && !(nics.data && pfs.data))
    return (
      <Failed
        error={error}
        onRetry={() => {
          void nics.refetch();
          void pfs.refetch();
        }}
      />
    );
  if (!nics.data || !pfs.data) return <Loading />;
  if (nics.data.length === 0) return <Nothing title={t.hosts.noNics} text={t.hosts.noNicsText} />;
  const byId = new Map(pfs.data.map((pf) => [pf.id, pf]));
  const edited = editing === undefined ? undefined : byId.get(editing);
  return (
    <PageSection hasBodyWrapper={false}>
      <VfLegend counts={addCounts(pfs.data.map(countsOf))} />
      <Table aria-label={t.hosts.nics} variant="compact" className="berth-nics">
        <Thead>
          <Tr>
            {COLUMNS.map((title) => (
              <Th key={title}>{title}</Th>
            ))}
          </Tr>
        </Thead>
        {nics.data.map((nic) => (
          <NicRows key={nic.id} nic={nic} pf={byId.get(nic.id)} onEdit={() => setEditing(nic.id)} />
        ))}
      </Table>
      {edited && <EditVfs host={host} pf={edited} onClose={() => setEditing(undefined)} />}
    </PageSection>
  );
}
