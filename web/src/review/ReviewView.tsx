// The conversation once it is there: what is open, marked and filtered, and the keys that move through it.

import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { stringify } from "../api/json";
import { copy, notify } from "../app/notices";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/State";
import { useLayers, useReviewSearch } from "./address";
import { Beside } from "./beside/Beside";
import type { Connection } from "./data";
import { DeskContext, type Desk } from "./desk";
import { ReviewHeader } from "./header/ReviewHeader";
import { SightStore } from "./header/sight";
import { StripMap } from "./header/StripMap";
import { Toolbar } from "./header/Toolbar";
import { address, curlOf, find, findKey, hasTarget, missing, type Target } from "./model/link";
import { eventName } from "./model/field";
import { isFailure, type Row, rowsOf } from "./model/rows";
import { isActive, makeFilter } from "./model/search";
import type { Entry, Review } from "./model/shape";
import { timeOfRow } from "./model/strip";
import { worstOf } from "./model/worst";
import styles from "./Review.module.css";
import { SearchedText } from "./searched";
import { LayersOn } from "./transcript/layersOn";
import { Transcript, type TranscriptHandle } from "./transcript/Transcript";
import { useReviewKeys } from "./keys";

export interface ReviewViewProps {
  review: Review;
  project: string;
  place: "panel" | "page";
  connection: Connection;
  onClose: () => void;
  onExpand: (() => void) | undefined;
}

const NOTHING: ReadonlySet<string> = new Set();

export function ReviewView({ review, project, place, connection, onClose, onExpand }: ReviewViewProps) {
  const [search, changeSearch] = useReviewSearch();
  const [layers, setLayers] = useLayers();
  const [layersOpen, setLayersOpen] = useState(false);
  const [open, setOpen] = useState(NOTHING);
  const [unfolded, setUnfolded] = useState(NOTHING);
  const [raw, setRaw] = useState(NOTHING);
  const [active, setActive] = useState<string>();
  const [marked, setMarked] = useState<string>();
  const [sight] = useState(() => new SightStore());
  const transcript = useRef<TranscriptHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const firstSeen = useRef<string>(undefined);
  const searchField = useRef<HTMLInputElement>(null);
  const [bar, covered] = useHeight();

  const filter = useMemo(() => makeFilter(search.level, search.q), [search.level, search.q]);
  const rows = useMemo(
    () => rowsOf(review, { layers, filter, open, unfolded, pinned: marked }),
    [review, layers, filter, open, unfolded, marked],
  );
  const worst = useMemo(() => worstOf(review), [review]);

  // Scrolled to only after the rendering that a wish brings about: what is to be unfolded is there only then.
  const wanted = useRef<{ key: string; align: "auto" | "center" }>(undefined);
  const [wishes, setWishes] = useState(0);
  useEffect(() => {
    if (wanted.current === undefined) return;
    if (transcript.current?.show(wanted.current.key, wanted.current.align) === true) wanted.current = undefined;
  }, [rows, wishes]);

  const go = useCallback((key: string, align: "auto" | "center") => {
    wanted.current = { key, align };
    setActive(key);
    setWishes((count) => count + 1);
  }, []);
  const jump = useCallback(
    (key: string) => {
      const found = findKey(review, key);
      if (found !== undefined) setUnfolded((before) => new Set([...before, ...found.unfold]));
      if (isActive(filter) && !rows.some((row) => row.key === key)) changeSearch({ level: undefined, q: undefined });
      setMarked(key);
      go(key, "center");
    },
    [review, rows, filter, changeSearch, go],
  );

  useTarget(review, search, jump);

  const desk = useMemo<Desk>(() => {
    const origin = window.location.origin;
    return {
      review,
      project,
      toggle: (row) => (row.kind === "fold" ? setUnfolded(flip(row.key)) : setOpen(flip(row.key))),
      unfold: (key) => setUnfolded(flip(key)),
      toggleRaw: (key) => setRaw(flip(key)),
      jump,
      copyLink: (target: Target) => void copy(address(origin, project, review.id, target), "the link"),
      copyJson: (entry: Entry) => void copy(stringify(entry.entry, 2), "the entry as JSON"),
      copyCurl: (entry: Entry) => void copy(curlOf(origin, project, review.id, entry), "the command"),
      search: (text) => changeSearch({ q: text }),
    };
  }, [review, project, jump, changeSearch]);

  const current = rows.find((row) => row.key === active);
  const failures = useMemo(() => rows.filter(isFailure).length, [rows]);
  const toFailure = useReviewKeys({
    rows,
    active,
    seen: () => firstSeen.current,
    desk,
    go,
    mark: setMarked,
    openLayers: () => setLayersOpen(true),
    focusSearch: () => searchField.current?.focus(),
    scroller: () => scroller.current,
    onClose,
  });
  const onView = useCallback(
    (first: Row | undefined, last: Row | undefined) => {
      firstSeen.current = first?.key;
      if (first === undefined || last === undefined) sight.set(undefined);
      else sight.set({ from: timeOfRow(first), to: Math.max(timeOfRow(first), timeOfRow(last)) });
    },
    [sight],
  );

  const filtering = isActive(filter);
  return (
    <DeskContext value={desk}>
      <LayersOn value={layers}>
        <SearchedText value={filter.text}>
          <div ref={scroller} className={styles["scroller"]}>
            <ReviewHeader place={place} worst={worst} onClose={onClose} onExpand={onExpand} />
            <div ref={bar} className={styles["bar"]}>
              <StripMap sight={sight} />
              <Toolbar
                layers={layers}
                onLayers={setLayers}
                layersOpen={layersOpen}
                onLayersOpen={setLayersOpen}
                level={filter.level}
                onLevel={(level) => changeSearch({ level: level === "all" ? undefined : level })}
                text={search.q ?? ""}
                onText={(text) => changeSearch({ q: text === "" ? undefined : text })}
                found={filtering ? rows.filter((row) => row.kind !== "turn").length : undefined}
                failures={failures}
                onFailure={toFailure}
                searchField={searchField}
              />
            </div>
            <div className={styles["body"]}>
              <div className={styles["transcript"]}>
                <Transcript
                  rows={rows}
                  active={active}
                  marked={marked}
                  raw={raw}
                  scroller={scroller}
                  covered={covered}
                  onActive={setActive}
                  onView={onView}
                  handle={transcript}
                />
                {rows.length === 0 ? (
                  <Nothing
                    filtering={filtering}
                    review={review}
                    onClear={() => changeSearch({ level: undefined, q: undefined })}
                  />
                ) : null}
                <End review={review} connection={connection} />
              </div>
              <div className={styles["side"]}>
                <div className={styles["beside"]} style={{ "--covered": `${covered}px` } as CSSProperties}>
                  <Beside functionName={functionOf(current) ?? worst?.function} />
                </div>
              </div>
            </div>
          </div>
        </SearchedText>
      </LayersOn>
    </DeskContext>
  );
}

/** Goes to what the address names: once it is there, and again when the address names something else. */
function useTarget(review: Review, target: Target, jump: (key: string) => void): void {
  const { turn, event, entry } = target;
  const gone = useRef<string>(undefined);
  useEffect(() => {
    const name = `${turn ?? ""} ${event ?? ""} ${entry ?? ""}`;
    const wanted: Target = { turn, event, entry };
    if (!hasTarget(wanted) || gone.current === name) return;
    gone.current = name;
    const found = find(review, wanted);
    if (found !== undefined) jump(found.key);
    const words = missing(review, wanted);
    if (words !== undefined) notify(words);
  }, [review, turn, event, entry, jump]);
}

function Nothing({ filtering, review, onClear }: { filtering: boolean; review: Review; onClear: () => void }) {
  if (filtering) {
    return (
      <EmptyState
        title="Nothing in this conversation matches"
        actions={<Button onClick={onClear}>Show everything</Button>}
      >
        The filter by level and text holds for the whole conversation.
      </EmptyState>
    );
  }
  if (review.turns.length > 0) return null;
  return (
    <EmptyState title={review.status === "live" ? "Nothing was said or logged yet" : "Nothing was said or logged"}>
      {review.status === "live"
        ? "What comes appears here."
        : "The conversation exists, and nothing more is known of it."}
    </EmptyState>
  );
}

function End({ review, connection }: { review: Review; connection: Connection }) {
  const words = {
    live: connection === "waiting" ? "Trying to reach the server; what comes will appear here." : "Still running.",
    lost_contact: "Contact was lost here. What comes late will still appear.",
    unfinished: "Nobody ended this conversation.",
    ended: "",
  }[review.status];
  if (words === "") return null;
  return <p className={`${styles["end"] ?? ""} ${styles[review.status] ?? ""}`}>{words}</p>;
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
