import { Label, List, ListItem } from "@patternfly/react-core";
import { Link, useNavigate, useParams } from "react-router-dom";
import { bodyOf, type Part, wholeBody } from "@/api/changes";
import { create, update } from "@/api/client";
import { isGone, useItem, useReady } from "@/api/hooks";
import { isTrue } from "@/api/json";
import type { MacPool } from "@/api/types";
import { type DialogProps, useCrud } from "@/components/crud";
import { DetailsPage, Facts } from "@/components/details-page";
import { CheckField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { yesNo } from "@/components/format";
import { PermissionsTab } from "@/components/permissions-tab";
import { ActionsMenu, type Column, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { isFilled, type Range, rangesFault, rangeText, sizeOf } from "./ranges";
import { RangesField } from "./ranges-field";

interface Values {
  name: string;
  description: string;
  allowDuplicates: boolean;
  ranges: Range[];
}

const parts: Part<Values>[] = [
  [["name"], ({ name }) => ({ name: name.trim() })],
  [["description"], ({ description }) => ({ description })],
  [["allowDuplicates"], ({ allowDuplicates }) => ({ allow_duplicates: allowDuplicates })],
  [["ranges"], ({ ranges }) => ({ ranges: { range: ranges.filter(isFilled) } })],
];

function rangesOf(pool: MacPool): Range[] {
  return pool.ranges?.range ?? [];
}

function Dialog({ row, onClose, onSaved }: DialogProps<MacPool>) {
  const read = useItem<MacPool>(row && `macpools/${row.id}`);
  const ready = useReady(...(row ? [read] : []));
  if (!ready) return null;
  const pool = read.data;
  return (
    <FormDialog<Values>
      title={row ? t.macPools.editTitle(row.name ?? "") : t.macPools.addTitle}
      initial={{
        name: pool?.name ?? "",
        description: pool?.description ?? "",
        allowDuplicates: isTrue(pool?.allow_duplicates),
        ranges: pool ? rangesOf(pool) : [{ from: "", to: "" }],
      }}
      validate={({ name, ranges }) => ({
        name: name.trim() ? undefined : t.common.required,
        ranges: rangesFault(ranges),
      })}
      fieldOf={{
        name: "name",
        description: "description",
        allow_duplicates: "allowDuplicates",
        ranges: "ranges",
      }}
      onSubmit={async ({ changed, values }) => {
        const body = row ? bodyOf(parts, changed, values) : wholeBody(parts, values);
        if (body) await (row ? update(`macpools/${row.id}`, body) : create("macpools", body));
        onSaved({ name: values.name });
      }}
      onClose={onClose}
      submitLabel={row ? t.common.save : t.common.add}
      live={pool && { name: row?.name ?? "", version: pool, gone: isGone(read.error) }}
    >
      {({ field }) => (
        <>
          <TextField label={t.common.name} required autoFocus {...field("name")} />
          <TextField label={t.common.description} {...field("description")} />
          <RangesField {...field("ranges")} />
          <CheckField
            label={t.macPools.allowDuplicates}
            help={t.macPools.allowDuplicatesHelp}
            {...field("allowDuplicates")}
          />
        </>
      )}
    </FormDialog>
  );
}

function Ranges({ pool }: { pool: MacPool }) {
  return (
    <List isPlain>
      {rangesOf(pool).map((range) => (
        <ListItem key={range.from}>
          <code>{rangeText(range)}</code>
        </ListItem>
      ))}
    </List>
  );
}

const columns: Column<MacPool>[] = [
  {
    key: "name",
    title: t.common.name,
    text: ({ name }) => name,
    render: ({ id, name, default_pool }) => (
      <>
        <Link to={`/macpools/${id}`}>{name}</Link>{" "}
        {isTrue(default_pool) && (
          <Label isCompact variant="outline">
            {t.macPools.isDefault}
          </Label>
        )}
      </>
    ),
  },
  {
    key: "description",
    title: t.common.description,
    text: ({ description }) => description,
    render: ({ description }) => description,
  },
  {
    key: "ranges",
    title: t.macPools.ranges,
    text: (pool) => rangesOf(pool).map(rangeText).join(" "),
    render: (pool) => <Ranges pool={pool} />,
  },
  {
    key: "size",
    title: t.macPools.size,
    text: (pool) => sizeOf(rangesOf(pool)),
    render: (pool) => sizeOf(rangesOf(pool)).toLocaleString(),
  },
  {
    key: "allow_duplicates",
    title: t.macPools.allowDuplicates,
    text: ({ allow_duplicates }) => yesNo(isTrue(allow_duplicates)),
    render: ({ allow_duplicates }) => yesNo(isTrue(allow_duplicates)),
  },
];

export function MacPools() {
  const { add, actions, dialogs } = useCrud<MacPool>(t.macPools, (props) => <Dialog {...props} />);
  return (
    <>
      <ResourceTable<MacPool>
        title={t.nav.macPools}
        path="macpools"
        columns={columns}
        actions={actions}
        buttons={add}
        searchable={false}
        empty={{ title: t.macPools.emptyTitle, text: t.macPools.emptyText, action: add }}
      />
      {dialogs}
    </>
  );
}

export function MacPoolDetails() {
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const { actions, dialogs } = useCrud<MacPool>(
    t.macPools,
    (props) => <Dialog {...props} />,
    () => navigate("/macpools"),
  );
  const { data, error, refetch } = useItem<MacPool>(`macpools/${id}`);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const name = data.name ?? "";
  const facts = () => (
    <Facts
      facts={[
        [t.common.name, name],
        [t.common.description, data.description || t.common.none],
        [t.macPools.ranges, <Ranges key="ranges" pool={data} />],
        [t.macPools.size, sizeOf(rangesOf(data)).toLocaleString()],
        [t.macPools.allowDuplicates, yesNo(isTrue(data.allow_duplicates))],
        [t.macPools.isDefault, yesNo(isTrue(data.default_pool))],
        [t.common.id, data.id],
      ]}
    />
  );
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.macPools, to: "/macpools" }}
        title={name}
        actions={<ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />}
        to={`/macpools/${id}`}
        tabs={[
          { key: "general", title: t.macPools.tabs.general, content: facts },
          {
            key: "permissions",
            title: t.macPools.tabs.permissions,
            content: () => <PermissionsTab path={`macpools/${id}`} object={name} />,
          },
        ]}
      />
      {dialogs}
    </>
  );
}
