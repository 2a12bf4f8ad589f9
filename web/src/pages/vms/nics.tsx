/* The network interfaces of a VM or a template: plug, unplug, edit, and which VF each has. */
import { Button } from "@patternfly/react-core";
import { CheckCircleIcon, MinusCircleIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { Link } from "react-router-dom";
import { useList } from "@/api/hooks";
import { isTrue } from "@/api/json";
import { type Pf, usePfs, vfsOf } from "@/api/pfs";
import type { Cluster } from "@/api/types";
import { useTask } from "@/components/job-progress";
import { RemoveDialog } from "@/components/remove-dialog";
import { type Action, type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";
import { NicDialog } from "./nic-dialog";
import { profileWords } from "./profiles";
import { isDown, isPassthrough, type NicRow, type VmRow } from "./rows";
import { WhyLink } from "./why-link";

const n = t.vms.nic;

function YesNo({ value, yes, no }: { value: boolean; yes: string; no: string }) {
  return (
    <span className="berth-nowrap">
      {value ? <CheckCircleIcon aria-hidden /> : <MinusCircleIcon aria-hidden />} {value ? yes : no}
    </span>
  );
}

const nameColumn: Column<NicRow> = {
  key: "name",
  title: n.name,
  text: ({ name }) => name,
  render: ({ name }) => name,
};

const columns: Column<NicRow>[] = [
  {
    key: "network",
    title: n.network,
    text: ({ vnic_profile: profile }) => profile && profileWords(profile),
    render: ({ vnic_profile: profile }) =>
      profile?.network ? (
        <Link to={`/networks/${profile.network.id}`}>{profile.network.name}</Link>
      ) : (
        t.common.none
      ),
  },
  {
    key: "profile",
    title: n.profile,
    text: ({ vnic_profile: profile }) => profile?.name,
    render: ({ vnic_profile: profile }) =>
      profile ? <Link to={`/vnicprofiles/${profile.id}`}>{profile.name}</Link> : t.common.none,
  },
  {
    key: "type",
    title: n.type,
    text: ({ interface: type }) => type,
    render: ({ interface: type = "virtio" }) => <span className="berth-nowrap">{n.types[type]}</span>,
  },
  {
    key: "link",
    title: n.linkCol,
    text: ({ linked }) => linked,
    render: ({ linked }) => <YesNo value={isTrue(linked)} yes={n.up} no={n.down} />,
  },
  {
    key: "plugged",
    title: n.pluggedCol,
    text: ({ plugged }) => plugged,
    render: ({ plugged }) => <YesNo value={isTrue(plugged)} yes={t.common.yes} no={t.common.no} />,
  },
];

const macColumn: Column<NicRow> = {
  key: "mac",
  title: n.mac,
  text: ({ mac }) => mac?.address,
  render: ({ mac }) => <span className="berth-nowrap">{mac?.address ?? t.common.none}</span>,
};

/** Which VF a vNIC has: "sim0, VF 2", at its host. */
function vfColumn(vm: VmRow, pfs: Pf[]): Column<NicRow> {
  const places = new Map(
    pfs.flatMap((pf) => vfsOf(pf).flatMap((vf) => (vf.nic?.id ? [[vf.nic.id, { pf, vf }] as const] : []))),
  );
  return {
    key: "vf",
    title: n.vf,
    render: (nic) => {
      const place = places.get(nic.id);
      if (place)
        return (
          <Link to={`/hosts/${place.pf.host.id}/nics`}>
            {place.pf.host.name} {n.vfOf(place.pf.name, place.vf.index)}
          </Link>
        );
      return isPassthrough(nic.vnic_profile) && isDown(vm) ? n.vfWaits : t.common.none;
    },
  };
}

interface Props {
  /** "vms/ID" or "templates/ID". */
  owner: string;
  cluster: Pick<Cluster, "id" | "data_center"> | undefined;
  /** Undefined: of a template. */
  vm?: VmRow;
}

export function Nics({ owner, cluster, vm }: Props) {
  const { run } = useTask();
  const [editing, setEditing] = useState<NicRow | "new">();
  const [removing, setRemoving] = useState<NicRow[]>();
  const path = `${owner}/nics`;
  const { data: all = [] } = useList<NicRow>(path);
  const host = vm?.host?.id;
  const { data: pfs = [] } = usePfs({ host }, { enabled: host !== undefined });
  const runs = vm !== undefined && !isDown(vm);

  const plug = (rows: NicRow[], action: "activate" | "deactivate") => {
    const [doing, done, failed] =
      action === "activate"
        ? [n.plugging, n.plugDone, n.plugFailed]
        : [n.unplugging, n.unplugDone, n.unplugFailed];
    const what = rows.length === 1 ? (rows[0]?.name ?? "") : n.many(rows.length);
    run({
      doing: doing(what),
      done: done(what),
      failed: failed(what),
      tasks: rows.map(({ href, name }) => ({
        name: name ?? "",
        path: `${href}/${action}`,
        remedy: action === "activate" && runs && <WhyLink id={vm.id} />,
      })),
    });
  };
  const refused = (rows: NicRow[], plugged: boolean) => {
    const found = rows.find((nic) => isTrue(nic.plugged) === plugged);
    return found && (plugged ? n.isPlugged : n.isUnplugged)(found.name ?? "");
  };
  const changes: Action<NicRow>[] = [
    { key: "edit", title: n.edit, single: true, run: ([nic]) => setEditing(nic) },
    {
      key: "remove",
      title: n.remove,
      danger: true,
      disabled: (rows) => (runs ? refused(rows, true) : undefined),
      run: setRemoving,
    },
  ];
  const plugs: Action<NicRow>[] = [
    {
      key: "plug",
      title: n.plug,
      disabled: (rows) => refused(rows, true),
      run: (rows) => plug(rows, "activate"),
    },
    {
      key: "unplug",
      title: n.unplug,
      disabled: (rows) => refused(rows, false),
      run: (rows) => plug(rows, "deactivate"),
    },
  ];
  const add = <Button onClick={() => setEditing("new")}>{n.add}</Button>;
  return (
    <>
      <ResourceTable
        title={t.vms.tabs.nics}
        path={path}
        params={{ follow: "vnic_profile.network" }}
        also={["vnicprofiles", "networks"]}
        columns={
          vm
            ? [nameColumn, macColumn, ...columns.slice(0, 3), vfColumn(vm, pfs), ...columns.slice(3)]
            : [nameColumn, ...columns]
        }
        actions={vm ? [...plugs, ...changes] : changes}
        buttons={add}
        searchable={false}
        empty={{ ...n.empty, action: add }}
        embedded
      />
      {editing && (
        <NicDialog
          owner={owner}
          cluster={cluster}
          runs={runs}
          nic={editing === "new" ? undefined : editing}
          taken={all.map(({ name }) => name ?? "")}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <RemoveDialog title={n.removeTitle} targets={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  );
}
