import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FoundEntry } from "../api/types";
import { writeSearch } from "../app/address";
import { useCommands } from "../app/commands";
import { Problem } from "../app/ErrorBoundary";
import { scrollBindings, useHotkeys } from "../app/Hotkeys";
import { copy } from "../app/Notices";
import { remember } from "../app/remembered";
import { recallInTab, rememberInTab } from "../app/tabMemory";
import { ProjectSwitch } from "../conversations/Header";
import header from "../conversations/Header.module.css";
import { rememberListPlace } from "../query/place";
import { QueryBox } from "../query/QueryBox";
import { useChoices } from "../query/useChoices";
import { withinTimes } from "../query/write";
import { address, asSearch, type Target } from "../review/model/link";
import { IconButton } from "../ui/Button";
import { HistogramView } from "./HistogramView";
import { EmptyLogs, LogsFooter, LogsSkeleton, TimeChip } from "./LogsStates";
import styles from "./LogsPage.module.css";
import { LogTable, type LogTableHandle } from "./LogTable";
import { askedOf, isTimeAdded, type LogsSearch } from "./search";
import { useLogs } from "./useLogs";

const HERE = "/app/$project/logs";

export default function LogsPage() {
  const { project } = useParams({ from: HERE });
  // Another project is another list: nothing of the one before may stay.
  return <LogList key={project} project={project} />;
}

function LogList({ project }: { project: string }) {
  const search = useSearch({ from: HERE });
  const navigate = useNavigate();
  const logs = useLogs(project, askedOf(search));
  const choices = useChoices(project);
  const [active, setActive] = useState(0);
  const table = useRef<LogTableHandle>(null);
  const queryField = useRef<HTMLInputElement>(null);
  const { rows, hasMore, isFetchingMore, isSparse, more } = logs;
  useEffect(() => remember("project", project), [project]);
  useEffect(() => rememberListPlace(project, "logs", search), [project, search]);
  useReturn(project, rows, (at) => table.current?.focus(at));
  const show = useCallback(
    (next: LogsSearch): void => void navigate({ to: "/$project/logs", params: { project }, search: next }),
    [navigate, project],
  );
  const open = (row: FoundEntry): void => {
    rememberInTab(readKey(project), row.id);
    const params = { project, id: row.conversation_id };
    void navigate({ to: "/$project/conversations/$id", params, search: asSearch(targetOf(row)) });
  };
  const hrefOf = (row: FoundEntry): string => address("", project, row.conversation_id, targetOf(row));
  useLogKeys({
    move: (by) => {
      const isOnRow = document.activeElement?.closest("[role=row]") != null;
      table.current?.focus(Math.max(0, Math.min(rows.length - 1, active + (isOnRow ? by : 0))));
    },
    enter: () => {
      const row = rows[active];
      if (row !== undefined) open(row);
    },
    find: () => queryField.current?.focus(),
    copy: () => {
      const link = `${location.origin}/${encodeURIComponent(project)}/logs${writeSearch({ ...search })}`;
      void copy(link, "a link to this list");
    },
    scroller: () => table.current?.scroller() ?? null,
  });
  usePageCommands(show, logs.refresh);
  // Where looking finds nothing, it goes on only when asked to.
  const onEnd = useCallback(() => {
    if (hasMore && !isFetchingMore && !isSparse) more();
  }, [hasMore, isFetchingMore, isSparse, more]);
  const footer = <LogsFooter hasMore={hasMore} isFetching={isFetchingMore} isSparse={isSparse} onMore={more} />;
  return (
    <main className={styles["page"]}>
      <header className={header["header"]}>
        <ProjectSwitch project={project} page="logs" />
        <h1 className={header["title"]}>Logs</h1>
        <span className={header["gap"]} />
        <IconButton label="Load the lines again" icon={<RotateCw />} onClick={logs.refresh} />
      </header>
      <div className={styles["bar"]} role="search" aria-label="Search log lines">
        <QueryBox
          input={queryField}
          project={project}
          label="Search log lines by words, or by name:value"
          query={search.query ?? ""}
          onQuery={(query) => show(withQuery(search, query))}
          choices={choices}
        />
        {isTimeAdded(search) ? <TimeChip onRemove={() => show({ ...search, all_time: true })} /> : null}
      </div>
      {logs.histogram === null ? null : (
        <HistogramView
          histogram={logs.histogram}
          onTimes={(from, until) => show({ query: withinTimes(search.query ?? "", from, until) })}
        />
      )}
      <div className={styles["body"]}>
        {logs.isPending ? <LogsSkeleton /> : null}
        {logs.error !== null && rows.length === 0 ? <Problem error={logs.error} onRetry={logs.refresh} /> : null}
        {rows.length > 0 ? (
          <LogTable
            ref={table}
            project={project}
            rows={rows}
            active={Math.min(active, rows.length - 1)}
            onActive={setActive}
            hrefOf={hrefOf}
            onOpen={open}
            onEnd={onEnd}
            stale={logs.isStale}
            footer={footer}
          />
        ) : logs.isPending || logs.error !== null ? null : (
          <EmptyLogs search={search} hasMore={hasMore} onSearch={show} footer={footer} />
        )}
      </div>
    </main>
  );
}

function withQuery({ query: _before, ...rest }: LogsSearch, query: string): LogsSearch {
  return query === "" ? rest : { ...rest, query };
}

function targetOf(row: FoundEntry): Target {
  return { turn: row.turn, event: row.event_id ?? undefined, entry: row.id };
}

const readKey = (project: string): string => `logs.read.${project}`;

/** Whoever comes back from a conversation goes on at the line that led there. */
function useReturn(project: string, rows: readonly FoundEntry[], focus: (at: number) => void): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || rows.length === 0) return;
    isDone.current = true;
    const read = recallInTab(readKey(project));
    rememberInTab(readKey(project), null);
    const at = rows.findIndex(({ id }) => id === read);
    if (at >= 0 && document.activeElement === document.body) focus(at);
  });
}

interface LogActions {
  move: (by: number) => void;
  enter: () => void;
  find: () => void;
  copy: () => void;
  scroller: () => HTMLElement | null;
}

function useLogKeys(actions: LogActions): void {
  useHotkeys("Logs", [
    { keys: "j", also: "ArrowDown", does: "Next line", run: () => actions.move(1) },
    { keys: "k", also: "ArrowUp", does: "Previous line", run: () => actions.move(-1) },
    { keys: "Enter", does: "Open the conversation at this line", run: actions.enter },
    { keys: "/", does: "Search", run: actions.find },
    { keys: "c", does: "Copy a link to the list", run: actions.copy },
    ...scrollBindings(actions.scroller),
  ]);
}

function usePageCommands(show: (search: LogsSearch) => void, refresh: () => void): void {
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  const commands = useMemo(
    () => [
      { id: "errors", group: "Logs", title: "Only errors", run: () => show({ query: "level:error" }) },
      { id: "clear", group: "Logs", title: "Clear the query", run: () => show({}) },
      { id: "refresh", group: "Logs", title: "Load the lines again", run: () => latest.current() },
    ],
    [show],
  );
  useCommands(commands);
}
