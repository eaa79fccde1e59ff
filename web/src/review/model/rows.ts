// The transcript as one flat list of rows, which the virtual list draws: what is shown, folded or filtered away is
// decided here, and nowhere in the drawing.

import { entryLevel, hasSpanFailed, instant, isApiResponse, isEmpty, startOf } from "./field";
import { filtered } from "./filtered";
import { entryKey, eventKey, looseKey, markKey, nodeKey, saidKey, spanKey, turnKey } from "./key";
import { TURN_FIELDS, type LayerId, type Layers } from "./layer";
import { hasFailed } from "./outcome";
import { type Filter, isActive } from "./search";
import type { Entry, FunctionEvent, Gap, Level, Metric, Review, Span, Turn } from "./shape";
import {
  type EntryNode,
  type EventNode,
  type GapNode,
  isHttp,
  type MarkNode,
  type Node,
  treeOf,
  turnStart,
  type UnsaidNode,
} from "./tree";
import { variablesOf } from "./variables";
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
  readonly worstLevel: Level;
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
/** What is not at hand: as many lines as there will be. Of a single one the key is the one that it will have. */
export interface AbsentRow extends Place {
  readonly kind: "absent";
  readonly what: "lines" | "line" | "caller" | "agent";
  readonly count: number;
  readonly level: Level;
  readonly offset: number;
  readonly event?: FunctionEvent;
  /** The window that it stands for. */
  readonly gap?: Gap;
  /** The entry that it stands for. */
  readonly id?: string;
}
export type Row =
  | TurnRow
  | SaidRow
  | EventRow
  | DetailRow
  | EntryRow
  | FoldRow
  | SpanRow
  | LatencyRow
  | LayerRow
  | MetricRow
  | AbsentRow;

export interface View {
  readonly layers: Layers;
  readonly filter: Filter;
  /** The keys of the rows that the filter lets through, where somebody else has looked. */
  readonly found?: ReadonlySet<string> | undefined;
  /** The keys of the rows that were opened. */
  readonly open: ReadonlySet<string>;
  /** The keys of the rows whose lines were unfolded. */
  readonly unfolded: Pick<ReadonlySet<string>, "has">;
  /** The key of a row that somebody was led to: a line that is there whatever is folded or switched off. */
  readonly pinned?: string | undefined;
}

export function rowsOf(review: Review, view: View): readonly Row[] {
  const metrics = view.layers.has("metrics") ? metricsByTurn(review) : new Map<Turn, Metric[]>();
  const rows: Row[] = [];
  for (const turn of review.turns) {
    const ofTurn = rowsOfTurn(turn, view, metrics.get(turn) ?? []);
    for (const row of ofTurn) rows.push(row);
  }
  return rows;
}

const written = new WeakMap<Turn, { readonly view: View; readonly rows: readonly Row[] }>();

/** Remembered by turn: of a call of ten thousand functions one turn changes at a time. */
function rowsOfTurn(turn: Turn, view: View, metrics: readonly Metric[]): readonly Row[] {
  const before = written.get(turn);
  if (before !== undefined && metrics.length === 0 && isSameView(before.view, view)) return before.rows;
  const rows: Row[] = [];
  if (isActive(view.filter)) filtered(turn, view, rows);
  else new TurnWriter(turn, view, rows).write(metrics);
  if (metrics.length === 0) written.set(turn, { view, rows });
  return rows;
}

function isSameView(left: View, right: View): boolean {
  return (
    left.layers === right.layers &&
    left.filter === right.filter &&
    left.found === right.found &&
    left.open === right.open &&
    left.unfolded === right.unfolded &&
    left.pinned === right.pinned
  );
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
    let run: (EntryNode | GapNode)[] = [];
    let before: string | undefined;
    const flush = (): void => {
      this.#loose(run, depth, looseKey(fold, before));
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
      if (node.kind === "gap" || (node.kind === "entry" && isFoldable(node))) {
        run.push(node);
        continue;
      }
      flush();
      if (node.kind === "agent") latency();
      this.#node(node, depth);
      before = nodeKey(this.#turn, node);
    }
    flush();
    latency();
  }

  #node(node: Node, depth: number): void {
    if (node.kind === "entry") this.#entry(node, depth);
    else if (node.kind === "event") this.#event(node, depth);
    else if (node.kind === "span") this.#span(node.span, depth, false);
    else if (node.kind === "gap") this.#gap(node, depth);
    else if (node.kind === "mark") this.#mark(node, depth);
    else if (node.kind === "unsaid") this.#unsaid(node, depth);
    else this.#said(node.kind, depth);
  }

  #gap({ gap, event }: GapNode, depth: number): void {
    const { count, at, key } = gap;
    if (count === 0 || !this.#shows("logs")) return;
    const offset = at - this.#start;
    const absent = { kind: "absent", what: "lines", count, level: "info", offset, event, gap } as const;
    this.#rows.push({ ...absent, ...this.#place(key, depth) });
  }

  #mark({ mark, level, at, event }: MarkNode, depth: number): void {
    const offset = at - this.#start;
    const absent = { kind: "absent", what: "line", count: 1, level, offset, event, id: mark.id } as const;
    this.#rows.push({ ...absent, ...this.#place(markKey(mark), depth) });
  }

  #unsaid({ who, at }: UnsaidNode, depth: number): void {
    const absent = { kind: "absent", what: who, count: 1, level: "info", offset: at - this.#start } as const;
    this.#rows.push({ ...absent, ...this.#place(saidKey(this.#turn, who), depth) });
  }

  #said(kind: "caller" | "agent", depth: number): void {
    this.#rows.push({ kind, ...this.#place(saidKey(this.#turn, kind), depth) });
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
    if (!this.#shows("tools") && node.worstLevel === "info") {
      this.#nodes(node.children, depth, `loose ${event.id ?? ""}`);
      return;
    }
    const key = eventKey(this.#turn, event);
    const place = this.#place(key, depth);
    const open = this.#view.open.has(key);
    const lines = node.children.reduce((sum, child) => sum + this.#folded(child), 0);
    const unfolded = open || this.#view.unfolded.has(key) || hidesGrave(event);
    this.#rows.push({ kind: "event", ...place, event, open, worstLevel: node.worstLevel, lines, unfolded });
    if (open && this.#turn.bare !== true)
      this.#rows.push({ kind: "detail", ...this.#place(`detail of ${key}`, depth + 1), event });
    else if (this.#shows("variables") && variablesOf(event) !== undefined) this.#variables(event, depth + 1);
    for (const child of node.children) {
      if (child.kind === "span") this.#span(child.span, depth + 1, open);
      else if (!isFolded(child) || this.#isPinned(child) || (unfolded && this.#folded(child) > 0)) {
        this.#node(child, depth + 1);
      }
    }
  }

  /** How many lines are folded away here until somebody asks, of those of a layer that is on. */
  #folded(node: Node): number {
    if (node.kind === "gap") return this.#shows("logs") ? node.gap.count : 0;
    if (node.kind !== "entry" || !isFoldable(node)) return 0;
    return this.#shows(isApiResponse(node.entry) ? "api" : "logs") ? 1 : 0;
  }

  #isPinned(node: Node): boolean {
    return node.kind === "entry" && this.#view.pinned === entryKey(node.entry);
  }

  #variables(event: FunctionEvent, depth: number): void {
    const key = `variables of ${eventKey(this.#turn, event)}`;
    this.#rows.push({ kind: "detail", ...this.#place(key, depth), event, only: "variables" });
  }

  /** A run of information lines: of a function that is not shown, or of none. */
  #loose(run: readonly (EntryNode | GapNode)[], depth: number, key: string): void {
    const shown = run.filter((node) => this.#folded(node) > 0 || this.#isPinned(node));
    if (shown.length === 0) return;
    const unfolded =
      this.#view.unfolded.has(key) || shown.some((node) => node.kind === "gap" && hidesGrave(node.event));
    const lines = shown.reduce((sum, node) => sum + Math.max(1, this.#folded(node)), 0);
    this.#rows.push({ kind: "fold", ...this.#place(key, depth), lines, unfolded });
    for (const node of shown) if (unfolded || this.#isPinned(node)) this.#node(node, depth);
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

function isFolded(node: Node): boolean {
  return node.kind === "gap" || (node.kind === "entry" && isFoldable(node));
}

/** Whether windows that are not at hand have warnings or errors that nothing else tells of. */
function hidesGrave(event: FunctionEvent): boolean {
  const { counts, gaps, marks } = event;
  if (counts === undefined || gaps === undefined || gaps.length === 0) return false;
  const known = event.entries.filter((entry) => entryLevel(entry) !== "info").length + (marks?.length ?? 0);
  return counts.errors + counts.warnings > known;
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
  if (row.kind === "entry" || row.kind === "absent") return row.level === "error";
  return row.kind === "event" && hasFailed(row.event);
}
