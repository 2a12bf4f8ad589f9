/* The limits that vNIC profiles and networks of a data center can have. */
import { bodyOf, wholeBody } from "@/api/changes";
import { create, update } from "@/api/client";
import { isGone, useItem, useReady } from "@/api/hooks";
import type { Qos } from "@/api/types";
import { type DialogProps, useCrud } from "@/components/crud";
import { SelectField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { type Column, ResourceTable } from "@/components/resource-table";
import { t } from "@/strings";
import {
  limits,
  limitsOf,
  limitsText,
  parts,
  type QosType,
  type QosValues,
  qosValues,
  validateQos,
} from "./qos-form";

const texts = t.dataCenters.qos;

const fieldOf = Object.fromEntries(
  ["name", "description", "type", ...limits].map((key) => [key, key]),
) as Record<string, keyof QosValues>;

function Dialog({ path, row, onClose, onSaved }: DialogProps<Qos> & { path: string }) {
  const read = useItem<Qos>(row && `${path}/${row.id}`);
  const ready = useReady(...(row ? [read] : []));
  if (!ready) return null;
  return (
    <FormDialog<QosValues>
      title={row ? texts.editTitle(row.name ?? "") : texts.addTitle}
      initial={qosValues(read.data)}
      validate={validateQos}
      fieldOf={fieldOf}
      onSubmit={async ({ changed, values }) => {
        const body = row ? bodyOf(parts, changed, values) : wholeBody(parts, values);
        if (body) await (row ? update(`${path}/${row.id}`, body) : create(path, body));
        onSaved({ name: values.name });
      }}
      onClose={onClose}
      submitLabel={row ? t.common.save : t.common.add}
      live={read.data && { name: row?.name ?? "", version: read.data, gone: isGone(read.error) }}
    >
      {({ field, values, set }) => (
        <>
          <SelectField
            label={texts.type}
            disabled={!!row}
            help={values.type === "network" ? texts.networkHelp : undefined}
            options={Object.entries(texts.types).map(([value, label]) => ({ value, label }))}
            {...field("type")}
            onChange={(type) => set({ type: type as QosType })}
          />
          <TextField label={t.common.name} required autoFocus {...field("name")} />
          <TextField label={t.common.description} {...field("description")} />
          {limitsOf[values.type].map((limit) => (
            <TextField key={limit} label={texts.fields[limit]} {...field(limit)} />
          ))}
        </>
      )}
    </FormDialog>
  );
}

const columns: Column<Qos>[] = [
  { key: "name", title: t.common.name, text: ({ name }) => name, render: ({ name }) => name },
  {
    key: "type",
    title: texts.type,
    text: ({ type = "" }) => texts.types[type],
    render: ({ type = "" }) => texts.types[type],
  },
  { key: "limits", title: texts.limits, text: limitsText, render: limitsText },
  {
    key: "description",
    title: t.common.description,
    text: ({ description }) => description,
    render: ({ description }) => description,
  },
];

export function QosTab({ dataCenter }: { dataCenter: string }) {
  const path = `datacenters/${dataCenter}/qoss`;
  const { add, actions, dialogs } = useCrud<Qos>(texts, (props) => <Dialog path={path} {...props} />);
  return (
    <>
      <ResourceTable<Qos>
        title={texts.title}
        path={path}
        columns={columns}
        actions={actions}
        buttons={add}
        searchable={false}
        empty={{ title: texts.emptyTitle, text: texts.emptyText, action: add }}
        embedded
      />
      {dialogs}
    </>
  );
}
