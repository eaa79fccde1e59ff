// A search through a conversation of any size: the server looks through its entries and turns, and what it finds is kept
// until the search is over. It stops when there is enough to read, and goes on when more is wanted.

import { entryKey, eventKey, saidKey, spanKey } from "../model/key";
import { eventMatches, type Filter, spanMatches, wordsMatch } from "../model/search";
import { text } from "../model/field";
import type { Entry, FunctionEvent, Turn } from "../model/shape";
import type { PlacedEntry, TurnPiece } from "../../api/types";
import type { Pieces } from "./pieces";

export interface Hunted {
  /** The keys of the rows that were found. */
  readonly found: ReadonlySet<string>;
  readonly state: "searching" | "more" | "full" | "done" | "failed";
  readonly error?: Error | undefined;
}

const HITS_AT_ONCE = 200;
/** Who finds more than this has searched for too little. */
const HITS_MAX = 5000;
const TURNS_AT_ONCE = 50;

export class Hunt {
  readonly #pieces: Pieces;
  readonly #filter: Filter;
  #stopper = new AbortController();
  readonly #listeners = new Set<() => void>();
  #hunted: Hunted = { found: new Set(), state: "searching" };
  #after: string | null | undefined;
  #turns: { from?: number; cursor?: string } | null = { from: 0 };
  /** A search goes on until there is so much more. */
  #enough = HITS_AT_ONCE;

  constructor(pieces: Pieces, filter: Filter) {
    this.#pieces = pieces;
    this.#filter = filter;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): Hunted => this.#hunted;

  start(): void {
    this.#stopper.abort();
    this.#stopper = new AbortController();
    this.#set("searching");
    void this.#run();
  }

  /** Goes on where it stopped, or where it failed. */
  more(): void {
    if (this.#hunted.state !== "more" && this.#hunted.state !== "failed") return;
    if (this.#hunted.state === "more") this.#enough = this.#hunted.found.size + HITS_AT_ONCE;
    this.start();
  }

  stop(): void {
    this.#stopper.abort();
    this.#pieces.release();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopper;
    try {
      while (this.#turns !== null) await this.#throughTurns(this.#turns, signal);
      while (this.#after !== null) {
        const { size } = this.#hunted.found;
        if (size >= this.#enough) {
          this.#set(size >= HITS_MAX ? "full" : "more");
          return;
        }
        await this.#throughEntries(signal);
      }
      this.#set("done");
    } catch (error) {
      if (!signal.aborted) this.#set("failed", [], error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #throughEntries(signal: AbortSignal): Promise<void> {
    const { text: words, level } = this.#filter;
    const answer = await this.#pieces.source.entries(
      {
        limit: HITS_AT_ONCE,
        ...(typeof this.#after === "string" ? { after: this.#after } : {}),
        ...(words === "" ? {} : { text: words }),
        ...(level === "all" ? {} : { level }),
      },
      signal,
    );
    signal.throwIfAborted();
    this.#after = answer.later;
    const placed = answer.entries.filter((entry) => this.#pieces.placeOf(entry) !== undefined);
    this.#pieces.hold(placed);
    this.#set(
      "searching",
      placed.map((entry: PlacedEntry) => entryKey(entry as unknown as Entry)),
    );
  }

  async #throughTurns(from: { from?: number; cursor?: string }, signal: AbortSignal): Promise<void> {
    const answer = await this.#pieces.source.turns({ ...from, limit: TURNS_AT_ONCE }, signal);
    signal.throwIfAborted();
    this.#set(
      "searching",
      answer.turns.flatMap((turn) => this.#inTurn(turn)),
    );
    if (answer.next === null) this.#turns = null;
    else this.#turns = typeof answer.next === "string" ? { cursor: answer.next } : { from: answer.next };
  }

  #inTurn(piece: TurnPiece): readonly string[] {
    const filter = this.#filter;
    const turn = { ...piece, events: [] } as unknown as Turn;
    const said = (["caller", "agent"] as const).filter((who) =>
      wordsMatch(filter, text(turn.fields, who === "caller" ? "user_input" : "agent_response")),
    );
    const events = (piece.events as unknown as FunctionEvent[]).filter(
      (event) => event.id !== null && eventMatches(filter, event),
    );
    const spans = turn.spans.filter((span) => spanMatches(filter, span));
    return [
      ...said.map((who) => saidKey(turn, who)),
      ...events.map((event) => eventKey(turn, event)),
      ...spans.map((span) => spanKey(span)),
    ];
  }

  #set(state: Hunted["state"], found: readonly string[] = [], error?: Error): void {
    const before = this.#hunted.found;
    this.#hunted = { state, error, found: found.length === 0 ? before : new Set([...before, ...found]) };
    for (const listener of this.#listeners) listener();
  }
}
