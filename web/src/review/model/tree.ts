// A turn in the order of time: what was said, the functions with what ran inside them, and the lines they wrote.

import { durationOf, entryLevel, entryTime, instant, startOf, text, time } from "./field";
import { hasFailed } from "./outcome";
import type { Entry, FunctionEvent, Gap, Level, Mark, Span, Turn } from "./shape";

export interface Said {
  readonly kind: "caller" | "agent";
  readonly at: number;
}
export interface EventNode {
  readonly kind: "event";
  readonly at: number;
  readonly event: FunctionEvent;
  readonly children: readonly Node[];
  /** The worst level of its own lines and of what it called; a failure is an error. */
  readonly worstLevel: Level;
}
export interface EntryNode {
  readonly kind: "entry";
  readonly at: number;
  readonly entry: Entry;
  readonly level: Level;
  readonly event: FunctionEvent;
}
export interface SpanNode {
  readonly kind: "span";
  readonly at: number;
  readonly span: Span;
}
/** What is not at hand: a window of entries, one entry of which the level is known, or what somebody may have said. */
export interface GapNode {
  readonly kind: "gap";
  readonly at: number;
  readonly gap: Gap;
  readonly event: FunctionEvent;
}
export interface MarkNode {
  readonly kind: "mark";
  readonly at: number;
  readonly mark: Mark;
  readonly level: Level;
  readonly event: FunctionEvent;
}
export interface UnsaidNode {
  readonly kind: "unsaid";
  readonly at: number;
  readonly who: Said["kind"];
}
export type Node = Said | EventNode | EntryNode | SpanNode | GapNode | MarkNode | UnsaidNode;

const trees = new WeakMap<Turn, readonly Node[]>();

/** Remembered by turn: while a call goes on, the turns that are over stay the same objects. */
export function treeOf(turn: Turn): readonly Node[] {
  const known = trees.get(turn);
  if (known !== undefined) return known;
  const made = grow(turn);
  trees.set(turn, made);
  return made;
}

export function turnStart(turn: Turn): number {
  return instant(turn.started_at) ?? 0;
}

function grow(turn: Turn): readonly Node[] {
  const start = turnStart(turn);
  const inside = childrenById(turn);
  const top: Node[] = [];
  const unsaid = turn.bare === true && turn.number > 0;
  if (unsaid) top.push({ kind: "unsaid", at: start, who: "caller" });
  if (saidByCaller(turn)) {
    top.push({ kind: "caller", at: time(turn.fields, "user_input_datetime") ?? start });
  }
  for (const event of turn.events) {
    if (event.id === null) addAll(top, entryNodes(event, start));
    else if (!isChild(event, inside.known)) top.push(eventNode(event, inside));
  }
  for (const span of turn.spans) {
    if (!isChild(span, inside.known)) top.push({ kind: "span", at: startOf(span), span });
  }
  const agent = text(turn.fields, "agent_response");
  if (agent !== undefined) {
    const at = time(turn.fields, "agent_response_datetime") ?? time(turn.fields, "ended_at") ?? lastTime(top, start);
    top.push({ kind: "agent", at });
  }
  if (unsaid) top.push({ kind: "unsaid", at: lastTime(top, start), who: "agent" });
  return inOrder(top);
}

export function saidByCaller(turn: Turn): boolean {
  const { fields } = turn;
  return (
    text(fields, "user_input") !== undefined ||
    text(fields, "user_input_dtmf") !== undefined ||
    fields["is_silence"] === true
  );
}

interface Inside {
  readonly events: ReadonlyMap<string, readonly FunctionEvent[]>;
  readonly spans: ReadonlyMap<string, readonly Span[]>;
  /** Every function event of the turn with its parent. */
  readonly known: ReadonlyMap<string, string | undefined>;
}

function childrenById(turn: Turn): Inside {
  const known = new Map<string, string | undefined>();
  for (const event of turn.events) if (event.id !== null) known.set(event.id, text(event.fields, "parent_id"));
  const events = new Map<string, FunctionEvent[]>();
  const spans = new Map<string, Span[]>();
  for (const event of turn.events) collect(events, event, known);
  for (const span of turn.spans) collect(spans, span, known);
  return { events, spans, known };
}

function collect<T extends FunctionEvent | Span>(into: Map<string, T[]>, thing: T, known: Inside["known"]): void {
  const parent = text(thing.fields, "parent_id");
  if (parent === undefined || !isChild(thing, known)) return;
  const siblings = into.get(parent);
  if (siblings === undefined) into.set(parent, [thing]);
  else siblings.push(thing);
}

/** A parent that is not in this turn leaves it where it stands. */
function isChild(thing: FunctionEvent | Span, parents: Inside["known"]): boolean {
  const parent = text(thing.fields, "parent_id");
  return parent !== undefined && parents.has(parent) && !isCircle(thing, parents);
}

/** Functions that claim each other as parents would vanish, and senders may write anything. */
function isCircle(thing: FunctionEvent | Span, parents: Inside["known"]): boolean {
  const seen = new Set([thing.id]);
  let above = text(thing.fields, "parent_id");
  while (above !== undefined) {
    if (seen.has(above)) return true;
    seen.add(above);
    above = parents.get(above);
  }
  return false;
}

function eventNode(event: FunctionEvent, inside: Inside): EventNode {
  const id = event.id ?? "";
  const children: Node[] = entryNodes(event, startOf(event));
  for (const child of inside.events.get(id) ?? []) children.push(eventNode(child, inside));
  for (const span of inside.spans.get(id) ?? []) children.push({ kind: "span", at: startOf(span), span });
  const ordered = inOrder(children);
  const worstLevel = hasFailed(event) ? "error" : graver(countedLevel(event), worstLevelOf(ordered));
  return { kind: "event", at: startOf(event), event, children: ordered, worstLevel };
}

function worstLevelOf(nodes: readonly Node[]): Level {
  let worst: Level = "info";
  for (const node of nodes) {
    const level =
      node.kind === "entry" || node.kind === "mark" ? node.level : node.kind === "event" ? node.worstLevel : "info";
    if (level === "error") return "error";
    if (level === "warning") worst = "warning";
  }
  return worst;
}

/** What the counts of an event say, whose entries may not be at hand. */
function countedLevel({ counts }: FunctionEvent): Level {
  if (counts === undefined) return "info";
  return counts.errors > 0 ? "error" : counts.warnings > 0 ? "warning" : "info";
}

function graver(left: Level, right: Level): Level {
  if (left === "error" || right === "error") return "error";
  return left === "warning" ? left : right;
}

function entryNodes(event: FunctionEvent, fallback: number): Node[] {
  const nodes: Node[] = [];
  const gaps = event.gaps ?? [];
  let next = 0;
  for (let index = 0; index <= event.entries.length; index += 1) {
    for (let gap = gaps[next]; gap !== undefined && gap.before <= index; gap = gaps[next]) {
      nodes.push({ kind: "gap", at: gap.at, gap, event });
      next += 1;
    }
    const entry = event.entries[index];
    if (entry === undefined) continue;
    nodes.push({ kind: "entry", at: entryTime(entry) ?? fallback, entry, level: entryLevel(entry), event });
  }
  for (const mark of event.marks ?? []) {
    nodes.push({ kind: "mark", at: instant(mark.time) ?? fallback, mark, level: markLevel(mark), event });
  }
  return nodes;
}

export function markLevel(mark: Mark): Level {
  return mark.level === "error" ? "error" : "warning";
}

/** As `push` with all of them, which a long list would be too many arguments for. */
function addAll(into: Node[], nodes: readonly Node[]): void {
  for (const node of nodes) into.push(node);
}

/** Stable, so that lines of one microsecond keep the order in which they were written. */
function inOrder(nodes: Node[]): readonly Node[] {
  return nodes.sort((left, right) => left.at - right.at || rank(left) - rank(right));
}

function rank(node: Node): number {
  const who = node.kind === "unsaid" ? node.who : node.kind;
  return who === "caller" ? 0 : who === "agent" ? 2 : 1;
}

function lastTime(nodes: readonly Node[], start: number): number {
  return nodes.reduce((last, node) => Math.max(last, nodeEnd(node)), start);
}

function nodeEnd(node: Node): number {
  if (node.kind === "event") return node.at + (durationOf(node.event) ?? 0);
  return node.kind === "span" ? node.at + (durationOf(node.span) ?? 0) : node.at;
}

/** Every function event of a turn with how deep it was called. */
export function* eventsOf(nodes: readonly Node[], depth = 0): Generator<{ node: EventNode; depth: number }> {
  for (const node of nodes) {
    if (node.kind !== "event") continue;
    yield { node, depth };
    yield* eventsOf(node.children, depth + 1);
  }
}

export function* entriesOf(nodes: readonly Node[]): Generator<EntryNode> {
  for (const node of nodes) {
    if (node.kind === "entry") yield node;
    else if (node.kind === "event") yield* entriesOf(node.children);
  }
}

/** Warnings and errors in the order of time, at hand or not. */
export function* gravesOf(nodes: readonly Node[]): Generator<EntryNode | MarkNode> {
  for (const node of nodes) {
    if (node.kind === "event") yield* gravesOf(node.children);
    else if (node.kind === "mark" || (node.kind === "entry" && node.level !== "info")) yield node;
  }
}

/** When the turn was over, as far as anything in it tells. */
export function turnEnd(turn: Turn): number {
  const nodes = treeOf(turn);
  return Math.max(time(turn.fields, "ended_at") ?? 0, lastTime(nodes, turnStart(turn)));
}

export function isHttp(span: Span): boolean {
  return span.fields["kind"] === "http" || text(span.fields, "method") !== undefined;
}
