// The virtual list of rows: only what is near is drawn, the reader's place stays where it is whatever comes and goes,
// and one row at a time can have the focus.

import { useVirtualizer, defaultRangeExtractor, type Range } from "@tanstack/react-virtual";
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type Ref,
  type RefObject,
} from "react";
import { classes } from "../../ui/classes";
import type { Row } from "../model/rows";
import { RowView } from "./RowView";
import styles from "./Transcript.module.css";

/** What a row is likely to need before it was measured. */
const HEIGHTS: Readonly<Record<Row["kind"], number>> = {
  turn: 52,
  caller: 36,
  agent: 36,
  event: 28,
  detail: 140,
  entry: 26,
  fold: 26,
  span: 28,
  latency: 24,
  layer: 28,
  metric: 28,
};
const OVERSCAN = 8;

export interface TranscriptHandle {
  /** Scrolls to a row and gives it the focus; says whether there is such a row. */
  readonly show: (key: string, align: "auto" | "center") => boolean;
}

export interface TranscriptProps {
  rows: readonly Row[];
  active: string | undefined;
  marked: string | undefined;
  raw: ReadonlySet<string>;
  scroller: RefObject<HTMLElement | null>;
  /** What covers the top of the scroller, in pixels. */
  covered: number;
  onActive: (key: string) => void;
  /** Called with the share of the conversation that is in sight, by its rows. */
  onView: (first: Row | undefined, last: Row | undefined) => void;
  handle: Ref<TranscriptHandle>;
}

export function Transcript(props: TranscriptProps) {
  const { rows, active, marked, raw, scroller, covered, onActive, onView, handle } = props;
  const list = useRef<HTMLDivElement>(null);
  const margin = useMargin(list, scroller);
  const activeIndex = active === undefined ? -1 : rows.findIndex((row) => row.key === active);
  const range = useCallback(
    (seen: Range) => {
      const near = defaultRangeExtractor(seen);
      // INVARIANT: the row with the focus stays drawn wherever it is scrolled to, or the focus would be lost with it.
      if (activeIndex < 0 || near.includes(activeIndex)) return near;
      return [...near, activeIndex].sort((left, right) => left - right);
    },
    [activeIndex],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => HEIGHTS[rows[index]?.kind ?? "entry"],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
    scrollMargin: margin,
    scrollPaddingStart: covered + 8,
    scrollPaddingEnd: 24,
    rangeExtractor: range,
    useFlushSync: false,
  });
  const [hovered, setHovered] = useState<string>();
  const pending = useRef<string | undefined>(undefined);

  useImperativeHandle(
    handle,
    () => ({
      show: (key, align) => {
        const index = rows.findIndex((row) => row.key === key);
        if (index < 0) return false;
        virtualizer.scrollToIndex(index, { align });
        pending.current = focusRow(list.current, key) ? undefined : key;
        return true;
      },
    }),
    [rows, virtualizer],
  );
  useLayoutEffect(() => {
    if (pending.current === undefined) return;
    if (focusRow(list.current, pending.current)) pending.current = undefined;
  });
  usePlaceKept(rows, virtualizer, scroller, margin, covered);
  const lost = useLostRow(rows, active);
  useEffect(() => {
    if (lost === undefined) return;
    onActive(lost);
    // Somebody who types into the search has the focus there, and keeps it.
    if (document.activeElement === document.body) pending.current = lost;
  }, [lost, onActive]);

  const items = virtualizer.getVirtualItems();
  const offset = virtualizer.scrollOffset ?? 0;
  const height = scroller.current?.clientHeight ?? 0;
  const seen = items.filter((item) => item.end > offset + covered && item.start < offset + height);
  const first = rows[seen[0]?.index ?? -1];
  const last = rows[seen.at(-1)?.index ?? -1];
  useEffect(() => onView(first, last), [first, last, onView]);

  return (
    <div
      ref={list}
      role="list"
      aria-label="Transcript"
      className={styles["list"]}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {items.map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        const isActive = row.key === active || (activeIndex < 0 && item.index === 0);
        return (
          // A row has the focus and the pointer for what it holds; what can be done stands in buttons inside it.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <div
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            data-key={row.key}
            data-active={isActive}
            role="listitem"
            aria-posinset={item.index + 1}
            aria-setsize={rows.length}
            aria-current={row.key === marked ? "location" : undefined}
            // The list is moved through with the arrow keys, one stop for Tab as a whole.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={isActive ? 0 : -1}
            className={classes(styles["row"], row.key === marked && styles["marked"])}
            style={{ transform: `translateY(${item.start - margin}px)` }}
            onFocus={() => onActive(row.key)}
            onPointerEnter={() => setHovered(row.key)}
          >
            <RowView row={row} raw={raw.has(row.key)} reached={row.key === hovered || row.key === active} />
          </div>
        );
      })}
    </div>
  );
}

/** The row to be active instead, when the one that was has gone: the next that was below it, else above it. */
function useLostRow(rows: readonly Row[], active: string | undefined): string | undefined {
  const [before, setBefore] = useState(rows);
  const [lost, setLost] = useState<string>();
  if (before !== rows) {
    setBefore(rows);
    const gone = active !== undefined && !rows.some((row) => row.key === active);
    setLost(gone ? nearestLeft(before, rows, active) : undefined);
  }
  return lost;
}

function nearestLeft(before: readonly Row[], rows: readonly Row[], key: string): string | undefined {
  const left = new Set(rows.map((row) => row.key));
  const at = before.findIndex((row) => row.key === key);
  if (at < 0) return undefined;
  const below = before.slice(at).find((row) => left.has(row.key));
  return (below ?? before.slice(0, at).findLast((row) => left.has(row.key)))?.key;
}

function focusRow(list: HTMLElement | null, key: string): boolean {
  const row = list?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  row?.focus({ preventScroll: true });
  return row !== null && row !== undefined;
}

/** How far below the top of the scroller's content the list begins. */
function useMargin(list: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0);
  // After the layout effects: the scroller is further out, and its ref is set only after ours have run.
  useEffect(() => {
    const [inner, outer] = [list.current, scroller.current];
    if (inner === null || outer === null) return;
    const measure = (): void => {
      setMargin(inner.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop);
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const child of outer.children) observer.observe(child);
    observer.observe(outer);
    return () => observer.disconnect();
  }, [list, scroller]);
  return margin;
}

interface Anchor {
  readonly key: string;
  /** Where it began. */
  readonly start: number;
}

/** Keeps the first row in sight where it is while rows come and go above it. */
function usePlaceKept(
  rows: readonly Row[],
  virtualizer: ReturnType<typeof useVirtualizer<HTMLElement, Element>>,
  scroller: RefObject<HTMLElement | null>,
  margin: number,
  covered: number,
): void {
  const anchors = useRef<readonly Anchor[]>([]);
  const before = useRef(rows);
  const atEnd = useRef(false);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (before.current !== rows) {
      before.current = rows;
      if (atEnd.current) virtualizer.scrollToOffset(element.scrollHeight);
      else restore(element.scrollTop);
    }
    const top = element.scrollTop;
    atEnd.current = top > 0 && element.scrollHeight - top - element.clientHeight < AT_END_PIXELS;
    anchors.current = virtualizer
      .getVirtualItems()
      .filter((item) => item.end > top + covered)
      .map((item) => ({ key: String(item.key), start: item.start }));

    function restore(top: number): void {
      // At the very top the reader is at the beginning, and not at a certain row.
      if (top <= margin) return;
      const indices = new Map(rows.map((row, index) => [row.key, index]));
      for (const anchor of anchors.current) {
        const index = indices.get(anchor.key);
        const start = index === undefined ? undefined : virtualizer.measurementsCache[index]?.start;
        if (start === undefined) continue;
        if (Math.abs(start - anchor.start) >= 1) virtualizer.scrollToOffset(top + start - anchor.start);
        return;
      }
    }
  });
}

const AT_END_PIXELS = 4;
