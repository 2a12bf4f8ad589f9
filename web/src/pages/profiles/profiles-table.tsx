/* vNIC profiles: all of them, or those of one network. */
import { Label } from "@patternfly/react-core";
import { BoltIcon } from "@patternfly/react-icons";
import { Link } from "react-router-dom";
import { useList } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { DataCenter } from "@/api/types";
import { useCrud } from "@/components/crud";
import { yesNo } from "@/components/format";
import { type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";
import { ProfileDialog } from "./profile-dialog";
import { FOLLOW, isPassthrough, type ProfileRow } from "./profile-form";

export function PassthroughLabel({ profile }: { profile: ProfileRow }) {
  return isPassthrough(profile) ? (
    <Label isCompact color="blue" icon={<BoltIcon />}>
      {t.profiles.passthroughYes}
    </Label>
  ) : (
    <Label isCompact variant="outline">
      {t.profiles.passthroughNo}
    </Label>
  );
}

export function migratableText(profile: ProfileRow): string {
  return isPassthrough(profile) ? yesNo(isTrue(profile.migratable)) : t.common.none;
}

function plain(
  key: string,
  title: string,
  text: (row: ProfileRow) => string | undefined,
  hidden = false,
): Column<ProfileRow> {
  return { key, title, text, hidden, render: (row) => text(row) || t.common.none };
}

function columnsOf(dataCenters: DataCenter[], ofOne: boolean): Column<ProfileRow>[] {
  const dataCenter = (row: ProfileRow) => dataCenters.find(({ id }) => id === row.network?.data_center?.id);
  const place: Column<ProfileRow>[] = [
    {
      key: "network",
      title: t.profiles.network,
      text: ({ network }) => network?.name,
      render: ({ network }) => <Link to={`/networks/${network?.id}/profiles`}>{network?.name}</Link>,
    },
    {
      key: "data_center",
      title: t.profiles.dataCenter,
      text: (row) => dataCenter(row)?.name,
      render: (row) => <Link to={`/datacenters/${dataCenter(row)?.id}`}>{dataCenter(row)?.name}</Link>,
    },
  ];
  return [
    {
      key: "name",
      title: t.common.name,
      text: ({ name }) => name,
      render: ({ id, name }) => <Link to={`/vnicprofiles/${id}`}>{name}</Link>,
    },
    ...(ofOne ? [] : place),
    {
      key: "passthrough",
      title: t.profiles.passthrough,
      text: (row) => (isPassthrough(row) ? t.profiles.passthroughYes : t.profiles.passthroughNo),
      render: (profile) => <PassthroughLabel profile={profile} />,
    },
    plain("filter", t.profiles.filter, ({ network_filter }) => network_filter?.name),
    plain("qos", t.profiles.qos, ({ qos }) => qos?.name),
    plain("failover", t.profiles.failover, ({ failover }) => failover?.name),
    plain("migratable", t.profiles.migratable, migratableText),
    plain("port_mirroring", t.profiles.portMirroring, (row) => yesNo(isTrue(row.port_mirroring)), true),
    plain("description", t.common.description, ({ description }) => description),
    plain("id", t.common.id, ({ id }) => id, true),
  ];
}

/** 'network': what a new one is of, when that is settled. */
export function useProfiles(network?: string, onRemoved?: () => void) {
  return useCrud<ProfileRow>(
    t.profiles,
    ({ row, ...rest }) => <ProfileDialog id={row?.id} network={network} passthrough {...rest} />,
    onRemoved,
  );
}

/** 'network': those of one, in its tab. */
export function ProfilesTable({ network }: { network?: string }) {
  const { add, actions, dialogs } = useProfiles(network);
  const dataCenters = useList<DataCenter>("datacenters").data ?? [];
  return (
    <>
      <ResourceTable<ProfileRow>
        title={t.nav.profiles}
        path={network ? `networks/${network}/vnicprofiles` : "vnicprofiles"}
        params={{ follow: FOLLOW }}
        also={["networks", "qoss"]}
        columns={columnsOf(dataCenters, !!network)}
        actions={actions}
        buttons={add}
        searchable={false}
        empty={{ title: t.profiles.emptyTitle, text: t.profiles.emptyText, action: add }}
        embedded={!!network}
      />
      {dialogs}
    </>
  );
}
