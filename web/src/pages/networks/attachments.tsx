/* Networks in clusters, for the tab of a network and for that of a cluster: what is shown of each pair
 * and what can be done with it. */
import { Label } from "@patternfly/react-core";
import { CheckCircleIcon, ExclamationTriangleIcon, MinusCircleIcon } from "@patternfly/react-icons";
import { type ReactNode, useState } from "react";
import { create, remove, update } from "@/api/client";
import { isTrue } from "@/api/json";
import { useBulk } from "@/components/bulk";
import { words } from "@/components/format";
import type { Action, Column } from "@/components/resource-table";
import { t } from "@/strings";
import { ClusterNetworkDialog } from "./cluster-network-dialog";
import { Roles } from "./roles";
import type { ClusterNetwork } from "./rows";

interface Named {
  id: string;
  name: string;
}

export interface Pair {
  cluster: Named;
  network: Named;
  /** The network as the cluster has it; undefined when it is not attached. */
  here?: ClusterNetwork;
}

function AttachedLabel({ here }: Pair) {
  return here ? (
    <Label isCompact color="green" icon={<CheckCircleIcon />}>
      {t.networks.isAttached}
    </Label>
  ) : (
    <Label isCompact color="grey" icon={<MinusCircleIcon />}>
      {t.networks.notAttached}
    </Label>
  );
}

function StatusLabel({ here }: Pair) {
  if (!here?.status) return t.common.none;
  const up = here.status === "operational";
  return (
    <Label
      isCompact
      color={up ? "green" : "orange"}
      icon={up ? <CheckCircleIcon /> : <ExclamationTriangleIcon />}
    >
      {words(here.status)}
    </Label>
  );
}

function requiredText({ here }: Pair): string {
  if (!here) return t.common.none;
  return isTrue(here.required) ? t.networks.isRequired : t.networks.notRequired;
}

export function attachmentColumns<T>(pairOf: (row: T) => Pair): Column<T>[] {
  return [
    {
      key: "attached",
      title: t.networks.attached,
      text: (row) => (pairOf(row).here ? t.networks.isAttached : t.networks.notAttached),
      render: (row) => <AttachedLabel {...pairOf(row)} />,
    },
    {
      key: "required",
      title: t.networks.required,
      text: (row) => requiredText(pairOf(row)),
      render: (row) => requiredText(pairOf(row)),
    },
    {
      key: "status",
      title: t.networks.networkStatus,
      text: (row) => pairOf(row).here?.status,
      render: (row) => <StatusLabel {...pairOf(row)} />,
    },
    {
      key: "roles",
      title: t.networks.roles,
      render: (row) => {
        const { here } = pairOf(row);
        return here ? <Roles network={here} /> : t.common.none;
      },
    },
  ];
}

function pathOf({ cluster, network }: Pair): string {
  return `clusters/${cluster.id}/networks/${network.id}`;
}

/** The actions, and the dialog that one of them opens.  'nameOf': what a row is called. */
export function useAttachments<T>(
  pairOf: (row: T) => Pair,
  nameOf: (row: T) => string,
): { actions: Action<T>[]; dialog: ReactNode } {
  const bulk = useBulk();
  const [managed, setManaged] = useState<Pair>();
  const attached = (row: T) => !!pairOf(row).here;
  const forAll =
    (run: (pair: Pair) => Promise<unknown>, done: (network: string, cluster: string) => string) =>
    (rows: T[]) =>
      void bulk(
        rows,
        (row) => run(pairOf(row)),
        (row) => done(pairOf(row).network.name, pairOf(row).cluster.name),
        nameOf,
      );
  const require = (required: boolean) =>
    forAll(
      (pair) => update(pathOf(pair), { required }),
      (network, cluster) => t.networks.wasRequired(network, cluster, required),
    );
  const needsAttached = (rows: T[]) => (rows.every(attached) ? undefined : t.networks.attachFirst);
  const actions: Action<T>[] = [
    {
      key: "attach",
      title: t.networks.attach,
      disabled: (rows) => (rows.some(attached) ? t.networks.attachedAlready : undefined),
      run: forAll(
        ({ cluster, network }) =>
          create(`clusters/${cluster.id}/networks`, { id: network.id, required: false }),
        t.networks.wasAttached,
      ),
    },
    {
      key: "manage",
      title: t.networks.manage,
      single: true,
      disabled: needsAttached,
      run: ([row]) => row && setManaged(pairOf(row)),
    },
    { key: "require", title: t.networks.makeRequired, disabled: needsAttached, run: require(true) },
    { key: "optional", title: t.networks.makeOptional, disabled: needsAttached, run: require(false) },
    {
      key: "detach",
      title: t.networks.detach,
      danger: true,
      disabled: needsAttached,
      run: forAll((pair) => remove(pathOf(pair)), t.networks.wasDetached),
    },
  ];
  const dialog = managed && <ClusterNetworkDialog {...managed} onClose={() => setManaged(undefined)} />;
  return { actions, dialog };
}
