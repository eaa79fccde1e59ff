/** The values of a row or a line that one can ask for, or exclude. Never a personal one: it would stand in the address. */

import { isExact } from "../api/json";
import type { Row } from "../api/types";
import { isObject } from "../review/model/field";
import { below, holdsPersonal } from "../review/model/pointer";
import type { Entry, Flag, FunctionEvent, Json } from "../review/model/shape";
import { onField, onKey, type Scalar, type Written } from "./write";

/** A value, as it is shown and as it is asked for. */
export interface Askable {
  name: string;
  value: string;
  condition: Written;
}

const REDACTED = "[redacted]";
/** More are nobody's choice; they can be typed. */
const VALUES_MAX = 20;
const VALUE_CHARS_MAX = 200;

/** Keys of an entry that are asked for in another way, or that no two entries share. */
const NOT_KEYS: ReadonlySet<string> = new Set([
  "level",
  "logger",
  "content",
  "timestamp",
  "is_pii",
  "_truncated",
  "exception",
]);

export function valuesOfRow(row: Row): Askable[] {
  const flags = row._pii;
  const of = (
    name: string,
    key: "environment" | "channel" | "variant_name" | "variant_id" | "direction" | "language" | "ended_by",
  ) => asked(name, row[key], flags, `/${key}`);
  return [
    of("env", "environment"),
    of("channel", "channel"),
    of("variant", row.variant_name === null ? "variant_id" : "variant_name"),
    of("direction", "direction"),
    of("language", "language"),
    of("ended_by", "ended_by"),
    // What matched is personal as a whole or not at all, as far as this reader is told.
    ...(row.matched?.personal === true
      ? []
      : [asked("function", row.matched?.function ?? null), asked("outcome", row.matched?.outcome ?? null)]),
  ].flat();
}

export function valuesOfEvent(event: Pick<FunctionEvent, "fields" | "outcome" | "_pii">): Askable[] {
  const error = event.fields["error"];
  const raised = isObject(error) ? error["type"] : undefined;
  return [
    asked("function", event.fields["name"], event._pii, "/name"),
    asked("outcome", event.outcome),
    asked("raised", raised, event._pii, "/error/type"),
  ].flat();
}

export function valuesOfEntry(entry: Pick<Entry, "entry" | "_pii">): Askable[] {
  const keys = Object.entries(entry.entry).filter(([key]) => !NOT_KEYS.has(key));
  const own = keys.flatMap(([key, value]) => askedKey([key], value, entry._pii, below("", key)));
  const named = [...asked("level", entry.entry["level"]), ...asked("logger", entry.entry["logger"])];
  return [...named, ...own].slice(0, VALUES_MAX);
}

function asked(name: string, value: unknown, flags?: readonly Flag[], at = ""): Askable[] {
  if (!isAskable(value) || (at !== "" && holdsPersonal(flags, at))) return [];
  return [{ name, value: shown(value), condition: onField(name, value) }];
}

function askedKey(path: readonly string[], value: Json, flags: readonly Flag[] | undefined, at: string): Askable[] {
  if (isObject(value) && path.length === 1) {
    return Object.entries(value).flatMap(([key, inner]) => askedKey([...path, key], inner, flags, below(at, key)));
  }
  if (!isAskable(value) || holdsPersonal(flags, at)) return [];
  const condition = onKey(path, value);
  return condition === undefined ? [] : [{ name: path.join("."), value: shown(value), condition }];
}

function isAskable(value: unknown): value is Scalar {
  if (typeof value === "string") return value !== "" && value.length <= VALUE_CHARS_MAX && !value.includes(REDACTED);
  return typeof value === "number" || typeof value === "boolean" || isExact(value);
}

const shown = (value: Scalar): string => (isExact(value) ? value.value : String(value));
