// Printing takes rows as they are drawn, and only those in sight are; so for paper all of them are drawn.

import { useEffect, useState, type RefObject } from "react";
import { flushSync } from "react-dom";

/** More rows than this are more than anybody prints, and more than a browser lays out in reasonable time. */
const ROWS_MAX = 6_000;
/** What is printed of more than that: this many before and behind what is in sight. */
const ROWS_AROUND = 500;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which rows are printed, from one to another: all of a usual conversation, of a large one what is around the reader. */
export function printedRange(rows: number, isWhole: boolean, seen: Range): Range {
  if (isWhole && rows <= ROWS_MAX) return { from: 0, to: rows - 1 };
  return { from: Math.max(0, seen.from - ROWS_AROUND), to: Math.min(rows - 1, seen.to + ROWS_AROUND) };
}

/** Everything is unfolded on paper, where nobody can ask for it. */
export const ALL: { readonly has: (key: string) => boolean } = { has: () => true };

/** What was in sight when printing began; undefined while nobody prints. */
export function usePrinting(seen: RefObject<Range>): Range | undefined {
  const [printing, setPrinting] = useState<Range>();
  useEffect(() => {
    // The browser takes its picture as soon as the listeners have run.
    const before = (): void => flushSync(() => setPrinting(seen.current));
    const after = (): void => setPrinting(undefined);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, [seen]);
  return printing;
}
