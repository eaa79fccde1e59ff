// The worst thing that happened, as one sentence with a link: the answer before the question.

import { entryContent, entryFields, errorLine, eventName, isObject, number, text } from "./field";
import type { Target } from "./link";
import { holdsPersonal } from "./pointer";
import { entryKey, eventKey, markKey, turnKey } from "./key";
import type { Entry, FunctionEvent, Level, Review, Turn } from "./shape";
import { silencesOf } from "./silence";
import { type EntryNode, type EventNode, eventsOf, gravesOf, type MarkNode, treeOf } from "./tree";
import { count, duration, inTurn } from "./wording";

export interface Worst {
  readonly level: Level;
  /** What the sentence is about; caller-written, so it is drawn in isolation. */
  readonly subject: string;
  /** The rest of the sentence. */
  readonly rest: string;
  /** Why, caller-written. */
  readonly reason?: string | undefined;
  /** The row that it leads to. */
  readonly target?: string | undefined;
  /** The same as a part of an address. */
  readonly link: Target;
  /** The function that it is about, if any. */
  readonly function?: string | undefined;
  /** What else went wrong, "and 3 more errors". */
  readonly more?: string | undefined;
  /** Where in the record what is shown comes from, so that personal words stay marked. */
  readonly personal: boolean;
}

export function worstOf(review: Review): Worst | undefined {
  return (
    failedFunction(review) ??
    loudest(review, "error") ??
    lost(review) ??
    neverFinished(review) ??
    loudest(review, "warning") ??
    slowest(review)
  );
}

/** A function that went silent and never came back, in a call that is over. */
function neverFinished(review: Review): Worst | undefined {
  for (const turn of review.turns) {
    const event = turn.events.find(({ outcome }) => outcome === "unfinished");
    if (event === undefined) continue;
    return {
      level: "error",
      subject: eventName(event),
      rest: `never finished ${inTurn(turn.number)}`,
      target: eventKey(turn, event),
      link: { turn: turn.number, event: event.id ?? undefined },
      function: eventName(event),
      more: more(review.counts.errors + review.counts.failed_functions - 1, "error"),
      personal: false,
    };
  }
  return undefined;
}

function failedFunction(review: Review): Worst | undefined {
  for (const turn of review.turns) {
    const failed = [...eventsOf(treeOf(turn))].find(({ node }) => hasRaised(node.event));
    if (failed === undefined) continue;
    const { event } = innermost(failed.node);
    return {
      level: "error",
      subject: eventName(event),
      rest: `failed ${inTurn(turn.number)}`,
      reason: reasonOf(event),
      target: eventKey(turn, event),
      link: { turn: turn.number, event: event.id ?? undefined },
      function: eventName(event),
      more: more(review.counts.errors + review.counts.failed_functions - 1, "error"),
      personal: holdsPersonal(event._pii, "/error"),
    };
  }
  return undefined;
}

/** An exception passes through every function on its way out; the innermost is where it began. */
function innermost(node: EventNode): EventNode {
  for (const child of node.children) {
    if (child.kind === "event" && hasRaised(child.event)) return innermost(child);
  }
  return node;
}

function hasRaised(event: FunctionEvent): boolean {
  return event.outcome === "raised";
}

function reasonOf(event: FunctionEvent): string | undefined {
  const { error } = event.fields;
  // A type alone says little, and "HTTPError: 409 Conflict" says nothing that "409 Conflict" does not.
  return (isObject(error) ? text(error, "message") : undefined) ?? errorLine(error);
}

function loudest(review: Review, level: "error" | "warning"): Worst | undefined {
  // What somebody chose to log says more than the note of an HTTP answer, which may well have been tried again.
  return loudestOf(review, level, isChosen) ?? loudestOf(review, level, () => true);
}

function isChosen(entry: Entry): boolean {
  return entry.entry["logger"] !== "api_responses";
}

function loudestOf(review: Review, level: "error" | "warning", counts: (entry: Entry) => boolean): Worst | undefined {
  for (const turn of review.turns) {
    const found = first(gravesOf(treeOf(turn)), level, counts);
    if (found === undefined) continue;
    const { event } = found;
    const name = event.id === null ? undefined : eventName(event);
    const rest = name === undefined ? inTurn(turn.number) : `(${name}, ${turnWords(turn)})`;
    const total = level === "error" ? review.counts.errors : review.counts.warnings;
    if (found.kind === "mark") {
      const { id } = found.mark;
      return {
        level,
        subject: level === "error" ? "An error" : "A warning",
        rest,
        target: markKey(found.mark),
        link: { turn: turn.number, event: event.id ?? undefined, entry: id },
        function: name,
        more: more(total - 1, level),
        personal: false,
      };
    }
    const { entry } = found;
    return {
      level,
      subject: entryContent(entry) || (level === "error" ? "An error without words" : "A warning without words"),
      rest,
      reason: reasonInside(entry),
      target: entryKey(entry),
      link: { turn: turn.number, event: event.id ?? undefined, entry: entry.id },
      function: name,
      more: more(total - 1, level),
      personal: ["content", "exception", "error", "reason"].some((name) => holdsPersonal(entry._pii, `/${name}`)),
    };
  }
  return undefined;
}

type Grave = EntryNode | MarkNode;

function turnWords(turn: Turn): string {
  return turn.number === 0 ? "before the first turn" : `turn ${String(turn.number)}`;
}

function first(nodes: Iterable<Grave>, level: Level, counts: (entry: Entry) => boolean): Grave | undefined {
  for (const node of nodes) if (node.level === level && (node.kind === "mark" || counts(node.entry))) return node;
  return undefined;
}

/** What the line itself says of the cause: an exception, a status. */
function reasonInside(entry: Entry): string | undefined {
  const exception = errorLine(entry.entry["exception"]);
  if (exception !== undefined) return exception;
  const status = number(entry.entry, "status") ?? number(entry.entry, "status_code");
  if (status !== undefined) return `status ${String(status)}`;
  const error = entryFields(entry).find(([key]) => key === "error" || key === "reason")?.[1];
  return errorLine(error);
}

function lost(review: Review): Worst | undefined {
  const turn = review.turns.at(-1);
  const target = turn === undefined ? undefined : turnKey(turn);
  const link: Target = { turn: turn?.number };
  const running = turn?.events.find((event) => event.id !== null && event.status !== "ended");
  const where = running === undefined ? "" : ` while ${eventName(running)} was running`;
  if (review.status === "lost_contact") {
    const rest = `to whoever writes this conversation was lost${where}`;
    return { level: "error", subject: "Contact", rest, target, link, personal: false };
  }
  if (review.status === "unfinished") {
    return {
      level: "warning",
      subject: "The conversation",
      rest: `never ended${where}`,
      target,
      link,
      personal: false,
    };
  }
  return undefined;
}

function slowest(review: Review): Worst | undefined {
  const silences = silencesOf(review);
  const [longest] = [...silences].sort((left, right) => right.duration - left.duration);
  if (longest === undefined) return undefined;
  const [running] = longest.running;
  return {
    level: "info",
    subject: `${duration(longest.duration)} of silence`,
    rest: inTurn(longest.turn.number),
    reason: running === undefined ? undefined : `${running.name} took ${duration(running.duration)}`,
    target: turnKey(longest.turn),
    link: { turn: longest.turn.number },
    more: more(silences.length - 1, "silence"),
    personal: false,
  };
}

function more(left: number, word: string): string | undefined {
  return left > 0 ? `and ${count(left, `more ${word}`)}` : undefined;
}
