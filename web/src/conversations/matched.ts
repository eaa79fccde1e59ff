/** From the record that matched a query to the line of the review that shows it. */

import type { MatchedRecord } from "../api/types";

/** A line of a review, as in its address. */
export interface Line {
  turn?: number;
  event?: string;
  entry?: string;
}

export function lineOf(matched: Pick<MatchedRecord, "turn" | "event_id" | "entry_id"> | null): Line {
  if (matched === null) return {};
  const { turn, event_id: event, entry_id: entry } = matched;
  return {
    ...(turn === null ? {} : { turn }),
    ...(event === null ? {} : { event }),
    ...(entry === null ? {} : { entry }),
  };
}
