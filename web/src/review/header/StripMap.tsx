// The map of the whole call: hover reads it, click jumps, the frame shows where one is. With the keyboard it is a
// slider over the turns and everything that went wrong.

import {
  memo,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
  type PointerEvent,
} from "react";
import { classes } from "../../ui/classes";
import { CoveredContext, Personal } from "../../ui/Personal";
import { useReviewContext } from "../reviewContext";
import { type Mark, type Stop, stopAt, stopsOf, stripOf, thin, type Tick } from "../model/strip";
import { clock, duration } from "../model/wording";
import { Isolated } from "../Words";
import type { ViewportStore } from "./viewport";
import styles from "./StripMap.module.css";

const HEIGHT = 50;
const CALLER_Y = 4;
const AGENT_Y = 14;
const BLOCK_HEIGHT = 8;
const TICK_Y = 27;
const TICK_HEIGHT = 6;
const MARK_Y = 42;

export const StripMap = memo(function StripMap({ viewport }: { viewport: ViewportStore }) {
  const { review, jump } = useReviewContext();
  const strip = useMemo(() => stripOf(review), [review]);
  const stops = useMemo(() => stopsOf(strip), [strip]);
  const [box, width] = useWidth();
  const [hover, setHover] = useState<{ x: number; stop: Stop } | undefined>();
  const [at, setAt] = useState(0);
  const x = (milliseconds: number): number => Math.min(1, milliseconds / strip.total) * Math.max(0, width - 2);
  const marks = useMemo(() => thin(strip.marks, strip.total, width), [strip, width]);
  const reach = (REACH_PIXELS / Math.max(1, width)) * strip.total;

  const read = (event: PointerEvent): { x: number; stop: Stop } | undefined => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const stop = stopAt(strip, stops, (left / Math.max(1, width)) * strip.total, reach);
    return stop === undefined ? undefined : { x: left, stop };
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (event.key === "Enter" || event.key === " ") {
      const stop = stops[at];
      if (stop !== undefined) jump(stop.target);
    } else if (step === undefined) {
      return;
    } else {
      setAt(Math.max(0, Math.min(stops.length - 1, at + step * (Math.abs(step) > 1 ? stops.length : 1))));
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const current = stops[at];
  const covered = useContext(CoveredContext) && current?.personal === true;
  return (
    <div
      ref={box}
      className={styles["strip"]}
      role="slider"
      tabIndex={0}
      aria-label="Map of the conversation; Enter goes to the place"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, stops.length - 1)}
      aria-valuenow={at}
      aria-valuetext={current === undefined ? "nothing yet" : covered ? "covered" : current.words}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setHover(read(event))}
      onPointerLeave={() => setHover(undefined)}
      onPointerUp={(event) => {
        const found = read(event);
        if (found !== undefined) jump(found.stop.target);
      }}
    >
      <svg width={width} height={HEIGHT} aria-hidden>
        <Frame viewport={viewport} start={strip.start} x={x} />
        <line
          className={styles["axis"]}
          x1={0}
          x2={width}
          y1={AGENT_Y + BLOCK_HEIGHT + 2.5}
          y2={AGENT_Y + BLOCK_HEIGHT + 2.5}
        />
        {strip.blocks.map((block) => (
          <rect
            key={`${block.who} ${block.turn.number}`}
            className={styles[block.who]}
            x={x(block.from)}
            width={Math.max(2, x(block.to - block.from) - 1)}
            y={block.who === "agent" ? AGENT_Y : CALLER_Y}
            height={block.who === "both" ? AGENT_Y - CALLER_Y + BLOCK_HEIGHT : BLOCK_HEIGHT}
            rx={2}
          />
        ))}
        <path
          className={styles["tick"]}
          d={path(
            strip.ticks.filter((tick) => !tick.failed && !tick.open),
            x,
          )}
        />
        <path
          className={styles["tick-open"]}
          d={path(
            strip.ticks.filter((tick) => tick.open),
            x,
          )}
        />
        <path
          className={styles["tick-failed"]}
          d={path(
            strip.ticks.filter((tick) => tick.failed),
            x,
          )}
        />
        {marks.map((mark) => (
          <MarkShape
            key={`${mark.target} ${mark.level}`}
            mark={mark}
            x={Math.min(width - 5, Math.max(5, x(mark.at)))}
          />
        ))}
      </svg>
      <span className={styles["end"]}>{duration(strip.total)}</span>
      {hover === undefined ? null : (
        <span
          className={classes(styles["hover"], hover.x > width / 2 && styles["leftwards"])}
          style={hover.x > width / 2 ? { right: width - hover.x } : { left: hover.x }}
        >
          <span className={styles["hover-time"]}>{clock(hover.stop.at)}</span>
          {hover.stop.personal ? (
            <Personal>
              <Isolated text={hover.stop.words} />
            </Personal>
          ) : (
            <Isolated text={hover.stop.words} />
          )}
        </span>
      )}
    </div>
  );
});

/** The part that is in sight. */
function Frame({
  viewport,
  start,
  x,
}: {
  viewport: ViewportStore;
  start: number;
  x: (milliseconds: number) => number;
}) {
  const seen = useSyncExternalStore(viewport.subscribe, viewport.get);
  if (seen === undefined) return null;
  const from = x(seen.from - start);
  const width = Math.max(4, x(seen.to - start) - from + 2);
  return <rect className={styles["frame"]} x={from - 1} width={width} y={0.5} height={HEIGHT - 1} rx={3} />;
}

const REACH_PIXELS = 6;
/** One stop on, or to the ends. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  Home: -2,
  End: 2,
};

/** All ticks of one kind as one path: a thousand functions are one element. */
function path(ticks: readonly Tick[], x: (milliseconds: number) => number): string {
  return ticks
    .map(
      (tick) =>
        `M${x(tick.from).toFixed(1)} ${TICK_Y}h${Math.max(2, x(tick.to - tick.from)).toFixed(1)}v${TICK_HEIGHT}H${x(tick.from).toFixed(1)}z`,
    )
    .join("");
}

function MarkShape({ mark, x }: { mark: Mark; x: number }) {
  const shape = mark.level === "error" ? "M-2.3 -5h4.6L5 -2.3v4.6L2.3 5h-4.6L-5 2.3v-4.6z" : "M0 -4.5 4.5 4H-4.5z";
  return <path className={styles[mark.level]} d={shape} transform={`translate(${x.toFixed(1)} ${MARK_Y})`} />;
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}
