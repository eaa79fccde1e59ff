// What the caller waited for: one bar on one line, and a waterfall when opened.

import { ChevronRight } from "lucide-react";
import { classes } from "../../ui/classes";
import { useReviewContext } from "../reviewContext";
import type { LatencyRow } from "../model/rows";
import { SILENCE_MS_MIN } from "../model/silence";
import { type Bar, CAUSES, waterfallOf, type Waterfall } from "../model/waterfall";
import { duration } from "../model/wording";
import { InShort } from "../Words";
import styles from "./latency.module.css";
import { scaleOf, ticksUpTo, type Scale } from "./scale";
import lines from "./lines.module.css";

export function LatencyLine({ row }: { row: LatencyRow }) {
  const { toggle, review } = useReviewContext();
  const scale = scaleOf(review);
  const waterfall = waterfallOf(row.turn);
  if (waterfall === undefined) return null;
  const slow = waterfall.total > SILENCE_MS_MIN && waterfall.toSpeech;
  return (
    <div className={lines["machine"]}>
      <span className={lines["offset"]} />
      <div className={styles["latency"]}>
        <button
          type="button"
          tabIndex={-1}
          className={styles["button"]}
          aria-expanded={row.open}
          onClick={() => toggle(row)}
        >
          <ChevronRight aria-hidden className={classes(lines["chevron"], row.open && lines["opened"])} />
          <Composition waterfall={waterfall} scale={scale} />{" "}
          <span className={classes(styles["total"], slow && styles["slow"])}>
            {duration(waterfall.total)} {waterfall.toSpeech ? "to answer" : "in the turn"}
          </span>
        </button>
        {scale.first === row.turn.number ? <Legend scale={scale} /> : null}
        {row.open ? <Lanes waterfall={waterfall} /> : null}
      </div>
    </div>
  );
}

const HEIGHT = 8;

/** All bars on one line, the innermost on top, as long as the wait was on the scale of the call. */
function Composition({ waterfall, scale }: { waterfall: Waterfall; scale: Scale }) {
  const { bars, gaps, total } = waterfall;
  const ordered = [...bars].sort((left, right) => left.depth - right.depth).slice(0, BARS_MAX);
  return (
    <svg
      className={styles["composition"]}
      viewBox={`0 0 ${scale.max} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={inWords(waterfall)}
    >
      <rect className={styles["ground"]} width={total} height={HEIGHT} />
      {gaps.map((gap) => (
        <rect key={gap.from} className={styles["gap"]} x={gap.from} width={gap.to - gap.from} height={HEIGHT} />
      ))}
      {ordered.map((bar, index) => (
        <rect
          key={index}
          className={styles[bar.failed ? "failed" : bar.cause]}
          x={bar.from}
          width={bar.to - bar.from}
          height={HEIGHT}
        />
      ))}
      {scale.ticks.map((tick) => (
        <line key={tick} className={styles["tick"]} x1={tick} x2={tick} y2={HEIGHT} />
      ))}
    </svg>
  );
}

function swatchOf({ cause, failed }: Bar): string {
  return `${failed ? "failed" : cause}-swatch`;
}

/** What the bars mean, said once for the call. */
function Legend({ scale }: { scale: Scale }) {
  return (
    <ul className={styles["legend"]} aria-label="What the bars show">
      <li>
        0 to {duration(scale.max)}, a tick every {duration(scale.step)}
      </li>
      {CAUSES.filter(([cause]) => scale.causes.has(cause)).map(([cause, name]) => (
        <li key={cause}>
          <i className={classes(styles["swatch"], styles[`${cause}-swatch`])} aria-hidden />
          {name}
        </li>
      ))}
      {scale.hasFailed ? (
        <li>
          <i className={classes(styles["swatch"], styles["failed-swatch"])} aria-hidden />
          failed
        </li>
      ) : null}
      <li>
        <i className={classes(styles["swatch"], styles["wait-swatch"])} aria-hidden />
        not accounted for
      </li>
    </ul>
  );
}

const BARS_MAX = 200;
const LANES_MAX = 60;

function Lanes({ waterfall }: { waterfall: Waterfall }) {
  const { bars, gaps, total, unaccounted } = waterfall;
  return (
    <div className={styles["lanes"]}>
      <p className={styles["edges"]}>
        <span>{waterfall.fromSpeech ? "end of speech" : "turn begins"}</span>
        <span>{waterfall.toSpeech ? "first word of the agent" : "end of the turn"}</span>
      </p>
      <Axis total={total} />
      {bars.slice(0, LANES_MAX).map((bar, index) => (
        <div key={index} className={styles["lane"]}>
          <span className={styles["lane-name"]} style={{ paddingLeft: bar.depth * 12 }}>
            <i className={classes(styles["swatch"], styles[swatchOf(bar)])} aria-hidden />
            <InShort {...bar.name} />
          </span>
          <span className={styles["track"]}>
            <span
              className={classes(styles["bar"], styles[swatchOf(bar)], bar.open && styles["open-bar"])}
              style={{ left: percent(bar.from, total), width: percent(bar.to - bar.from, total) }}
            />
          </span>
          <span className={styles["took"]}>
            {bar.open ? "not ended" : duration(bar.to - bar.from)}
            {bar.failed ? <span className={styles["failed-word"]}> failed</span> : null}
          </span>
        </div>
      ))}
      {bars.length > LANES_MAX ? <p className={styles["edges"]}>and {bars.length - LANES_MAX} more</p> : null}
      <div className={styles["lane"]}>
        <span className={styles["lane-name"]}>
          <i className={classes(styles["swatch"], styles["gap-swatch"])} aria-hidden />
          not accounted for
        </span>
        <span className={styles["track"]}>
          {gaps.map((gap) => (
            <span
              key={gap.from}
              className={classes(styles["bar"], styles["gap-swatch"])}
              style={{ left: percent(gap.from, total), width: percent(gap.to - gap.from, total) }}
            />
          ))}
        </span>
        <span className={styles["took"]}>{unaccounted < 1 ? "0 ms" : duration(unaccounted)}</span>
      </div>
    </div>
  );
}

/** The time over the lanes, which use all of their width for this one wait. */
function Axis({ total }: { total: number }) {
  const ticks = ticksUpTo(total).ticks.filter((tick) => tick <= total * LABEL_SHARE_MAX);
  return (
    <div className={classes(styles["lane"], styles["axis"])} aria-hidden>
      <span />
      <span className={styles["axis-track"]}>
        {ticks.map((tick) => (
          <span key={tick} className={styles["axis-tick"]} style={{ left: percent(tick, total) }}>
            {tick === 0 ? "0" : duration(tick)}
          </span>
        ))}
      </span>
    </div>
  );
}

/** A label further right would stand beyond the lane. */
const LABEL_SHARE_MAX = 0.95;

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(3)}%`;
}

function inWords({ bars, total, unaccounted }: Waterfall): string {
  const parts = CAUSES.flatMap(([cause, name]) => {
    const sum = bars.filter((bar) => bar.cause === cause && (cause !== "function" || bar.depth === 0));
    const took = sum.reduce((before, bar) => before + bar.to - bar.from, 0);
    return took < 1 ? [] : [`${name} ${duration(took)}`];
  });
  return [`${duration(total)}:`, ...parts, `not accounted for ${duration(unaccounted)}`].join(" ");
}
