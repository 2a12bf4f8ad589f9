/* Searches kept under a name for everybody, as oVirt keeps them: "Vms: name=web*". */
import {
  Button,
  Divider,
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { BookmarkIcon } from "@patternfly/react-icons";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { create, update } from "@/api/client";
import { useList } from "@/api/hooks";
import { t } from "@/strings";
import { TextField } from "./fields";
import { FormDialog } from "./form-dialog";
import { RemoveDialog } from "./remove-dialog";

interface Bookmark {
  id: string;
  href: string;
  name: string;
  value: string;
}

/** What a search is over, as oVirt calls it. */
const OVER: Record<string, string> = {
  datacenters: "DataCenter",
  clusters: "Cluster",
  hosts: "Host",
  networks: "Network",
  vms: "Vms",
  templates: "Template",
  events: "Events",
  jobs: "Jobs",
  users: "Users",
  groups: "Groups",
};

const plain = (word: string) => word.toLowerCase().replace(/_|s$/g, "");

/** The search of a bookmark when it is over that collection. */
export function searchOf({ value }: Pick<Bookmark, "value">, path: string): string | undefined {
  const match = /^\s*(\w+)\s*:\s*(.*)$/s.exec(value);
  return match?.[1] && plain(match[1]) === plain(OVER[path] ?? path) ? match[2] : undefined;
}

export function bookmarkValue(search: string, path: string): string {
  return `${OVER[path] ?? path}: ${search}`;
}

const NAME_CHARS = 40;

function BookmarkDialog({
  path,
  search,
  bookmark,
  onClose,
}: {
  path: string;
  search: string;
  bookmark?: Bookmark;
  onClose: () => void;
}) {
  const { bookmark: texts } = t.search;
  return (
    <FormDialog
      title={bookmark ? texts.edit(bookmark.name) : texts.add}
      description={texts.forEverybody}
      width="small"
      initial={{ name: bookmark?.name ?? "", search: (bookmark && searchOf(bookmark, path)) ?? search }}
      validate={({ name, search: text }) => ({
        name: !name.trim()
          ? t.common.required
          : name.length > NAME_CHARS
            ? texts.nameLong(name.length, NAME_CHARS)
            : undefined,
        search: text.trim() ? undefined : t.common.required,
      })}
      fieldOf={{ name: "name", value: "search" }}
      onSubmit={({ values }) => {
        const body = { name: values.name.trim(), value: bookmarkValue(values.search.trim(), path) };
        return bookmark ? update(bookmark.href, body) : create("bookmarks", body);
      }}
      onClose={onClose}
    >
      {({ field }) => (
        <>
          <TextField label={t.common.name} required autoFocus {...field("name")} />
          <TextField label={t.search.label} required {...field("search")} />
        </>
      )}
    </FormDialog>
  );
}

function ManageDialog({
  path,
  bookmarks,
  onClose,
}: {
  path: string;
  bookmarks: Bookmark[];
  onClose: () => void;
}) {
  const [edited, setEdited] = useState<Bookmark>();
  const [removed, setRemoved] = useState<Bookmark>();
  if (edited)
    return <BookmarkDialog path={path} search="" bookmark={edited} onClose={() => setEdited(undefined)} />;
  if (removed)
    return (
      <RemoveDialog
        title={t.search.bookmark.remove}
        targets={[removed]}
        onClose={() => setRemoved(undefined)}
      />
    );
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-label={t.search.bookmark.manage}>
      <ModalHeader title={t.search.bookmark.manage} description={t.search.bookmark.forEverybody} />
      <ModalBody>
        <Table aria-label={t.search.bookmarks} variant="compact">
          <Thead>
            <Tr>
              <Th>{t.common.name}</Th>
              <Th>{t.search.label}</Th>
              <Th screenReaderText={t.common.actions} />
            </Tr>
          </Thead>
          <Tbody>
            {bookmarks.map((one) => (
              <Tr key={one.id}>
                <Td dataLabel={t.common.name}>{one.name}</Td>
                <Td dataLabel={t.search.label}>{searchOf(one, path)}</Td>
                <Td isActionCell modifier="nowrap">
                  <Button variant="link" isInline onClick={() => setEdited(one)}>
                    {t.common.edit}
                    <span className="pf-v6-screen-reader"> {one.name}</span>
                  </Button>{" "}
                  <Button variant="link" isInline isDanger onClick={() => setRemoved(one)}>
                    {t.common.remove}
                    <span className="pf-v6-screen-reader"> {one.name}</span>
                  </Button>
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" onClick={onClose}>
          {t.common.close}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

export function Bookmarks({
  path,
  value,
  onSearch,
}: {
  path: string;
  value: string;
  onSearch: (search: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<"add" | "manage">();
  const { data } = useList<Bookmark>("bookmarks", { enabled: open || dialog === "manage" });
  const own = (data ?? []).filter((one) => searchOf(one, path) !== undefined);
  return (
    <>
      <Dropdown
        isOpen={open}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        shouldFocusToggleOnSelect
        toggle={(ref) => (
          <MenuToggle
            ref={ref}
            variant="plain"
            icon={<BookmarkIcon />}
            aria-label={t.search.bookmarks}
            title={t.search.bookmarks}
            isExpanded={open}
            onClick={() => setOpen(!open)}
          />
        )}
      >
        <DropdownList>
          {own.map((one) => (
            <DropdownItem
              key={one.id}
              description={searchOf(one, path)}
              isSelected={searchOf(one, path) === value}
              onClick={() => onSearch(searchOf(one, path) ?? "")}
            >
              {one.name}
            </DropdownItem>
          ))}
          {own.length === 0 && (
            <DropdownItem isAriaDisabled>{data ? t.search.bookmark.none : t.common.loading}</DropdownItem>
          )}
          <Divider />
          <DropdownItem
            isAriaDisabled={!value}
            description={value ? undefined : t.search.bookmark.nothingToSave}
            onClick={() => value && setDialog("add")}
          >
            {t.search.bookmark.add}…
          </DropdownItem>
          {own.length > 0 && (
            <DropdownItem onClick={() => setDialog("manage")}>{t.search.bookmark.manage}…</DropdownItem>
          )}
        </DropdownList>
      </Dropdown>
      {dialog === "add" && <BookmarkDialog path={path} search={value} onClose={() => setDialog(undefined)} />}
      {dialog === "manage" && (
        <ManageDialog path={path} bookmarks={own} onClose={() => setDialog(undefined)} />
      )}
    </>
  );
}
