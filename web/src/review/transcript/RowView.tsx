// One row of the transcript, by its kind.

import { memo } from "react";
import type { Row } from "../model/rows";
import { AbsentLine } from "./AbsentLine";
import { EntryLine } from "./EntryLine";
import { EventDetail } from "./EventDetail";
import { EventLine } from "./EventLine";
import { LatencyLine } from "./LatencyLine";
import { FoldLine, LayerLine, MetricLine, SaidLine, TurnLine } from "./PlainLines";
import { SpanLine } from "./SpanLine";

export interface RowViewProps {
  row: Row;
  raw: boolean;
  /** Whether the pointer or the focus is on it, so that it shows what can be done with it. */
  reached: boolean;
}

export const RowView = memo(function RowView({ row, raw, reached }: RowViewProps) {
  switch (row.kind) {
    case "turn":
      return <TurnLine row={row} />;
    case "caller":
    case "agent":
      return <SaidLine row={row} reached={reached} />;
    case "event":
      return <EventLine row={row} reached={reached} />;
    case "detail":
      return <EventDetail row={row} raw={raw} />;
    case "entry":
      return <EntryLine row={row} raw={raw} reached={reached} />;
    case "span":
      return <SpanLine row={row} />;
    case "fold":
      return <FoldLine row={row} />;
    case "latency":
      return <LatencyLine row={row} />;
    case "layer":
      return <LayerLine row={row} />;
    case "metric":
      return <MetricLine row={row} />;
    case "absent":
      return <AbsentLine row={row} />;
  }
}, sameRow);

/** Rows are made anew with every change, but of the same parts wherever nothing changed. */
function sameRow(before: RowViewProps, after: RowViewProps): boolean {
  if (before.raw !== after.raw || before.reached !== after.reached) return false;
  const left: Record<string, unknown> = { ...before.row };
  const right: Record<string, unknown> = { ...after.row };
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}
