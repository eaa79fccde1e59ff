// What every part of the page needs to know and may do; one object, so that rows need no more than a row.

import { createContext, useContext } from "react";
import type { Target } from "./model/link";
import type { AbsentRow, Row } from "./model/rows";
import type { Entry, Review } from "./model/shape";
import type { Pieces } from "./pieces/pieces";

export interface ReviewContext {
  readonly review: Review;
  /** Where the rest comes from, if the conversation is too large to be at hand as a whole. */
  readonly pieces: Pieces | undefined;
  readonly project: string;
  /** Opens or closes what a row shows more of. */
  readonly toggle: (row: Row) => void;
  /** Shows or folds away the lines of a function event. */
  readonly unfold: (key: string) => void;
  /** Shows a row's JSON as it came, or its values again. */
  readonly toggleRaw: (key: string) => void;
  /** Moves to a row, unfolding what lies around it, and marks it. */
  readonly jump: (key: string) => void;
  readonly copyLink: (target: Target) => void;
  readonly copyJson: (entry: Entry) => void;
  readonly copyCurl: (entry: Entry) => void;
  /** Reads again what could not be read. */
  readonly retry: (row: AbsentRow) => void;
  readonly search: (text: string) => void;
}

export const ReviewContextProvider = createContext<ReviewContext | null>(null);

export function useReviewContext(): ReviewContext {
  const context = useContext(ReviewContextProvider);
  if (context === null) throw new Error("a part of the review stands outside of it");
  return context;
}
