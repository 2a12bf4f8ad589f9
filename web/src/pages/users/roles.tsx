/* What can be allowed: roles that come with Berth, and own ones made of permits. */
import { Button, Checkbox, Label, PageSection } from "@patternfly/react-core";
import { LockIcon, UserCogIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { create, remove, update } from "@/api/client";
import { useItem, useList } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { Permit, Role } from "@/api/types";
import { DetailsPage, Facts } from "@/components/details-page";
import { CheckField, TextField } from "@/components/fields";
import { Field, FormDialog, type FormState } from "@/components/form-dialog";
import { words, yesNo } from "@/components/format";
import { RemoveDialog } from "@/components/remove-dialog";
import { type Action, ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { Area } from "./area";

/** Its holders may do everything: its permits are all that there are. */
const SUPER_USER = "00000000-0000-0000-0000-000000000001";

const columns: Column<Role>[] = [
  {
    key: "name",
    title: t.common.name,
    text: ({ name }) => name,
    render: ({ id, name }) => <Link to={`/roles/${id}`}>{name}</Link>,
  },
  {
    key: "description",
    title: t.common.description,
    text: ({ description }) => description,
    render: ({ description }) => description,
  },
  {
    key: "kind",
    title: t.users.role.kind,
    fit: true,
    text: ({ mutable }) => (isTrue(mutable) ? t.users.role.own : t.users.role.fixed),
    render: ({ mutable }) =>
      isTrue(mutable) ? (
        <Label icon={<UserCogIcon />} color="blue">
          {t.users.role.own}
        </Label>
      ) : (
        <Label icon={<LockIcon />}>{t.users.role.fixed}</Label>
      ),
  },
  {
    key: "administrative",
    title: t.users.role.administrative,
    text: ({ administrative }) => yesNo(isTrue(administrative)),
    render: ({ administrative }) => yesNo(isTrue(administrative)),
  },
];

interface Values {
  name: string;
  description: string;
  administrative: boolean;
  /** Ids. */
  permits: string[];
}

/** Permits are added and removed one by one, after what the role itself says of it. */
async function save(role: Role, { changed, values }: FormState<Values>, before: string[]) {
  const { permits, ...own } = changed;
  if (Object.keys(own).length > 0) await update(role.href, own);
  if (!permits) return;
  for (const id of values.permits.filter((one) => !before.includes(one)))
    await create(`roles/${role.id}/permits`, { id });
  for (const id of before.filter((one) => !values.permits.includes(one)))
    await remove(`roles/${role.id}/permits/${id}`);
}

function RoleForm({
  role,
  all,
  permits,
  onClose,
}: {
  role?: Role;
  all: Permit[];
  permits: string[];
  onClose: () => void;
}) {
  return (
    <FormDialog<Values>
      title={role ? t.users.role.edit(role.name ?? "") : t.users.role.add}
      submitLabel={role ? t.common.save : t.common.add}
      width="large"
      initial={{
        name: role?.name ?? "",
        description: role?.description ?? "",
        administrative: isTrue(role?.administrative),
        permits,
      }}
      validate={({ name, permits: chosen }) => ({
        name: name.trim() ? undefined : t.common.required,
        permits: chosen.length > 0 ? undefined : t.users.role.none,
      })}
      fieldOf={{
        name: "name",
        description: "description",
        administrative: "administrative",
        permits: "permits",
      }}
      onSubmit={(form) =>
        role
          ? save(role, form, permits)
          : create("roles", {
              ...form.values,
              permits: { permit: form.values.permits.map((id) => ({ id })) },
            })
      }
      onClose={onClose}
    >
      {({ field, values, set }) => (
        <>
          <TextField label={t.common.name} required autoFocus {...field("name")} />
          <TextField label={t.common.description} {...field("description")} />
          <CheckField
            label={t.users.role.administrative}
            help={t.users.role.administrativeHelp}
            {...field("administrative")}
          />
          <Field
            label={t.users.role.permits}
            help={t.users.role.permitsHelp(values.permits.length)}
            error={field("permits").error}
            required
          >
            {(ids) => (
              <div {...ids} role="group" aria-label={t.users.role.permits} className="berth-permits">
                {all
                  .filter(
                    ({ id, administrative }) =>
                      values.administrative || !isTrue(administrative) || values.permits.includes(id),
                  )
                  .map(({ id, name }) => (
                    <Checkbox
                      key={id}
                      id={`permit-${id}`}
                      label={words(name)}
                      isChecked={values.permits.includes(id)}
                      onChange={(_, on) =>
                        set({
                          permits: on ? [...values.permits, id] : values.permits.filter((one) => one !== id),
                        })
                      }
                    />
                  ))}
              </div>
            )}
          </Field>
        </>
      )}
    </FormDialog>
  );
}

/** Shown when all permits are known. */
function RoleDialog({ role, onClose }: { role?: Role; onClose: () => void }) {
  const all = useList<Permit>(`roles/${SUPER_USER}/permits`).data;
  const own = useList<Permit>(role && `roles/${role.id}/permits`, { also: ["roles"] }).data;
  if (!all || (role && !own)) return null;
  return <RoleForm role={role} all={all} permits={(own ?? []).map(({ id }) => id)} onClose={onClose} />;
}

function useRoleActions() {
  const [edited, setEdited] = useState<Role>();
  const [removed, setRemoved] = useState<Role[]>([]);
  const fixed = (roles: Role[]) =>
    roles.every(({ mutable }) => isTrue(mutable)) ? undefined : t.users.role.isFixed;
  const actions: Action<Role>[] = [
    { key: "edit", title: t.common.edit, single: true, run: ([role]) => setEdited(role), disabled: fixed },
    { key: "remove", title: t.common.remove, danger: true, run: setRemoved, disabled: fixed },
  ];
  const dialogs = (
    <>
      {edited && <RoleDialog role={edited} onClose={() => setEdited(undefined)} />}
      {removed.length > 0 && (
        <RemoveDialog title={t.users.role.remove} targets={removed} onClose={() => setRemoved([])} />
      )}
    </>
  );
  return { actions, dialogs };
}

export function Roles() {
  const [adding, setAdding] = useState(false);
  const { actions, dialogs } = useRoleActions();
  const add = <Button onClick={() => setAdding(true)}>{t.users.role.add}</Button>;
  return (
    <Area path="/roles">
      <ResourceTable
        title={t.users.roles}
        path="roles"
        columns={columns}
        actions={actions}
        buttons={add}
        searchable={false}
        empty={{ title: t.users.role.empty, text: t.users.role.emptyText, action: add }}
      />
      {adding && <RoleDialog onClose={() => setAdding(false)} />}
      {dialogs}
    </Area>
  );
}

function Permits({ id }: { id: string }) {
  const { data, error } = useList<Permit>(`roles/${id}/permits`, { also: ["roles"] });
  if (error && !data) return <Failed error={error} />;
  if (!data) return <Loading />;
  return (
    <PageSection hasBodyWrapper={false}>
      <ul className="berth-permits">
        {data.map((permit) => (
          <li key={permit.id}>{words(permit.name)}</li>
        ))}
      </ul>
    </PageSection>
  );
}

export function RoleDetails() {
  const { id = "" } = useParams();
  const { actions, dialogs } = useRoleActions();
  const { data, error, refetch } = useItem<Role>(`roles/${id}`);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const facts: [string, React.ReactNode][] = [
    [t.common.description, data.description || t.common.none],
    [t.users.role.kind, isTrue(data.mutable) ? t.users.role.own : t.users.role.fixed],
    [t.users.role.administrative, yesNo(isTrue(data.administrative))],
    [t.common.id, data.id],
  ];
  return (
    <>
      <DetailsPage
        parent={{ title: t.users.roles, to: "/roles" }}
        title={data.name ?? ""}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        to={`/roles/${id}`}
        tabs={[
          { key: "permits", title: t.users.role.permits, content: () => <Permits id={id} /> },
          { key: "general", title: t.users.general, content: () => <Facts facts={facts} /> },
        ]}
      />
      {dialogs}
    </>
  );
}
