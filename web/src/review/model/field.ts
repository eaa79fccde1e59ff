// Reading fields that anybody may have written anything into.

import { asNumber, isExact, stringify } from "../../api/json";
import type { Told } from "./pointer";
import type { Entry, Fields, FunctionEvent, Json, Level, Span } from "./shape";

export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function number(fields: Fields, name: string): number | undefined {
  return asNumber(fields[name]);
}

export function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExact(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (isList(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** Milliseconds since 1970 with the microseconds as a fraction, which `Date.parse` would lose. */
export function instant(time: string | null | undefined): number | undefined {
  if (typeof time !== "string") return undefined;
  const milliseconds = Date.parse(time);
  if (Number.isNaN(milliseconds)) return undefined;
  const fraction = /\.\d{3}(\d{1,3})/.exec(time)?.[1];
  return fraction === undefined ? milliseconds : milliseconds + Number(fraction.padEnd(3, "0")) / 1000;
}

export function time(fields: Fields, name: string): number | undefined {
  return instant(text(fields, name));
}

export function entryTime(entry: Entry): number | undefined {
  return time(entry.entry, "timestamp");
}

export function entryLevel(entry: Entry): Level {
  const level = entry.entry["level"];
  return level === "error" || level === "warning" ? level : "info";
}

/** The entry's words; `conv.log.info()` without any is still a line. */
export function entryContent(entry: Entry): string {
  const content = entry.entry["content"];
  if (typeof content === "string") return content;
  return content === undefined || content === null ? "" : stringify(content);
}

const OWN_KEYS = new Set(["level", "content", "timestamp", "logger", "is_pii", "_truncated"]);

/** What the caller gave beside the message, in the order in which he gave it. */
export function entryFields(entry: Entry): [string, Json][] {
  const found: [string, Json][] = [];
  for (const [key, value] of Object.entries(entry.entry)) {
    if (!OWN_KEYS.has(key)) found.push([key, value]);
  }
  return found;
}

/** The pointers to what the sender had to cut. */
export function entryCut(entry: Entry): string[] {
  const cut = entry.entry["_truncated"];
  return isList(cut) ? cut.filter((path) => typeof path === "string") : [];
}

export function isApiResponse(entry: Entry): boolean {
  return entry.entry["logger"] === "api_responses";
}

export function eventName(event: FunctionEvent): string {
  return text(event.fields, "name") ?? "a function without a name";
}

export function nameOf(event: FunctionEvent): Told {
  return { text: eventName(event), flags: event._pii, at: "/name" };
}

/** Whether what took time ended with an error, or was an HTTP exchange that was refused. */
export function hasSpanFailed(span: Span): boolean {
  if (!isEmpty(span.fields["error"])) return true;
  const status = number(span.fields, "status_code");
  return status !== undefined && status >= 400;
}

/** Whether it is known to have ended; what gathers the lines outside any function has nothing to end. */
export function isOver(thing: FunctionEvent | Span): boolean {
  return thing.id === null || thing.status === "ended";
}

export function startOf(thing: FunctionEvent | Span): number {
  return instant(thing.started_at) ?? 0;
}

export function durationOf(thing: FunctionEvent | Span): number | undefined {
  if (typeof thing.duration_ms === "number") return thing.duration_ms;
  const end = time(thing.fields, "ended_at");
  return end === undefined ? number(thing.fields, "duration_ms") : Math.max(0, end - startOf(thing));
}

/** What went wrong in one line, from an error of any form. */
export function errorLine(error: Json | undefined): string | undefined {
  if (isEmpty(error) || error === undefined) return undefined;
  if (typeof error === "string") return firstLine(error);
  if (!isObject(error)) return firstLine(stringify(error));
  const type = text(error, "type");
  const message = text(error, "message") ?? text(error, "error");
  if (message === undefined) return type ?? firstLine(stringify(error));
  return type === undefined || message.startsWith(type) ? firstLine(message) : `${type}: ${firstLine(message)}`;
}

const LINE_LENGTH_MAX = 200;

function firstLine(words: string): string {
  const line = words.trimStart().split("\n", 1)[0] ?? "";
  return line.length > LINE_LENGTH_MAX ? `${line.slice(0, LINE_LENGTH_MAX)}…` : line;
}
