/* The button, the actions and the dialogs by which the objects of a table or a page are added, edited
 * and removed. */
import { Button } from "@patternfly/react-core";
import { type ReactNode, useState } from "react";
import { t } from "@/strings";
import { useNotices } from "./notices";
import { RemoveDialog } from "./remove-dialog";
import type { Action } from "./resource-table";

export interface DialogProps<T> {
  /** What is edited; none: a new one is added. */
  row?: T;
  onClose: () => void;
  onSaved: (saved: { name?: string }) => void;
}

interface Texts {
  add: string;
  removeTitle: string;
  removeNote?: string;
}

type Open<T> = { kind: "add" } | { kind: "edit"; row: T } | { kind: "remove"; rows: T[] };

export function useCrud<T extends { id: string; href: string; name?: string }>(
  texts: Texts,
  dialog: (props: DialogProps<T>) => ReactNode,
  onRemoved?: () => void,
) {
  const { notify } = useNotices();
  const [open, setOpen] = useState<Open<T>>();
  const onClose = () => setOpen(undefined);
  const actions: Action<T>[] = [
    {
      key: "edit",
      title: t.common.edit,
      single: true,
      run: ([row]) => row && setOpen({ kind: "edit", row }),
    },
    { key: "remove", title: t.common.remove, danger: true, run: (rows) => setOpen({ kind: "remove", rows }) },
  ];
  const dialogs = (
    <>
      {open?.kind === "add" &&
        dialog({ onClose, onSaved: ({ name = "" }) => notify("success", t.common.added(name)) })}
      {open?.kind === "edit" && dialog({ row: open.row, onClose, onSaved: () => undefined })}
      {open?.kind === "remove" && (
        <RemoveDialog
          title={texts.removeTitle}
          targets={open.rows}
          note={texts.removeNote}
          onClose={(removed) => {
            onClose();
            if (removed) onRemoved?.();
          }}
        />
      )}
    </>
  );
  return { add: <Button onClick={() => setOpen({ kind: "add" })}>{texts.add}</Button>, actions, dialogs };
}
