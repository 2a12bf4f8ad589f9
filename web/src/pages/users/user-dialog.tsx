import { create, update } from "@/api/client";
import { useItem } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { User } from "@/api/types";
import { CheckField, TextField } from "@/components/fields";
import { FormDialog, type FormState } from "@/components/form-dialog";
import { t } from "@/strings";

interface Values {
  principal: string;
  last_name: string;
  email: string;
  department: string;
  password: string;
  repeat: string;
  disabled: boolean;
}

/** What is sent: of a user that is there only what was changed. */
export function bodyOf({ changed, values }: Pick<FormState<Values>, "changed" | "values">, isNew: boolean) {
  const { repeat, ...given } = isNew ? values : changed;
  return Object.fromEntries(
    Object.entries(given).filter(([key, value]) => value !== "" || (!isNew && key !== "password")),
  );
}

export function UserDialog({ user, onClose }: { user?: User; onClose: () => void }) {
  const { data: now, error } = useItem<User>(user && `users/${user.id}`);
  const live = user && { name: user.user_name ?? "", version: now ?? user, gone: !!error };
  return (
    <FormDialog<Values>
      title={user ? t.users.edit(user.user_name ?? "") : t.users.add}
      submitLabel={user ? t.common.save : t.common.add}
      live={now ? live : undefined}
      initial={{
        principal: user?.principal ?? "",
        last_name: user?.last_name ?? "",
        email: user?.email ?? "",
        department: user?.department ?? "",
        password: "",
        repeat: "",
        disabled: isTrue(user?.disabled),
      }}
      validate={({ principal, password, repeat }) => ({
        principal: principal.trim() ? undefined : t.common.required,
        repeat: password === repeat ? undefined : t.users.notTheSame,
      })}
      fieldOf={{
        principal: "principal",
        user_name: "principal",
        name: "principal",
        last_name: "last_name",
        email: "email",
        department: "department",
        password: "password",
        disabled: "disabled",
      }}
      onSubmit={(form) => {
        const body = bodyOf(form, !user);
        return user ? update(user.href, body) : create("users", body);
      }}
      onClose={onClose}
    >
      {({ field }) => (
        <>
          {!user && (
            <TextField
              label={t.users.login}
              help={t.users.loginHelp}
              required
              autoFocus
              {...field("principal")}
            />
          )}
          <TextField
            label={user ? t.users.newPassword : t.users.password}
            help={user ? t.users.newPasswordHelp : t.users.passwordHelp}
            type="password"
            {...field("password")}
          />
          <TextField label={t.users.repeat} type="password" {...field("repeat")} />
          <TextField label={t.users.lastName} {...field("last_name")} />
          <TextField label={t.users.email} {...field("email")} />
          <TextField label={t.users.department} {...field("department")} />
          <CheckField label={t.users.mayNotLogIn} help={t.users.mayNotLogInHelp} {...field("disabled")} />
        </>
      )}
    </FormDialog>
  );
}
