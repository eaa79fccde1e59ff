// A function event on one row: name, arguments in short, duration, outcome; what it raised stands below it at once.

import { Narrow } from "../../query/Narrow";
import { valuesOfEvent } from "../../query/values";
import { useReviewContext } from "../reviewContext";
import { durationOf, errorLine, eventName, isEmpty, isObject, startOf, text } from "../model/field";
import { cancelledBy, hasFailed, OUTCOMES } from "../model/outcome";
import { below } from "../model/pointer";
import type { EventRow } from "../model/rows";
import type { FunctionEvent } from "../model/shape";
import { turnStart } from "../model/tree";
import { count, short } from "../model/wording";
import { Key } from "../Value";
import { InShort } from "../Words";
import { MachineLine, Outcome } from "./MachineLine";
import actions from "./actions.module.css";
import styles from "./lines.module.css";

export function EventLine({ row, reached }: { row: EventRow; reached: boolean }) {
  const { project } = useReviewContext();
  const { event } = row;
  const failed = hasFailed(event);
  const ended = event.status === "ended";
  const raised = event.outcome === "raised" ? errorLine(event.fields["error"]) : undefined;
  return (
    <MachineLine
      row={row}
      at={startOf(event) - turnStart(row.turn)}
      depth={row.depth}
      open={row.open}
      failed={failed}
      ended={ended}
      name={
        <>
          <span className={styles["fx"]} aria-hidden>
            ƒ
          </span>
          <span className={styles["name"]}>
            <InShort text={eventName(event)} flags={event._pii} at="/name" />
          </span>
          <Arguments event={event} />
        </>
      }
      beside={
        <>
          <Effects event={event} />
          <Lines row={row} />
          <Outcome pending={PENDING[event.status]} took={durationOf(event)} failed={false}>
            <Mark event={event} calm={row.worstLevel !== "error"} />
          </Outcome>
          {/* Its place is kept, so that nothing moves under the pointer. */}
          <span className={actions["kept"]}>
            {reached ? <Narrow project={project} values={valuesOfEvent(event)} /> : null}
          </span>
        </>
      }
    >
      {raised === undefined ? null : <Raised event={event} words={raised} />}
    </MachineLine>
  );
}

/** A tick only where nothing tells of trouble, neither in the function itself nor in what it called. */
function Mark({ event, calm }: { event: FunctionEvent; calm: boolean }) {
  const { outcome } = event;
  if (outcome === null || (outcome === "ok" && !calm)) return null;
  if (outcome === "ok") {
    return (
      <span className={styles["done"]} role="img" aria-label={OUTCOMES.ok}>
        ✓
      </span>
    );
  }
  const by = outcome === "cancelled" ? cancelledBy(event) : undefined;
  return (
    <span className={styles[STYLES[outcome]]}>
      {OUTCOMES[outcome]}
      {by === undefined ? null : (
        <>
          {" by "}
          <InShort text={short(by, 40)} flags={event._pii} at="/cancelled_by" />
        </>
      )}
    </span>
  );
}

const STYLES = {
  logged_error: "logged-error",
  api_failed: "api-failed",
  raised: "raised-words",
  cancelled: "cancelled",
  unfinished: "unfinished-words",
} as const;

const PENDING = {
  live: "still running",
  lost_contact: "contact lost",
  unfinished: undefined,
  ended: undefined,
} as const;

function Arguments({ event }: { event: FunctionEvent }) {
  const given = event.fields["arguments"];
  if (!isObject(given)) return null;
  const pairs = Object.entries(given).slice(0, 4);
  return (
    <span className={styles["arguments"]}>
      {pairs.map(([key, value]) => (
        <span key={key} className={styles["argument"]}>
          <span className={styles["argument-name"]}>
            <Key name={key} flags={event._pii} at="/arguments" />
          </span>
          <InShort text={short(value, 40)} flags={event._pii} at={below("/arguments", key)} />
        </span>
      ))}
    </span>
  );
}

function Effects({ event }: { event: FunctionEvent }) {
  const { fields } = event;
  const effects = [
    isEmpty(fields["handoff"]) ? undefined : "hands off",
    fields["hangup"] === true ? "hangs up" : undefined,
    isEmpty(fields["transition"]) ? undefined : "moves on",
    isEmpty(fields["utterance"]) ? undefined : "speaks",
  ].filter((effect) => effect !== undefined);
  if (effects.length === 0) return null;
  return <span className={styles["effects"]}>{effects.join(", ")}</span>;
}

/** How many lines lie folded; they come with a click of their own, without the rest of the event. */
function Lines({ row }: { row: EventRow }) {
  const { unfold } = useReviewContext();
  if (row.lines === 0 || row.open) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles["fold"]}
      aria-expanded={row.unfolded}
      onClick={() => unfold(row.key)}
    >
      {row.unfolded ? "−" : "+"}
      {count(row.lines, "line")}
    </button>
  );
}

function Raised({ event, words }: { event: FunctionEvent; words: string }) {
  const at = isObject(event.fields["error"]) && text(event.fields["error"], "message") ? "/error/message" : "/error";
  return (
    <p className={styles["raised"]}>
      <InShort text={words} flags={event._pii} at={at} />
    </p>
  );
}
