// What the caller waited for in a turn: from the end of speech to the first word of the agent, and the part of it that
// nobody accounts for.

import {
  durationOf,
  entryLevel,
  hasSpanFailed,
  isApiResponse,
  isOver,
  nameOf,
  number,
  startOf,
  text,
  time,
} from "./field";
import { hasFailed } from "./outcome";
import type { Told } from "./pointer";
import type { Fields, Flag, Turn } from "./shape";
import { entriesOf, eventsOf, isHttp, treeOf, turnEnd, turnStart } from "./tree";

export type Cause = "function" | "http" | "llm" | "tts" | "asr" | "other";

export interface Bar {
  readonly cause: Cause;
  readonly name: Told;
  /** Milliseconds from the end of speech. */
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** It has not ended, as far as anybody knows: `to` is then only where the waiting ended. */
  readonly open: boolean;
  /** It raised, or was refused. */
  readonly failed: boolean;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface Waterfall {
  /** When the waiting began, in milliseconds since 1970. */
  readonly start: number;
  /** How long the caller waited, in milliseconds. */
  readonly total: number;
  /** Whether the start is the end of the caller's speech; else it is the start of the turn. */
  readonly fromSpeech: boolean;
  /** Whether the end is the agent's first word; else it is the end of the end of the turn. */
  readonly toSpeech: boolean;
  readonly bars: readonly Bar[];
  readonly gaps: readonly Gap[];
  /** The sum of the gaps. */
  readonly unaccounted: number;
}

const made = new WeakMap<Turn, Waterfall | null>();

export function hasWaterfall(turn: Turn): boolean {
  return waterfallOf(turn) !== undefined;
}

/** Nothing for a turn in which nobody waited. */
export function waterfallOf(turn: Turn): Waterfall | undefined {
  const known = made.get(turn);
  if (known !== undefined) return known ?? undefined;
  const fresh = measure(turn) ?? null;
  made.set(turn, fresh);
  return fresh ?? undefined;
}

function measure(turn: Turn): Waterfall | undefined {
  if (turn.number === 0) return undefined;
  const spoken = time(turn.fields, "user_input_datetime");
  const answered = time(turn.fields, "agent_response_datetime");
  const said = number(turn.fields, "latency");
  if (spoken === undefined && answered === undefined && said === undefined) return undefined;
  // Somebody is still waiting, or nobody will ever know for how long.
  if (answered === undefined && said === undefined && turn.events.some((event) => !isOver(event))) return undefined;
  const start = spoken ?? turnStart(turn);
  const end = answered ?? (said === undefined ? turnEnd(turn) : start + said * 1000);
  const total = end - start;
  if (!(total > 0)) return undefined;
  const bars = barsOf(turn, start, total);
  const gaps = gapsOf(bars, total);
  const unaccounted = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const toSpeech = answered !== undefined || said !== undefined;
  return { start, total, fromSpeech: spoken !== undefined, toSpeech, bars, gaps, unaccounted };
}

function barsOf(turn: Turn, start: number, total: number): readonly Bar[] {
  const bars: Bar[] = [];
  const add = (what: Pick<Bar, "cause" | "name" | "failed" | "depth">, at: number, duration?: number): void => {
    const from = at - start;
    const open = duration === undefined;
    const to = open ? total : from + duration;
    // Work after the first word delays nobody, and what ended before the caller had spoken did not either.
    if (from < total && to > 0) bars.push({ ...what, from: Math.max(0, from), to: Math.min(total, to), open });
  };
  const depths = new Map<string, number>();
  for (const { node, depth } of eventsOf(treeOf(turn))) {
    if (node.event.id !== null) depths.set(node.event.id, depth);
    const { event } = node;
    const what = { cause: "function", name: nameOf(event), failed: hasFailed(event), depth } as const;
    add(what, startOf(event), durationOf(event));
  }
  const spans = new Set<string>();
  for (const span of turn.spans) {
    const cause = causeOf(text(span.fields, "kind"), isHttp(span));
    const depth = (depths.get(text(span.fields, "parent_id") ?? "") ?? -1) + 1;
    const name = told(span.fields, span._pii, ["name", "url", "model"]) ?? { text: cause, at: "" };
    if (cause === "http") spans.add(text(span.fields, "parent_id") ?? "");
    add({ cause, name, failed: hasSpanFailed(span), depth }, startOf(span), durationOf(span));
  }
  for (const { entry, event, at } of entriesOf(treeOf(turn))) {
    const seconds = number(entry.entry, "response_time");
    // Where HTTP calls were recorded as spans, the lines about them would count the same time twice.
    if (!isApiResponse(entry) || seconds === undefined || spans.has(event.id ?? "")) continue;
    const name = told(entry.entry, entry._pii, ["url"]) ?? { text: "HTTP", at: "" };
    const depth = (depths.get(event.id ?? "") ?? -1) + 1;
    const what = { cause: "http", name, failed: entryLevel(entry) === "error", depth } as const;
    add(what, at - seconds * 1000, seconds * 1000);
  }
  return bars.sort((left, right) => left.from - right.from || left.depth - right.depth);
}

/** The first of some fields that there is. */
function told(fields: Fields, flags: readonly Flag[] | undefined, names: readonly string[]): Told | undefined {
  const name = names.find((candidate) => text(fields, candidate) !== undefined);
  return name === undefined ? undefined : { text: text(fields, name) ?? "", flags, at: `/${name}` };
}

function causeOf(kind: string | undefined, http: boolean): Cause {
  if (http) return "http";
  return kind === "llm" || kind === "tts" || kind === "asr" ? kind : "other";
}

/** The stretches that no bar covers, without those too short to be seen or to mean anything. */
function gapsOf(bars: readonly Bar[], total: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let covered = 0;
  for (const bar of bars) {
    if (bar.from > covered) gaps.push({ from: covered, to: bar.from });
    covered = Math.max(covered, bar.to);
  }
  if (covered < total) gaps.push({ from: covered, to: total });
  return gaps.filter((gap) => gap.to - gap.from >= GAP_MS_MIN);
}

const GAP_MS_MIN = 1;

export const CAUSES: readonly (readonly [Cause, string])[] = [
  ["function", "functions"],
  ["http", "HTTP"],
  ["llm", "language model"],
  ["tts", "speech"],
  ["asr", "recognition"],
  ["other", "other"],
];
