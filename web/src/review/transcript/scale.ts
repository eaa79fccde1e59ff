// One scale for the waits of a whole call, so that two of them can be compared by eye.

import type { Review } from "../model/shape";
import { type Cause, waterfallOf } from "../model/waterfall";

export interface Scale {
  /** The end of it, in milliseconds. */
  readonly max: number;
  /** From tick to tick. */
  readonly step: number;
  readonly ticks: readonly number[];
  /** What the bars of the call show, in a fixed order. */
  readonly causes: ReadonlySet<Cause>;
  /** Whether any of it failed. */
  readonly hasFailed: boolean;
  /** The turn that the scale is explained at. */
  readonly first: number | undefined;
}

const made = new WeakMap<Review["turns"], Scale>();

export function scaleOf({ turns }: Pick<Review, "turns">): Scale {
  const known = made.get(turns);
  if (known !== undefined) return known;
  let longest = 0;
  let first: number | undefined;
  const causes = new Set<Cause>();
  let hasFailed = false;
  for (const turn of turns) {
    const waterfall = waterfallOf(turn);
    if (waterfall === undefined) continue;
    first ??= turn.number;
    longest = Math.max(longest, waterfall.total);
    for (const bar of waterfall.bars) {
      if (!bar.failed) causes.add(bar.cause);
      hasFailed ||= bar.failed;
    }
  }
  const scale = { ...ticksUpTo(longest), causes, hasFailed, first };
  made.set(turns, scale);
  return scale;
}

const STEPS_MS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000];
const TICKS_MAX = 6;

/** Ticks at round numbers, few enough to be told apart, the last one at or after `length`. */
export function ticksUpTo(length: number): Pick<Scale, "max" | "step" | "ticks"> {
  const step =
    STEPS_MS.find((candidate) => length / candidate <= TICKS_MAX) ?? Math.ceil(length / TICKS_MAX / 60_000) * 60_000;
  const count = Math.max(1, Math.ceil(length / step));
  return { max: count * step, step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}
