// The keys of the review. They work wherever nothing else uses them, and begin at the row that was last in focus.

import { scrollBindings, useHotkeys } from "../app/Hotkeys";
import type { ReviewContext } from "./reviewContext";
import { targetOf } from "./model/link";
import { isFailure, type Row } from "./model/rows";

export interface ReviewKeys {
  rows: readonly Row[];
  active: string | undefined;
  /** The first row in sight, where the keys begin if none was in focus yet. */
  seen: () => string | undefined;
  context: ReviewContext;
  go: (key: string, align: "auto" | "center") => void;
  mark: (key: string) => void;
  openLayers: () => void;
  focusSearch: () => void;
  scroller: () => HTMLElement | null;
  onClose: () => void;
}

/** Binds them, and returns the step to the next or previous error for those who click. */
export function useReviewKeys(keys: ReviewKeys): (direction: 1 | -1) => void {
  const { rows, active, context, go, mark } = keys;
  const at = rows.findIndex((row) => row.key === active);
  const row = rows[at];
  const step = (direction: 1 | -1): void => {
    const first = Math.max(
      0,
      rows.findIndex((other) => other.key === keys.seen()),
    );
    const next = rows[at < 0 ? first : Math.max(0, Math.min(rows.length - 1, at + direction))];
    if (next !== undefined) go(next.key, "auto");
  };
  const seek = (direction: 1 | -1, matches: (row: Row) => boolean, align: "auto" | "center"): void => {
    const found = nextMatch(rows, at, direction, matches);
    if (found === undefined) return;
    if (align === "center") mark(found.key);
    go(found.key, align);
  };
  const toFailure = (direction: 1 | -1): void => seek(direction, isFailure, "center");
  useHotkeys("Review", [
    { keys: "j", also: "ArrowDown", does: "Next row", run: () => step(1) },
    { keys: "k", also: "ArrowUp", does: "Previous row", run: () => step(-1) },
    { keys: "Enter", does: "Open or close the row", run: () => (row === undefined ? undefined : context.toggle(row)) },
    {
      keys: "e",
      does: "Next error; with Shift the previous one",
      run: (event) => toFailure(event.shiftKey ? -1 : 1),
    },
    {
      keys: "n",
      does: "Next log entry; with Shift the previous one",
      run: (event) => seek(event.shiftKey ? -1 : 1, (other) => other.kind === "entry", "auto"),
    },
    { keys: "l", does: "Layers", run: keys.openLayers },
    { keys: "/", does: "Search in this conversation", run: keys.focusSearch },
    {
      keys: "c",
      does: "Copy a link to the row",
      run: () => context.copyLink(row === undefined ? {} : targetOf(row)),
    },
    { keys: "r", does: "Raw JSON of the row", run: () => (row === undefined ? undefined : showRaw(context, row)) },
    ...scrollBindings(keys.scroller),
    { keys: "Escape", does: "Back to the conversations", run: keys.onClose },
  ]);
  return toFailure;
}

/** A closed event has no place for its JSON, so it is opened as well. */
function showRaw(context: ReviewContext, row: Row): void {
  if (row.kind === "event") {
    if (!row.open) context.toggle(row);
    context.toggleRaw(`detail of ${row.key}`);
  } else if (row.kind === "entry" || row.kind === "detail") {
    context.toggleRaw(row.key);
  }
}

/** The next row that matches, from the other end again after the last. */
export function nextMatch(
  rows: readonly Row[],
  from: number,
  direction: 1 | -1,
  matches: (row: Row) => boolean,
): Row | undefined {
  const start = from < 0 && direction === -1 ? 0 : from;
  for (let distance = 1; distance <= rows.length; distance += 1) {
    const row = rows[(start + direction * distance + rows.length * 2) % rows.length];
    if (row !== undefined && matches(row)) return row;
  }
  return undefined;
}
