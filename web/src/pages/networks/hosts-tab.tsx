/* The PFs whose VFs may serve a network, and how many are free. */
import { Content, PageSection } from "@patternfly/react-core";
import { Link } from "react-router-dom";
import { isTrue, num } from "@/api/json";
import { countsOf, type Pf, totalOf } from "@/api/pfs";
import { speed, words } from "@/components/format";
import { type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";
import type { NetworkRow } from "./rows";

function byWhat(pf: Pf, network: string): string {
  if (isTrue(pf.all_networks_allowed)) return t.networks.pfs.byAll;
  const label = pf.networks?.network?.find(({ id }) => id === network)?.label;
  return label ? t.networks.pfs.byLabel(label) : t.networks.pfs.byName;
}

function stateOf({ present, status }: Pf): string {
  return isTrue(present) ? words(status) : t.networks.pfs.absent;
}

function columnsOf(network: string): Column<Pf>[] {
  return [
    {
      key: "host",
      title: t.networks.pfs.host,
      text: ({ host }) => host.name,
      render: ({ host }) => <Link to={`/hosts/${host.id}/nics`}>{host.name}</Link>,
    },
    { key: "pf", title: t.networks.pfs.pf, text: ({ name }) => name, render: ({ name }) => name },
    {
      key: "cluster",
      title: t.networks.pfs.cluster,
      text: ({ cluster }) => cluster?.name,
      render: ({ cluster }) => <Link to={`/clusters/${cluster?.id}`}>{cluster?.name}</Link>,
    },
    {
      key: "by",
      title: t.networks.pfs.by,
      text: (pf) => byWhat(pf, network),
      render: (pf) => byWhat(pf, network),
    },
    {
      key: "free",
      title: t.networks.pfs.free,
      text: (pf) => countsOf(pf).free,
      render: (pf) => <strong>{countsOf(pf).free}</strong>,
    },
    {
      key: "vfs",
      title: t.networks.pfs.vfs,
      text: (pf) => totalOf(countsOf(pf)),
      render: (pf) => totalOf(countsOf(pf)),
    },
    {
      key: "speed",
      title: t.networks.pfs.speed,
      text: (pf) => num(pf.speed) || 0,
      render: (pf) => speed(pf.speed),
    },
    { key: "state", title: t.networks.pfs.state, text: stateOf, render: stateOf },
  ];
}

export function HostsTab({ network }: { network: NetworkRow }) {
  return (
    <>
      <PageSection hasBodyWrapper={false}>
        <Content component="small">{t.networks.pfs.help}</Content>
      </PageSection>
      <ResourceTable<Pf>
        title={t.networks.tabs.hosts}
        path="physicalfunctions"
        params={{ network: network.id }}
        also={["virtualfunctions", "nics", "hosts", "networks", "networklabels"]}
        columns={columnsOf(network.id)}
        searchable={false}
        empty={{
          title: t.networks.pfs.emptyTitle,
          text: t.networks.pfs.emptyText,
          action: <Link to="/hosts">{t.networks.pfs.hosts}</Link>,
        }}
        embedded
      />
    </>
  );
}
