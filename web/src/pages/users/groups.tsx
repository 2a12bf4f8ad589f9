/* Groups of users; Everyone is always there. */
import { Button } from "@patternfly/react-core";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { create } from "@/api/client";
import { useItem, useList } from "@/api/hooks";
import type { Group, User } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { SelectField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { RemoveDialog } from "@/components/remove-dialog";
import { type Action, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { Area } from "./area";
import { OwnPermissions } from "./own-permissions";

const EVERYONE = "eee00000-0000-0000-0000-123456789eee";

const columns: Column<Group>[] = [
  {
    key: "name",
    title: t.common.name,
    sort: "name",
    render: ({ id, name }) => <Link to={`/groups/${id}`}>{name}</Link>,
  },
  { key: "domain", title: t.users.group.domain, render: ({ domain }) => domain?.name || t.common.none },
];

function GroupDialog({ onClose }: { onClose: () => void }) {
  return (
    <FormDialog
      title={t.users.group.add}
      width="small"
      submitLabel={t.common.add}
      initial={{ name: "" }}
      validate={({ name }) => ({ name: name.trim() ? undefined : t.common.required })}
      fieldOf={{ name: "name" }}
      onSubmit={({ values }) => create("groups", { name: values.name.trim() })}
      onClose={onClose}
    >
      {({ field }) => <TextField label={t.common.name} required autoFocus {...field("name")} />}
    </FormDialog>
  );
}

export function Groups() {
  const [adding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Group[]>([]);
  const add = <Button onClick={() => setAdding(true)}>{t.users.group.add}</Button>;
  const actions: Action<Group>[] = [
    {
      key: "remove",
      title: t.common.remove,
      danger: true,
      run: setRemoved,
      disabled: (groups) => (groups.some(({ id }) => id === EVERYONE) ? t.users.group.everyone : undefined),
    },
  ];
  return (
    <Area path="/groups">
      <ResourceTable
        title={t.users.groups}
        path="groups"
        columns={columns}
        actions={actions}
        buttons={add}
        empty={{ title: t.users.group.empty, text: t.users.group.emptyText, action: add }}
      />
      {adding && <GroupDialog onClose={() => setAdding(false)} />}
      {removed.length > 0 && (
        <RemoveDialog title={t.users.group.remove} targets={removed} onClose={() => setRemoved([])} />
      )}
    </Area>
  );
}

const memberColumns: Column<User>[] = [
  {
    key: "name",
    title: t.users.user,
    text: ({ user_name }) => user_name,
    render: ({ id, user_name }) => <Link to={`/users/${id}`}>{user_name}</Link>,
  },
  {
    key: "last_name",
    title: t.users.lastName,
    text: ({ last_name }) => last_name,
    render: ({ last_name }) => last_name,
  },
];

function MemberDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const users = useList<User>("users").data ?? [];
  return (
    <FormDialog
      title={t.users.group.addMemberTitle(group.name ?? "")}
      width="small"
      submitLabel={t.common.add}
      initial={{ user: "" }}
      validate={({ user }) => ({ user: user ? undefined : t.common.required })}
      fieldOf={{ id: "user", user_name: "user" }}
      onSubmit={({ values }) => create(`groups/${group.id}/users`, { id: values.user })}
      onClose={onClose}
    >
      {({ field }) => (
        <SelectField
          label={t.permissions.user}
          required
          options={[
            { value: "", label: t.users.group.choose },
            ...users.map(({ id, user_name }) => ({ value: id, label: user_name ?? id })),
          ]}
          {...field("user")}
        />
      )}
    </FormDialog>
  );
}

function Members({ group }: { group: Group }) {
  const [adding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<User[]>([]);
  const everyone = group.id === EVERYONE;
  const add = !everyone && <Button onClick={() => setAdding(true)}>{t.users.group.addMember}</Button>;
  const remove: Action<User> = {
    key: "remove",
    title: t.users.group.removeFrom,
    danger: true,
    run: setRemoved,
  };
  return (
    <>
      <ResourceTable
        title={t.users.group.members}
        path={`groups/${group.id}/users`}
        also={["groups"]}
        columns={memberColumns}
        actions={everyone ? [] : [remove]}
        rowName={({ user_name }) => user_name ?? ""}
        buttons={add}
        searchable={false}
        empty={{ title: t.users.group.noMembers, text: t.users.group.noMembersText, action: add }}
        embedded
      />
      {adding && <MemberDialog group={group} onClose={() => setAdding(false)} />}
      {removed.length > 0 && (
        <RemoveDialog
          title={t.users.group.removeMember}
          targets={removed.map(({ id, user_name }) => ({
            id,
            name: user_name,
            href: `groups/${group.id}/users/${id}`,
          }))}
          onClose={() => setRemoved([])}
        />
      )}
    </>
  );
}

export function GroupDetails() {
  const { id } = useParams();
  const { data, error, refetch } = useItem<Group>(`groups/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const facts: [string, React.ReactNode][] = [
    [t.common.name, data.name],
    [t.users.group.domain, data.domain?.name || t.common.none],
    [t.common.id, data.id],
  ];
  return (
    <DetailsPage
      parent={{ title: t.users.groups, to: "/groups" }}
      title={data.name ?? ""}
      to={`/groups/${id}`}
      tabs={[
        { key: "members", title: t.users.group.members, content: () => <Members group={data} /> },
        {
          key: "permissions",
          title: t.users.permissions,
          content: () => <OwnPermissions path={`groups/${id}`} />,
        },
        { key: "general", title: t.users.general, content: () => <Facts facts={facts} /> },
      ]}
    />
  );
}
