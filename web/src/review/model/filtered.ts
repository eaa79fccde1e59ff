// The rows of a conversation that is searched or filtered.

import { startOf, text } from "./field";
import { entryKey, eventKey, saidKey, spanKey, turnKey } from "./key";
import type { Row, View } from "./rows";
import { entryMatches, eventMatches, spanMatches, wordsMatch } from "./search";
import type { Span, Turn } from "./shape";
import { type EntryNode, type EventNode, type Node, treeOf, turnStart } from "./tree";

/** Only what the filter finds, each below the function and the turn that it belongs to. */
export function filtered(turn: Turn, view: View, rows: Row[]): void {
  const { filter } = view;
  const start = turnStart(turn);
  const found: Row[] = [];
  const isFound = (key: string, matches: () => boolean): boolean => view.found?.has(key) ?? matches();
  const walk = (nodes: readonly Node[], depth: number, into: Row[]): void => {
    for (const node of nodes) {
      if (node.kind === "event") walkEvent(node, depth, into);
      else if (node.kind === "entry") {
        if (isFound(entryKey(node.entry), () => entryMatches(filter, node.entry))) into.push(entryRow(node, depth));
      } else if (node.kind === "span") {
        if (isFound(spanKey(node.span), () => spanMatches(filter, node.span))) into.push(spanRow(node.span, depth));
      } else if (node.kind === "caller" || node.kind === "agent" || node.kind === "unsaid") saidRow(node, into, depth);
    }
  };
  const saidRow = (node: Node & { at: number }, into: Row[], depth: number): void => {
    const who = node.kind === "unsaid" ? node.who : node.kind === "agent" ? "agent" : "caller";
    const key = saidKey(turn, who);
    if (!isFound(key, () => node.kind !== "unsaid" && saidMatches(who))) return;
    if (node.kind !== "unsaid") into.push({ kind: who, key, turn, depth });
    else into.push({ kind: "absent", key, turn, depth, what: who, count: 1, level: "info", offset: node.at - start });
  };
  const saidMatches = (kind: "caller" | "agent"): boolean => {
    return wordsMatch(filter, text(turn.fields, kind === "caller" ? "user_input" : "agent_response"));
  };
  const walkEvent = (node: EventNode, depth: number, into: Row[]): void => {
    const inside: Row[] = [];
    walk(node.children, depth + 1, inside);
    const { event, worstLevel } = node;
    const key = eventKey(turn, event);
    if (inside.length === 0 && !isFound(key, () => eventMatches(filter, event))) return;
    const open = view.open.has(key);
    into.push({ kind: "event", key, turn, depth, event, open, worstLevel, lines: 0, unfolded: false });
    if (open) into.push({ kind: "detail", key: `detail of ${key}`, turn, depth: depth + 1, event });
    into.push(...inside);
  };
  const entryRow = (node: EntryNode, depth: number): Row => {
    const { entry, event, level } = node;
    const key = entryKey(entry);
    return { kind: "entry", key, turn, depth, entry, event, level, offset: node.at - start, open: view.open.has(key) };
  };
  const spanRow = (span: Span, depth: number): Row => {
    const key = spanKey(span);
    return { kind: "span", key, turn, depth, span, offset: startOf(span) - start, open: view.open.has(key) };
  };
  walk(treeOf(turn), 0, found);
  if (found.length > 0) rows.push({ kind: "turn", key: turnKey(turn), turn, depth: 0, empty: false }, ...found);
}
