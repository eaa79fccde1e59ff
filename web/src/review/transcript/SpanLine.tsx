// Something else that took time: a request to a language model, speech, an HTTP exchange.

import { ChevronRight } from "lucide-react";
import { Badge } from "../../ui/Badge";
import { classes } from "../../ui/classes";
import { Personal } from "../../ui/Personal";
import { useDesk } from "../desk";
import { durationOf, errorLine, hasFailed, isEmpty, isList, isObject, number, text } from "../model/field";
import { below, holdsPersonal, ruleOf } from "../model/pointer";
import type { SpanRow } from "../model/rows";
import type { Json, Span } from "../model/shape";
import { isHttp } from "../model/tree";
import { duration, offset } from "../model/wording";
import { Members, Value } from "../Value";
import { Isolated } from "../Words";
import { Indent } from "./Indent";
import styles from "./lines.module.css";

const PARTS: readonly (readonly [string, string])[] = [
  ["input", "Input"],
  ["output", "Output"],
  ["usage", "Usage"],
  ["query", "Query"],
  ["request_body", "Request"],
  ["response_body", "Response"],
  ["attributes", "Attributes"],
  ["error", "Error"],
];

export function SpanLine({ row }: { row: SpanRow }) {
  const { toggle } = useDesk();
  const { span, open } = row;
  const failed = hasFailed(span);
  // A refused request is an answer; what its function makes of it stands in the function's own row.
  const raised = !isEmpty(span.fields["error"]);
  const took = durationOf(span);
  return (
    <div className={classes(styles["machine"], raised && styles["failed"])}>
      <span className={styles["offset"]}>{offset(row.offset)}</span>
      <Indent depth={row.depth} />
      <div className={classes(styles["event"], span.status !== "ended" && styles["unfinished"])}>
        <div className={styles["event-row"]}>
          <button
            type="button"
            tabIndex={-1}
            className={styles["event-button"]}
            aria-expanded={open}
            onClick={() => toggle(row)}
          >
            <ChevronRight aria-hidden className={classes(styles["chevron"], open && styles["opened"])} />
            <Badge>{isHttp(span) ? "HTTP" : (NAMES[text(span.fields, "kind") ?? ""] ?? "span")}</Badge>
            <span className={styles["span-name"]}>
              {holdsPersonal(span._pii, "/url") ? (
                <Personal rule={ruleOf(span._pii, "/url")}>
                  <Isolated text={nameOf(span)} />
                </Personal>
              ) : (
                <Isolated text={nameOf(span)} />
              )}
            </span>
          </button>
          <span className={styles["outcome"]}>
            {span.status === "ended" ? null : <span className={styles["pending"]}>not ended</span>}
            {took === undefined ? null : <span>{duration(took)}</span>}
            {failed ? <span className={styles["failed-word"]}>failed</span> : null}
          </span>
        </div>
        {raised ? (
          <p className={styles["raised"]}>
            {holdsPersonal(span._pii, "/error") ? (
              <Personal rule={ruleOf(span._pii, "/error")}>
                <Isolated text={errorLine(span.fields["error"]) ?? ""} />
              </Personal>
            ) : (
              <Isolated text={errorLine(span.fields["error"]) ?? ""} />
            )}
          </p>
        ) : null}
        {open ? <Parts span={span} /> : null}
      </div>
    </div>
  );
}

const NAMES: Readonly<Record<string, string>> = { llm: "LLM", tts: "TTS", asr: "ASR" };

function nameOf(span: Span): string {
  const { fields } = span;
  if (!isHttp(span))
    return [text(fields, "name"), text(fields, "model")].filter(Boolean).join(" · ") || "without a name";
  const status = number(fields, "status_code");
  const parts = [text(fields, "method"), text(fields, "url") ?? text(fields, "name"), status?.toString()];
  return parts.filter((part) => part !== undefined).join(" ");
}

function Parts({ span }: { span: Span }) {
  return (
    <div className={styles["detail"]}>
      {PARTS.map(([name, label]) => {
        const value = span.fields[name];
        if (value === undefined || isEmpty(value)) return null;
        return (
          <div key={name} className={styles["part"]}>
            <span className={styles["part-name"]}>{label}</span>
            <div className={styles["part-value"]}>
              <Part value={value} span={span} at={below("", name)} />
            </div>
          </div>
        );
      })}
    </div>
  );
}

function Part({ value, span, at }: { value: Json; span: Span; at: string }) {
  if (isObject(value) || isList(value)) return <Members value={value} flags={span._pii} at={at} />;
  return <Value value={value} flags={span._pii} at={at} />;
}
