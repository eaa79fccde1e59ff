// What of a line, a function event, a turn or a span can be marked as personal: pure functions.

import { below } from "../model/pointer";
import { isList, isObject } from "../model/field";
import type { Row } from "../model/rows";
import type { Json, Turn } from "../model/shape";

/** So many fields are offered. */
export const FIELDS_MAX = 200;

/** Where something personal may stand. */
export interface Part {
  readonly kind: "log" | "function_event" | "turn" | "span";
  readonly id: string;
  readonly fields: Readonly<Record<string, Json>>;
}

/** The part that a row shows, if something of it can be marked. */
export function partOf(row: Row | undefined): Part | undefined {
  if (row?.kind === "entry") return { kind: "log", id: row.entry.id, fields: row.entry.entry };
  if (row?.kind === "span") return { kind: "span", id: row.span.id, fields: row.span.fields };
  if (row?.kind === "turn" || row?.kind === "caller" || row?.kind === "agent") return partOfTurn(row.turn);
  const event = row?.kind === "event" || row?.kind === "detail" ? row.event : undefined;
  if (event === undefined || event.id === null) return undefined;
  return { kind: "function_event", id: event.id, fields: event.fields };
}

/** The part that a turn is; what only lines tell of has none, and neither has one whose values are not at hand. */
export function partOfTurn(turn: Turn): Part | undefined {
  if (turn.id === null || turn.bare === true) return undefined;
  return { kind: "turn", id: turn.id, fields: turn.fields };
}

/** Keys of a line that cannot be hidden by themselves. */
const FIXED = new Set(["level", "is_pii", "timestamp", "logger", "_truncated"]);

/** Of these everything else is open to every reader. */
const GUARDED = {
  function_event: new Set([
    ...["arguments", "result", "error", "state_changes", "content", "utterance", "handoff", "transition"],
    "cancelled_by",
  ]),
  turn: new Set([
    ...["user_input", "agent_response", "user_input_dtmf", "user_input_dtmf_finish_key", "translated_user_input"],
    ...["english_agent_response", "asr_corrected_user_input", "top_transcripts", "intents", "entities"],
    ...["retrieved_topics", "retrieved_sources", "safety"],
  ]),
  span: new Set([
    ...["input", "output", "usage", "attributes", "url", "query", "request_body", "response_body", "error"],
    "cancelled_by",
  ]),
};

/** The pointers to what can be marked in a part, from the outside in. */
export function places(part: Part): string[] {
  const found: string[] = [];
  const isOffered = (name: string): boolean => (part.kind === "log" ? !FIXED.has(name) : GUARDED[part.kind].has(name));
  for (const [name, value] of Object.entries(part.fields)) if (isOffered(name)) add(found, below("", name), value);
  return found.slice(0, FIELDS_MAX);
}

function add(found: string[], at: string, value: Json): void {
  if (found.length >= FIELDS_MAX || value === null) return;
  found.push(at);
  if (isObject(value) || isList(value))
    for (const [name, inner] of Object.entries<Json>(value)) add(found, below(at, name), inner);
}

/** What the server is asked to mark. */
export interface Wanted {
  readonly entry?: string;
  readonly event?: string;
  readonly turn?: string;
  readonly span?: string;
  readonly path?: string;
  readonly value?: string;
}

export type Choice = "line" | "field" | "value";

/** What the server calls each kind of part. */
const NAMES = { log: "entry", function_event: "event", turn: "turn", span: "span" } as const;

/** Returns the request, or nothing while something is missing. */
export function wanted(part: Part, choice: Choice, path: string, value: string): Wanted | undefined {
  const where: Wanted = { [NAMES[part.kind]]: part.id };
  if (choice === "line") return part.kind === "log" ? where : undefined;
  if (choice === "field") return path === "" ? undefined : { ...where, path };
  return value.trim() === "" ? undefined : { ...where, value: value.trim() };
}
