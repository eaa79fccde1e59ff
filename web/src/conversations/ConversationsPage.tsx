import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Row } from "../api/types";
import { useCommands } from "../app/commands";
import { Problem } from "../app/ErrorBoundary";
import { scrollBindings, useHotkeys } from "../app/Hotkeys";
import { copy } from "../app/Notices";
import { remember, useRemembered } from "../app/remembered";
import { useSession } from "../app/session";
import { readColumns, type ColumnId } from "./columns";
// INVARIANT: not imported lazily. Even once it is there, React would wait 300 ms before it shows what suspended.
import Review from "../review/ReviewPage";
import { address } from "../review/model/link";
import styles from "./ConversationsPage.module.css";
import { FilterBar } from "./FilterBar";
import { withoutAll } from "./filters";
import { Header } from "./Header";
import { EmptyByFilter, FirstStart, ListFooter, ListSkeleton } from "./ListStates";
import { Panel } from "./Panel";
import { placeIn, rememberList, rememberRead } from "./place";
import { rememberListPlace } from "../query/place";
import { useChoices } from "../query/useChoices";
import { isFiltered, validateListSearch, type ListSearch } from "./search";
import { lineOf, type Line } from "./matched";
import { Table, type TableHandle } from "./Table";
import { type Conversations, useConversations } from "./useConversations";
import { linkTo, useViews } from "./views";

const HERE = "/app/$project/conversations";

export default function ConversationsPage() {
  const { project } = useParams({ from: HERE });
  // Another project is another list: nothing of the one before may stay.
  return <ConversationList key={project} project={project} />;
}

/** Remembers where the reader is, for the way back. */
function useRemembering(project: string, search: ListSearch, loadedAt: Conversations["loadedAt"]): void {
  useEffect(() => remember("project", project), [project]);
  useEffect(() => rememberList(project, search, loadedAt), [project, search, loadedAt]);
  useEffect(() => {
    const { open: _open, ...rest } = search;
    rememberListPlace(project, "conversations", rest);
  }, [project, search]);
}

function ConversationList({ project }: { project: string }) {
  const search = useListSearch();
  const session = useSession();
  const navigate = useNavigate();
  const [columns, setColumns] = useColumns(search);
  const list = useConversations(project, search);
  const choices = useChoices(project);
  const [active, setActive] = useState(0);
  const [adding, setAdding] = useState(false);
  const table = useRef<TableHandle>(null);
  const queryField = useRef<HTMLInputElement>(null);
  useUsualView(project, search);
  useRemembering(project, search, list.loadedAt);

  const show = useCallback(
    (next: ListSearch): void =>
      void navigate({ to: "/$project/conversations", params: { project }, search: next as Record<string, never> }),
    [navigate, project],
  );
  const { rows } = list;
  useReturn(project, rows, (at) => table.current?.focus(at));
  const open = useCallback(
    (row: Row): void => show({ ...search, open: row.id, ...lineOf(row.matched) }),
    [show, search],
  );
  const toPage = useCallback(
    (id: string, line: Line = {}): void =>
      void navigate({ to: "/$project/conversations/$id", params: { project, id }, search: line }),
    [navigate, project],
  );
  const close = (): void => {
    const { open: closed, ...rest } = search;
    show(rest);
    const at = rows.findIndex((row) => row.id === closed);
    if (at >= 0) table.current?.focus(at);
  };
  const hrefOf = (row: Row): string => address("", project, row.id, lineOf(row.matched));

  useListKeys({
    move: (by) => {
      // From elsewhere on the page the first press goes to the row one was on, which at first is the first.
      const next = Math.max(0, Math.min(rows.length - 1, active + (isOnRow() ? by : 0)));
      table.current?.focus(next);
    },
    enter: () => {
      const row = rows[active];
      if (row === undefined) return;
      if (row.id === search.open) toPage(row.id, lineOf(row.matched));
      else open(row);
    },
    escape: () => {
      if (search.open !== undefined) close();
    },
    filter: () => setAdding(true),
    copy: () => {
      const row = rows[active];
      if (isOnRow() && row !== undefined) void copy(location.origin + hrefOf(row), "a link to the conversation");
      else void copy(linkTo(project, { ...search, columns: columns.join() }), "a link to this list");
    },
    find: () => queryField.current?.focus(),
    scroller: () => table.current?.scroller() ?? null,
  });
  usePageCommands(show, search, setAdding, list.refresh);

  return (
    <main className={styles.page}>
      <div className={styles["list"]}>
        <Header
          project={project}
          search={search}
          total={list.total}
          newcomers={<Newcomers count={rows.length === 0 ? 0 : list.newcomers} onShow={list.refresh} />}
          columns={{ chosen: columns, onChange: setColumns }}
          views={{
            search: { ...search, columns: columns.join() },
            onShow: show,
            onCopy: (link, what) => void copy(link, `a link to ${what}`),
          }}
        />
        <FilterBar
          project={project}
          search={search}
          onSearch={show}
          choices={choices}
          seesPersonal={session.sees_personal}
          adding={adding}
          onAdding={setAdding}
          queryField={queryField}
        />
        <div className={styles["body"]}>
          <ListBody
            project={project}
            search={search}
            list={list}
            table={table}
            columns={columns}
            active={active}
            onActive={setActive}
            onOpen={open}
            onPage={toPage}
            onSearch={show}
            hrefOf={hrefOf}
          />
        </div>
      </div>
      {search.open === undefined ? null : (
        <Panel>
          <Review
            key={search.open}
            project={project}
            id={search.open}
            place="panel"
            onClose={close}
            onExpand={() => toPage(search.open ?? "")}
          />
        </Panel>
      )}
    </main>
  );
}

interface ListBodyProps {
  project: string;
  search: ListSearch;
  list: Conversations;
  table: RefObject<TableHandle | null>;
  columns: readonly ColumnId[];
  active: number;
  onActive: (index: number) => void;
  onOpen: (row: Row) => void;
  onPage: (id: string, line?: Line) => void;
  onSearch: (search: ListSearch) => void;
  hrefOf: (row: Row) => string;
}

/** The rows, or what is shown in their place. */
function ListBody(props: ListBodyProps) {
  const { project, search, list, table, columns, active, onActive, onOpen, onPage, onSearch, hrefOf } = props;
  const { rows, hasMore, isFetchingMore, searchedUntil, more } = list;
  // Searching further back costs the server work, so the reader asks for it; scrolling does not.
  const onEnd = useCallback(() => {
    if (hasMore && !isFetchingMore && searchedUntil === null) more();
  }, [hasMore, isFetchingMore, searchedUntil, more]);
  const footer = (
    <ListFooter searchedUntil={searchedUntil} hasMore={hasMore} isFetching={isFetchingMore} onMore={more} />
  );
  if (rows.length > 0) {
    return (
      <Table
        ref={table}
        project={project}
        rows={rows}
        pinned={list.pinned}
        columns={columns}
        active={Math.min(active, rows.length - 1)}
        onActive={onActive}
        open={search.open}
        onOpen={onOpen}
        hrefOf={hrefOf}
        onPage={(row) => onPage(row.id, lineOf(row.matched))}
        onEnd={onEnd}
        stale={list.isStale}
        footer={footer}
      />
    );
  }
  if (list.error !== null) return <Problem error={list.error} onRetry={list.refresh} />;
  if (list.isPending) return <ListSkeleton columns={columns} />;
  if (!isFiltered(search)) return <FirstStart project={project} />;
  return (
    <div className={styles["empty"]}>
      <EmptyByFilter search={search} onSearch={onSearch} />
      {footer}
    </div>
  );
}

/** Whoever comes back from a conversation's page goes on at its row. */
function useReturn(project: string, rows: readonly Row[], focus: (at: number) => void): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || rows.length === 0) return;
    isDone.current = true;
    const read = placeIn(project)?.read;
    rememberRead(project, undefined);
    const at = rows.findIndex(({ id }) => id === read);
    if (at >= 0 && document.activeElement === document.body) focus(at);
  });
}

function isOnRow(): boolean {
  return document.activeElement?.closest("[role=row]") != null;
}

/** New ones wait behind a button, so that no row moves under the pointer. */
function Newcomers({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <span role="status">
      {count === 0 ? null : (
        <button type="button" className={styles.newcomers} onClick={onShow}>
          {count} new
        </button>
      )}
    </span>
  );
}

/** The list's part of the address; the open review has its own beside it. */
function useListSearch(): ListSearch {
  const all = useSearch({ from: HERE });
  const text = JSON.stringify(validateListSearch({ ...all }));
  return useMemo(() => JSON.parse(text) as ListSearch, [text]);
}

/** The columns of the address, when a shared view brings some, else those this browser remembers. */
function useColumns(search: ListSearch): [readonly ColumnId[], (columns: readonly ColumnId[]) => void] {
  const [remembered, setRemembered] = useRemembered("columns", readColumns);
  const navigate = useNavigate({ from: "/$project/conversations" });
  const columns = useMemo(
    () => (search.columns === undefined ? remembered : readColumns(search.columns)),
    [search.columns, remembered],
  );
  const choose = (next: readonly ColumnId[]): void => {
    setRemembered([...next]);
    if (search.columns === undefined) return;
    void navigate({ search: ({ columns: _columns, ...rest }) => rest, replace: true });
  };
  return [columns, choose];
}

/** Shows the view one chose to begin with, when the address asks for nothing else; not to whoever comes back. */
function useUsualView(project: string, search: ListSearch): void {
  const { usual, saved } = useViews(project);
  const navigate = useNavigate({ from: "/$project/conversations" });
  const isFirst = useRef(true);
  useEffect(() => {
    const view = saved.find(({ name }) => name === usual);
    const isBack = placeIn(project)?.read !== undefined;
    if (isFirst.current && !isBack && view !== undefined && Object.keys(search).length === 0) {
      void navigate({ search: view.search as Record<string, never>, replace: true });
    }
    isFirst.current = false;
  }, [project, saved, usual, search, navigate]);
}

interface ListActions {
  move: (by: number) => void;
  enter: () => void;
  escape: () => void;
  filter: () => void;
  copy: () => void;
  find: () => void;
  scroller: () => HTMLElement | null;
}

function useListKeys(actions: ListActions): void {
  useHotkeys("Conversations", [
    { keys: "j", also: "ArrowDown", does: "Next conversation", run: () => actions.move(1) },
    { keys: "k", also: "ArrowUp", does: "Previous conversation", run: () => actions.move(-1) },
    { keys: "Enter", does: "Open next to the list; again: as a page", run: actions.enter },
    { keys: "Escape", does: "Close the review", run: actions.escape },
    { keys: "f", does: "Add a filter", run: actions.filter },
    { keys: "/", does: "Search", run: actions.find },
    { keys: "c", does: "Copy a link to the conversation, or to the list", run: actions.copy },
    ...scrollBindings(actions.scroller),
  ]);
}

function usePageCommands(
  show: (search: ListSearch) => void,
  search: ListSearch,
  setAdding: (adding: boolean) => void,
  refresh: () => void,
): void {
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  const commands = useMemo(
    () => [
      { id: "filter", group: "Conversations", title: "Add a filter", keys: "f", run: () => setAdding(true) },
      {
        id: "errors",
        group: "Conversations",
        title: "Only conversations with errors",
        run: () => show({ ...search, has: ["errors" as const] }),
      },
      {
        id: "live",
        group: "Conversations",
        title: "Only live conversations",
        run: () => show({ ...search, in_progress: true }),
      },
      { id: "clear", group: "Conversations", title: "Remove all filters", run: () => show(withoutAll(search)) },
      { id: "refresh", group: "Conversations", title: "Reload the list", run: () => latest.current() },
    ],
    [show, search, setAdding],
  );
  useCommands(commands);
}
