// What is not there: lines that were dropped, values that were cut, clocks that were off.

import { entryCut } from "./field";
import type { Notice, Review } from "./shape";
import { count, duration } from "./wording";

/** One sentence for a notice of the server. */
export function sentence(notice: Notice): string {
  switch (notice.kind) {
    case "dropped":
      return `${count(notice.count, "record")} never arrived: the producer had to drop ${notice.count === 1 ? "it" : "them"}.`;
    case "cut":
      return `${count(notice.count, "value")} ${notice.count === 1 ? "was" : "were"} too large and cut.`;
    case "clock":
      return `The producer's clock was ${duration(Math.abs(notice.count))} ${notice.count < 0 ? "behind" : "ahead"}; times are as it told them.`;
    case "field_mended":
      return `${notice.field ?? "A field"} was not of its form in ${count(notice.count, "record")} and was mended.`;
    case "field_left_out":
      return `${notice.field ?? "A field"} could not be read in ${count(notice.count, "record")} and was left out.`;
  }
}

/** How many places of this conversation were cut, as far as the reader sees them. */
export function cutPlaces(review: Review): number {
  let places = review.cut.length;
  for (const turn of review.turns) {
    places += turn.cut.length;
    for (const span of turn.spans) places += span.cut.length;
    for (const event of turn.events) {
      places += event.cut.length;
      for (const entry of event.entries) places += entryCut(entry).length;
    }
  }
  return places;
}
