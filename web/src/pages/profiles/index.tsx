import { Link, useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { isTrue } from "@/api/json";
import { DetailsPage, Facts } from "@/components/details-page";
import { yesNo } from "@/components/format";
import { PermissionsTab } from "@/components/permissions-tab";
import { ActionsMenu } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { VnicUsers } from "@/pages/networks/vnic-users";
import { t } from "@/strings";
import { FOLLOW, type ProfileRow } from "./profile-form";
import { migratableText, PassthroughLabel, ProfilesTable, useProfiles } from "./profiles-table";

export function Profiles() {
  return <ProfilesTable />;
}

function General({ profile }: { profile: ProfileRow }) {
  const { network, failover } = profile;
  return (
    <Facts
      facts={[
        [t.common.name, profile.name],
        [t.profiles.network, <Link to={`/networks/${network?.id}`}>{network?.name}</Link>],
        [t.common.description, profile.description || t.common.none],
        [t.profiles.passthrough, <PassthroughLabel profile={profile} />],
        [t.profiles.migratable, migratableText(profile)],
        [
          t.profiles.failover,
          failover ? <Link to={`/vnicprofiles/${failover.id}`}>{failover.name}</Link> : t.common.none,
        ],
        [t.profiles.qos, profile.qos?.name ?? t.profiles.unlimited],
        [t.profiles.filter, profile.network_filter?.name ?? t.profiles.noFilter],
        [t.profiles.portMirroring, yesNo(isTrue(profile.port_mirroring))],
        [t.common.id, profile.id],
      ]}
    />
  );
}

export function ProfileDetails() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const { actions, dialogs } = useProfiles(undefined, () => navigate("/vnicprofiles"));
  const { data, error, refetch } = useItem<ProfileRow>(`vnicprofiles/${id}?follow=${FOLLOW}`, {
    also: ["networks", "qoss"],
  });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { tabs } = t.profiles;
  const name = data.name ?? "";
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.profiles, to: "/vnicprofiles" }}
        title={name}
        label={<PassthroughLabel profile={data} />}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        to={`/vnicprofiles/${id}`}
        tabs={[
          { key: "general", title: tabs.general, content: () => <General profile={data} /> },
          { key: "vms", title: tabs.vms, content: () => <VnicUsers kind="vms" by="vnicprofile" id={id} /> },
          {
            key: "templates",
            title: tabs.templates,
            content: () => <VnicUsers kind="templates" by="vnicprofile" id={id} />,
          },
          {
            key: "permissions",
            title: tabs.permissions,
            content: () => <PermissionsTab path={`vnicprofiles/${id}`} object={name} />,
          },
        ]}
      />
      {dialogs}
    </>
  );
}
