// A conversation in outline, and what is at hand of it put together to what the page draws.

import { entryTime, instant } from "../model/field";
import type { Entry, Fields, FunctionEvent, Gap, Head, Mark, Span, Turn } from "../model/shape";
import type { OutlineEvent, OutlineMark, OutlineSpan, OutlineTurn, Step, TurnPiece } from "../../api/types";

export interface Outline {
  readonly head: Head;
  readonly turns: readonly OutlineTurn[];
  readonly marks: readonly OutlineMark[];
}

/** So many entries are read at once; the server's steps are as long. */
export const WINDOW_LENGTH = 200;

/** Names a function event among all, and what was written outside any function by its turn. */
export function nodeName(turn: number, event: string | null): string {
  return event === null ? `outside ${String(turn)}` : `in ${event}`;
}

/** What of one event's entries is at hand. */
export interface Held {
  readonly window: (index: number) => readonly Entry[] | undefined;
  /** Entries that were read by themselves, in order. */
  readonly singles: readonly Entry[];
  readonly marks: readonly Mark[];
}

export const NOTHING_HELD: Held = { window: () => undefined, singles: [], marks: [] };

/** One turn with its values if they are at hand, and the entries that are. */
export function turnOf(turn: OutlineTurn, piece: TurnPiece | undefined, eventOf: EventOf): Turn {
  const { number, id, started_at } = turn;
  if (piece === undefined) {
    const events = turn.events.map((event) => eventOf(event, undefined));
    return { number, id, started_at, fields: {}, cut: [], spans: turn.spans.map(bareSpan), events, bare: true };
  }
  const valued = new Map(piece.events.map((event) => [event.id, event]));
  const known = new Set(turn.events.map((event) => event.id));
  const events = turn.events.map((event) => eventOf(event, valued.get(event.id)));
  // One that began since the outline was read.
  for (const event of piece.events) if (!known.has(event.id)) events.push(eventOf(outlineOf(event), event));
  return { ...(piece as unknown as Omit<Turn, "events">), events };
}

export type EventPiece = TurnPiece["events"][number];
export type EventOf = (event: OutlineEvent, valued: EventPiece | undefined) => FunctionEvent;

function outlineOf(event: EventPiece): OutlineEvent {
  const name = event.fields["name"];
  return { ...event, name: typeof name === "string" ? name : null };
}

function bareSpan(span: OutlineSpan): Span {
  const fields: Fields = span.kind === null ? {} : { kind: span.kind };
  const { id, status, started_at, duration_ms } = span;
  return { id, status, started_at, duration_ms, ended_at: null, cut: [], fields };
}

/** One function event, with a gap for each window of its entries that is not at hand. */
export function eventOf(node: OutlineEvent, valued: EventPiece | undefined, held: Held, name: string): FunctionEvent {
  const { entries, warnings, errors, id, status, outcome, started_at, ended_at, duration_ms } = node;
  const bare = { id, status, outcome, started_at, ended_at, duration_ms, cut: [], fields: bareFields(node) };
  const own = valued === undefined ? bare : (valued as unknown as typeof bare);
  const counts = { entries, warnings, errors };
  return { ...own, counts, ...fill(node, held, name) };
}

const bareFields = (node: OutlineEvent): Fields => (node.name === null ? {} : { name: node.name });

/** How many windows the entries of an event make. */
export function windowCount(node: OutlineEvent): number {
  return Math.ceil(node.entries / WINDOW_LENGTH);
}

/** When the first entry of a window was written at the earliest. */
function windowStart(node: OutlineEvent, index: number): number {
  const step: Step | undefined = index === 0 ? undefined : node.steps?.[index - 1];
  return instant(step?.time ?? node.started_at) ?? 0;
}

/** The window in which an entry of this time is. */
export function windowAt(node: OutlineEvent, time: number): number {
  // The window sought is the last that begins no later.
  let [low, high] = [0, Math.min(windowCount(node) - 1, node.steps?.length ?? 0)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (windowStart(node, middle) <= time) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

interface Filled {
  readonly entries: readonly Entry[];
  readonly gaps: readonly Gap[];
  readonly marks: readonly Mark[];
}

function fill(node: OutlineEvent, held: Held, name: string): Filled {
  const count = windowCount(node);
  const entries: Entry[] = [];
  const gaps: Gap[] = [];
  const marks: Mark[] = [];
  const there = new Set<string>();
  for (let index = 0; index < count; index += 1) for (const { id } of held.window(index) ?? []) there.add(id);
  const singles = byWindow(
    node,
    held.singles.filter(({ id }) => !there.has(id)),
    (entry) => entryTime(entry) ?? 0,
  );
  for (const { id } of held.singles) there.add(id);
  const marked = byWindow(
    node,
    held.marks.filter(({ id }) => !there.has(id)),
    (mark) => instant(mark.time) ?? 0,
  );
  // Where nobody knows when a window begins, it does so no earlier than what is before it.
  let reached = 0;
  for (let index = 0; index < count; index += 1) {
    const window = held.window(index);
    const at = Math.max(reached, windowStart(node, index));
    reached = Math.max(at, lastTime(window ?? []) ?? 0);
    const [alone, known] = [singles.get(index) ?? [], marked.get(index) ?? []];
    const before = entries.length;
    const length = index + 1 < count ? WINDOW_LENGTH : node.entries - index * WINDOW_LENGTH;
    for (const entry of window ?? alone) entries.push(entry);
    if (window !== undefined && (index + 1 < count || window.length >= length)) continue;
    for (const mark of known) marks.push(mark);
    // The last window may have grown since it was read.
    const missing = length - (window?.length ?? alone.length) - known.length;
    const gap = { key: `lines ${String(index)} ${name}`, index, count: Math.max(0, missing) };
    gaps.push(window === undefined ? { ...gap, at, before } : { ...gap, at: reached, before: entries.length });
  }
  return { entries, gaps, marks };
}

function byWindow<T>(node: OutlineEvent, things: readonly T[], timeOf: (thing: T) => number): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const thing of things) {
    const index = windowAt(node, timeOf(thing));
    const there = found.get(index);
    if (there === undefined) found.set(index, [thing]);
    else there.push(thing);
  }
  return found;
}

function lastTime(entries: readonly Entry[]): number | undefined {
  const last = entries.at(-1);
  return last === undefined ? undefined : entryTime(last);
}
