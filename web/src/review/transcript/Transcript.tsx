// The virtual list of rows: only what is near is drawn, the reader's place stays where it is whatever comes and goes,
// and one row at a time can have the focus.

import { useVirtualizer, defaultRangeExtractor, type Range } from "@tanstack/react-virtual";
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type Ref,
  type RefObject,
} from "react";
import { classes } from "../../ui/classes";
import type { Row } from "../model/rows";
import { LINE_HEIGHT } from "./AbsentLine";
import { RowView } from "./RowView";
import styles from "./Transcript.module.css";
import { useLostRow } from "./useLostRow";
import { useMargin, usePlaceKept } from "./usePlaceKept";

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
  absent: LINE_HEIGHT,
};
const OVERSCAN = 8;
/** So long after a jump its place is corrected. */
const AIM_MS = 1500;
/** What a reader does who goes elsewhere. */
const MOVING = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

function heightOf(row: Row | undefined): number {
  if (row?.kind === "absent")
    return row.what === "lines" ? row.count * LINE_HEIGHT : HEIGHTS[row.what === "line" ? "entry" : row.what];
  return HEIGHTS[row?.kind ?? "entry"];
}

export interface TranscriptHandle {
  /** Scrolls to a row and gives it the focus; says whether there is such a row. */
  readonly show: (key: string, align: "auto" | "center") => boolean;
  /** Goes to the end, and stays there while more comes. */
  readonly follow: () => void;
}

/** What is in sight, as rows and as the range of their places. */
export interface View {
  readonly first: Row | undefined;
  readonly last: Row | undefined;
  readonly from: number;
  readonly to: number;
}

export interface TranscriptProps {
  rows: readonly Row[];
  active: string | undefined;
  marked: string | undefined;
  raw: ReadonlySet<string>;
  scroller: RefObject<HTMLElement | null>;
  /** What covers the top of the scroller, in pixels. */
  covered: number;
  /** Whether more may come, so that who is at the end stays there. */
  follows: boolean;
  beginsAtEnd: boolean;
  onActive: (key: string) => void;
  onView: (view: View) => void;
  /** Called when the reader comes to the end or leaves it. */
  onEnd: (isAtEnd: boolean) => void;
  handle: Ref<TranscriptHandle>;
}

export function Transcript(props: TranscriptProps) {
  const { rows, active, marked, raw, scroller, covered, follows, beginsAtEnd, onActive } = props;
  const { onView, onEnd, handle } = props;
  const list = useRef<HTMLDivElement>(null);
  const margin = useMargin(list, scroller);
  const indices = useMemo(() => new Map(rows.map((row, index) => [row.key, index])), [rows]);
  const activeIndex = active === undefined ? -1 : (indices.get(active) ?? -1);
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
    estimateSize: (index) => heightOf(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
    scrollMargin: margin,
    scrollPaddingStart: covered + 8,
    scrollPaddingEnd: 24,
    rangeExtractor: range,
    useFlushSync: false,
  });
  // The place is kept here, with what comes and goes as well as with what turns out larger.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = () => false;
  const [hovered, setHovered] = useState<string>();
  const pending = useRef<string | undefined>(undefined);
  // Where a jump goes is known only when what is around it has been measured, and has come.
  const aim = useRef<{ key: string; until: number }>(undefined);

  const place = usePlaceKept({
    indices,
    active,
    virtualizer,
    scroller,
    margin,
    covered,
    follows,
    beginsAtEnd,
    onEnd,
  });
  useImperativeHandle(handle, () => ({
    show: (key, align) => {
      const index = indices.get(key);
      if (index === undefined) return false;
      place.leave();
      virtualizer.scrollToIndex(index, { align });
      aim.current = align === "center" ? { key, until: performance.now() + AIM_MS } : undefined;
      pending.current = focusRow(list.current, key) ? undefined : key;
      return true;
    },
    follow: place.follow,
  }));
  useLayoutEffect(() => {
    if (aim.current === undefined) return;
    const row = performance.now() > aim.current.until ? null : rowIn(list.current, aim.current.key);
    if (row === null || scroller.current === null) aim.current = undefined;
    else centre(row, scroller.current, covered);
  });
  useOnMove(
    scroller,
    useCallback(() => {
      aim.current = undefined;
    }, []),
  );
  useLayoutEffect(() => {
    if (pending.current === undefined) return;
    if (focusRow(list.current, pending.current)) pending.current = undefined;
  });
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
  const [from, to] = [seen[0]?.index ?? 0, seen.at(-1)?.index ?? -1];
  useEffect(() => onView({ first, last, from, to }), [first, last, from, to, onView]);

  return (
    <div
      ref={list}
      role="list"
      aria-label="Transcript"
      data-screen-only
      className={styles["list"]}
      style={{ height: virtualizer.getTotalSize() }}
    >
      {items.map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        return (
          <ListItem
            key={item.key}
            measure={virtualizer.measureElement}
            row={row}
            index={item.index}
            count={rows.length}
            top={item.start - margin}
            isTabStop={row.key === active || (activeIndex < 0 && item.index === 0)}
            isMarked={row.key === marked}
            onActive={onActive}
            onHover={setHovered}
          >
            <RowView row={row} raw={raw.has(row.key)} reached={row.key === hovered || row.key === active} />
          </ListItem>
        );
      })}
    </div>
  );
}

interface ListItemProps {
  measure: (element: HTMLElement | null) => void;
  row: Row;
  index: number;
  count: number;
  /** Its distance from the start of the list, in pixels. */
  top: number;
  isTabStop: boolean;
  isMarked: boolean;
  onActive: (key: string) => void;
  onHover: (key: string) => void;
  children: ReactNode;
}

/** The place of a row in the list. */
function ListItem({
  measure,
  row,
  index,
  count,
  top,
  isTabStop,
  isMarked,
  onActive,
  onHover,
  children,
}: ListItemProps) {
  return (
    // A row has the focus and the pointer; its actions are buttons inside it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={measure}
      data-index={index}
      data-key={row.key}
      data-active={isTabStop}
      role="listitem"
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-current={isMarked ? "location" : undefined}
      // The list is moved through with the arrow keys, one stop for Tab as a whole.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isTabStop ? 0 : -1}
      className={classes(styles["row"], isMarked && styles["marked"])}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onActive(row.key)}
      onPointerEnter={() => onHover(row.key)}
    >
      {children}
    </div>
  );
}

/** Calls back when the reader scrolls or presses a key. `onMove` has to be stable. */
function useOnMove(scroller: RefObject<HTMLElement | null>, onMove: () => void): void {
  useEffect(() => {
    const element = scroller.current;
    for (const name of MOVING) element?.addEventListener(name, onMove, { passive: true });
    return () => {
      for (const name of MOVING) element?.removeEventListener(name, onMove);
    };
  }, [scroller, onMove]);
}

function rowIn(list: HTMLElement | null, key: string): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null;
}

function focusRow(list: HTMLElement | null, key: string): boolean {
  const row = rowIn(list, key);
  row?.focus({ preventScroll: true });
  return row !== null;
}

/** Brings a row to the middle of what is not covered. */
function centre(row: HTMLElement, scroller: HTMLElement, covered: number): void {
  const [inner, outer] = [row.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const middle = outer.top + covered + (outer.height - covered) / 2;
  const off = inner.top + inner.height / 2 - middle;
  if (Math.abs(off) > 1 && inner.height < outer.height - covered) scroller.scrollBy({ top: off });
}
