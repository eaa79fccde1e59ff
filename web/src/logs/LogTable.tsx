import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, type ReactNode, type Ref } from "react";
import type { FoundEntry } from "../api/types";
import { useNarrow as useNarrowPlace } from "../conversations/useNarrow";
import { classes } from "../ui/classes";
import { LogRow } from "./LogRow";
import styles from "./LogTable.module.css";

const ROW_PX = 32;
const ROW_COMPACT_PX = 60;
const COMPACT_PX = 700;
/** The next page is asked for when this many rows are left below. */
const ROWS_AHEAD = 20;
const COLUMNS = ["Time", "Level", "Function", "Message", "Conversation"];

export interface LogTableHandle {
  focus: (index: number) => void;
  scroller: () => HTMLElement | null;
}

export interface LogTableProps {
  ref?: Ref<LogTableHandle>;
  project: string;
  rows: readonly FoundEntry[];
  /** The row that keys act on. */
  active: number;
  onActive: (index: number) => void;
  hrefOf: (row: FoundEntry) => string;
  onOpen: (row: FoundEntry) => void;
  /** Asked when the end comes near. */
  onEnd: () => void;
  stale: boolean;
  footer: ReactNode;
}

/** The log lines as a grid of which only what is seen exists. */
export function LogTable({ ref, rows, active, onActive, onEnd, footer, stale, ...rest }: LogTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const compact = useNarrowPlace(scroller, COMPACT_PX);
  // INVARIANT: the row with the focus is always drawn, so that scrolling does not lose it.
  const range = useCallback(
    (seen: Range) => {
      const near = defaultRangeExtractor(seen);
      return near.includes(active) ? near : [...near, active].sort((left, right) => left - right);
    },
    [active],
  );
  // The rows are plain data, so nothing memoized goes stale.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (compact ? ROW_COMPACT_PX : ROW_PX),
    overscan: 12,
    rangeExtractor: range,
    scrollPaddingStart: ROW_PX,
  });
  useEffect(() => virtual.measure(), [virtual, compact]);
  const last = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - ROWS_AHEAD) onEnd();
  }, [last, rows.length, onEnd]);
  const wanted = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (wanted.current !== undefined && focusRow(scroller.current, wanted.current)) wanted.current = undefined;
  });
  useImperativeHandle(
    ref,
    () => ({
      focus: (index) => {
        wanted.current = focusRow(scroller.current, index) ? undefined : index;
        onActive(index);
        virtual.scrollToIndex(index, { align: "auto" });
      },
      scroller: () => scroller.current,
    }),
    [virtual, onActive],
  );
  return (
    <div ref={scroller} className={classes(styles["scroller"], stale && styles["stale"], compact && styles["compact"])}>
      <div role="grid" aria-label="Log entries" aria-rowcount={rows.length + 1} className={styles["grid"]}>
        <div role="rowgroup" className={compact ? "visually-hidden" : styles["head"]}>
          <div role="row" aria-rowindex={1} className={styles["row"]}>
            {COLUMNS.map((title) => (
              <span key={title} role="columnheader" className={title === "Level" ? "visually-hidden" : undefined}>
                {title}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles["body"]} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <LogRow
                key={`${row.conversation_id} ${row.id}`}
                project={rest.project}
                row={row}
                index={index}
                top={start}
                isActive={index === active}
                href={rest.hrefOf(row)}
                onActive={onActive}
                onOpen={rest.onOpen}
              />
            );
          })}
        </div>
      </div>
      <div className={styles["footer"]}>{footer}</div>
    </div>
  );
}

function focusRow(list: HTMLElement | null, index: number): boolean {
  const row = list?.querySelector<HTMLElement>(`[data-index="${index}"]`);
  row?.focus({ preventScroll: true });
  return row != null;
}
