// The conversation once it is there: what is open, marked and filtered, and the keys that move through it.

import {
  type ComponentProps,
  type CSSProperties,
  type Dispatch,
  type ReactNode,
  type RefObject,
  type SetStateAction,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { stringify } from "../api/json";
import { copy } from "../app/Notices";
import { useLayers, useReviewSearch } from "./address";
import { Sidebar } from "./sidebar/Sidebar";
import type { Connection } from "./live";
import type { Opened } from "./read";
import { ReviewContextProvider, type ReviewContext } from "./reviewContext";
import { End, NewBelow, Nothing } from "./Ends";
import { ReviewHeader } from "./header/ReviewHeader";
import { ViewportStore } from "./header/viewport";
import { StripMap } from "./header/StripMap";
import { Toolbar } from "./header/Toolbar";
import { useHunt } from "./hunting";
import { useReviewKeys } from "./keys";
import { MarkDialog } from "./marking/MarkDialog";
import { eventName } from "./model/field";
import { address, curlOf, hasTarget, type Target } from "./model/link";
import { isFailure, type Row, rowsOf } from "./model/rows";
import { isActive, makeFilter } from "./model/search";
import type { Entry, Review } from "./model/shape";
import { timeOfRow } from "./model/strip";
import { headlineOf } from "./model/headline";
import { useMoves } from "./moves";
import { Pieces } from "./pieces/pieces";
import { needOf, useAtHand, useNeeds } from "./pieces/use";
import { Printed } from "./Printed";
import { ALL, printedRange, usePrinting } from "./printing";
import styles from "./Review.module.css";
import { SearchedText } from "./searched";
import { LayersOn } from "./transcript/layersOn";
import { Transcript, type TranscriptHandle, type View } from "./transcript/Transcript";

export interface ReviewViewProps {
  opened: Opened;
  project: string;
  place: "panel" | "page";
  connection: Connection;
  onClose: () => void;
  onExpand: (() => void) | undefined;
}

const NOTHING: ReadonlySet<string> = new Set();
const NOWHERE: View = { first: undefined, last: undefined, from: 0, to: -1 };

export function ReviewView({ opened, project, place, connection, onClose, onExpand }: ReviewViewProps) {
  const review = useAtHand(opened);
  const pieces = opened instanceof Pieces ? opened : undefined;
  const [search, changeSearch] = useReviewSearch();
  const [layers, setLayers] = useLayers();
  const [layersOpen, setLayersOpen] = useState(false);
  const [open, setOpen] = useState(NOTHING);
  const [unfolded, setUnfolded] = useState(NOTHING);
  const [raw, setRaw] = useState(NOTHING);
  const [pinned, setPinned] = useState<string>();
  const [viewport] = useState(() => new ViewportStore());
  const view = useRef(NOWHERE);
  const transcript = useRef<TranscriptHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const [bar, covered] = useHeight();

  const filter = useMemo(() => makeFilter(search.level, search.q), [search.level, search.q]);
  const filtering = isActive(filter);
  const { hunted, more } = useHunt(pieces, filter);
  const found = hunted?.found;
  const printing = usePrinting(view);
  const shown = printing !== undefined && pieces === undefined ? ALL : unfolded;
  const rows = useMemo(
    () => rowsOf(review, { layers, filter, found, open, unfolded: shown, pinned }),
    [review, layers, filter, found, open, shown, pinned],
  );
  const headline = useMemo(() => headlineOf(review), [review]);
  const clear = useCallback(() => changeSearch({ level: undefined, q: undefined }), [changeSearch]);

  const { active, setActive, marked, setMarked, go, jump } = useMoves({
    review,
    pieces,
    rows,
    transcript,
    target: search,
    onHidden: filtering ? clear : undefined,
    onUnfold: useCallback((keys) => setUnfolded((before) => added(before, keys)), []),
  });
  if (marked !== pinned) setPinned(marked);

  const context = useMakeContext({ review, pieces, project, jump, changeSearch, setOpen, setUnfolded, setRaw });

  const current = rows.find((row) => row.key === active);
  const failures = useMemo(() => rows.filter(isFailure).length, [rows]);
  const toFailure = useReviewKeys({
    rows,
    active,
    seen: () => view.current.first?.key,
    context,
    go,
    mark: setMarked,
    openLayers: () => setLayersOpen(true),
    focusSearch: () => searchField.current?.focus(),
    scroller: () => scroller.current,
    onClose,
  });
  const onView = useOnView(view, viewport, pieces, rows, more);

  const follows = review.status === "live" || review.status === "lost_contact";
  const [beginsAtEnd] = useState(() => review.status === "live" && !hasTarget(search));
  const newcomers = useNewcomers(review, follows, beginsAtEnd);
  return (
    <Contexts context={context} layers={layers} text={filter.text}>
      <div ref={scroller} className={styles["scroller"]}>
        <ReviewHeader place={place} headline={headline} onClose={onClose} onExpand={onExpand} />
        <div ref={bar} className={styles["bar"]} data-screen-only>
          <StripMap viewport={viewport} />
          <Toolbar
            layers={layers}
            onLayers={setLayers}
            layersOpen={layersOpen}
            onLayersOpen={setLayersOpen}
            level={filter.level}
            onLevel={(level) => changeSearch({ level: level === "all" ? undefined : level })}
            text={search.q ?? ""}
            onText={(text) => changeSearch({ q: text === "" ? undefined : text })}
            found={filtering ? (found?.size ?? rows.filter((row) => row.kind !== "turn").length) : undefined}
            foundIsAll={hunted === undefined || hunted.state === "done"}
            failures={failures}
            onFailure={toFailure}
            searchField={searchField}
            onLeaveSearch={() => {
              const row = active ?? view.current.first?.key;
              if (row !== undefined) go(row, "auto");
            }}
          />
        </div>
        <div className={styles["body"]}>
          <div className={styles["transcript"]}>
            {printing === undefined ? null : (
              <Printed rows={rows} range={printedRange(rows.length, pieces === undefined, printing)} raw={raw} />
            )}
            <Transcript
              rows={rows}
              active={active}
              marked={marked}
              raw={raw}
              scroller={scroller}
              covered={covered}
              follows={follows && !filtering}
              beginsAtEnd={beginsAtEnd}
              onActive={setActive}
              onView={onView}
              onEnd={newcomers.onEnd}
              handle={transcript}
            />
            {rows.length === 0 ? (
              <Nothing filtering={filtering} review={review} hunted={hunted} onClear={clear} />
            ) : null}
            <End review={review} connection={connection} hunted={hunted} onMore={() => more("asked")} />
            <NewBelow number={newcomers.number} onClick={() => transcript.current?.follow()} />
          </div>
          <MarkDialog row={current} />
          <Side covered={covered} functionName={functionOf(current) ?? headline?.function} />
        </div>
      </div>
    </Contexts>
  );
}

interface ContextsProps {
  context: ReviewContext;
  layers: ComponentProps<typeof LayersOn>["value"];
  text: ComponentProps<typeof SearchedText>["value"];
  children: ReactNode;
}

function Contexts({ context, layers, text, children }: ContextsProps) {
  return (
    <ReviewContextProvider value={context}>
      <LayersOn value={layers}>
        <SearchedText value={text}>{children}</SearchedText>
      </LayersOn>
    </ReviewContextProvider>
  );
}

function Side({ covered, functionName }: { covered: number; functionName: string | undefined }) {
  return (
    <div className={styles["side"]}>
      <div className={styles["beside"]} style={{ "--covered": `${covered}px` } as CSSProperties}>
        <Sidebar functionName={functionName} />
      </div>
    </div>
  );
}

type SetKeys = Dispatch<SetStateAction<ReadonlySet<string>>>;

interface ContextParts {
  review: Review;
  pieces: Pieces | undefined;
  project: string;
  jump: (key: string) => void;
  changeSearch: (change: { q: string }) => void;
  setOpen: SetKeys;
  setUnfolded: SetKeys;
  setRaw: SetKeys;
}

/** Makes what every part of the page needs to know and may do. */
function useMakeContext(parts: ContextParts): ReviewContext {
  const { review, pieces, project, jump, changeSearch, setOpen, setUnfolded, setRaw } = parts;
  return useMemo<ReviewContext>(() => {
    const origin = window.location.origin;
    return {
      review,
      pieces,
      project,
      toggle: (row) => (row.kind === "fold" ? setUnfolded(flip(row.key)) : setOpen(flip(row.key))),
      unfold: (key) => setUnfolded(flip(key)),
      toggleRaw: (key) => setRaw(flip(key)),
      jump,
      copyLink: (target: Target) => void copy(address(origin, project, review.id, target), "the link"),
      copyJson: (entry: Entry) => void copy(stringify(entry.entry, 2), "the entry as JSON"),
      copyCurl: (entry: Entry) => void copy(curlOf(origin, project, review.id, entry), "the command"),
      retry: (row) => {
        const need = needOf(row);
        if (need !== undefined) pieces?.retry(need);
      },
      search: (text) => changeSearch({ q: text }),
    };
  }, [review, pieces, project, jump, changeSearch, setOpen, setUnfolded, setRaw]);
}

/** Returns what follows from scrolling: what is read next, and the part of the map that is marked. */
function useOnView(
  viewRef: RefObject<View>,
  viewport: ViewportStore,
  pieces: Pieces | undefined,
  rows: readonly Row[],
  more: (why: "end") => void,
): (next: View) => void {
  const look = useNeeds(pieces, rows);
  return useCallback(
    (next: View) => {
      const { first, last } = next;
      viewRef.current = next;
      look(next.from, next.to);
      if (next.to >= rows.length - 1) more("end");
      if (first === undefined || last === undefined) viewport.set(undefined);
      else viewport.set({ from: timeOfRow(first), to: Math.max(timeOfRow(first), timeOfRow(last)) });
    },
    [viewRef, viewport, look, rows, more],
  );
}

/** How much has come since the reader left the end. */
function useNewcomers(review: Review, follows: boolean, beginsAtEnd: boolean) {
  const length = review.counts.entries + review.counts.turns;
  const [left, setLeft] = useState<number | undefined>(beginsAtEnd ? undefined : length);
  const latest = useRef(length);
  useEffect(() => {
    latest.current = length;
  });
  const onEnd = useCallback((isAtEnd: boolean) => setLeft(isAtEnd ? undefined : latest.current), []);
  return { number: !follows || left === undefined ? 0 : Math.max(0, length - left), onEnd };
}

function added(before: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
  return keys.every((key) => before.has(key)) ? before : new Set([...before, ...keys]);
}

function functionOf(row: Row | undefined): string | undefined {
  if (row === undefined || !("event" in row) || row.event.id === null) return undefined;
  return eventName(row.event);
}

function flip(key: string): (before: ReadonlySet<string>) => ReadonlySet<string> {
  return (before) => {
    const next = new Set(before);
    if (!next.delete(key)) next.add(key);
    return next;
  };
}

function useHeight() {
  const element = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const measured = element.current;
    if (measured === null) return;
    const observer = new ResizeObserver(() => setHeight(measured.offsetHeight));
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return [element, height] as const;
}
