import { bodyOf, type Part, wholeBody } from "@/api/changes";
import { create, update } from "@/api/client";
import { isGone, useItem, useList, useReady } from "@/api/hooks";
import type { DataCenter, MacPool } from "@/api/types";
import type { DialogProps } from "@/components/crud";
import { SelectField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { t } from "@/strings";

interface Values {
  name: string;
  description: string;
  comment: string;
  macPool: string;
}

const parts: Part<Values>[] = [
  [["name"], ({ name }) => ({ name: name.trim() })],
  [["description"], ({ description }) => ({ description })],
  [["comment"], ({ comment }) => ({ comment })],
  [["macPool"], ({ macPool }) => (macPool ? { mac_pool: { id: macPool } } : {})],
];

export function DataCenterDialog({ row, onClose, onSaved }: DialogProps<DataCenter>) {
  const read = useItem<DataCenter>(row && `datacenters/${row.id}`);
  const pools = useList<MacPool>("macpools");
  const ready = useReady(pools, ...(row ? [read] : []));
  if (!ready) return null;
  const before = read.data;
  return (
    <FormDialog<Values>
      title={row ? t.dataCenters.editTitle(row.name ?? "") : t.dataCenters.addTitle}
      initial={{
        name: before?.name ?? "",
        description: before?.description ?? "",
        comment: before?.comment ?? "",
        macPool: before?.mac_pool?.id ?? "",
      }}
      validate={({ name }) => ({ name: name.trim() ? undefined : t.common.required })}
      fieldOf={{ name: "name", description: "description", comment: "comment", mac_pool: "macPool" }}
      onSubmit={async ({ changed, values }) => {
        const body = row ? bodyOf(parts, changed, values) : wholeBody(parts, values);
        if (body) await (row ? update(`datacenters/${row.id}`, body) : create("datacenters", body));
        onSaved({ name: values.name });
      }}
      onClose={onClose}
      submitLabel={row ? t.common.save : t.common.add}
      live={before && { name: row?.name ?? "", version: before, gone: isGone(read.error) }}
    >
      {({ field }) => (
        <>
          <TextField label={t.common.name} required autoFocus {...field("name")} />
          <TextField label={t.common.description} {...field("description")} />
          <TextField label={t.common.comment} {...field("comment")} />
          <SelectField
            label={t.dataCenters.macPool}
            help={t.dataCenters.macPoolHelp}
            options={[
              ...(before?.mac_pool ? [] : [{ value: "", label: t.dataCenters.defaultPool }]),
              ...(pools.data ?? []).map(({ id, name }) => ({ value: id, label: name ?? id })),
            ]}
            {...field("macPool")}
          />
        </>
      )}
    </FormDialog>
  );
}
