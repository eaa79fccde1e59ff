/** What the list shows, as it stands in the address, and the query of the API that it means. */

import { TIME_ZONE } from "../query/timeZone";

/** Every filter, the open conversation, and the columns of a shared view. Names are the API's own. */
export interface ListSearch {
  environment?: string[];
  channel?: string[];
  variant?: string[];
  has?: Problem[];
  /** A span that ends now, such as 24h. Takes the place of both times. */
  since?: Since;
  started_from?: string;
  started_before?: string;
  handoff?: boolean;
  in_progress?: boolean;
  duration_min_ms?: number;
  duration_max_ms?: number;
  function?: string;
  text?: string;
  /** In the words of the query language. */
  query?: string;
  contact?: string;
  contact_last4?: string;
  open?: string;
  columns?: string;
}

export type Problem = "errors" | "warnings";
export type Since = keyof typeof SINCE_MS;

const HOUR_MS = 3_600_000;
export const SINCE_MS = { "1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 168 * HOUR_MS, "30d": 720 * HOUR_MS } as const;
export const SINCE_NAMES: Record<Since, string> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};

const LISTS = ["environment", "channel", "variant"] as const;
const TEXTS = ["function", "text", "contact", "open", "columns"] as const;
const TIMES = ["started_from", "started_before"] as const;
const SWITCHES = ["handoff", "in_progress"] as const;
const DURATIONS = ["duration_min_ms", "duration_max_ms"] as const;
const PROBLEMS: readonly Problem[] = ["errors", "warnings"];
/** Longer ones are nobody's filter. The server has a limit of its own. */
const TEXT_CHARS_MAX = 400;
/** The server's own limit. */
const QUERY_CHARS_MAX = 4_096;

/** Reads an address. What makes no sense is left out, so a malformed link still shows a list. */
export function validateListSearch(raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  for (const key of LISTS) {
    const values = [...new Set(many(raw[key]))];
    if (values.length > 0) search[key] = values;
  }
  const has = PROBLEMS.filter((problem) => many(raw["has"]).includes(problem));
  if (has.length > 0) search.has = has;
  for (const key of TEXTS) {
    const value = one(raw[key]);
    if (value !== undefined) search[key] = value;
  }
  const asked = readQuery(raw["query"]);
  if (asked !== undefined) search.query = asked;
  const since = one(raw["since"]);
  if (since !== undefined && Object.hasOwn(SINCE_MS, since)) search.since = since as Since;
  for (const key of TIMES) {
    const value = one(raw[key]);
    if (search.since === undefined && value !== undefined && !Number.isNaN(Date.parse(value))) search[key] = value;
  }
  for (const key of SWITCHES) {
    const value = one(raw[key]);
    if (value === "true" || value === "false") search[key] = value === "true";
  }
  for (const key of DURATIONS) {
    const value = Number(one(raw[key]) ?? Number.NaN);
    if (Number.isFinite(value) && value >= 0) search[key] = Math.round(value);
  }
  const last4 = one(raw["contact_last4"]);
  if (last4 !== undefined && /^\d{4}$/.test(last4)) search.contact_last4 = last4;
  return search;
}

export type ListQuery = Record<string, string | number | boolean | string[]>;

/** Returns the API's parameters for the filters. `now` is where relative spans end. */
export function toQuery(search: ListSearch, now: number): ListQuery {
  const { since, open: _open, columns: _columns, ...filters } = search;
  const query: ListQuery = {};
  for (const [key, value] of Object.entries(filters)) if (Object.hasOwn(FILTER_KEYS, key)) query[key] = value;
  if (since !== undefined) query["started_from"] = new Date(now - SINCE_MS[since]).toISOString();
  for (const key of TIMES) if (filters[key] !== undefined) query[key] = new Date(filters[key]).toISOString();
  if (search.query !== undefined) query["time_zone"] = TIME_ZONE;
  return query;
}

/** Returns the search with another query, and for an empty one with none. */
export function withQuery({ query: _before, ...rest }: ListSearch, query: string): ListSearch {
  return query === "" ? rest : { ...rest, query };
}

/** The filters that make the server read conversations one by one. */
export function isDeep(search: ListSearch): boolean {
  return [search.function, search.text, search.query, search.contact, search.contact_last4].some(
    (value) => value !== undefined,
  );
}

/** Whether anything is filtered at all. */
export function isFiltered(search: ListSearch): boolean {
  return Object.keys(search).some((key) => Object.hasOwn(FILTER_KEYS, key) || key === "since");
}

const FILTER_KEYS: Record<string, true> = Object.fromEntries(
  [...LISTS, "has", ...TIMES, ...SWITCHES, ...DURATIONS, "function", "text", "query", "contact", "contact_last4"].map(
    (key) => [key, true],
  ),
);

/** Reads a query of an address; one of digits alone may come as a number. */
export function readQuery(value: unknown): string | undefined {
  return one(value, QUERY_CHARS_MAX);
}

function one(value: unknown, charsMax = TEXT_CHARS_MAX): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== "string" && typeof first !== "number" && typeof first !== "boolean") return undefined;
  const text = String(first).trim();
  return text === "" || text.length > charsMax ? undefined : text;
}

function many(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((item) => one(item) ?? []);
}
