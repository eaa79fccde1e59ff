// The worst thing that happened, as one sentence with a link: the answer before the question.

import { entryContent, entryFields, errorLine, eventName, isObject, nameOf, number, text } from "./field";
import type { Target } from "./link";
import type { Told } from "./pointer";
import { entryKey, eventKey, markKey, turnKey } from "./key";
import type { Entry, FunctionEvent, Level, Review, Turn } from "./shape";
import { type Running, silencesOf } from "./silence";
import { type EntryNode, type EventNode, eventsOf, gravesOf, type MarkNode, treeOf } from "./tree";
import { count, duration, inTurn } from "./wording";

export interface Headline {
  readonly level: Level;
  /** What the sentence is about. */
  readonly subject: Told;
  /** The rest of the sentence. */
  readonly rest: string;
  /** Why. */
  readonly reason?: Told | undefined;
  /** The row that it leads to. */
  readonly target?: string | undefined;
  /** The same as a part of an address. */
  readonly link: Target;
  /** The function that it is about, if any. */
  readonly function?: string | undefined;
  /** What else went wrong, "and 3 more errors". */
  readonly more?: string | undefined;
}

export function headlineOf(review: Review): Headline | undefined {
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
function neverFinished(review: Review): Headline | undefined {
  for (const turn of review.turns) {
    const event = turn.events.find(({ outcome }) => outcome === "unfinished");
    if (event === undefined) continue;
    return {
      level: "error",
      subject: nameOf(event),
      rest: `never finished ${inTurn(turn.number)}`,
      target: eventKey(turn, event),
      link: { turn: turn.number, event: event.id ?? undefined },
      function: eventName(event),
      more: more(review.counts.errors + review.counts.failed_functions - 1, "error"),
    };
  }
  return undefined;
}

function failedFunction(review: Review): Headline | undefined {
  for (const turn of review.turns) {
    const failed = [...eventsOf(treeOf(turn))].find(({ node }) => hasRaised(node.event));
    if (failed === undefined) continue;
    const { event } = innermost(failed.node);
    return {
      level: "error",
      subject: nameOf(event),
      rest: `failed ${inTurn(turn.number)}`,
      reason: reasonOf(event),
      target: eventKey(turn, event),
      link: { turn: turn.number, event: event.id ?? undefined },
      function: eventName(event),
      more: more(review.counts.errors + review.counts.failed_functions - 1, "error"),
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

function reasonOf({ fields: { error }, _pii: flags }: FunctionEvent): Told | undefined {
  // A type alone says little, and "HTTPError: 409 Conflict" says nothing that "409 Conflict" does not.
  const message = isObject(error) ? text(error, "message") : undefined;
  if (message !== undefined) return { text: message, flags, at: "/error/message" };
  const line = errorLine(error);
  return line === undefined ? undefined : { text: line, flags, at: "/error" };
}

function loudest(review: Review, level: "error" | "warning"): Headline | undefined {
  // What somebody chose to log says more than the note of an HTTP answer, which may well have been tried again.
  return loudestOf(review, level, isChosen) ?? loudestOf(review, level, () => true);
}

function isChosen(entry: Entry): boolean {
  return entry.entry["logger"] !== "api_responses";
}

function loudestOf(
  review: Review,
  level: "error" | "warning",
  counts: (entry: Entry) => boolean,
): Headline | undefined {
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
        subject: ours(level === "error" ? "An error" : "A warning"),
        rest,
        target: markKey(found.mark),
        link: { turn: turn.number, event: event.id ?? undefined, entry: id },
        function: name,
        more: more(total - 1, level),
      };
    }
    const { entry } = found;
    return {
      ...ofEntry(entry, level),
      rest,
      target: entryKey(entry),
      link: { turn: turn.number, event: event.id ?? undefined, entry: entry.id },
      function: name,
      more: more(total - 1, level),
    };
  }
  return undefined;
}

/** What a line says of what happened, wherever it stands. */
export function ofEntry(entry: Entry, level: Level): Pick<Headline, "level" | "subject" | "reason"> {
  const content = entryContent(entry);
  const wordless = ours(level === "error" ? "An error without a message" : "A warning without a message");
  const subject = content === "" ? wordless : { text: content, flags: entry._pii, at: "/content" };
  return { level, subject, reason: reasonInside(entry) };
}

/** Our own words. */
function ours(words: string): Told {
  return { text: words, at: "" };
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
function reasonInside(entry: Entry): Told | undefined {
  const told = (words: string | undefined, name: string): Told | undefined =>
    words === undefined ? undefined : { text: words, flags: entry._pii, at: `/${name}` };
  const exception = told(errorLine(entry.entry["exception"]), "exception");
  if (exception !== undefined) return exception;
  for (const name of ["status", "status_code"]) {
    const status = number(entry.entry, name);
    if (status !== undefined) return told(`status ${String(status)}`, name);
  }
  const [name, error] = entryFields(entry).find(([key]) => key === "error" || key === "reason") ?? [""];
  return told(errorLine(error), name);
}

function lost(review: Review): Headline | undefined {
  const turn = review.turns.at(-1);
  const target = turn === undefined ? undefined : turnKey(turn);
  const link: Target = { turn: turn?.number };
  const running = turn?.events.find((event) => event.id !== null && event.status !== "ended");
  const where = running === undefined ? "" : ` while ${eventName(running)} was running`;
  if (review.status === "lost_contact") {
    const rest = `to whoever writes this conversation was lost${where}`;
    return { level: "error", subject: ours("Contact"), rest, target, link };
  }
  if (review.status === "unfinished") {
    return {
      level: "warning",
      subject: ours("The conversation"),
      rest: `never ended${where}`,
      target,
      link,
    };
  }
  return undefined;
}

function slowest(review: Review): Headline | undefined {
  const silences = silencesOf(review);
  const [longest] = [...silences].sort((left, right) => right.duration - left.duration);
  if (longest === undefined) return undefined;
  const [running] = longest.running;
  return {
    level: "info",
    subject: ours(`${duration(longest.duration)} of silence`),
    rest: inTurn(longest.turn.number),
    reason: running === undefined ? undefined : tookLong(running),
    target: turnKey(longest.turn),
    link: { turn: longest.turn.number },
    more: more(silences.length - 1, "silence"),
  };
}

function tookLong({ name, duration: took }: Running): Told {
  return { ...name, text: `${name.text} took ${duration(took)}` };
}

function more(left: number, word: string): string | undefined {
  return left > 0 ? `and ${count(left, `more ${word}`)}` : undefined;
}
