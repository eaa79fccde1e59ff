// The rows as they are printed: drawn all at once, and what a reader of paper is told of those that are not there.

import { useReviewContext } from "./reviewContext";
import type { Row } from "./model/rows";
import { count } from "./model/wording";
import type { Range } from "./printing";
import styles from "./Review.module.css";
import { RowView } from "./transcript/RowView";

export interface PrintedProps {
  rows: readonly Row[];
  range: Range;
  raw: ReadonlySet<string>;
}

export function Printed({ rows, range, raw }: PrintedProps) {
  const printed = rows.slice(range.from, range.to + 1);
  return (
    <>
      {printed.length < rows.length ? <Part printed={printed} /> : null}
      <div role="list" aria-label="Transcript">
        {printed.map((row) => (
          <div key={row.key} role="listitem">
            <RowView row={row} raw={raw.has(row.key)} reached={false} />
          </div>
        ))}
      </div>
    </>
  );
}

function Part({ printed }: { printed: readonly Row[] }) {
  const { review } = useReviewContext();
  const [first, last] = [printed[0]?.turn.number ?? 0, printed.at(-1)?.turn.number ?? 0];
  return (
    <p className={styles["printed-part"]}>
      Printed is what was in sight and what is around it,{" "}
      {first === last ? `in turn ${String(first)}` : `turns ${String(first)} to ${String(last)}`} of{" "}
      {review.counts.turns.toLocaleString("en")}. The conversation has {count(review.counts.entries, "line")};{" "}
      <code>convlog get {review.id}</code> writes all of them.
    </p>
  );
}
