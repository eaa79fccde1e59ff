// What a developer may want to do differently: habits of the lines that made the entries.

import { stringify } from "../../api/json";
import { isList } from "./field";
import type { Entry, FunctionEvent } from "./shape";

const MEANINGS: Readonly<Record<string, string>> = {
  positional_args:
    "passes a positional argument in the place of is_pii: the entry is flagged personal and %s is not filled in; pass details as keywords",
  pii_alias: "uses pii= instead of is_pii=",
  long_message: "logs a message of more than 200 characters: keep the message short and the details in fields",
  large_payload: "logs more than 4 KiB at once: log identifiers rather than payloads",
  field_mended: "had the wrong type and was corrected",
  field_left_out: "had the wrong type and was left out",
  loop: "logs in a tight loop: log the outcome once after the loop",
};

/** One sentence for each hint of an entry. */
export function hintsOfEntry(entry: Entry): string[] {
  return (entry.hints ?? []).map((hint) => `${hint.at} ${MEANINGS[hint.habit] ?? hint.habit}`);
}

/** The hints of all entries of a function event, each once, and what older senders say of the event as a whole. */
export function hintsOfEvent(event: FunctionEvent): string[] {
  const { hints } = event.fields;
  const told = isList(hints) ? hints.map((hint) => (typeof hint === "string" ? hint : stringify(hint))) : [];
  return [...new Set([...event.entries.flatMap(hintsOfEntry), ...told])];
}
