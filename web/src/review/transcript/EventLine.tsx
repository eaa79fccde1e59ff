// A function event on one row: name, arguments in short, duration, outcome; what it raised stands below it at once.

import { ChevronRight } from "lucide-react";
import { classes } from "../../ui/classes";
import { Personal } from "../../ui/Personal";
import { useDesk } from "../desk";
import { durationOf, errorLine, eventName, hasFailed, isEmpty, isObject, startOf, text } from "../model/field";
import { below, holdsPersonal, ruleOf } from "../model/pointer";
import type { EventRow } from "../model/rows";
import type { FunctionEvent, Json } from "../model/shape";
import { turnStart } from "../model/tree";
import { count, duration, offset, short } from "../model/wording";
import { Isolated } from "../Words";
import { Indent } from "./Indent";
import styles from "./lines.module.css";

export function EventLine({ row }: { row: EventRow }) {
  const { toggle } = useDesk();
  const { event, open } = row;
  const failed = hasFailed(event);
  const raised = failed ? errorLine(event.fields["error"]) : undefined;
  return (
    <div className={classes(styles["machine"], failed && styles["failed"])}>
      <span className={styles["offset"]}>{offset(startOf(event) - turnStart(row.turn))}</span>
      <Indent depth={row.depth} />
      <div className={classes(styles["event"], event.status !== "ended" && styles["unfinished"])}>
        <div className={styles["event-row"]}>
          <button
            type="button"
            tabIndex={-1}
            className={styles["event-button"]}
            aria-expanded={open}
            onClick={() => toggle(row)}
          >
            <ChevronRight aria-hidden className={classes(styles["chevron"], open && styles["opened"])} />
            <span className={styles["fx"]} aria-hidden>
              ƒ
            </span>
            <span className={styles["name"]}>
              <Isolated text={eventName(event)} />
            </span>
            <Arguments event={event} />
          </button>
          <Effects event={event} />
          <Lines row={row} />
          <Outcome event={event} failed={failed} />
        </div>
        {raised === undefined ? null : <Raised event={event} words={raised} />}
      </div>
    </div>
  );
}

function Arguments({ event }: { event: FunctionEvent }) {
  const given = event.fields["arguments"];
  if (!isObject(given)) return null;
  const pairs = Object.entries(given).slice(0, 4);
  return (
    <span className={styles["arguments"]}>
      {pairs.map(([key, value]) => (
        <span key={key} className={styles["argument"]}>
          <span className={styles["argument-name"]}>
            <Isolated text={key} />
          </span>
          <Short value={value} event={event} at={below("/arguments", key)} />
        </span>
      ))}
    </span>
  );
}

function Short({ value, event, at }: { value: Json; event: FunctionEvent; at: string }) {
  const drawn = <Isolated text={short(value, 40)} />;
  return holdsPersonal(event._pii, at) ? <Personal rule={ruleOf(event._pii, at)}>{drawn}</Personal> : drawn;
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
  const { unfold } = useDesk();
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

function Outcome({ event, failed }: { event: FunctionEvent; failed: boolean }) {
  const took = durationOf(event);
  return (
    <span className={styles["outcome"]}>
      {event.status === "ended" ? null : <span className={styles["pending"]}>{PENDING[event.status]}</span>}
      {took === undefined ? null : <span>{duration(took)}</span>}
      {failed ? <span className={styles["failed-word"]}>failed</span> : null}
      {event.status === "ended" && !failed ? (
        <span className={styles["done"]} role="img" aria-label="returned">
          ✓
        </span>
      ) : null}
    </span>
  );
}

const PENDING = { live: "running", lost_contact: "contact lost", unfinished: "never finished" } as const;

function Raised({ event, words }: { event: FunctionEvent; words: string }) {
  const drawn = <Isolated text={words} />;
  const at = isObject(event.fields["error"]) && text(event.fields["error"], "message") ? "/error/message" : "/error";
  return (
    <p className={styles["raised"]}>
      {holdsPersonal(event._pii, at) ? <Personal rule={ruleOf(event._pii, at)}>{drawn}</Personal> : drawn}
    </p>
  );
}
