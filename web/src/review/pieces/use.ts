// The pieces of a large conversation, for the page: what is in sight is read, and what cannot be is told.

import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { useReviewContext } from "../reviewContext";
import type { AbsentRow, Row } from "../model/rows";
import type { Review } from "../model/shape";
import type { Need } from "./held";
import type { Pieces } from "./pieces";

const never = (): (() => void) => () => undefined;

/** The conversation as far as it is at hand: all of it, or pieces. */
export function useAtHand(opened: Review | Pieces): Review {
  const pieces = "subscribe" in opened ? opened : undefined;
  return useSyncExternalStore(pieces?.subscribe ?? never, pieces?.get ?? (() => opened as Review));
}

/** Why what a row stands for could not be read. */
export function useFailure(row: AbsentRow): Error | undefined {
  const { pieces } = useReviewContext();
  const need = needOf(row);
  const get = useCallback(() => (need === undefined ? undefined : pieces?.failure(need)), [pieces, need]);
  return useSyncExternalStore(pieces?.subscribe ?? never, get);
}

/** What must be read for a row to be whole. */
export function needOf(row: Row): Need | undefined {
  if (row.kind === "absent" && row.id !== undefined) return { kind: "line", id: row.id };
  if (row.kind === "absent" && row.gap !== undefined) {
    return { kind: "window", turn: row.turn.number, event: row.event?.id ?? null, index: row.gap.index };
  }
  return row.turn.bare === true ? { kind: "turn", number: row.turn.number } : undefined;
}

/** While somebody scrolls quickly nothing is read: it would be out of sight before it came. */
const SETTLE_MS = 60;
/** How many rows beyond what is drawn are read. */
const BEYOND = 20;

/** Reads what the rows that are drawn need, and those near them; to be told of each change of what is drawn. */
export function useNeeds(pieces: Pieces | undefined, rows: readonly Row[]): (first: number, last: number) => void {
  const drawn = useRef({ first: 0, last: -1 });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const look = useCallback(
    (first: number, last: number) => {
      drawn.current = { first, last };
      clearTimeout(timer.current);
      if (pieces === undefined || last < 0) return;
      timer.current = setTimeout(() => pieces.want(needsOf(rows, first, last)), SETTLE_MS);
    },
    [pieces, rows],
  );
  useEffect(() => look(drawn.current.first, drawn.current.last), [look]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      pieces?.stop();
    },
    [pieces],
  );
  return look;
}

/** In the order in which they are missed: what is in sight comes before what is near. */
export function needsOf(rows: readonly Row[], first: number, last: number): readonly Need[] {
  const near = [
    ...rows.slice(first, last + 1),
    ...rows.slice(last + 1, last + 1 + BEYOND),
    ...rows.slice(Math.max(0, first - BEYOND), first),
  ];
  const needs: Need[] = [];
  for (const row of near) {
    const need = needOf(row);
    if (need !== undefined) needs.push(need);
    if (row.turn.bare === true && row.kind === "absent") needs.push({ kind: "turn", number: row.turn.number });
  }
  return needs;
}
