// The row with the focus may go: with a filter, by folding, or because lines that were not at hand have come.

import { useState } from "react";
import type { Row } from "../model/rows";

/** The row to be active instead, when the one that was has gone. */
export function useLostRow(rows: readonly Row[], active: string | undefined): string | undefined {
  const [before, setBefore] = useState(rows);
  const [lost, setLost] = useState<string>();
  const [came, setCame] = useState<{ active: string | undefined; from: string | undefined }>({
    active,
    from: undefined,
  });
  if (came.active !== active) setCame({ active, from: came.active });
  if (before !== rows) {
    setBefore(rows);
    const gone = active !== undefined && !rows.some((row) => row.key === active);
    setLost(gone ? replacement(before, rows, active, came.from) : undefined);
  }
  return lost;
}

/**
 * The next row that was below it, else above it. Where lines have come in its place it is the first of them, or the last for
 * who came from below.
 */
export function replacement(
  before: readonly Row[],
  rows: readonly Row[],
  key: string,
  from: string | undefined,
): string | undefined {
  const left = new Map(rows.map((row, index) => [row.key, index]));
  const at = before.findIndex((row) => row.key === key);
  const gone = before[at];
  if (gone === undefined) return undefined;
  const below = before.slice(at).find((row) => left.has(row.key));
  const above = before.slice(0, at).findLast((row) => left.has(row.key));
  if (gone.kind === "absent") {
    const isFromBelow = from !== undefined && before.findIndex((row) => row.key === from) > at;
    const [after, end] = [
      above === undefined ? -1 : (left.get(above.key) ?? -1),
      below === undefined ? rows.length : (left.get(below.key) ?? rows.length),
    ];
    const filled = isFromBelow ? rows[end - 1] : rows[after + 1];
    if (filled !== undefined) return filled.key;
  }
  return (below ?? above)?.key;
}
