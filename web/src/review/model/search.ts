// The filter inside a conversation: by level and by text.

import { isExact } from "../../api/json";
import { entryContent, entryFields, entryLevel, eventName, hasSpanFailed } from "./field";
import { hasFailed } from "./outcome";
import type { Entry, Fields, FunctionEvent, Json, Level, Span } from "./shape";

/** Nothing, warnings and errors, or errors alone. */
export type LevelFilter = "all" | "warning" | "error";

export interface Filter {
  readonly level: LevelFilter;
  /** Lower case and trimmed; empty means everything. */
  readonly text: string;
}

export const EVERYTHING: Filter = { level: "all", text: "" };

export function makeFilter(level: string | undefined, text: string | undefined): Filter {
  return { level: level === "warning" || level === "error" ? level : "all", text: (text ?? "").trim().toLowerCase() };
}

export function isActive(filter: Filter): boolean {
  return filter.level !== "all" || filter.text !== "";
}

export function passesLevel(filter: Filter, level: Level): boolean {
  return filter.level === "all" || level === "error" || (filter.level === "warning" && level === "warning");
}

export function entryMatches(filter: Filter, entry: Entry): boolean {
  if (!passesLevel(filter, entryLevel(entry))) return false;
  if (filter.text === "") return true;
  if (contains(entryContent(entry), filter.text)) return true;
  return entryFields(entry).some(([key, value]) => contains(key, filter.text) || holds(value, filter.text));
}

export function eventMatches(filter: Filter, event: FunctionEvent): boolean {
  if (!passesLevel(filter, hasFailed(event) ? "error" : "info")) return false;
  if (filter.text === "") return true;
  if (contains(eventName(event), filter.text)) return true;
  return fieldsMatch(
    event.fields,
    ["arguments", "result", "content", "utterance", "error", "cancelled_by"],
    filter.text,
  );
}

export function spanMatches(filter: Filter, span: Span): boolean {
  if (!passesLevel(filter, hasSpanFailed(span) ? "error" : "info")) return false;
  return filter.text === "" || fieldsMatch(span.fields, ["name", "model", "method", "url", "error"], filter.text);
}

export function wordsMatch(filter: Filter, words: string | undefined): boolean {
  return filter.level === "all" && words !== undefined && contains(words, filter.text);
}

function fieldsMatch(fields: Fields, names: readonly string[], wanted: string): boolean {
  return names.some((name) => holds(fields[name], wanted));
}

function contains(words: string, wanted: string): boolean {
  return words.toLowerCase().includes(wanted);
}

function holds(value: Json | undefined, wanted: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "string") return contains(value, wanted);
  if (typeof value !== "object" || isExact(value)) return contains(String(value), wanted);
  return Object.entries(value).some(([key, inner]) => contains(key, wanted) || holds(inner, wanted));
}

/** Where `wanted` occurs in `words`, as pairs of start and end; at most a hundred, which no reader counts. */
export function occurrences(words: string, wanted: string): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  if (wanted === "") return found;
  const lower = words.toLowerCase();
  // Some letters change their length in lower case; then positions would be wrong, and no mark is better than a wrong one.
  if (lower.length !== words.length) return found;
  let from = lower.indexOf(wanted);
  while (from !== -1 && found.length < 100) {
    found.push([from, from + wanted.length]);
    from = lower.indexOf(wanted, from + wanted.length);
  }
  return found;
}
