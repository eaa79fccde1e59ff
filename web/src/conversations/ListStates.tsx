import { Filter, Radio } from "lucide-react";
import { useRef, type CSSProperties } from "react";
import { copy } from "../app/Notices";
import { dayInWords } from "../format/time";
import { Button } from "../ui/Button";
import { Coverable } from "../ui/Personal";
import { Pulse } from "../ui/Pulse";
import { Skeleton } from "../ui/Skeleton";
import { EmptyState } from "../ui/State";
import { columnsOf, COMPACT_PX, type ColumnId } from "./columns";
import { activeFilters, without, withoutAll, type FilterKind } from "./filters";
import styles from "./ListStates.module.css";
import type { ListSearch } from "./search";
import { useNarrow } from "./useNarrow";

/** Rows that are not there yet, in the size and the columns of those that come. */
export function ListSkeleton({ columns }: { columns: readonly ColumnId[] }) {
  const shown = columnsOf(columns);
  const element = useRef<HTMLDivElement>(null);
  const compact = useNarrow(element, COMPACT_PX);
  const vars = { "--columns": shown.map(({ width }) => width).join(" ") } as CSSProperties;
  return (
    <div ref={element} role="status" className={styles.skeleton} style={vars}>
      <span className="visually-hidden">Loading conversations</span>
      {compact ? null : (
        <div aria-hidden className={styles.head}>
          {shown.map(({ id, title, number }) => (
            <span key={id} className={number && styles.number}>
              {title}
            </span>
          ))}
        </div>
      )}
      {WIDTHS.map((width, index) =>
        compact ? (
          <div key={index} className={styles.card}>
            <Skeleton width={width} />
            <Skeleton width={width * 2} />
          </div>
        ) : (
          <div key={index} className={styles.line}>
            {shown.map(({ id, number }) => (
              <span key={id} className={number && styles.number}>
                <Skeleton width={number ? 28 : `${width / 2}%`} />
              </span>
            ))}
          </div>
        ),
      )}
    </div>
  );
}

const WIDTHS = [120, 104, 132, 96, 120, 112, 140, 100, 124, 108, 130, 98];

/** What the first person sees on a new server: how to send the first entry. It appears here by itself. */
export function FirstStart({ project }: { project: string }) {
  const code = [
    "from convlog import Conversation",
    `conv = Conversation("hello", project_id=${JSON.stringify(project)})`,
    `conv.log.info("Hello", answer=42); conv.end()`,
  ].join("\n");
  return (
    <EmptyState title="Waiting for the first conversation" icon={<Radio />}>
      <p>
        Run these lines, or let your agent take a call. The conversation appears here by itself.{" "}
        <code>CONVLOG_URL</code> and <code>CONVLOG_API_KEY</code> say where to send.
      </p>
      <div className={styles["code"]}>
        <pre>{code}</pre>
        <Button variant="quiet" onClick={() => void copy(code, "the lines")}>
          Copy
        </Button>
      </div>
      <p className={styles["waiting"]} role="status">
        <Pulse /> Listening for {project}
      </p>
    </EmptyState>
  );
}

interface EmptyByFilterProps {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

/** Nothing fits: says which filters hold and offers to take each away. */
export function EmptyByFilter({ search, onSearch }: EmptyByFilterProps) {
  const active = activeFilters(search);
  return (
    <EmptyState
      title={active.length > 1 ? "No conversation matches these filters" : "No conversation matches this filter"}
      icon={<Filter />}
      actions={
        <>
          {active.length > 1
            ? active.map(({ kind, says }) => (
                <Button key={kind.id} onClick={() => onSearch(without(search, kind))}>
                  Without <Phrase kind={kind} says={says} />
                </Button>
              ))
            : null}
          <Button variant="primary" onClick={() => onSearch(withoutAll(search))}>
            {active.length > 1 ? "Remove all filters" : "Remove the filter"}
          </Button>
        </>
      }
    >
      These filters hold:{" "}
      {active.map(({ kind, says }, at) => (
        <span key={kind.id}>
          {at === 0 ? "" : ", "}
          <strong>
            <Phrase kind={kind} says={says} />
          </strong>
        </span>
      ))}
      .
    </EmptyState>
  );
}

function Phrase({ kind, says }: { kind: FilterKind; says: string }) {
  return (
    <>
      {kind.name.toLowerCase()} <Coverable personal={kind.coverable === true}>{says}</Coverable>
    </>
  );
}

interface ListFooterProps {
  searchedUntil: string | null;
  hasMore: boolean;
  isFetching: boolean;
  onMore: () => void;
}

/** What stands below the last row: more, how far back was looked, or nothing. */
export function ListFooter({ searchedUntil, hasMore, isFetching, onMore }: ListFooterProps) {
  if (!hasMore) return null;
  return (
    <div className={styles["footer"]}>
      {searchedUntil === null ? null : <span>Looked back to {dayInWords(new Date(searchedUntil), new Date())}</span>}
      <Button variant={searchedUntil === null ? "quiet" : "plain"} disabled={isFetching} onClick={onMore}>
        {isFetching ? "Loading…" : searchedUntil === null ? "Load more" : "Search further back"}
      </Button>
    </div>
  );
}
