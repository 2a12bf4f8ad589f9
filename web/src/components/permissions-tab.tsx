/* Who has which role on one object: the tab "Permissions" of every page of details. */
import { Button, Content, PageSection } from "@patternfly/react-core";
import { useState } from "react";
import { create } from "@/api/client";
import { useList } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { Group, Permission, Role, User } from "@/api/types";
import { t } from "@/strings";
import { SelectField } from "./fields";
import { FormDialog } from "./form-dialog";
import { yesNo } from "./format";
import { RemoveDialog } from "./remove-dialog";
import { type Action, type Column, ResourceTable } from "./resource-table";

/** With what "follow" puts into it. */
type Row = Omit<Permission, "role" | "user" | "group"> & { role?: Role; user?: User; group?: Group };

function whoOf({ user, group }: Row): string {
  return user?.user_name ?? user?.name ?? group?.name ?? user?.id ?? group?.id ?? "";
}

function nameOf(row: Row): string {
  return t.permissions.named(whoOf(row), row.role?.name ?? "");
}

function textColumn(key: string, title: string, text: (row: Row) => string): Column<Row> {
  return { key, title, text, render: text };
}

const columns: Column<Row>[] = [
  textColumn("who", t.permissions.who, whoOf),
  textColumn("kind", t.permissions.kind, ({ group }) => (group ? t.permissions.group : t.permissions.user)),
  textColumn("role", t.permissions.role, ({ role }) => role?.name ?? ""),
  textColumn("administrative", t.permissions.administrative, ({ role }) =>
    yesNo(isTrue(role?.administrative)),
  ),
  textColumn("about", t.permissions.about, ({ role }) => role?.description ?? ""),
];

interface Values {
  /** "user/ID" or "group/ID". */
  who: string;
  role: string;
}

function AddDialog({ path, object, onClose }: { path: string; object: string; onClose: () => void }) {
  const users = useList<User>("users").data ?? [];
  const groups = useList<Group>("groups").data ?? [];
  const roles = useList<Role>("roles").data ?? [];
  const none = { value: "", label: t.permissions.choose };
  const people = [
    ...users.map((user) => ({
      value: `user/${user.id}`,
      label: `${t.permissions.user}: ${user.user_name ?? user.name}`,
    })),
    ...groups.map((group) => ({
      value: `group/${group.id}`,
      label: `${t.permissions.group}: ${group.name}`,
    })),
  ];
  return (
    <FormDialog<Values>
      title={t.permissions.addTitle(object)}
      initial={{ who: "", role: "" }}
      submitLabel={t.common.add}
      validate={({ who, role }) => ({
        who: who ? undefined : t.common.required,
        role: role ? undefined : t.common.required,
      })}
      fieldOf={{ user: "who", group: "who", role: "role" }}
      onSubmit={({ values }) => {
        const [kind = "user", id] = values.who.split("/");
        return create(path, { role: { id: values.role }, [kind]: { id } });
      }}
      onClose={onClose}
    >
      {({ field, values }) => (
        <>
          <SelectField
            label={t.permissions.who}
            required
            help={t.permissions.whoHelp}
            options={[none, ...people]}
            {...field("who")}
          />
          <SelectField
            label={t.permissions.role}
            required
            help={roles.find(({ id }) => id === values.role)?.description}
            options={[none, ...roles.map(({ id, name }) => ({ value: id, label: name ?? id }))]}
            {...field("role")}
          />
        </>
      )}
    </FormDialog>
  );
}

interface Props {
  /** The object's address ("networks/ID"); none: the whole system. */
  path?: string;
  /** Its name. */
  object: string;
  /** What holds of permissions there. */
  note?: string;
}

export function PermissionsTab({ path, object, note = t.permissions.inherited }: Props) {
  const collection = path ? `${path}/permissions` : "permissions";
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Row[]>([]);
  const add = <Button onClick={() => setAdding(true)}>{t.permissions.add}</Button>;
  const actions: Action<Row>[] = [
    { key: "remove", title: t.permissions.remove, danger: true, run: setRemoving },
  ];
  return (
    <>
      <PageSection hasBodyWrapper={false}>
        <Content component="small">{note}</Content>
      </PageSection>
      <ResourceTable<Row>
        title={t.permissions.title}
        path={collection}
        params={{ follow: "role,user,group" }}
        also={["users", "groups", "roles"]}
        columns={columns}
        actions={actions}
        rowName={nameOf}
        buttons={add}
        searchable={false}
        empty={{ title: t.permissions.emptyTitle, text: t.permissions.emptyText, action: add }}
        embedded
      />
      {adding && <AddDialog path={collection} object={object} onClose={() => setAdding(false)} />}
      {removing.length > 0 && (
        <RemoveDialog
          title={t.permissions.removeTitle}
          targets={removing.map((row) => ({ ...row, name: nameOf(row) }))}
          onClose={() => setRemoving([])}
        />
      )}
    </>
  );
}
