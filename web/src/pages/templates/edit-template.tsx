import { update } from "@/api/client";
import { isGone, useItem } from "@/api/hooks";
import type { Cluster, Template } from "@/api/types";
import { FormDialog } from "@/components/form-dialog";
import { useNotices } from "@/components/notices";
import { t } from "@/strings";
import { BootFields, NameFields, PlacementFields, SystemFields } from "../vms/settings-fields";
import { Waiting } from "../vms/vm-dialog";
import { bodyOf, fieldOf, settingsOf, validate } from "../vms/vm-form";

export function EditTemplateDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { notify } = useNotices();
  const { data, error } = useItem<Template>(`templates/${id}`);
  const { data: cluster } = useItem<Cluster>(data?.cluster?.href);
  if (!data) return <Waiting title={t.templates.edit} error={error} onClose={onClose} />;
  const name = data.name ?? "";
  return (
    <FormDialog
      title={t.templates.editTitle(name)}
      initial={settingsOf(data)}
      width="large"
      validate={validate}
      fieldOf={fieldOf}
      live={{ name, version: settingsOf(data), gone: isGone(error) }}
      onClose={onClose}
      onSubmit={async ({ values, changed }) => {
        const keys = Object.keys(changed);
        if (keys.length === 0) return notify("info", t.common.unsaved);
        await update(`templates/${id}`, bodyOf(values, keys));
        notify("success", t.common.saved(values.name));
      }}
    >
      {(form) => (
        <>
          <NameFields form={form} />
          <SystemFields form={form} />
          <BootFields form={form} />
          <PlacementFields form={form} cluster={cluster?.name ?? ""} />
        </>
      )}
    </FormDialog>
  );
}
