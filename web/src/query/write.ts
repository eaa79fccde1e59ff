/** Writing conditions of a query: what one chooses on a page, as one would type it. */

import { isExact, type Exact } from "../api/json";
import { NAMES, SCOPES } from "./names";
import { hasAlternatives, isAboutTime, termsOf } from "./terms";

export type Scalar = string | number | boolean | Exact;

/** A condition as it is written, without its sign. */
export type Written = string;

const PLAIN = /^[\p{L}\p{N}_$@/][\p{L}\p{N}_$@/-]*$/u;
const SHORT: ReadonlySet<string> = new Set(NAMES.map(({ name }) => name));

/** Writes a value so that it is read as just this value: texts in quotation marks, numbers and truths without. */
export function writeValue(value: Scalar): string {
  if (isExact(value)) return value.value;
  return typeof value === "string" ? quoted(value) : String(value);
}

/** Writes a condition on a field that has a short name. */
export function onField(name: string, value: Scalar): Written {
  return `${name}:${writeValue(value)}`;
}

/** Writes a condition on a key of an entry, whatever its author called it; undefined where it has no name to ask by. */
export function onKey(path: readonly string[], value: Scalar): Written | undefined {
  const [first, second] = path;
  if (first === undefined || path.includes("")) return undefined;
  const isTaken = SHORT.has(first) || SCOPES.has(first) || SHORT.has(`${first}.${second ?? ""}`);
  // What is all digits would be read as words.
  const isNumber = path.every((part) => /^\d+$/.test(part));
  const parts = isTaken || isNumber ? ["entry", ...path] : path;
  return `${parts.map((part) => (PLAIN.test(part) ? part : quoted(part))).join(".")}:${writeValue(value)}`;
}

/** Adds a condition, or its opposite, to a query. Its other sign goes: both at once would leave nothing. */
export function withCondition(query: string, condition: Written, sign: "only" | "not"): string {
  const wanted = sign === "not" ? `-${condition}` : condition;
  const other = sign === "not" ? condition : `-${condition}`;
  const trimmed = query.trim();
  if (trimmed === "") return wanted;
  if (hasAlternatives(trimmed)) return `(${trimmed}) ${wanted}`;
  const kept = termsOf(trimmed).filter((term) => term !== other && term !== wanted);
  return [...kept, wanted].join(" ");
}

/** Asks only for what was written within whole seconds, in ms; the end is not part. What was said of time before goes. */
export function withinTimes(query: string, from: number, until: number): string {
  const [first, last] = [localSecond(from), localSecond(until - SECOND_MS)];
  // Where clocks go back a second comes twice, so such times are written with their offset, and name the end itself.
  const isClear = new Date(first).getTime() === from && new Date(last).getTime() === until - SECOND_MS;
  const condition = isClear
    ? `time:${first}..${last}`
    : `time:${new Date(from).toISOString()}..${new Date(until).toISOString()}`;
  const trimmed = query.trim();
  if (hasAlternatives(trimmed)) return `(${trimmed}) ${condition}`;
  return [...termsOf(trimmed).filter((term) => !isAboutTime(term)), condition].join(" ");
}

const SECOND_MS = 1000;

/** Writes a second as clocks show it in the reader's zone, without an offset: a query reads it in the same zone. */
function localSecond(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [String(date.getFullYear()).padStart(4, "0"), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
