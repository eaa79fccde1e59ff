// What a live stream says has changed, in the outline that one has.

import { instant } from "../model/field";
import type { Head } from "../model/shape";
import type { LiveChanges, OutlineEvent, OutlineMark, OutlineSpan, OutlineTurn } from "../../api/types";
import { nodeName, type Outline } from "./outline";

export interface Changed {
  readonly outline: Outline;
  /** The turns of which something is another. */
  readonly turns: ReadonlySet<number>;
  /** The function events of which the entries or values may be others. */
  readonly nodes: ReadonlySet<string>;
}

/** Each node stands in the place of what was known under its key. */
export function change(before: Outline, changes: LiveChanges): Changed {
  const turns = new Map(before.turns.map((turn) => [turn.number, turn]));
  const touched = new Set<number>();
  const nodes = new Set<string>();
  const edit = (number: number, edited: Partial<OutlineTurn>): void => {
    const turn = turns.get(number) ?? { number, id: null, started_at: "", events: [], spans: [] };
    turns.set(number, { ...turn, ...edited });
    touched.add(number);
  };
  for (const { number, id, started_at } of changes.turns) edit(number, { id, started_at });
  const events = byTurn(changes.events, ({ turn }) => turn);
  const spans = byTurn(changes.spans, ({ turn }) => turn);
  const moved = new Set(changes.events.map(({ id }) => id).filter((id) => id !== null));
  const movedSpans = new Set(changes.spans.map(({ id }) => id));
  const steps = new Map(before.turns.flatMap((turn) => turn.events.map((event) => [event.id, event.steps])));
  for (const turn of [...turns.values()]) {
    const isGone = (event: OutlineEvent): boolean =>
      event.id === null
        ? changes.gone.outside.includes(turn.number) ||
          (events.get(turn.number)?.some(({ id }) => id === null) ?? false)
        : moved.has(event.id);
    if (turn.events.some(isGone)) edit(turn.number, { events: turn.events.filter((event) => !isGone(event)) });
    const left = turns.get(turn.number)?.spans ?? [];
    if (left.some(({ id }) => movedSpans.has(id))) {
      edit(turn.number, { spans: left.filter(({ id }) => !movedSpans.has(id)) });
    }
  }
  for (const [number, added] of events) {
    for (const { id } of added) nodes.add(nodeName(number, id));
    // Old steps are still good places to read from.
    const all = added.map(({ turn: _turn, ...event }) =>
      withSteps(event, event.id === null ? undefined : steps.get(event.id)),
    );
    edit(number, { events: inOrder([...(turns.get(number)?.events ?? []), ...all]) });
  }
  for (const [number, added] of spans) {
    const all: OutlineSpan[] = added.map(({ turn: _turn, ...span }) => span);
    edit(number, { spans: inOrder([...(turns.get(number)?.spans ?? []), ...all]) });
  }
  for (const number of changes.gone.turns) {
    turns.delete(number);
    touched.add(number);
  }
  const head: Head = { ...before.head, ...known(changes) };
  const sorted = [...turns.values()].sort((left, right) => left.number - right.number);
  return { outline: { head, turns: sorted, marks: marksOf(before.marks, changes, nodes) }, turns: touched, nodes };
}

function known({ head, metrics }: LiveChanges): Partial<Head> {
  const said = { ...(head ?? {}), ...(metrics === undefined || metrics === null ? {} : { metrics }) };
  // The API calls open values unknown; what came as JSON is JSON.
  return said as unknown as Partial<Head>;
}

function withSteps(event: OutlineEvent, steps: OutlineEvent["steps"]): OutlineEvent {
  return steps === undefined ? event : { ...event, steps };
}

function marksOf(before: readonly OutlineMark[], changes: LiveChanges, nodes: ReadonlySet<string>): OutlineMark[] {
  const kept = before.filter((mark) => !nodes.has(nodeName(mark.turn, mark.event)));
  return [...kept, ...changes.marks].sort((left, right) => (instant(left.time) ?? 0) - (instant(right.time) ?? 0));
}

function byTurn<T>(things: readonly T[], turnOf: (thing: T) => number): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const thing of things) found.set(turnOf(thing), [...(found.get(turnOf(thing)) ?? []), thing]);
  return found;
}

function inOrder<T extends { started_at: string }>(things: T[]): T[] {
  return things.sort((left, right) => (instant(left.started_at) ?? 0) - (instant(right.started_at) ?? 0));
}
