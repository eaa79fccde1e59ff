import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type CSSProperties,
  type ReactNode,
  type Ref,
} from "react";
import type { Row } from "../api/types";
import { classes } from "../ui/classes";
import { columnsOf, COMPACT_PX, type Column, type ColumnId } from "./columns";
import { ListRow } from "./Rows";
import styles from "./Table.module.css";
import { useNarrow } from "./useNarrow";

const ROW_PX = 36;
const ROW_COMPACT_PX = 64;
/** What the line that matched a query takes under a row. */
const MATCHED_PX = 24;
const HEAD_PX = 32;
/** The next page is asked for when this many rows are left below. */
const ROWS_AHEAD = 15;

export interface TableHandle {
  /** Makes a row, by its place, the one that keys act on, and gives it the focus. */
  focus: (index: number) => void;
  /** What scrolls. */
  scroller: () => HTMLElement | null;
}

export interface TableProps {
  ref?: Ref<TableHandle>;
  project: string;
  rows: readonly Row[];
  /** How many of the first rows are live. */
  pinned: number;
  columns: readonly ColumnId[];
  /** The row that keys act on. */
  active: number;
  onActive: (index: number) => void;
  /** The conversation that is open beside the table. */
  open: string | undefined;
  onOpen: (row: Row) => void;
  /** The address of a conversation's page. */
  hrefOf: (row: Row) => string;
  onPage: (row: Row) => void;
  /** Asked when the end comes near. */
  onEnd: () => void;
  stale: boolean;
  /** What stands below the last row. */
  footer: ReactNode;
}

/** The list as a grid of which only what is seen exists. */
export function Table(props: TableProps) {
  const { rows, columns, active, open, onActive, onEnd, footer, ref } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const compact = useNarrow(scroller, COMPACT_PX);
  // Either all rows were found by a query or none.
  const hasMatches = rows.some(({ matched }) => matched !== null);
  const rowPx = (compact ? ROW_COMPACT_PX : ROW_PX) + (hasMatches ? MATCHED_PX : 0);
  const shown = columnsOf(columns);
  // INVARIANT: the row with the focus is always drawn. So it can be focused at once, and scrolling does not lose it.
  const range = useCallback(
    (seen: Range) => {
      const near = defaultRangeExtractor(seen);
      return near.includes(active) ? near : [...near, active].sort((left, right) => left - right);
    },
    [active],
  );
  // The list's rows are plain data, so nothing memoized goes stale.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    scrollMargin: 0,
    rangeExtractor: range,
    scrollPaddingStart: compact ? 0 : HEAD_PX,
  });
  // The open conversation stays in sight when the rows change their height, and when a link brings one along.
  const kept = useRef(active);
  useEffect(() => {
    const opened = open === undefined ? -1 : rows.findIndex((row) => row.id === open);
    kept.current = opened < 0 ? active : opened;
  });
  useEffect(() => {
    virtual.measure();
    virtual.scrollToIndex(kept.current, { align: "auto" });
  }, [virtual, rowPx]);

  const items = virtual.getVirtualItems();
  const last = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - ROWS_AHEAD) onEnd();
  }, [last, rows.length, onEnd]);

  const wanted = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    if (focusRow(scroller.current, wanted.current)) wanted.current = undefined;
  });
  useImperativeHandle(
    ref,
    () => ({
      focus: (index) => {
        // INVARIANT: nothing here waits for a frame. Keys typed until then would go to what had the focus before.
        wanted.current = focusRow(scroller.current, index) ? undefined : index;
        onActive(index);
        virtual.scrollToIndex(index, { align: "auto" });
      },
      scroller: () => scroller.current,
    }),
    [virtual, onActive],
  );

  const widths = shown.map((column) => column.width).join(" ");
  const least = shown.reduce((sum, column) => sum + column.widthMin + 20, 12);
  const vars = { "--columns": widths, "--least": compact ? "0px" : `${least}px` } as CSSProperties;
  return (
    <div ref={scroller} className={classes(styles["scroller"], props.stale && styles["stale"])}>
      <div
        role="grid"
        aria-label="Conversations"
        aria-rowcount={rows.length + 1}
        aria-colcount={(compact ? 1 : shown.length) + (hasMatches ? 1 : 0)}
        className={styles["grid"]}
        style={vars}
      >
        <Head columns={shown} compact={compact} hasMatches={hasMatches} />
        <div role="rowgroup" className={styles["body"]} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <ListRow
                key={item.key}
                project={props.project}
                row={row}
                index={item.index}
                compact={compact}
                top={item.start}
                columns={shown}
                isActive={item.index === active}
                isOpen={row.id === open}
                isLastPinned={item.index === props.pinned - 1}
                href={props.hrefOf(row)}
                onOpen={props.onOpen}
                onPage={props.onPage}
                onActive={props.onActive}
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

function Head({ columns, compact, hasMatches }: { columns: Column[]; compact: boolean; hasMatches: boolean }) {
  return (
    <div role="rowgroup" className={compact ? "visually-hidden" : styles["head"]}>
      <div role="row" aria-rowindex={1} className={styles["row"]}>
        {compact ? (
          <span role="columnheader">Conversation</span>
        ) : (
          columns.map((column) => (
            <span key={column.id} role="columnheader" className={column.number && styles["number"]}>
              {column.title}
            </span>
          ))
        )}
        {hasMatches ? (
          <span role="columnheader" className="visually-hidden">
            What matched
          </span>
        ) : null}
      </div>
    </div>
  );
}
