import { useRef, useState, type CSSProperties, type KeyboardEvent } from "react";
import type { Histogram, HistogramBar } from "../api/types";
import { dayAndClock } from "../format/time";
import styles from "./HistogramView.module.css";

const SECOND_MS = 1000;

interface Props {
  histogram: Histogram;
  /** Asks for the lines between two times, in ms. */
  onTimes: (from: number, until: number) => void;
}

/** How many lines were written when, by level. A bar, or the bars that a pointer is drawn over, are asked for alone. */
export function HistogramView({ histogram, onTimes }: Props) {
  const { bars, seconds, is_complete: isComplete } = histogram;
  const [chosen, setActive] = useState<number | null>(null);
  const [drawn, setDrawn] = useState<readonly [number, number] | null>(null);
  const group = useRef<HTMLDivElement>(null);
  const active = chosen === null || chosen >= bars.length ? null : chosen;
  const highest = Math.max(...bars.map(countOf));
  const timeOf = (at: number): number => Date.parse(bars[0]?.start ?? "") + at * seconds * SECOND_MS;
  const wordsAt = (at: number): string => words(bars.slice(at, at + 1), timeOf(at), timeOf(at + 1));
  const ask = (from: number, to: number): void => onTimes(timeOf(Math.min(from, to)), timeOf(Math.max(from, to) + 1));
  const move = (event: KeyboardEvent): void => {
    const at = active ?? 0;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    (group.current?.children[Math.max(0, Math.min(bars.length - 1, to))] as HTMLElement | undefined)?.focus();
  };
  const shown = active === null ? words(bars, timeOf(0), timeOf(bars.length)) : wordsAt(active);
  return (
    <section className={styles["histogram"]} aria-label="Log lines over time">
      <div
        ref={group}
        className={styles["bars"]}
        role="toolbar"
        aria-label="Stretches of time"
        onKeyDown={move}
        onPointerLeave={() => {
          setDrawn(null);
          setActive(null);
        }}
      >
        {bars.map((bar, at) => (
          <button
            key={bar.start}
            type="button"
            className={styles["bar"]}
            aria-label={`${wordsAt(at)}. Show only these.`}
            tabIndex={at === (active ?? 0) ? 0 : -1}
            data-drawn={drawn !== null && isWithin(at, drawn)}
            onFocus={() => setActive(at)}
            onPointerDown={(event) => {
              event.currentTarget.releasePointerCapture(event.pointerId);
              setDrawn([at, at]);
            }}
            onPointerEnter={() => {
              setActive(at);
              if (drawn !== null) setDrawn([drawn[0], at]);
            }}
            onPointerUp={() => {
              if (drawn !== null && drawn[0] !== at) ask(drawn[0], at);
              setDrawn(null);
            }}
            onClick={() => ask(at, at)}
          >
            {LEVELS.filter((level) => bar[level] > 0).map((level) => (
              <span key={level} data-level={level} style={{ "--share": bar[level] / highest } as CSSProperties} />
            ))}
          </button>
        ))}
      </div>
      <p className={styles["caption"]}>
        <span>{shown}</span>
        {isComplete ? null : <span>The newest 10,000 lines were looked at</span>}
      </p>
    </section>
  );
}

const LEVELS = ["error", "warning", "info"] as const;

const countOf = (bar: HistogramBar): number => bar.info + bar.warning + bar.error;

function isWithin(at: number, [from, to]: readonly [number, number]): boolean {
  return at >= Math.min(from, to) && at <= Math.max(from, to);
}

/** Says how many lines bars have, and of which time. */
function words(bars: readonly HistogramBar[], from: number, until: number): string {
  const now = new Date();
  const times = [from, until].map((time) => dayAndClock(new Date(time).toISOString(), now)).join(" to ");
  const sum = (level: keyof typeof NAMES): number => bars.reduce((total, bar) => total + bar[level], 0);
  const counts = LEVELS.flatMap((level) => {
    const [count, [one, many]] = [sum(level), NAMES[level]];
    return count === 0 ? [] : [`${count.toLocaleString("en")} ${count === 1 ? one : many}`];
  });
  return `${times}: ${counts.length === 0 ? "no lines" : counts.join(", ")}`;
}

const NAMES = { error: ["error", "errors"], warning: ["warning", "warnings"], info: ["info", "info"] } as const;
