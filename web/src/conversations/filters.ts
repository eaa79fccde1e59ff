/** The filters by kind: what each is called, what it says of itself, and how it goes away. */

import { duration } from "../format/duration";
import { dayAndClock } from "../format/time";
import { SINCE_NAMES, type ListSearch } from "./search";

export type FilterId =
  | "time"
  | "has"
  | "function"
  | "environment"
  | "channel"
  | "variant"
  | "handoff"
  | "progress"
  | "duration"
  | "contact"
  | "text"
  | "query";

export interface FilterKind {
  id: FilterId;
  name: string;
  keys: readonly (keyof ListSearch)[];
  /** What holds, in words; undefined when nothing does. */
  describe: (search: ListSearch) => string | undefined;
  /** Only for readers who may see personal data. */
  personal?: true;
  /** What it looks for may say who somebody is, and is covered with all that does. */
  coverable?: true;
}

const list = (values: string[] | undefined): string | undefined => values?.join(" or ");

export const FILTERS: readonly FilterKind[] = [
  { id: "time", name: "Started", keys: ["since", "started_from", "started_before"], describe: describeTime },
  { id: "has", name: "Has", keys: ["has"], describe: ({ has }) => list(has) },
  { id: "function", name: "Function", keys: ["function"], describe: (search) => search.function },
  { id: "environment", name: "Environment", keys: ["environment"], describe: (search) => list(search.environment) },
  { id: "channel", name: "Channel", keys: ["channel"], describe: (search) => list(search.channel) },
  { id: "variant", name: "Variant", keys: ["variant"], describe: (search) => list(search.variant) },
  {
    id: "handoff",
    name: "Hand-off",
    keys: ["handoff"],
    describe: ({ handoff }) => (handoff === undefined ? undefined : handoff ? "yes" : "no"),
  },
  {
    id: "progress",
    name: "State",
    keys: ["in_progress"],
    describe: (search) => (search.in_progress === undefined ? undefined : search.in_progress ? "live" : "over"),
  },
  { id: "duration", name: "Duration", keys: ["duration_min_ms", "duration_max_ms"], describe: describeDuration },
  {
    id: "contact",
    name: "Contact",
    keys: ["contact", "contact_last4"],
    describe: (search) =>
      search.contact ?? (search.contact_last4 === undefined ? undefined : `ends in ${search.contact_last4}`),
    personal: true,
    coverable: true,
  },
  { id: "text", name: "Text", keys: ["text"], describe: (search) => search.text, coverable: true },
  { id: "query", name: "Query", keys: ["query"], describe: (search) => search.query, coverable: true },
];

/** Returns the filters that hold, in their fixed order. */
export function activeFilters(search: ListSearch): { kind: FilterKind; says: string }[] {
  return FILTERS.flatMap((kind) => {
    const says = kind.describe(search);
    return says === undefined ? [] : [{ kind, says }];
  });
}

/** Returns the search without one filter. */
export function without(search: ListSearch, kind: FilterKind): ListSearch {
  const entries = Object.entries(search).filter(([key]) => !kind.keys.some((name) => name === key));
  return Object.fromEntries(entries);
}

/** Returns the search without any filter; what is open and how it is shown stays. */
export function withoutAll(search: ListSearch): ListSearch {
  return FILTERS.reduce(without, search);
}

function describeTime({ since, started_from: from, started_before: before }: ListSearch): string | undefined {
  if (since !== undefined) return SINCE_NAMES[since].toLowerCase();
  const now = new Date();
  const parts = [
    ...(from === undefined ? [] : [`from ${dayAndClock(from, now)}`]),
    ...(before === undefined ? [] : [`before ${dayAndClock(before, now)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(" ");
}

function describeDuration({ duration_min_ms: min, duration_max_ms: max }: ListSearch): string | undefined {
  if (min !== undefined && max !== undefined) return `${duration(min)} to ${duration(max)}`;
  if (min !== undefined) return `at least ${duration(min)}`;
  return max === undefined ? undefined : `at most ${duration(max)}`;
}
