// The silences that a caller hears as such, with what was running meanwhile.

import type { Told } from "./pointer";
import type { Review, Turn } from "./shape";
import { type Bar, waterfallOf } from "./waterfall";

/** From here on people ask whether anybody is still there. */
export const SILENCE_MS_MIN = 2000;

/** What was running in a silence. */
export interface Running {
  readonly name: Told;
  readonly cause: Bar["cause"];
  readonly duration: number;
}

export interface Silence {
  readonly turn: Turn;
  readonly duration: number;
  /** What ran in it, the longest first; empty where nobody knows. */
  readonly running: readonly Running[];
}

export function silencesOf(review: Review): readonly Silence[] {
  const found: Silence[] = [];
  for (const turn of review.turns) {
    const waterfall = waterfallOf(turn);
    if (waterfall === undefined || !waterfall.toSpeech || waterfall.total <= SILENCE_MS_MIN) continue;
    const running = waterfall.bars
      .filter((bar) => !isContainer(bar, waterfall.bars))
      .map((bar) => ({ name: bar.name, cause: bar.cause, duration: bar.to - bar.from }))
      .sort((left, right) => right.duration - left.duration);
    found.push({ turn, duration: waterfall.total, running: running.slice(0, 3) });
  }
  return found;
}

/** A function that did little but wait for another tells less than the other. */
function isContainer(bar: Bar, bars: readonly Bar[]): boolean {
  return bars.some(
    (inner) =>
      inner.depth > bar.depth &&
      inner.from >= bar.from &&
      inner.to <= bar.to &&
      inner.to - inner.from > 0.8 * (bar.to - bar.from),
  );
}
