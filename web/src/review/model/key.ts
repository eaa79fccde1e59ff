// What names a row: the same for the same thing as long as the conversation exists.

import type { Entry, FunctionEvent, Mark, Span, Turn } from "./shape";
import type { Node } from "./tree";

export function turnKey(turn: Turn): string {
  return `turn ${String(turn.number)}`;
}
export function eventKey(turn: Turn, event: FunctionEvent): string {
  return `event ${event.id ?? `of turn ${String(turn.number)}`}`;
}
export function entryKey(entry: Entry): string {
  return `entry ${entry.id}`;
}
export function spanKey(span: Span): string {
  return `span ${span.id}`;
}
export function markKey(mark: Mark): string {
  return `entry ${mark.id}`;
}
export function saidKey(turn: Turn, who: "caller" | "agent"): string {
  return `${who} ${String(turn.number)}`;
}

export function nodeKey(turn: Turn, node: Node): string {
  switch (node.kind) {
    case "event":
      return eventKey(turn, node.event);
    case "entry":
      return entryKey(node.entry);
    case "span":
      return spanKey(node.span);
    case "mark":
      return markKey(node.mark);
    case "gap":
      return node.gap.key;
    case "unsaid":
      return saidKey(turn, node.who);
    default:
      return saidKey(turn, node.kind);
  }
}

/** A run of lines outside any function is named by what stands before it, because its own lines may not be at hand. */
export function looseKey(around: string, before: string | undefined): string {
  return `${around} ${before ?? ""}`;
}
