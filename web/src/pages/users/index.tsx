/* Who may log in. */
import { Button, Label } from "@patternfly/react-core";
import { BanIcon, CheckCircleIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { update } from "@/api/client";
import { useItem, wordsOf } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { Group, User } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { useNotices } from "@/components/notices";
import { RemoveDialog } from "@/components/remove-dialog";
import { type Action, ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { Area } from "./area";
import { OwnPermissions } from "./own-permissions";
import { UserDialog } from "./user-dialog";

function State({ user }: { user: User }) {
  return isTrue(user.disabled) ? (
    <Label icon={<BanIcon />} color="grey">
      {t.users.disabled}
    </Label>
  ) : (
    <Label icon={<CheckCircleIcon />} color="green">
      {t.users.enabled}
    </Label>
  );
}

const columns: Column<User>[] = [
  {
    key: "name",
    title: t.users.user,
    sort: "user_name",
    render: ({ id, user_name }) => <Link to={`/users/${id}`}>{user_name}</Link>,
  },
  { key: "last_name", title: t.users.lastName, sort: "last_name", render: ({ last_name }) => last_name },
  { key: "email", title: t.users.email, sort: "email", render: ({ email }) => email },
  { key: "department", title: t.users.department, hidden: true, render: ({ department }) => department },
  {
    key: "state",
    title: t.users.state,
    sort: "disabled",
    fit: true,
    render: (user) => <State user={user} />,
  },
];

const userName = ({ user_name, name }: User) => user_name ?? name ?? "";

/** The actions with the dialogs that they open. */
function useUserActions() {
  const { notify } = useNotices();
  const [edited, setEdited] = useState<User>();
  const [removed, setRemoved] = useState<User[]>([]);
  const setDisabled = (users: User[], disabled: boolean) => {
    for (const user of users)
      update(user.href, { disabled }).then(
        () => notify("success", t.common.saved(userName(user))),
        (error) => notify("danger", userName(user), wordsOf(error)),
      );
  };
  const actions: Action<User>[] = [
    { key: "edit", title: t.common.edit, single: true, run: ([user]) => setEdited(user) },
    {
      key: "enable",
      title: t.users.enable,
      run: (users) => setDisabled(users, false),
      disabled: (users) => (users.every(({ disabled }) => !isTrue(disabled)) ? t.users.isEnabled : undefined),
    },
    {
      key: "disable",
      title: t.users.disable,
      run: (users) => setDisabled(users, true),
      disabled: (users) => (users.every(({ disabled }) => isTrue(disabled)) ? t.users.isDisabled : undefined),
    },
    { key: "remove", title: t.common.remove, danger: true, run: setRemoved },
  ];
  const dialogs = (
    <>
      {edited && <UserDialog user={edited} onClose={() => setEdited(undefined)} />}
      {removed.length > 0 && (
        <RemoveDialog
          title={t.users.remove}
          targets={removed.map((user) => ({ ...user, name: userName(user) }))}
          onClose={() => setRemoved([])}
        />
      )}
    </>
  );
  return { actions, dialogs };
}

export function Users() {
  const [adding, setAdding] = useState(false);
  const { actions, dialogs } = useUserActions();
  const add = <Button onClick={() => setAdding(true)}>{t.users.add}</Button>;
  return (
    <Area path="/users">
      <ResourceTable
        title={t.nav.users}
        path="users"
        columns={columns}
        actions={actions}
        rowName={userName}
        buttons={add}
        empty={{ title: t.users.empty, text: t.users.emptyText, action: add }}
      />
      {adding && <UserDialog onClose={() => setAdding(false)} />}
      {dialogs}
    </Area>
  );
}

const groupColumns: Column<Group>[] = [
  {
    key: "name",
    title: t.common.name,
    text: ({ name }) => name,
    render: ({ id, name }) => <Link to={`/groups/${id}`}>{name}</Link>,
  },
];

export function UserDetails() {
  const { id } = useParams();
  const { actions, dialogs } = useUserActions();
  const { data, error, refetch } = useItem<User>(`users/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const facts = (
    <Facts
      facts={[
        [t.users.user, data.user_name],
        [t.users.lastName, data.last_name || t.common.none],
        [t.users.email, data.email || t.common.none],
        [t.users.department, data.department || t.common.none],
        [t.users.group.domain, data.domain?.name],
        [t.common.id, data.id],
      ]}
    />
  );
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.users, to: "/users" }}
        title={userName(data)}
        label={<State user={data} />}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        to={`/users/${id}`}
        tabs={[
          { key: "general", title: t.users.general, content: () => facts },
          {
            key: "permissions",
            title: t.users.permissions,
            content: () => <OwnPermissions path={`users/${id}`} />,
          },
          {
            key: "groups",
            title: t.users.groups,
            content: () => (
              <ResourceTable
                title={t.users.groups}
                path={`users/${id}/groups`}
                columns={groupColumns}
                searchable={false}
                empty={{ title: t.users.group.empty, text: t.users.group.emptyText }}
                embedded
              />
            ),
          },
        ]}
      />
      {dialogs}
    </>
  );
}
