import { ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/Button";
import { Chip } from "../ui/Chip";
import { Coverable } from "../ui/Personal";
import { Skeleton } from "../ui/Skeleton";
import { EmptyState } from "../ui/State";
import styles from "./LogsPage.module.css";
import { isTimeAdded, USUAL_TIME, type LogsSearch } from "./search";

/** The time that holds although nobody typed it. */
export function TimeChip({ onRemove }: { onRemove: () => void }) {
  return (
    <Chip name={USUAL_TIME} removeLabel="Search lines of any time" onRemove={onRemove} onClick={onRemove}>
      the last day
    </Chip>
  );
}

const WIDTHS = [70, 52, 84, 60, 76, 48, 66, 80, 58, 72, 64, 50];

export function LogsSkeleton() {
  return (
    <div role="status">
      <span className="visually-hidden">Loading log lines</span>
      {WIDTHS.map((width) => (
        <div key={width} className={styles["line"]}>
          <Skeleton width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}

interface EmptyLogsProps {
  search: LogsSearch;
  hasMore: boolean;
  onSearch: (search: LogsSearch) => void;
  footer: ReactNode;
}

/** No line fits: says what was asked, and what to take away. */
export function EmptyLogs({ search, hasMore, onSearch, footer }: EmptyLogsProps) {
  const { query, ...rest } = search;
  const isLastDay = isTimeAdded(search);
  return (
    <div className={styles["empty"]}>
      <EmptyState
        title={hasMore ? "No line found so far" : isLastDay ? "No line of the last day" : "No line"}
        icon={<ScrollText />}
        actions={
          <>
            {isLastDay ? (
              <Button onClick={() => onSearch({ ...search, all_time: true })}>Search any time</Button>
            ) : null}
            {query === undefined ? null : <Button onClick={() => onSearch(rest)}>Without the query</Button>}
          </>
        }
      >
        {query === undefined ? (
          isLastDay ? (
            "Nothing was logged since this time yesterday."
          ) : (
            "Nothing was logged yet."
          )
        ) : (
          <>
            No line fits{" "}
            <strong>
              <Coverable>{query}</Coverable>
            </strong>
            . Change it, or search more of the time.
          </>
        )}
      </EmptyState>
      {footer}
    </div>
  );
}

interface LogsFooterProps {
  hasMore: boolean;
  isFetching: boolean;
  isSparse: boolean;
  onMore: () => void;
}

/** What stands below the last row. */
export function LogsFooter({ hasMore, isFetching, isSparse, onMore }: LogsFooterProps) {
  if (!hasMore) return null;
  return (
    <div className={styles["footer"]}>
      {isSparse ? <span>The last 10,000 lines that were looked at had none.</span> : null}
      <Button variant={isSparse ? "plain" : "quiet"} disabled={isFetching} onClick={onMore}>
        {isFetching ? "Loading…" : isSparse ? "Look further back" : "Load more"}
      </Button>
    </div>
  );
}
