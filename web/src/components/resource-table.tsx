/* A table of a collection: search, sorting and paging are the engine's, so that 10,000 rows cost what
 * one page of them costs.  What is shown is in the address of the page: it can be sent and kept. */
import {
  Button,
  Divider,
  Dropdown,
  DropdownItem,
  DropdownList,
  Menu,
  MenuContent,
  MenuItem,
  MenuList,
  MenuToggle,
  PageSection,
  Pagination,
  Popper,
  SearchInput,
  Title,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from "@patternfly/react-core";
import { ColumnsIcon, EllipsisVIcon } from "@patternfly/react-icons";
import { css } from "@patternfly/react-styles";
import checkStyles from "@patternfly/react-styles/css/components/Check/check";
import toggleStyles from "@patternfly/react-styles/css/components/MenuToggle/menu-toggle";
import tableStyles from "@patternfly/react-styles/css/components/Table/table";
import { type ISortBy, Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import {
  memo,
  type ReactNode,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useSearchParams } from "react-router-dom";
import { ApiError, query } from "@/api/client";
import { usePage } from "@/api/hooks";
import { t } from "@/strings";
import { Bookmarks } from "./bookmarks";
import { localRows } from "./local-rows";
import { SearchBar } from "./search-bar";
import { Failed, Loading, Nothing } from "./states";

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** Name of the field in the search language, when the engine can sort by it. */
  sort?: string;
  /** What a list is filtered and sorted by that the engine does not search. */
  text?: (row: T) => string | number | undefined;
  /** Not shown until somebody asks for it. */
  hidden?: boolean;
  /** As wide as what is in it: times, states. */
  fit?: boolean;
}

export interface Action<T> {
  key: string;
  title: string;
  /** With one row from its own menu, with all selected ones from the toolbar. */
  run: (rows: T[]) => void;
  /** Whether it can be done to these; a text says why not. */
  disabled?: (rows: T[]) => string | undefined;
  danger?: boolean;
  /** Only ever with one row. */
  single?: boolean;
}

interface Props<T> {
  title: string;
  /** Address of the collection: "vms", "networks/ID/vnicprofiles". */
  path: string;
  /** More query parameters, such as { follow: "cluster" }. */
  params?: Record<string, string>;
  /** Other collections whose changes show here. */
  also?: string[];
  columns: Column<T>[];
  actions?: Action<T>[];
  /** What people call a row; its name unless told otherwise. */
  rowName?: (row: T) => string;
  /** Buttons at the left of the toolbar: Add … */
  buttons?: ReactNode;
  /** False for collections without the search language: they are filtered and sorted here, by the
   * columns that have a text. */
  searchable?: boolean;
  /** Search that always holds beside what people enter: "networks.id=ID". */
  within?: string;
  /** How it is sorted at first, by a field of the search language. */
  sortedBy?: { field: string; descending?: boolean };
  empty: { title: string; text: string; action?: ReactNode };
  /** In a tab of another page: no title of its own, state not in the address. */
  embedded?: boolean;
}

const PER_PAGE = 50;
const ROWS_OF_A_SCREEN = 20;

interface View {
  search: string;
  sort?: string;
  descending: boolean;
  page: number;
  perPage: number;
}

/** The view is in the address of the page, or, in a tab of another page, in the component. */
function useView(
  embedded: boolean,
  first: Props<unknown>["sortedBy"],
): [View, (change: Partial<View>) => void] {
  const [params, setParams] = useSearchParams();
  const order = { sort: first?.field, descending: !!first?.descending };
  const [own, setOwn] = useState<View>({ search: "", ...order, page: 1, perPage: PER_PAGE });
  if (embedded) return [own, (change) => setOwn((view) => ({ ...view, ...change }))];
  const view: View = {
    search: params.get("search") ?? "",
    ...(params.has("sort")
      ? { sort: params.get("sort") ?? "", descending: params.get("desc") === "1" }
      : order),
    page: Number(params.get("page") ?? 1),
    perPage: Number(params.get("perPage") ?? PER_PAGE),
  };
  const setView = (change: Partial<View>) => {
    const next = { ...view, ...change };
    setParams(
      {
        ...(next.search && { search: next.search }),
        ...(next.sort &&
          (next.sort !== order.sort || next.descending !== order.descending) && {
            sort: next.sort,
            desc: next.descending ? "1" : "0",
          }),
        ...(next.page > 1 && { page: String(next.page) }),
        ...(next.perPage !== PER_PAGE && { perPage: String(next.perPage) }),
      },
      { replace: true },
    );
  };
  return [view, setView];
}

/** Terms beside each other are bound loosest of all, so 'within' holds for every "or" in the search. */
function searchText({ search, sort, descending, page }: View, within: string): string {
  const sorted = sort ? ` sortby ${sort} ${descending ? "desc" : "asc"}` : "";
  return `${within} ${search}${sorted} page ${page}`.trim();
}

/** Which columns are shown, kept for the next visit. */
function useColumns<T>(path: string, columns: Column<T>[]) {
  const key = `berth.columns.${path.replaceAll(/[0-9a-f-]{36}/g, "ID")}`;
  const [shown, setShown] = useState<string[]>(() => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "null");
      if (Array.isArray(kept)) return kept;
    } catch {
      // what is broken counts as not there
    }
    return columns.filter(({ hidden }) => !hidden).map((column) => column.key);
  });
  const toggle = (column: string) => {
    const next = shown.includes(column) ? shown.filter((one) => one !== column) : [...shown, column];
    localStorage.setItem(key, JSON.stringify(next));
    setShown(next);
  };
  const visible = useMemo(() => columns.filter(({ key: one }) => shown.includes(one)), [columns, shown]);
  return { visible, shown, toggle };
}

function ColumnsMenu<T>({
  columns,
  shown,
  toggle,
}: {
  columns: Column<T>[];
  shown: string[];
  toggle: (key: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const toggleRef = useRef<HTMLButtonElement>(null);
  const menuRef = useRef<HTMLDivElement>(null);
  return (
    <Popper
      isVisible={open}
      triggerRef={toggleRef}
      popperRef={menuRef}
      trigger={
        <MenuToggle
          ref={toggleRef}
          icon={<ColumnsIcon />}
          isExpanded={open}
          onClick={() => setOpen(!open)}
          variant="plainText"
        >
          {t.common.columns}
        </MenuToggle>
      }
      onDocumentClick={() => setOpen(false)}
      onDocumentKeyDown={(event) => event?.key === "Escape" && setOpen(false)}
      popper={
        <Menu ref={menuRef} onSelect={(_, key) => toggle(String(key))} selected={shown} role="menu">
          <MenuContent>
            <MenuList aria-label={t.common.columnsTitle}>
              {columns.map(({ key, title }, i) => (
                <MenuItem
                  key={key}
                  itemId={key}
                  hasCheckbox
                  isSelected={shown.includes(key)}
                  isDisabled={i === 0}
                >
                  {title}
                </MenuItem>
              ))}
            </MenuList>
          </MenuContent>
        </Menu>
      }
    />
  );
}

/** The actions of a row, or of all selected rows. */
export function ActionsMenu<T>({
  actions,
  rows,
  label,
  plain,
  startsOpen = false,
}: {
  actions: Action<T>[];
  rows: T[];
  label: string;
  plain?: boolean;
  startsOpen?: boolean;
}) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!startsOpen) return;
    // After the click that made it: that one would close it again, as one beside the menu.
    const timer = setTimeout(() => setOpen(true));
    return () => clearTimeout(timer);
  }, [startsOpen]);
  const first = actions.findIndex(({ danger }) => danger);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: "right", appendTo: () => document.body }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          variant={plain ? "plain" : "secondary"}
          aria-label={plain ? label : undefined}
          isExpanded={open}
          isDisabled={rows.length === 0}
          icon={plain ? <EllipsisVIcon /> : undefined}
          onClick={() => setOpen(!open)}
        >
          {plain ? undefined : label}
        </MenuToggle>
      )}
    >
      <DropdownList>
        {actions.map(({ key, title, run, disabled, danger, single }, i) => {
          const why = (single && rows.length > 1 && t.common.selected(rows.length)) || disabled?.(rows);
          return [
            i > 0 && i === first && <Divider key={`${key}-divider`} />,
            <DropdownItem
              key={key}
              isDanger={danger}
              isAriaDisabled={!!why}
              description={why || undefined}
              onClick={() => !why && run(rows)}
            >
              {title}
            </DropdownItem>,
          ];
        })}
      </DropdownList>
    </Dropdown>
  );
}

function nameOf(row: { id?: string; name?: string }): string {
  return row.name ?? row.id ?? "";
}

interface RowProps<T> {
  row: T;
  columns: Column<T>[];
  actions: Action<T>[];
  rowName: (row: T) => string;
  isSelected: boolean;
  onChoose: (ids: (string | undefined)[], on: boolean) => void;
}

/** The menu of a row is made when it is first opened: most never are. */
function RowMenu<T>({ actions, row, label }: { actions: Action<T>[]; row: T; label: string }) {
  const [used, setUsed] = useState(false);
  if (used) return <ActionsMenu actions={actions} rows={[row]} label={label} plain startsOpen />;
  return (
    <button
      type="button"
      className={css(toggleStyles.menuToggle, toggleStyles.modifiers.plain)}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setUsed(true)}
    >
      <span className={toggleStyles.menuToggleIcon}>
        <EllipsisVIcon />
      </span>
    </button>
  );
}

/* Plain elements with PatternFly's classes: its components for cells cost ten times as much, and a
 * page of rows has hundreds of them. */
function PlainRow<T extends { id?: string; name?: string }>({
  row,
  columns,
  actions,
  rowName,
  isSelected,
  onChoose,
}: RowProps<T>) {
  return (
    <tr className={css(tableStyles.tableTr, isSelected && tableStyles.modifiers.selected)}>
      {actions.length > 0 && (
        <td className={css(tableStyles.tableTd, tableStyles.tableCheck)}>
          <div className={css(checkStyles.check, checkStyles.modifiers.standalone)}>
            <input
              type="checkbox"
              className={checkStyles.checkInput}
              aria-label={t.common.select(rowName(row))}
              checked={isSelected}
              onChange={(event) => onChoose([row.id], event.target.checked)}
            />
          </div>
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.key}
          className={css(tableStyles.tableTd, column.fit && tableStyles.modifiers.nowrap)}
          data-label={column.title}
        >
          {column.render(row)}
        </td>
      ))}
      {actions.length > 0 && (
        <td className={css(tableStyles.tableTd, tableStyles.tableAction, "berth-actions")}>
          <RowMenu actions={actions} row={row} label={t.common.moreActions(rowName(row))} />
        </td>
      )}
    </tr>
  );
}

/** After a search, sorting or turning of the page, the rows that fit on a screen are drawn at once and
 * the others when the browser has time; while one looks at the same rows, all of them stay. */
function useFirstRowsFirst<T>(rows: T[], address: string, isPlaceholder: boolean): T[] {
  const last = useRef(address);
  if (!isPlaceholder) last.current = address;
  const settled = useDeferredValue(last.current);
  return settled === last.current ? rows : rows.slice(0, ROWS_OF_A_SCREEN);
}

/** Drawn again only when something of it changed: with 500 rows that is what a click costs. */
const Row = memo(PlainRow) as typeof PlainRow;
const NO_ACTIONS: Action<unknown>[] = [];

export function ResourceTable<T extends { id?: string; name?: string }>({
  title,
  path,
  params = {},
  also,
  columns,
  actions = NO_ACTIONS,
  rowName = nameOf,
  buttons,
  searchable = true,
  within = "",
  sortedBy,
  empty,
  embedded = false,
}: Props<T>) {
  const [view, setView] = useView(embedded, sortedBy);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const { visible, shown, toggle } = useColumns(path, columns);
  const address = query(path, {
    ...params,
    ...(searchable && { search: searchText(view, within), max: view.perPage }),
  });
  const read = usePage<T>(address, { also });
  const { error, isPending, isPlaceholderData, refetch } = read;
  const refusal =
    error instanceof ApiError && error.code === "BERTH_SEARCH_INVALID" ? error.message : undefined;
  // A search that the engine refuses leaves the rows that were there.
  const last = useRef(read.data);
  if (read.data) last.current = read.data;
  const data = refusal ? (last.current ?? { items: [] }) : read.data;

  const local = searchable ? undefined : localRows(data?.items ?? [], columns, view);
  const rows = local?.rows ?? data?.items ?? [];
  const total = local?.total ?? data?.total;
  const sortOf = (column: Column<T>) => (searchable ? column.sort : column.text && column.key);
  const drawn = useFirstRowsFirst(rows, address, isPlaceholderData);
  const chosen = rows.filter(({ id }) => id && selected.has(id));
  const choose = useCallback((ids: (string | undefined)[], on: boolean) => {
    setSelected((now) => {
      const next = new Set(now);
      for (const id of ids) if (id) on ? next.add(id) : next.delete(id);
      return next;
    });
  }, []);
  const sortBy: ISortBy = {
    index: visible.findIndex((column) => view.sort && sortOf(column) === view.sort),
    direction: view.descending ? "desc" : "asc",
  };
  const pagination = (
    <Pagination
      isCompact
      itemCount={total}
      toggleTemplate={
        total === undefined
          ? ({ firstIndex, lastIndex }) => (
              <b>
                {firstIndex} - {lastIndex}
              </b>
            )
          : undefined
      }
      page={view.page}
      perPage={view.perPage}
      perPageOptions={[20, 50, 100, 500].map((value) => ({ title: String(value), value }))}
      onSetPage={(_, page) => setView({ page })}
      onPerPageSelect={(_, perPage) => setView({ perPage, page: 1 })}
      titles={{ paginationAriaLabel: title }}
    />
  );

  const body = () => {
    if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
    if (isPending) return <Loading />;
    if (rows.length === 0 && view.search)
      return (
        <Nothing
          title={t.search.nothing}
          text={t.search.nothingText}
          action={
            <Button variant="link" onClick={() => setView({ search: "", page: 1 })}>
              {t.search.clearIt}
            </Button>
          }
        />
      );
    if (rows.length === 0) return <Nothing {...empty} />;
    return (
      <Table aria-label={title} variant="compact" isStickyHeader={!embedded} aria-busy={isPlaceholderData}>
        <Thead>
          <Tr>
            {actions.length > 0 && (
              <Th
                screenReaderText={t.common.actions}
                select={{
                  isSelected: chosen.length === rows.length,
                  onSelect: (_, on) =>
                    choose(
                      rows.map(({ id }) => id),
                      on,
                    ),
                }}
              />
            )}
            {visible.map((column, i) => (
              <Th
                key={column.key}
                modifier="wrap"
                sort={
                  sortOf(column)
                    ? {
                        sortBy,
                        columnIndex: i,
                        onSort: (_, __, direction) =>
                          setView({ sort: sortOf(column), descending: direction === "desc", page: 1 }),
                      }
                    : undefined
                }
              >
                {column.title}
              </Th>
            ))}
            {actions.length > 0 && <Th screenReaderText={t.common.actions} className="berth-actions" />}
          </Tr>
        </Thead>
        <Tbody>
          {drawn.map((row) => (
            <Row
              key={row.id}
              row={row}
              columns={visible}
              actions={actions}
              rowName={rowName}
              isSelected={!!row.id && selected.has(row.id)}
              onChoose={choose}
            />
          ))}
        </Tbody>
      </Table>
    );
  };

  return (
    <PageSection hasBodyWrapper={false} type={embedded ? "default" : undefined} isFilled>
      {!embedded && <Title headingLevel="h1">{title}</Title>}
      <Toolbar
        className="berth-table-toolbar"
        id={`toolbar-${path.replaceAll(/\W/g, "-")}`}
        inset={{ default: "insetNone" }}
      >
        <ToolbarContent>
          <ToolbarItem>
            {searchable ? (
              <SearchBar
                path={path}
                value={view.search}
                error={refusal}
                onSearch={(search) => setView({ search, page: 1 })}
              />
            ) : (
              <SearchInput
                aria-label={t.search.filter}
                placeholder={t.search.filter}
                resetButtonLabel={t.search.clear}
                value={view.search}
                onChange={(_, search) => setView({ search, page: 1 })}
                onClear={() => setView({ search: "", page: 1 })}
              />
            )}
          </ToolbarItem>
          {searchable && !embedded && (
            <ToolbarItem>
              <Bookmarks
                path={path}
                value={view.search}
                onSearch={(search) => setView({ search, page: 1 })}
              />
            </ToolbarItem>
          )}
          {buttons && <ToolbarGroup variant="action-group">{buttons}</ToolbarGroup>}
          {actions.length > 0 && (
            <ToolbarItem>
              <ActionsMenu
                actions={actions}
                rows={chosen}
                label={
                  chosen.length
                    ? `${t.common.actions} (${t.common.selected(chosen.length)})`
                    : t.common.actions
                }
              />
            </ToolbarItem>
          )}
          <ToolbarItem>
            <ColumnsMenu columns={columns} shown={shown} toggle={toggle} />
          </ToolbarItem>
          <ToolbarItem variant="pagination" align={{ default: "alignEnd" }}>
            {pagination}
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <div className="berth-table">{body()}</div>
    </PageSection>
  );
}
