// The map of the whole call: who spoke when, which functions ran, and where it went wrong, on one time line.

import { durationOf, eventName, instant, startOf, text, time } from "./field";
import { hasFailed, OUTCOMES } from "./outcome";
import { holdsPersonal, isPersonal } from "./pointer";
import { eventKey, nodeKey, turnKey } from "./key";
import type { Row } from "./rows";
import type { Level, Review, Turn } from "./shape";
import { eventsOf, gravesOf, treeOf, turnEnd, turnStart } from "./tree";
import { clip } from "./wording";

export interface Block {
  /** Who spoke; of a turn of which only the outline is at hand it is not known. */
  readonly who: "caller" | "agent" | "both";
  readonly turn: Turn;
  readonly from: number;
  readonly to: number;
  readonly target: string;
}
export interface Tick {
  readonly name: string;
  readonly personal: boolean;
  readonly turn: Turn;
  readonly from: number;
  readonly to: number;
  readonly failed: boolean;
  readonly open: boolean;
  readonly target: string;
}
export interface Mark {
  readonly level: Exclude<Level, "info">;
  readonly at: number;
  readonly turn: number;
  readonly words: string;
  readonly personal: boolean;
  readonly target: string;
}
export interface Strip {
  /** When the call began, in milliseconds since 1970; everything else counts from here. */
  readonly start: number;
  readonly total: number;
  readonly blocks: readonly Block[];
  readonly ticks: readonly Tick[];
  readonly marks: readonly Mark[];
}

/** Nobody records how long words took to say. People speak about fourteen characters a second. */
const MS_PER_CHARACTER = 70;

export function stripOf(review: Review, now?: number): Strip {
  const start = Math.min(instant(review.started_at) ?? Infinity, ...review.turns.slice(0, 2).map(turnStart));
  const origin = Number.isFinite(start) ? start : 0;
  const last = review.turns.reduce((latest, turn) => Math.max(latest, turnEnd(turn)), origin);
  const said = instant(review.ended_at) ?? (review.status === "live" ? now : undefined) ?? 0;
  const total = Math.max(1, Math.max(last, said) - origin);
  const ticks: Tick[] = [];
  const marks: Mark[] = [];
  for (const turn of review.turns) {
    for (const { node } of eventsOf(treeOf(turn))) {
      const { event } = node;
      const from = startOf(event) - origin;
      const duration = durationOf(event);
      const failed = hasFailed(event);
      const target = eventKey(turn, event);
      const open = event.status !== "ended";
      const personal = holdsPersonal(event._pii, "/name");
      ticks.push({ name: eventName(event), personal, turn, from, to: from + (duration ?? 0), failed, open, target });
      if (failed) {
        const words = `${eventName(event)} ${OUTCOMES[event.outcome ?? "raised"]}`;
        marks.push({ level: "error", at: from + (duration ?? 0), turn: turn.number, words, personal, target });
      }
    }
    for (const node of gravesOf(treeOf(turn))) {
      const level = node.level === "error" ? "error" : "warning";
      const place = { level, at: node.at - origin, turn: turn.number, target: nodeKey(turn, node) } as const;
      const entry = node.kind === "mark" ? undefined : node.entry;
      // Of a line that is not at hand no more is known than that it is there.
      const words = entry === undefined ? "" : (text(entry.entry, "content") ?? level);
      marks.push({ ...place, words, personal: holdsPersonal(entry?._pii, "/content") });
    }
  }
  return { start: origin, total, blocks: blocksOf(review, origin, total), ticks, marks };
}

function blocksOf(review: Review, origin: number, total: number): readonly Block[] {
  const blocks: Block[] = [];
  let free = 0;
  // Turns in two manners, by what happens to be at hand, would tell of the reading and not of the call.
  const isInOutline = review.turns.some((turn) => turn.bare);
  review.turns.forEach((turn, index) => {
    const heard = text(turn.fields, "user_input");
    const spoken = text(turn.fields, "agent_response");
    const target = turnKey(turn);
    if (isInOutline) {
      if (turn.number === 0) return;
      const next = review.turns[index + 1];
      const from = Math.max(0, turnStart(turn) - origin);
      const to = next === undefined ? total : Math.max(from, turnStart(next) - origin);
      blocks.push({ who: "both", turn, from, to, target });
      free = to;
      return;
    }
    if (heard !== undefined) {
      const to = (time(turn.fields, "user_input_datetime") ?? turnStart(turn)) - origin;
      const from = Math.max(free, to - heard.length * MS_PER_CHARACTER);
      blocks.push({ who: "caller", turn, from: Math.min(from, to), to, target });
      free = Math.max(free, to);
    }
    if (spoken !== undefined) {
      const from = (time(turn.fields, "agent_response_datetime") ?? turnEnd(turn)) - origin;
      const room = roomAfter(review.turns[index + 1], from, origin, total);
      const to = from + Math.min(room, spoken.length * MS_PER_CHARACTER);
      blocks.push({ who: "agent", turn, from, to, target });
      free = to;
    }
  });
  return blocks;
}

/** How long the agent can have spoken: until the caller, whose words also need their time, had finished. */
function roomAfter(next: Turn | undefined, from: number, origin: number, total: number): number {
  if (next === undefined) return Math.max(0, total - from);
  const end = (time(next.fields, "user_input_datetime") ?? turnStart(next)) - origin;
  const words = text(next.fields, "user_input")?.length ?? 0;
  const gap = Math.max(0, end - from);
  const wanted = words * MS_PER_CHARACTER;
  return wanted < gap / 2 ? gap - wanted : gap / 2;
}

/**
 * Marks that would lie on one another become one, the worst of them: where an error has its shape no warning has any. A
 * thousand errors are not a thousand shapes.
 */
export function thin(marks: readonly Mark[], total: number, width: number): readonly Mark[] {
  const kept: Mark[] = [];
  const place = (mark: Mark): number => (mark.at / total) * width;
  const taken = new Map<number, number>();
  for (const level of ["error", "warning"] as const) {
    for (const mark of marks) {
      if (mark.level !== level) continue;
      const at = place(mark);
      const slot = Math.floor(at / MARK_PIXELS);
      const isFree = [slot - 1, slot, slot + 1].every((near) => {
        const there = taken.get(near);
        return there === undefined || Math.abs(there - at) >= MARK_PIXELS;
      });
      if (!isFree) continue;
      taken.set(slot, at);
      kept.push(mark);
    }
  }
  return kept.sort((left, right) => left.at - right.at);
}

const MARK_PIXELS = 7;

/** A place of the map that one can stop at: a turn, a function, a line that is no information. */
export interface Stop {
  readonly at: number;
  readonly words: string;
  /** Whether the words say who somebody is. */
  readonly personal: boolean;
  readonly target: string;
}

/** Turns, and everything that went wrong, in the order of time: what the keyboard steps through. */
export function stopsOf(strip: Strip): readonly Stop[] {
  const turns = new Map<Turn, Stop>();
  for (const block of strip.blocks) {
    if (turns.has(block.turn)) continue;
    turns.set(block.turn, stopOf(block));
  }
  const marks = strip.marks.map((mark) => ({
    at: mark.at,
    words: inWords(mark),
    personal: mark.personal,
    target: mark.target,
  }));
  return [...turns.values(), ...marks].sort((left, right) => left.at - right.at);
}

/** What a click at a time means: what went wrong near it, else the function there, else who spoke. */
export function stopAt(strip: Strip, stops: readonly Stop[], at: number, reach: number): Stop | undefined {
  const near = nearest(strip.marks, at, reach);
  if (near !== undefined) return stops.find((stop) => stop.target === near.target && stop.at === near.at);
  const tick = strip.ticks.findLast((candidate) => at >= candidate.from - reach / 2 && at <= candidate.to + reach / 2);
  if (tick !== undefined) return { at: tick.from, words: tick.name, personal: tick.personal, target: tick.target };
  const block =
    strip.blocks.find((candidate) => at >= candidate.from && at <= candidate.to) ??
    strip.blocks.findLast((candidate) => candidate.from <= at) ??
    strip.blocks[0];
  return block === undefined ? undefined : stopOf(block);
}

function stopOf(block: Block): Stop {
  if (block.who === "both") {
    return { at: block.from, words: `Turn ${String(block.turn.number)}`, personal: false, target: block.target };
  }
  const field = block.who === "caller" ? "user_input" : "agent_response";
  const said = text(block.turn.fields, field) ?? "";
  const words = `Turn ${String(block.turn.number)}, ${block.who}: ${clip(said, WORDS_LENGTH_MAX)}`;
  return { at: block.from, words, personal: isPersonal(block.turn._pii, `/${field}`), target: block.target };
}

/** Of what is in reach the worst, and of what is equally bad the nearest. */
function nearest(marks: readonly Mark[], at: number, reach: number): Mark | undefined {
  let best: Mark | undefined;
  for (const mark of marks) {
    const distance = Math.abs(mark.at - at);
    if (distance > reach) continue;
    const isWorse = best?.level === "warning" && mark.level === "error";
    const isNearer = best === undefined || (best.level === mark.level && distance < Math.abs(best.at - at));
    if (isWorse || isNearer) best = mark;
  }
  return best;
}

function inWords(mark: Mark): string {
  const what = `${mark.level === "error" ? "Error" : "Warning"} in turn ${String(mark.turn)}`;
  return mark.words === "" ? what : `${what}: ${clip(mark.words, WORDS_LENGTH_MAX)}`;
}

const WORDS_LENGTH_MAX = 80;

/** When a row of the transcript happened. */
export function timeOfRow(row: Row): number {
  switch (row.kind) {
    case "entry":
    case "absent":
    case "span":
      return turnStart(row.turn) + row.offset;
    case "event":
    case "detail":
      return startOf(row.event);
    case "agent":
      return time(row.turn.fields, "agent_response_datetime") ?? turnEnd(row.turn);
    default:
      return turnStart(row.turn);
  }
}
