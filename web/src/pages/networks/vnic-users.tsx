/* The VMs or templates that are connected to a network, or by one vNIC profile, and by which vNICs. */
import { Flex, Label } from "@patternfly/react-core";
import { Link } from "react-router-dom";
import { isTrue } from "@/api/json";
import type { Template, Vm, VmNic, VnicProfile } from "@/api/types";
import { words } from "@/components/format";
import { type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";

type Nic = Omit<VmNic, "vnic_profile"> & { vnic_profile?: VnicProfile };
type Row = Pick<Vm & Template, "id" | "name" | "description"> & {
  status?: string;
  nics?: { nic?: Nic[] };
};

type By = "network" | "vnicprofile";

function Vnics({ row, by, id }: { row: Row; by: By; id: string }) {
  const mine = (row.nics?.nic ?? []).filter(({ vnic_profile }) =>
    by === "network" ? vnic_profile?.network?.id === id : vnic_profile?.id === id,
  );
  return (
    <Flex direction={{ default: "column" }} spaceItems={{ default: "spaceItemsXs" }}>
      {mine.map((nic) => (
        <Flex key={nic.id} spaceItems={{ default: "spaceItemsSm" }}>
          <span>{nic.name}</span>
          <Link to={`/vnicprofiles/${nic.vnic_profile?.id}`}>{nic.vnic_profile?.name}</Link>
          <code>{nic.mac?.address}</code>
          {nic.interface === "pci_passthrough" && (
            <Label isCompact variant="outline">
              {t.networks.passthrough}
            </Label>
          )}
          {!isTrue(nic.plugged) && (
            <Label isCompact variant="outline" color="orange">
              {t.networks.unplugged}
            </Label>
          )}
        </Flex>
      ))}
    </Flex>
  );
}

export function VnicUsers({ kind, by, id }: { kind: "vms" | "templates"; by: By; id: string }) {
  const words_ = kind === "vms" ? t.networks.usersVms : t.networks.usersTemplates;
  const status: Column<Row> = {
    key: "status",
    title: t.common.status,
    sort: "status",
    render: (row) => words(row.status),
  };
  const columns: Column<Row>[] = [
    {
      key: "name",
      title: t.common.name,
      sort: "name",
      render: (row) => <Link to={`/${kind}/${row.id}`}>{row.name}</Link>,
    },
    ...(kind === "vms" ? [status] : []),
    { key: "vnics", title: t.networks.vnics, render: (row) => <Vnics row={row} by={by} id={id} /> },
    { key: "description", title: t.common.description, render: ({ description }) => description },
  ];
  return (
    <ResourceTable<Row>
      title={words_.title}
      path={kind}
      within={`${by}.id=${id}`}
      params={{ follow: "nics.vnic_profile" }}
      also={["nics", "vnicprofiles"]}
      columns={columns}
      empty={{ title: words_.emptyTitle, text: words_.emptyText }}
      embedded
    />
  );
}
