/* Makes a template from a VM that is down. */
import { create } from "@/api/client";
import { useList } from "@/api/hooks";
import type { Template } from "@/api/types";
import { SelectField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { useNotices } from "@/components/notices";
import { t } from "@/strings";
import { isBlank } from "./rows";

interface Values {
  name: string;
  description: string;
  base: string;
  version: string;
}

const initial: Values = { name: "", description: "", base: "", version: "" };

export function MakeTemplateDialog({
  vm,
  onClose,
}: {
  vm: { id: string; name?: string };
  onClose: () => void;
}) {
  const { notify } = useNotices();
  const { data: all = [] } = useList<Template>("templates");
  const bases = all.filter((one) => !isBlank(one) && (one.version?.version_number ?? "1") === "1");
  return (
    <FormDialog
      title={t.templates.makeTitle(vm.name ?? "")}
      description={t.templates.makeText}
      initial={initial}
      submitLabel={t.templates.makeSubmit}
      onClose={onClose}
      validate={({ name, base }) => ({ name: name || base ? undefined : t.common.required })}
      fieldOf={{
        name: "name",
        "version.version_name": "version",
        version: "base",
        description: "description",
      }}
      onSubmit={async ({ values: { name, description, base, version } }) => {
        const made = await create<Template>("templates", {
          name: name || bases.find(({ id }) => id === base)?.name,
          description,
          vm: { id: vm.id },
          ...(base && { version: { base_template: { id: base }, version_name: version } }),
        });
        notify("success", t.common.added(made.name ?? ""));
      }}
    >
      {({ values, field }) => (
        <>
          {!values.base && (
            <TextField
              label={t.common.name}
              help={t.vms.dialog.nameHelp}
              required
              autoFocus
              {...field("name")}
            />
          )}
          <TextField label={t.common.description} {...field("description")} />
          {bases.length > 0 && (
            <SelectField
              label={t.templates.asVersion}
              {...field("base")}
              options={[
                { value: "", label: t.templates.ofItsOwn },
                ...bases.map(({ id, name }) => ({ value: id, label: name ?? "" })),
              ]}
            />
          )}
          {values.base && <TextField label={t.templates.versionName} {...field("version")} />}
        </>
      )}
    </FormDialog>
  );
}
