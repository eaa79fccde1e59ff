// A conversation that is too large to be read at once: its outline, and of its entries and values what is in sight.
//
// INVARIANT: what it gives to be drawn has a row for everything that there is, at hand or not, so that nothing moves when
// a piece comes or goes.

import { entryTime, instant } from "../model/field";
import type { Entry, Mark, Review, Turn } from "../model/shape";
import type { LiveChanges, OutlineEvent, OutlineTurn, PlacedEntry, TurnPiece } from "../../api/types";
import { change } from "./changes";
import { LINES_MAX, readWindow, type Source } from "./fetch";
import { type Need, needKey, type Piece, Shelf } from "./held";
import { openingOf } from "./opening";
import { eventOf, type Held, nodeName, type Outline, turnOf, windowAt, WINDOW_LENGTH } from "./outline";

/** So many requests at a time leave the server and the network to others. */
const REQUESTS_MAX = 3;
/** Turns that are read together. */
const TURNS_MAX = 10;

export class Pieces {
  readonly #source: Source;
  readonly #shelf: Shelf;
  #outline: Outline;
  readonly #turns = new Map<number, OutlineTurn>();
  readonly #turnOfEvent = new Map<string, number>();
  readonly #turnOfId = new Map<string, number>();
  readonly #marks = new Map<string, Mark[]>();
  readonly #nodeOfMark = new Map<string, string>();
  /** The entries that were read by themselves, by event. */
  readonly #singles = new Map<string, Map<string, Entry>>();
  readonly #made = new Map<number, Turn>();
  /** What a search has found stays as long as the search. */
  readonly #holding = new Set<string>();
  /** What is at hand, but may be another by now. */
  readonly #doubtful = new Set<string>();
  readonly #failed = new Map<string, Error>();
  readonly #running = new Map<string, AbortController>();
  #wanted = new Map<string, Need>();
  #review: Review;
  readonly #listeners = new Set<() => void>();

  constructor(source: Source, outline: Outline, shelf = new Shelf()) {
    this.#source = source;
    this.#shelf = shelf;
    this.#outline = outline;
    this.#index();
    this.#review = this.#compose();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): Review => this.#review;

  /** The row that explains the conversation, to begin at. */
  get opening(): string | undefined {
    return openingOf(this.#outline);
  }

  /** Takes the lines that were read already, and reads what it begins with before anything is drawn. */
  begin(lines: readonly PlacedEntry[]): void {
    this.keep(lines.filter(({ id }) => this.#nodeOfMark.has(id)));
    const mark = this.#outline.marks.find((candidate) => `entry ${candidate.id}` === this.opening);
    if (mark === undefined) return;
    this.want([
      { kind: "line", id: mark.id },
      { kind: "turn", number: mark.turn },
    ]);
  }

  get source(): Source {
    return this.#source;
  }

  /** Why something could not be read, until it is asked for again. */
  readonly failure = (need: Need): Error | undefined => this.#failed.get(needKey(need));

  /** What is in sight or near it. Requests for what is not any more are given up. */
  want(needs: readonly Need[]): void {
    this.#wanted = new Map(needs.map((need) => [needKey(need), need]));
    for (const key of this.#wanted.keys()) this.#shelf.touch(key);
    const asked = new Set(needs.map(requestKey));
    for (const [key, running] of this.#running) if (!asked.has(key)) running.abort();
    this.#pump();
  }

  /** Asks again for what could not be read. */
  retry(need: Need): void {
    this.#failed.delete(needKey(need));
    this.#tell();
    this.#pump();
  }

  /** Ends all requests. */
  stop(): void {
    this.want([]);
  }

  /** Takes what a live stream says has changed. */
  apply(changes: LiveChanges): void {
    const { outline, turns, nodes } = change(this.#outline, changes);
    this.#take(outline);
    for (const piece of this.#shelf.pieces()) {
      if (piece.kind === "turn" ? turns.has(piece.turn.number) : nodes.has(piece.node)) this.#doubt(piece);
    }
    this.#refresh(turns);
    this.#pump();
  }

  /** Takes another outline. What is at hand is read anew, and stays in sight meanwhile unless it must not. */
  renew(outline: Outline, mayStay: boolean): void {
    this.#take(outline);
    this.#failed.clear();
    for (const piece of this.#shelf.pieces()) {
      if (mayStay) this.#doubt(piece);
      else this.#drop(piece);
    }
    this.#made.clear();
    this.#refresh(new Set());
    this.#pump();
  }

  /** Reads what is around an entry, and says whether this conversation has it for this reader. */
  async find(id: string, signal: AbortSignal): Promise<boolean> {
    const answer = await this.#source.entries({ around: id, limit: 1 }, signal);
    const entry = answer.entries.find((candidate) => candidate.id === id);
    const place = entry === undefined ? undefined : this.placeOf(entry);
    if (entry === undefined || place === undefined) return false;
    const node = this.#node(place.turn, entry.event_id);
    const index = node === undefined ? 0 : windowAt(node, entryTime(known(entry)) ?? 0);
    if (node !== undefined) await this.#readWindow(place.turn, node, index, signal);
    // Among entries of the same time it may be in another window.
    if (!this.#has(place.node, id)) this.keep([entry]);
    return true;
  }

  /** Keeps entries that were read by themselves. */
  keep(entries: readonly PlacedEntry[]): void {
    const turns = new Set<number>();
    for (const entry of entries) {
      const place = this.placeOf(entry);
      if (place === undefined) continue;
      this.#put(`line ${entry.id}`, { kind: "line", ...place, entry: known(entry) }, weigh([entry]));
      turns.add(place.turn);
    }
    this.#refresh(turns);
  }

  /** Keeps what a search has found, until it is released. */
  hold(entries: readonly PlacedEntry[]): void {
    for (const { id } of entries) this.#holding.add(`line ${id}`);
    this.keep(entries);
  }

  release(): void {
    this.#holding.clear();
  }

  /** Where an entry belongs: to the turn of its function event, or to the one it names, or to the last that had begun. */
  placeOf(entry: PlacedEntry): { turn: number; node: string } | undefined {
    const turn = entry.event_id === null ? this.#turnOutside(entry) : this.#turnOfEvent.get(entry.event_id);
    return turn === undefined ? undefined : { turn, node: nodeName(turn, entry.event_id) };
  }

  #turnOutside(entry: PlacedEntry): number | undefined {
    if (entry.turn_id !== null) return this.#turnOfId.get(entry.turn_id);
    const at = entryTime(known(entry)) ?? 0;
    return this.#outline.turns.findLast((turn) => (instant(turn.started_at) ?? 0) <= at)?.number;
  }

  #take(outline: Outline): void {
    this.#outline = outline;
    for (const map of [this.#turns, this.#turnOfEvent, this.#turnOfId, this.#marks, this.#nodeOfMark]) map.clear();
    this.#index();
  }

  /** What is in sight stays until it has been read anew; what is not would only be out of date. */
  #doubt(piece: Piece): void {
    const key = pieceKey(piece);
    if (this.#wanted.has(key) || this.#holding.has(key)) this.#doubtful.add(key);
    else this.#drop(piece);
  }

  #drop(piece: Piece): void {
    this.#shelf.take(pieceKey(piece));
    if (piece.kind === "line") this.#singles.get(piece.node)?.delete(piece.entry.id);
  }

  #index(): void {
    for (const turn of this.#outline.turns) {
      this.#turns.set(turn.number, turn);
      if (turn.id !== null) this.#turnOfId.set(turn.id, turn.number);
      for (const { id } of turn.events) if (id !== null) this.#turnOfEvent.set(id, turn.number);
    }
    for (const mark of this.#outline.marks as readonly Mark[]) {
      const name = nodeName(mark.turn, mark.event);
      this.#nodeOfMark.set(mark.id, name);
      const there = this.#marks.get(name);
      if (there === undefined) this.#marks.set(name, [mark]);
      else there.push(mark);
    }
  }

  #node(turn: number, event: string | null): OutlineEvent | undefined {
    return this.#turns.get(turn)?.events.find((candidate) => candidate.id === event);
  }

  #compose(): Review {
    const turns = this.#outline.turns.map(({ number }) => this.#made.get(number) ?? this.#make(number));
    return { ...this.#outline.head, turns: turns.filter((turn) => turn !== undefined) };
  }

  #make(number: number): Turn | undefined {
    const turn = this.#turns.get(number);
    if (turn === undefined) {
      this.#made.delete(number);
      return undefined;
    }
    const piece = this.#shelf.get(needKey({ kind: "turn", number }));
    const made = turnOf(turn, piece?.kind === "turn" ? piece.turn : undefined, (event, valued) => {
      const name = nodeName(number, event.id);
      return eventOf(event, valued, this.#held(number, event, name), name);
    });
    this.#made.set(number, made);
    return made;
  }

  #held(turn: number, event: OutlineEvent, name: string): Held {
    return {
      window: (index) => {
        const piece = this.#shelf.get(needKey({ kind: "window", turn, event: event.id, index }));
        return piece?.kind === "window" ? piece.entries : undefined;
      },
      singles: inOrder(this.#singles.get(name)),
      marks: this.#marks.get(name) ?? [],
    };
  }

  #put(key: string, piece: Piece, bytes: number): void {
    this.#doubtful.delete(key);
    this.#shelf.put(key, piece, bytes);
    if (piece.kind !== "line") return;
    const there = this.#singles.get(piece.node);
    if (there === undefined) this.#singles.set(piece.node, new Map([[piece.entry.id, piece.entry]]));
    else there.set(piece.entry.id, piece.entry);
  }

  #has(node: string, id: string): boolean {
    const isIn = (piece: Piece): boolean =>
      piece.kind === "window" && piece.node === node && piece.entries.some((entry) => entry.id === id);
    return this.#singles.get(node)?.has(id) === true || this.#shelf.pieces().some(isIn);
  }

  /** Makes the turns anew of which something came or went, and tells of it. */
  #refresh(turns: ReadonlySet<number>): void {
    const changed = new Set(turns);
    for (const piece of this.#shelf.shed((key) => this.#wanted.has(key) || this.#holding.has(key))) {
      changed.add(piece.kind === "turn" ? piece.turn.number : piece.turn);
      this.#drop(piece);
    }
    for (const number of changed) this.#make(number);
    this.#review = this.#compose();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #pump(): void {
    for (const [key, need] of this.#wanted) {
      if (this.#running.size >= REQUESTS_MAX) return;
      if (this.#running.has(requestKey(need)) || this.#failed.has(key) || this.#isAtHand(key, need)) continue;
      void this.#run(key, need);
    }
  }

  #isAtHand(key: string, need: Need): boolean {
    const piece = this.#doubtful.has(key) ? undefined : this.#shelf.get(key);
    if (piece?.kind !== "window" || need.kind !== "window") return piece !== undefined;
    const node = this.#node(need.turn, need.event);
    return (
      node === undefined || piece.entries.length >= Math.min(WINDOW_LENGTH, node.entries - need.index * WINDOW_LENGTH)
    );
  }

  async #run(key: string, need: Need): Promise<void> {
    const stopper = new AbortController();
    this.#running.set(requestKey(need), stopper);
    try {
      await this.#read(need, stopper.signal);
    } catch (error) {
      if (!stopper.signal.aborted) {
        this.#failed.set(key, error instanceof Error ? error : new Error(String(error)));
        this.#tell();
      }
    } finally {
      this.#running.delete(requestKey(need));
      this.#pump();
    }
  }

  async #read(need: Need, signal: AbortSignal): Promise<void> {
    if (need.kind === "turn") return this.#readTurns(need.number, signal);
    if (need.kind === "line") return this.#readLines(need.id, signal);
    const node = this.#node(need.turn, need.event);
    if (node !== undefined) await this.#readWindow(need.turn, node, need.index, signal);
  }

  async #readTurns(from: number, signal: AbortSignal): Promise<void> {
    const limit = TURNS_MAX - (from % TURNS_MAX);
    let answer = await this.#source.turns({ from, limit }, signal);
    const pieces = new Map<number, TurnPiece>();
    for (;;) {
      for (const piece of answer.turns) pieces.set(piece.number, joined(pieces.get(piece.number), piece));
      if (this.#isWhole(pieces.get(from)) || typeof answer.next !== "string") break;
      answer = await this.#source.turns({ cursor: answer.next, limit }, signal);
    }
    if (!pieces.has(from)) throw new Error("this turn no longer exists");
    for (const [number, turn] of pieces) {
      // The last of a page may go on on the next.
      if (number !== from && !this.#isWhole(turn)) continue;
      this.#put(needKey({ kind: "turn", number }), { kind: "turn", turn }, JSON.stringify(turn).length);
    }
    this.#refresh(new Set(pieces.keys()));
  }

  #isWhole(piece: TurnPiece | undefined): boolean {
    if (piece === undefined) return false;
    const turn = this.#turns.get(piece.number);
    return turn === undefined || (piece.events.length >= turn.events.length && piece.spans.length >= turn.spans.length);
  }

  /** Reads a marked line, and the marked ones around it with it. */
  async #readLines(id: string, signal: AbortSignal): Promise<void> {
    const answer = await this.#source.entries({ around: id, level: "warning", limit: LINES_MAX }, signal);
    const isKnown = ({ id: found }: PlacedEntry): boolean => this.#nodeOfMark.has(found);
    if (!answer.entries.some((entry) => entry.id === id)) throw new Error("this line no longer exists");
    this.keep(answer.entries.filter(isKnown));
  }

  async #readWindow(turn: number, event: OutlineEvent, index: number, signal: AbortSignal): Promise<void> {
    const entries = await readWindow(this.#source, event, index, signal);
    const need: Need = { kind: "window", turn, event: event.id, index };
    const piece: Piece = { kind: "window", turn, node: nodeName(turn, event.id), index, entries: entries.map(known) };
    this.#put(needKey(need), piece, weigh(entries));
    this.#remember(event, index, entries.at(-1));
    this.#refresh(new Set([turn]));
  }

  /** Where an event goes on that has grown since its outline was read. */
  #remember(event: OutlineEvent, index: number, last: PlacedEntry | undefined): void {
    const steps = event.steps ?? [];
    const isFull = event.entries > (index + 1) * WINDOW_LENGTH;
    const time = last?.entry["timestamp"];
    if (last === undefined || !isFull || steps.length !== index || typeof time !== "string") return;
    event.steps = [...steps, { after: last.cursor, time }];
  }
}

/** What of several needs is read by one request: turns next to each other, and marked lines near each other. */
function requestKey(need: Need): string {
  if (need.kind === "window") return needKey(need);
  return need.kind === "line" ? "lines" : `turns ${String(Math.floor(need.number / TURNS_MAX))}`;
}

function pieceKey(piece: Piece): string {
  if (piece.kind === "line") return needKey({ kind: "line", id: piece.entry.id });
  if (piece.kind === "turn") return needKey({ kind: "turn", number: piece.turn.number });
  return `window ${String(piece.index)} ${piece.node}`;
}

function joined(before: TurnPiece | undefined, more: TurnPiece): TurnPiece {
  if (before === undefined) return more;
  return { ...more, events: [...before.events, ...more.events], spans: [...before.spans, ...more.spans] };
}

/** The API calls open values unknown; what came as JSON is JSON. */
function known(entry: PlacedEntry): Entry {
  return entry as unknown as Entry;
}

function weigh(entries: readonly PlacedEntry[]): number {
  return entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
}

function inOrder(singles: ReadonlyMap<string, Entry> | undefined): readonly Entry[] {
  if (singles === undefined) return [];
  return [...singles.values()].sort((left, right) => (entryTime(left) ?? 0) - (entryTime(right) ?? 0));
}
