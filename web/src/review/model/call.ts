// What is true of the call as a whole.

import { instant, isObject, text } from "./field";
import type { Review } from "./shape";
import { turnEnd } from "./tree";

/** How long it took: by its own word, else until the last thing that is known of it. */
export function durationOfReview(review: Review): number | undefined {
  if (typeof review.duration_ms === "number") return review.duration_ms;
  const start = instant(review.started_at);
  if (start === undefined || review.turns.length === 0) return undefined;
  const end = instant(review.ended_at) ?? Math.max(...review.turns.map(turnEnd));
  return Math.max(0, end - start);
}

/** The summary in one text, whatever form it was given. */
export function summaryOf(review: Review): { heading?: string | undefined; content: string } | undefined {
  const { summary } = review.fields;
  if (typeof summary === "string" && summary !== "") return { content: summary };
  if (!isObject(summary)) return undefined;
  const content = text(summary, "content");
  const heading = text(summary, "heading");
  if (content === undefined) return heading === undefined ? undefined : { content: heading };
  return { heading, content };
}
