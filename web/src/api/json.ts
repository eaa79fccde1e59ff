/**
 * JSON without loss: the one way from the text of an answer to values, and back.
 *
 * A number that JavaScript would write otherwise than it came (`9007199254740993`, `1.0`, `1e400`, `-0`) is an `Exact`,
 * which shows, compares and copies as it was written. Every other number is a plain one.
 */

import { isLosslessNumber, LosslessNumber, parse as parseByLibrary, stringify as writeByLibrary } from "lossless-json";

export type Exact = LosslessNumber;

export function isExact(value: unknown): value is Exact {
  return isLosslessNumber(value);
}

/** Returns the number that something is, for reckoning and not for showing; undefined where it is none. */
export function asNumber(value: unknown): number | undefined {
  const number = isExact(value) ? Number(value.value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Reads JSON. Where a name stands twice the last value holds, as `JSON.parse` has it. */
export function parse(text: string): unknown {
  if (TELLS_SOURCE) return JSON.parse(text, numberFromSource);
  return parseByLibrary(text, undefined, { parseNumber: exactly, onDuplicateKey: ({ newValue }) => newValue });
}

/** Writes JSON with every number as it came. */
export function stringify(value: unknown, indent?: number): string {
  return writeByLibrary(value, undefined, indent) ?? "null";
}

/**
 * Reads an answer of our API. The numbers that the API itself gives are plain ones, however they are written; those of
 * its open members, in which a producer may have written anything, stay exact.
 */
export function parseAnswer(text: string): unknown {
  return plain(parse(text));
}

/** The members that the API's description leaves open. */
const OPEN: ReadonlySet<string> = new Set(["entry", "fields", "summary", "value"]);

function plain(value: unknown): unknown {
  if (isExact(value)) return Number(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, OPEN.has(key) ? inner : plain(inner)]));
}

const kept = new Map<string, Exact>();
const KEPT_MAX = 10_000;

/** The same writing is the same object, so that what did not change from answer to answer is seen to be the same. */
function exactly(written: string): number | Exact {
  const number = Number(written);
  if (String(number) === written) return number;
  const known = kept.get(written);
  if (known !== undefined) return known;
  if (kept.size >= KEPT_MAX) kept.clear();
  const made = new LosslessNumber(written);
  kept.set(written, made);
  return made;
}

type Revive = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

const numberFromSource: Revive = (_key, value, context) =>
  typeof value === "number" && context?.source !== undefined ? exactly(context.source) : value;

/** Whether this browser's own parser tells how a number was written. It is many times faster than the library. */
const TELLS_SOURCE = ((): boolean => {
  let told = false;
  const look: Revive = (_key, value, context) => {
    told = context?.source === "1.0";
    return value;
  };
  JSON.parse("1.0", look);
  return told;
})();
