// The transcript as one flat list of rows, which the virtual list draws: what is shown, folded or filtered away is
// decided here, and nowhere in the drawing.

import { hasSpanFailed, instant, isApiResponse, isEmpty, startOf, text } from "./field";
import { TURN_FIELDS, type LayerId, type Layers } from "./layer";
import { hasFailed } from "./outcome";
import { entryMatches, eventMatches, type Filter, isActive, spanMatches, wordsMatch } from "./search";
import type { Entry, FunctionEvent, Level, Metric, Review, Span, Turn } from "./shape";
import { type EntryNode, type EventNode, isHttp, type Node, treeOf, turnStart } from "./tree";
import { hasWaterfall } from "./waterfall";

interface Place {
  /** The same for the same thing as long as the conversation exists; focus, folding and the reader's place hang on it. */
  readonly key: string;
  readonly turn: Turn;
  /** How deep inside function events. */
  readonly depth: number;
}
export interface TurnRow extends Place {
  readonly kind: "turn";
  readonly empty: boolean;
}
export interface SaidRow extends Place {
  readonly kind: "caller" | "agent";
}
export interface EventRow extends Place {
  readonly kind: "event";
  readonly event: FunctionEvent;
  readonly open: boolean;
  readonly worst: Level;
  /** Information lines of its own that are folded away, or that would be if it were folded. */
  readonly lines: number;
  readonly unfolded: boolean;
}
export interface DetailRow extends Place {
  readonly kind: "detail";
  readonly event: FunctionEvent;
  /** Of a closed event only what a layer asks for. */
  readonly only?: "variables";
}
export interface EntryRow extends Place {
  readonly kind: "entry";
  readonly entry: Entry;
  readonly level: Level;
  readonly event: FunctionEvent;
  /** Milliseconds from the start of the turn. */
  readonly offset: number;
  readonly open: boolean;
}
export interface FoldRow extends Place {
  readonly kind: "fold";
  readonly lines: number;
  readonly unfolded: boolean;
}
export interface SpanRow extends Place {
  readonly kind: "span";
  readonly span: Span;
  readonly offset: number;
  readonly open: boolean;
}
export interface LatencyRow extends Place {
  readonly kind: "latency";
  readonly open: boolean;
}
export interface LayerRow extends Place {
  readonly kind: "layer";
  readonly layer: LayerId;
  readonly label: string;
  readonly field: string;
}
export interface MetricRow extends Place {
  readonly kind: "metric";
  readonly metric: Metric;
}
export type Row =
  TurnRow | SaidRow | EventRow | DetailRow | EntryRow | FoldRow | SpanRow | LatencyRow | LayerRow | MetricRow;

export interface View {
  readonly layers: Layers;
  readonly filter: Filter;
  /** The keys of the rows that were opened. */
  readonly open: ReadonlySet<string>;
  /** The keys of the rows whose lines were unfolded. */
  readonly unfolded: ReadonlySet<string>;
  /** The key of a row that somebody was led to: a line that is there whatever is folded or switched off. */
  readonly pinned?: string | undefined;
}

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

export function rowsOf(review: Review, view: View): readonly Row[] {
  const metrics = view.layers.has("metrics") ? metricsByTurn(review) : new Map<Turn, Metric[]>();
  const rows: Row[] = [];
  for (const turn of review.turns) {
    if (isActive(view.filter)) filtered(turn, view, rows);
    else new TurnWriter(turn, view, rows).write(metrics.get(turn) ?? []);
  }
  return rows;
}

/** Writes the rows of one turn that nothing filters. */
class TurnWriter {
  readonly #turn: Turn;
  readonly #view: View;
  readonly #rows: Row[];
  readonly #start: number;

  constructor(turn: Turn, view: View, rows: Row[]) {
    this.#turn = turn;
    this.#view = view;
    this.#rows = rows;
    this.#start = turnStart(turn);
  }

  write(metrics: readonly Metric[]): void {
    const nodes = treeOf(this.#turn);
    const place = this.#place(turnKey(this.#turn), 0);
    this.#rows.push({ kind: "turn", ...place, empty: nodes.length === 0 });
    this.#nodes(nodes, 0, `loose ${String(this.#turn.number)}`);
    for (const [at, metric] of metrics.entries()) {
      const key = `metric ${String(this.#turn.number)} ${String(at)}`;
      this.#rows.push({ kind: "metric", ...this.#place(key, 0), metric });
    }
  }

  #place(key: string, depth: number): Place {
    return { key, turn: this.#turn, depth };
  }

  #shows(layer: LayerId): boolean {
    return this.#view.layers.has(layer);
  }

  /** Nodes of one level; `fold` names the fold of the lines that belong to no function. */
  #nodes(nodes: readonly Node[], depth: number, fold: string): void {
    let run: EntryNode[] = [];
    const flush = (): void => {
      this.#loose(run, depth, `${fold} ${run[0]?.entry.id ?? ""}`);
      run = [];
    };
    let latencyDue = this.#shows("latency") && depth === 0 && hasWaterfall(this.#turn);
    const latency = (): void => {
      if (!latencyDue) return;
      latencyDue = false;
      const key = `latency ${String(this.#turn.number)}`;
      this.#rows.push({ kind: "latency", ...this.#place(key, 0), open: this.#view.open.has(key) });
    };
    for (const node of nodes) {
      if (node.kind === "entry" && isFoldable(node)) {
        run.push(node);
        continue;
      }
      flush();
      if (node.kind === "agent") latency();
      this.#node(node, depth);
    }
    flush();
    latency();
  }

  #node(node: Node, depth: number): void {
    if (node.kind === "entry") this.#entry(node, depth);
    else if (node.kind === "event") this.#event(node, depth);
    else if (node.kind === "span") this.#span(node.span, depth, false);
    else this.#said(node.kind, depth);
  }

  #said(kind: "caller" | "agent", depth: number): void {
    this.#rows.push({ kind, ...this.#place(`${kind} ${String(this.#turn.number)}`, depth) });
    const layers: readonly LayerId[] = kind === "caller" ? ["corrections", "entities", "topics"] : ["guardrails"];
    for (const layer of layers) {
      for (const [field, label] of TURN_FIELDS[layer] ?? []) this.#layer(layer, field, label, kind);
    }
  }

  #layer(layer: LayerId, field: string, label: string, below: "caller" | "agent"): void {
    const ofAgent = field === "english_agent_response";
    if (!this.#shows(layer) || isEmpty(this.#turn.fields[field]) || (ofAgent && below === "caller")) return;
    const place = this.#place(`${layer} ${field} ${String(this.#turn.number)}`, 1);
    this.#rows.push({ kind: "layer", ...place, layer, label, field });
  }

  #event(node: EventNode, depth: number): void {
    const { event } = node;
    if (!this.#shows("tools") && node.worst === "info") {
      this.#nodes(node.children, depth, `loose ${event.id ?? ""}`);
      return;
    }
    const key = eventKey(this.#turn, event);
    const place = this.#place(key, depth);
    const open = this.#view.open.has(key);
    const lines = node.children.filter((child) => this.#folds(child)).length;
    const unfolded = open || this.#view.unfolded.has(key);
    this.#rows.push({ kind: "event", ...place, event, open, worst: node.worst, lines, unfolded });
    if (open) this.#rows.push({ kind: "detail", ...this.#place(`detail of ${key}`, depth + 1), event });
    else if (this.#shows("variables") && !isEmpty(event.fields["state_changes"])) this.#variables(event, depth + 1);
    for (const child of node.children) {
      if (child.kind === "span") this.#span(child.span, depth + 1, open);
      else if (
        child.kind !== "entry" ||
        !isFoldable(child) ||
        this.#isPinned(child) ||
        (unfolded && this.#folds(child))
      ) {
        this.#node(child, depth + 1);
      }
    }
  }

  /** Whether it is a line that is folded away until somebody asks, and that belongs to a layer which is on. */
  #folds(node: Node): boolean {
    return node.kind === "entry" && isFoldable(node) && this.#shows(isApiResponse(node.entry) ? "api" : "logs");
  }

  #isPinned(node: EntryNode): boolean {
    return this.#view.pinned !== undefined && this.#view.pinned === entryKey(node.entry);
  }

  #variables(event: FunctionEvent, depth: number): void {
    const key = `variables of ${eventKey(this.#turn, event)}`;
    this.#rows.push({ kind: "detail", ...this.#place(key, depth), event, only: "variables" });
  }

  /** A run of information lines: of a function that is not shown, or of none. */
  #loose(run: readonly EntryNode[], depth: number, key: string): void {
    const shown = run.filter((node) => this.#folds(node) || this.#isPinned(node));
    if (shown.length === 0) return;
    const unfolded = this.#view.unfolded.has(key);
    this.#rows.push({ kind: "fold", ...this.#place(key, depth), lines: shown.length, unfolded });
    for (const node of shown) if (unfolded || this.#isPinned(node)) this.#entry(node, depth);
  }

  #entry(node: EntryNode, depth: number): void {
    const key = entryKey(node.entry);
    const offset = node.at - this.#start;
    const { entry, event, level } = node;
    const open = this.#view.open.has(key);
    this.#rows.push({ kind: "entry", ...this.#place(key, depth), entry, event, level, offset, open });
  }

  #span(span: Span, depth: number, always: boolean): void {
    if (!always && !hasSpanFailed(span) && !this.#shows(isHttp(span) ? "api" : "llm")) return;
    const key = spanKey(span);
    const offset = startOf(span) - this.#start;
    this.#rows.push({ kind: "span", ...this.#place(key, depth), span, offset, open: this.#view.open.has(key) });
  }
}

/** Warnings and errors are never folded away. */
function isFoldable(node: EntryNode): boolean {
  return node.level === "info";
}

/** Only what the filter finds, each below the function and the turn that it belongs to. */
function filtered(turn: Turn, view: View, rows: Row[]): void {
  const { filter } = view;
  const start = turnStart(turn);
  const found: Row[] = [];
  const walk = (nodes: readonly Node[], depth: number, into: Row[]): void => {
    for (const node of nodes) {
      if (node.kind === "event") walkEvent(node, depth, into);
      else if (node.kind === "entry" && entryMatches(filter, node.entry)) into.push(entryRow(node, depth));
      else if (node.kind === "span" && spanMatches(filter, node.span)) into.push(spanRow(node.span, depth));
      else if ((node.kind === "caller" || node.kind === "agent") && saidMatches(node.kind)) {
        into.push({ kind: node.kind, key: `${node.kind} ${String(turn.number)}`, turn, depth });
      }
    }
  };
  const saidMatches = (kind: "caller" | "agent"): boolean => {
    return wordsMatch(filter, text(turn.fields, kind === "caller" ? "user_input" : "agent_response"));
  };
  const walkEvent = (node: EventNode, depth: number, into: Row[]): void => {
    const inside: Row[] = [];
    walk(node.children, depth + 1, inside);
    const { event, worst } = node;
    if (inside.length === 0 && !eventMatches(filter, event)) return;
    const key = eventKey(turn, event);
    const open = view.open.has(key);
    into.push({ kind: "event", key, turn, depth, event, open, worst, lines: 0, unfolded: false });
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

/** A metric without a turn belongs to the last one that had begun. */
function metricsByTurn(review: Review): Map<Turn, Metric[]> {
  const found = new Map<Turn, Metric[]>();
  for (const metric of review.metrics) {
    const at = instant(metric.time) ?? 0;
    const named = review.turns.find((turn) => turn.id !== null && turn.id === metric.turn_id);
    const turn = named ?? review.turns.findLast((candidate) => turnStart(candidate) <= at) ?? review.turns[0];
    if (turn !== undefined) found.set(turn, [...(found.get(turn) ?? []), metric]);
  }
  return found;
}

/** Whether a row tells of something that went wrong by itself, which `e` moves to. */
export function isFailure(row: Row): boolean {
  if (row.kind === "entry") return row.level === "error";
  return row.kind === "event" && hasFailed(row.event);
}
