// What belongs to the call as a whole, beside its transcript.

import { memo, type ReactNode } from "react";
import { Badge } from "../../ui/Badge";
import { useReviewContext } from "../reviewContext";
import { summaryOf, durationOfReview } from "../model/call";
import { number, text } from "../model/field";
import { cutPlaces, sentence } from "../model/notice";
import { silencesOf } from "../model/silence";
import { turnKey } from "../model/key";
import type { Fields } from "../model/shape";
import { count, duration, inTurn } from "../model/wording";
import { Value } from "../Value";
import { InShort, Words } from "../Words";
import { ContactCalls } from "./ContactCalls";
import { Note } from "./Note";
import { Runs } from "./Runs";
import { Section } from "./Section";
import styles from "./Sidebar.module.css";

export const Sidebar = memo(function Sidebar({ functionName }: { functionName: string | undefined }) {
  const { review } = useReviewContext();
  return (
    <section className={styles["beside"]} aria-label="About this conversation">
      <Missing />
      <Summary />
      <Ending />
      <Silences />
      {functionName === undefined ? null : <Runs name={functionName} />}
      <Metrics />
      <Note />
      {review.sees_personal ? <ContactCalls /> : null}
    </section>
  );
});

function Missing() {
  const { review } = useReviewContext();
  const places = cutPlaces(review);
  const told = review.notices.some((notice) => notice.kind === "cut");
  if (review.notices.length === 0 && places === 0) return null;
  return (
    <Section title="Missing data">
      <ul className={styles["notices"]}>
        {review.notices.map((notice, index) => (
          <li key={index} title={notice.producer}>
            {sentence(notice)}
          </li>
        ))}
        {places > 0 && !told ? <li>{count(places, "value")} cut for size; each says so at its place.</li> : null}
      </ul>
    </Section>
  );
}

function Summary() {
  const { review } = useReviewContext();
  const summary = summaryOf(review);
  if (summary === undefined) return null;
  return (
    <Section title="Summary">
      {summary.heading === undefined ? null : (
        <p className={styles["strong"]}>
          <Words text={summary.heading} flags={review._pii} at="/summary/heading" />
        </p>
      )}
      <p>
        <Words text={summary.content} flags={review._pii} at="/summary" />
      </p>
    </Section>
  );
}

function Ending() {
  const { review } = useReviewContext();
  const { fields, _pii: flags } = review;
  const took = durationOfReview(review);
  const said = (name: string): ReactNode => {
    const value = text(fields, name);
    return value === undefined ? null : <Words text={value} flags={flags} at={`/${name}`} />;
  };
  const rows: [string, ReactNode][] = [
    ["Ended by", review.status === "ended" ? (said("ended_by") ?? "not recorded") : null],
    ["State", review.status === "ended" ? null : STILL[review.status]],
    ["Why", said("end_reason")],
    ["Duration", took === undefined ? null : duration(took)],
    ["Agent's part", agentPart(fields)],
    ["Hand-off", fields["handoff"] === true ? <Badge tone="accent">handed off</Badge> : null],
    ["To", said("handoff_destination")],
    ["Because", said("handoff_reason")],
    ["Deployment", said("deployment_id")],
    ["Score", number(fields, "poly_score")?.toString() ?? null],
  ];
  return (
    <Section title={review.status === "ended" ? "How it ended" : "The call"}>
      <dl className={styles["facts"]}>
        {rows.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </Section>
  );
}

const STILL = {
  live: "still running",
  lost_contact: "contact lost",
  unfinished: "never ended",
  ended: "",
};

function agentPart(fields: Fields): string | null {
  const part = number(fields, "polyai_duration_ms");
  return part === undefined ? null : duration(part);
}

function Silences() {
  const { review, jump } = useReviewContext();
  // Of some turns the longest would not be known.
  const silences = review.turns.some((turn) => turn.bare)
    ? []
    : [...silencesOf(review)].sort((left, right) => right.duration - left.duration);
  if (silences.length === 0) return null;
  return (
    <Section title="Silences over 2 s" aside={<span className={styles["count"]}>{silences.length}</span>}>
      <ul className={styles["silences"]}>
        {silences.slice(0, SILENCES_MAX).map((silence) => (
          <li key={silence.turn.number}>
            <button type="button" onClick={() => jump(turnKey(silence.turn))}>
              <span className={styles["strong"]}>{duration(silence.duration)}</span> {inTurn(silence.turn.number)}
            </button>
            <span className={styles["running"]}>
              {silence.running.length === 0 ? "nothing recorded at that time" : null}
              {silence.running.map((running, index) => (
                <span key={index}>
                  <InShort {...running.name} /> {duration(running.duration)}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {silences.length > SILENCES_MAX ? (
        <p className={styles["quiet"]}>and {silences.length - SILENCES_MAX} shorter ones</p>
      ) : null}
    </Section>
  );
}

const SILENCES_MAX = 8;
const METRICS_MAX = 30;

function Metrics() {
  const { review } = useReviewContext();
  if (review.metrics.length === 0) return null;
  return (
    <Section title="Metrics">
      <dl className={styles["metrics"]}>
        {review.metrics.slice(0, METRICS_MAX).map((metric, index) => (
          <div key={index}>
            <dt>
              <InShort text={metric.name} flags={metric._pii} at="/name" />
            </dt>
            <dd>
              <Value value={metric.value ?? null} flags={metric._pii} at="/value" lengthMax={120} />
            </dd>
          </div>
        ))}
      </dl>
      {review.metrics.length > METRICS_MAX ? (
        <p className={styles["quiet"]}>and {review.metrics.length - METRICS_MAX} more, in the layer Metrics</p>
      ) : null}
    </Section>
  );
}
