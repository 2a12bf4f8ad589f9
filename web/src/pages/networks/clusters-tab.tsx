/* Where a network is attached, with its state and roles in each cluster. */
import { Label } from "@patternfly/react-core";
import { CheckCircleIcon, ExclamationTriangleIcon, MinusCircleIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { Link } from "react-router-dom";
import { create, remove, update } from "@/api/client";
import { isTrue } from "@/api/json";
import { useBulk } from "@/components/bulk";
import { words } from "@/components/format";
import { type Action, type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";
import { ClusterNetworkDialog } from "./cluster-network-dialog";
import { Roles } from "./roles";
import { attachmentOf, type ClusterNetwork, type ClusterRow, type NetworkRow } from "./rows";

export function AttachedLabel({ network }: { network?: ClusterNetwork }) {
  return network ? (
    <Label isCompact color="green" icon={<CheckCircleIcon />}>
      {t.networks.isAttached}
    </Label>
  ) : (
    <Label isCompact color="grey" icon={<MinusCircleIcon />}>
      {t.networks.notAttached}
    </Label>
  );
}

export function StatusLabel({ network }: { network?: ClusterNetwork }) {
  if (!network?.status) return t.common.none;
  const up = network.status === "operational";
  return (
    <Label
      isCompact
      color={up ? "green" : "orange"}
      icon={up ? <CheckCircleIcon /> : <ExclamationTriangleIcon />}
    >
      {words(network.status)}
    </Label>
  );
}

export function requiredText(network?: ClusterNetwork): string {
  if (!network) return t.common.none;
  return isTrue(network.required) ? t.networks.isRequired : t.networks.notRequired;
}

export function ClustersTab({ network }: { network: NetworkRow }) {
  const bulk = useBulk();
  const [managed, setManaged] = useState<ClusterRow>();
  const { id, name = "", data_center } = network;
  const attachment = (row: ClusterRow) => attachmentOf(row, id);
  const nameOf = (row: ClusterRow) => row.name ?? "";
  const columns: Column<ClusterRow>[] = [
    {
      key: "name",
      title: t.networks.cluster,
      text: nameOf,
      render: (row) => <Link to={`/clusters/${row.id}/networks`}>{row.name}</Link>,
    },
    {
      key: "attached",
      title: t.networks.attached,
      text: (row) => (attachment(row) ? t.networks.isAttached : t.networks.notAttached),
      render: (row) => <AttachedLabel network={attachment(row)} />,
    },
    {
      key: "required",
      title: t.networks.required,
      text: (row) => requiredText(attachment(row)),
      render: (row) => requiredText(attachment(row)),
    },
    {
      key: "status",
      title: t.networks.networkStatus,
      text: (row) => attachment(row)?.status,
      render: (row) => <StatusLabel network={attachment(row)} />,
    },
    {
      key: "roles",
      title: t.networks.roles,
      render: (row) => {
        const here = attachment(row);
        return here ? <Roles network={here} /> : t.common.none;
      },
    },
  ];
  const none = (rows: ClusterRow[]) => (rows.every(attachment) ? undefined : t.networks.attachFirst);
  const require = (required: boolean) => (rows: ClusterRow[]) =>
    void bulk(
      rows,
      (row) => update(`clusters/${row.id}/networks/${id}`, { required }),
      (row) => t.networks.wasRequired(name, nameOf(row), required),
      nameOf,
    );
  const actions: Action<ClusterRow>[] = [
    {
      key: "attach",
      title: t.networks.attach,
      disabled: (rows) => (rows.some(attachment) ? t.networks.attachedAlready : undefined),
      run: (rows) =>
        void bulk(
          rows,
          (row) => create(`clusters/${row.id}/networks`, { id, required: false }),
          (row) => t.networks.wasAttached(name, nameOf(row)),
          nameOf,
        ),
    },
    {
      key: "manage",
      title: t.networks.manage,
      single: true,
      disabled: none,
      run: ([row]) => setManaged(row),
    },
    { key: "require", title: t.networks.makeRequired, disabled: none, run: require(true) },
    { key: "optional", title: t.networks.makeOptional, disabled: none, run: require(false) },
    {
      key: "detach",
      title: t.networks.detach,
      danger: true,
      disabled: none,
      run: (rows) =>
        void bulk(
          rows,
          (row) => remove(`clusters/${row.id}/networks/${id}`),
          (row) => t.networks.wasDetached(name, nameOf(row)),
          nameOf,
        ),
    },
  ];
  return (
    <>
      <ResourceTable<ClusterRow>
        title={t.networks.tabs.clusters}
        path={`datacenters/${data_center?.id}/clusters`}
        params={{ follow: "networks" }}
        also={["networks"]}
        columns={columns}
        actions={actions}
        searchable={false}
        empty={{ title: t.networks.clustersEmptyTitle, text: t.networks.clustersEmptyText }}
        embedded
      />
      {managed && (
        <ClusterNetworkDialog
          cluster={{ id: managed.id, name: nameOf(managed) }}
          network={{ id, name }}
          onClose={() => setManaged(undefined)}
        />
      )}
    </>
  );
}
