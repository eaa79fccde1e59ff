// What is at hand of a large conversation, within a bound: what was wanted longest ago goes first.

import type { Entry } from "../model/shape";
import type { TurnPiece } from "../../api/types";
import { nodeName } from "./outline";

/** What can be read by itself. */
export type Need =
  | { readonly kind: "turn"; readonly number: number }
  | { readonly kind: "window"; readonly turn: number; readonly event: string | null; readonly index: number }
  | { readonly kind: "line"; readonly id: string };

export function needKey(need: Need): string {
  switch (need.kind) {
    case "turn":
      return `turn ${String(need.number)}`;
    case "window":
      return `window ${String(need.index)} ${nodeName(need.turn, need.event)}`;
    case "line":
      return `line ${need.id}`;
  }
}

export type Piece =
  | { readonly kind: "turn"; readonly turn: TurnPiece }
  | {
      readonly kind: "window";
      readonly turn: number;
      readonly node: string;
      readonly index: number;
      readonly entries: readonly Entry[];
    }
  | { readonly kind: "line"; readonly turn: number; readonly node: string; readonly entry: Entry };

interface Kept {
  readonly piece: Piece;
  readonly bytes: number;
}

/** How much is kept, as the JSON that it came as; as objects it takes some five times as much. */
export const KEPT_BYTES_MAX = 8 * 1024 * 1024;

export class Shelf {
  readonly #bytesMax: number;
  /** What was wanted last stands last. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(bytesMax = KEPT_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  get(key: string): Piece | undefined {
    return this.#kept.get(key)?.piece;
  }

  pieces(): readonly Piece[] {
    return [...this.#kept.values()].map(({ piece }) => piece);
  }

  put(key: string, piece: Piece, bytes: number): void {
    this.take(key);
    this.#kept.set(key, { piece, bytes });
    this.#bytes += bytes;
  }

  take(key: string): Piece | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
    return kept.piece;
  }

  touch(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
  }

  /** Takes away what is too much, the oldest first and nothing that is wanted now. */
  shed(isWanted: (key: string) => boolean): readonly Piece[] {
    const gone: Piece[] = [];
    for (const key of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax) break;
      if (isWanted(key)) continue;
      const piece = this.take(key);
      if (piece !== undefined) gone.push(piece);
    }
    return gone;
  }
}
