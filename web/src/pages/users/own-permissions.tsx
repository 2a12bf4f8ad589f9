/* What one user or group may do, and on what. */
import { Content, PageSection } from "@patternfly/react-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import type { Permission, Ref, Role } from "@/api/types";
import { RemoveDialog } from "@/components/remove-dialog";
import { type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";

const places = {
  data_center: { kind: t.events.kinds.data_center, to: "/datacenters" },
  cluster: { kind: t.events.kinds.cluster, to: "/clusters" },
  host: { kind: t.events.kinds.host, to: "/hosts" },
  network: { kind: t.events.kinds.network, to: "/networks" },
  vnic_profile: { kind: t.nav.profiles, to: "/vnicprofiles" },
  vm: { kind: t.events.kinds.vm, to: "/vms" },
  template: { kind: t.events.kinds.template, to: "/templates" },
  mac_pool: { kind: t.nav.macPools, to: "/macpools" },
} as const;

type Place = keyof typeof places;

/** With what "follow" puts into it. */
type Row = Omit<Permission, Place | "role"> & Partial<Record<Place, Ref>> & { role?: Role };

function placeOf(row: Row): { kind: string; to: string; ref: Ref } | undefined {
  for (const [key, { kind, to }] of Object.entries(places)) {
    const ref = row[key as Place];
    if (ref) return { kind, to, ref };
  }
  return undefined;
}

const onText = (row: Row) => placeOf(row)?.ref.name ?? t.users.wholeSystem;

const columns: Column<Row>[] = [
  {
    key: "role",
    title: t.permissions.role,
    text: ({ role }) => role?.name,
    render: ({ role }) => <Link to={`/roles/${role?.id}`}>{role?.name}</Link>,
  },
  {
    key: "kind",
    title: t.users.kind,
    text: (row) => placeOf(row)?.kind,
    render: (row) => placeOf(row)?.kind ?? t.common.none,
  },
  {
    key: "on",
    title: t.users.on,
    text: onText,
    render: (row) => {
      const place = placeOf(row);
      return place ? <Link to={`${place.to}/${place.ref.id}`}>{place.ref.name}</Link> : t.users.wholeSystem;
    },
  },
];

export function OwnPermissions({ path }: { path: string }) {
  const [removed, setRemoved] = useState<Row[]>([]);
  const nameOf = (row: Row) => `${row.role?.name}: ${onText(row)}`;
  return (
    <>
      <PageSection hasBodyWrapper={false}>
        <Content component="small">{t.users.permissionsOf}</Content>
      </PageSection>
      <ResourceTable<Row>
        title={t.users.permissions}
        path={`${path}/permissions`}
        params={{ follow: `role,${Object.keys(places).join(",")}` }}
        columns={columns}
        rowName={nameOf}
        actions={[{ key: "remove", title: t.permissions.remove, danger: true, run: setRemoved }]}
        searchable={false}
        empty={{ title: t.users.noPermissions, text: t.users.noPermissionsText }}
        embedded
      />
      {removed.length > 0 && (
        <RemoveDialog
          title={t.permissions.removeTitle}
          targets={removed.map((row) => ({ ...row, name: nameOf(row) }))}
          onClose={() => setRemoved([])}
        />
      )}
    </>
  );
}
