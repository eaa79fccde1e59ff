// Links to a turn, an event or an entry, and the commands that fetch it.

import { entryLevel } from "./field";
import { entryKey, eventKey, looseKey, markKey, nodeKey, turnKey } from "./key";
import type { Entry, FunctionEvent, Review, Turn } from "./shape";
import { eventsOf, treeOf } from "./tree";

export interface Target {
  readonly turn?: number | undefined;
  readonly event?: string | undefined;
  readonly entry?: string | undefined;
}

export interface Found {
  /** The row to go to. */
  readonly key: string;
  readonly turn: Turn;
  /** The rows around it that must be open or unfolded for it to be there. */
  readonly unfold: readonly string[];
}

export function hasTarget(target: Target): boolean {
  return target.turn !== undefined || target.event !== undefined || target.entry !== undefined;
}

/** The narrowest thing that the link names and that this reader sees. */
export function find(review: Review, target: Target): Found | undefined {
  return (
    (target.entry === undefined ? undefined : findEntry(review, target.entry)) ??
    (target.event === undefined ? undefined : findEvent(review, target.event)) ??
    (target.turn === undefined ? undefined : findTurn(review, target.turn))
  );
}

/** The target as a part of an address, without what it does not name. */
export function asSearch({ turn, event, entry }: Target): { turn?: number; event?: string; entry?: string } {
  return {
    ...(turn === undefined ? {} : { turn }),
    ...(event === undefined ? {} : { event }),
    ...(entry === undefined ? {} : { entry }),
  };
}

/** What the reader is told if the link names something that is not there for him; nothing if all is well. */
export function missing(review: Review, target: Target): string | undefined {
  if (target.entry !== undefined && findEntry(review, target.entry) === undefined) {
    return "The linked entry is not in this conversation.";
  }
  if (target.event !== undefined && findEvent(review, target.event) === undefined) {
    return "The linked function call is not in this conversation.";
  }
  if (target.turn !== undefined && findTurn(review, target.turn) === undefined) {
    return `There is no turn ${String(target.turn)} in this conversation.`;
  }
  return undefined;
}

function findTurn(review: Review, number: number): Found | undefined {
  const turn = review.turns.find((candidate) => candidate.number === number);
  return turn === undefined ? undefined : { key: turnKey(turn), turn, unfold: [] };
}

function findEvent(review: Review, id: string): Found | undefined {
  for (const turn of review.turns) {
    const event = turn.events.find((candidate) => candidate.id === id);
    if (event !== undefined) return { key: eventKey(turn, event), turn, unfold: [] };
  }
  return undefined;
}

function findEntry(review: Review, id: string): Found | undefined {
  for (const turn of review.turns) {
    for (const event of turn.events) {
      const entry = event.entries.find((candidate) => candidate.id === id);
      // A warning or an error has its row whether it is at hand or not.
      const mark = event.marks?.find((candidate) => candidate.id === id);
      if (mark !== undefined) return { key: markKey(mark), turn, unfold: [] };
      if (entry !== undefined) return { key: entryKey(entry), turn, unfold: foldsAround(turn, event, entry) };
    }
  }
  return undefined;
}

function foldsAround(turn: Turn, event: FunctionEvent, entry: Entry): readonly string[] {
  // Warnings and errors lie in no fold, and what is around them may stay folded.
  if (entryLevel(entry) !== "info") return [];
  if (event.id !== null) return [eventKey(turn, event)];
  // A line outside any function lies in a run that is named by what stands before it.
  let before: string | undefined;
  for (const node of treeOf(turn)) {
    if (node.kind === "entry" && node.entry.id === entry.id) break;
    if (node.kind !== "gap" && (node.kind !== "entry" || node.level !== "info")) before = nodeKey(turn, node);
  }
  return [looseKey(`loose ${String(turn.number)}`, before)];
}

/** The target of a row, to put into the address. */
export function targetOf(row: { kind: string; turn: Turn; event?: FunctionEvent; entry?: Entry }): Target {
  const target: { turn: number; event?: string; entry?: string } = { turn: row.turn.number };
  if (row.event !== undefined && row.event.id !== null) target.event = row.event.id;
  if (row.entry !== undefined) target.entry = row.entry.id;
  return target;
}

export function address(origin: string, project: string, conversation: string, target: Target): string {
  const path = `${origin}/${encodeURIComponent(project)}/conversations/${encodeURIComponent(conversation)}`;
  const query = new URLSearchParams();
  if (target.turn !== undefined) query.set("turn", String(target.turn));
  if (target.event !== undefined) query.set("event", target.event);
  if (target.entry !== undefined) query.set("entry", target.entry);
  const words = query.toString();
  return words === "" ? path : `${path}?${words}`;
}

/** A command that fetches the conversation and picks this entry; the key stays in the environment. */
export function curlOf(origin: string, project: string, conversation: string, entry: Entry): string {
  const url = `${origin}/api/projects/${encodeURIComponent(project)}/conversations/${encodeURIComponent(conversation)}`;
  const pick = `.turns[].events[].entries[] | select(.id == ${JSON.stringify(entry.id)})`;
  return `curl -sf -H "x-api-key: $CONVLOG_API_KEY" ${quote(url)} | jq ${quote(pick)}`;
}

/** One word for a POSIX shell, whatever is in it. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The event nodes on the way to an event, outermost first. */
export function pathTo(turn: Turn, id: string): readonly FunctionEvent[] {
  const path: FunctionEvent[] = [];
  for (const { node, depth } of eventsOf(treeOf(turn))) {
    path.length = depth;
    path.push(node.event);
    if (node.event.id === id) return path;
  }
  return [];
}

/** The thing behind the key of a row, if the row is of a kind that can be linked to. */
export function findKey(review: Review, key: string): Found | undefined {
  const space = key.indexOf(" ");
  const id = key.slice(space + 1);
  if (key.startsWith("entry ")) return findEntry(review, id);
  if (key.startsWith("event ")) return findEvent(review, id);
  return key.startsWith("turn ") ? findTurn(review, Number(id)) : undefined;
}
