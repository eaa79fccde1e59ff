// What of a line or of a function event can be marked as personal: pure functions.

import { below } from "../model/pointer";
import { isList, isObject } from "../model/field";
import type { Row } from "../model/rows";
import type { Json } from "../model/shape";

/** So many fields are offered. */
export const FIELDS_MAX = 200;

/** Where something personal may stand: a line, or a function event. */
export type Part =
  | { readonly kind: "log"; readonly id: string; readonly fields: Readonly<Record<string, Json>> }
  | { readonly kind: "function_event"; readonly id: string; readonly fields: Readonly<Record<string, Json>> };

/** The part that a row shows, if something of it can be marked. */
export function partOf(row: Row | undefined): Part | undefined {
  if (row?.kind === "entry") return { kind: "log", id: row.entry.id, fields: row.entry.entry };
  const event = row?.kind === "event" || row?.kind === "detail" ? row.event : undefined;
  if (event === undefined || event.id === null) return undefined;
  return { kind: "function_event", id: event.id, fields: event.fields };
}

/** Keys of a line that cannot be hidden by themselves. */
const FIXED = new Set(["level", "is_pii", "timestamp", "logger", "_truncated"]);

/** Of a function event everything else is open to every reader. */
const GUARDED = new Set([
  "arguments",
  "result",
  "error",
  "state_changes",
  "content",
  "utterance",
  "handoff",
  "transition",
  "cancelled_by",
]);

/** The pointers to what can be marked in a part, from the outside in. */
export function places(part: Part): string[] {
  const found: string[] = [];
  const isOffered = (name: string): boolean => (part.kind === "log" ? !FIXED.has(name) : GUARDED.has(name));
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
  readonly path?: string;
  readonly value?: string;
}

export type Choice = "line" | "field" | "value";

/** Returns the request, or nothing while something is missing. */
export function wanted(part: Part, choice: Choice, path: string, value: string): Wanted | undefined {
  const where = part.kind === "log" ? { entry: part.id } : { event: part.id };
  if (choice === "line") return part.kind === "log" ? where : undefined;
  if (choice === "field") return path === "" ? undefined : { ...where, path };
  return value.trim() === "" ? undefined : { ...where, value: value.trim() };
}
