// The line that explains a conversation, from its outline alone.

import type { OutlineEvent, OutlineTurn } from "../../api/types";
import type { Outline } from "./outline";

/** The key of its row: of the first function that raised, else of the first error, what never finished, a warning. */
export function openingOf({ turns, marks }: Outline): string | undefined {
  const raised = firstEvent(turns, ({ outcome }) => outcome === "raised");
  if (raised !== undefined) {
    const inside = marks.findLast((mark) => mark.level === "error" && mark.event === raised.id);
    return inside === undefined ? `event ${raised.id ?? ""}` : `entry ${inside.id}`;
  }
  const error = marks.find(({ level }) => level === "error");
  if (error !== undefined) return `entry ${error.id}`;
  const unfinished = firstEvent(turns, ({ outcome }) => outcome === "unfinished");
  if (unfinished !== undefined) return `event ${unfinished.id ?? ""}`;
  const [warning] = marks;
  return warning === undefined ? undefined : `entry ${warning.id}`;
}

function firstEvent(turns: readonly OutlineTurn[], holds: (event: OutlineEvent) => boolean): OutlineEvent | undefined {
  for (const turn of turns) {
    const event = turn.events.find(holds);
    if (event !== undefined) return event;
  }
  return undefined;
}
