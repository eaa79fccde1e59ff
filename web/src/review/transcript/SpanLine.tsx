// Something else that took time: a request to a language model, speech, an HTTP exchange.

import { Badge } from "../../ui/Badge";
import { durationOf, errorLine, hasSpanFailed, isEmpty, isList, isObject, number, text } from "../model/field";
import { below } from "../model/pointer";
import type { SpanRow } from "../model/rows";
import type { Json, Span } from "../model/shape";
import { isHttp } from "../model/tree";
import { Members, Value } from "../Value";
import { InShort } from "../Words";
import { MachineLine, Outcome } from "./MachineLine";
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
  ["cancelled_by", "Cancelled by"],
];

export function SpanLine({ row }: { row: SpanRow }) {
  const { span } = row;
  // A refused request is an answer; what its function makes of it stands in the function's own row.
  const raised = !isEmpty(span.fields["error"]);
  const ended = span.status === "ended";
  return (
    <MachineLine
      row={row}
      at={row.offset}
      depth={row.depth}
      open={row.open}
      failed={raised}
      ended={ended}
      name={
        <>
          <Badge>{isHttp(span) ? "HTTP" : (NAMES[text(span.fields, "kind") ?? ""] ?? "span")}</Badge>
          <span className={styles["span-name"]}>
            <InShort text={nameOf(span)} flags={span._pii} at="/url" />
          </span>
        </>
      }
      beside={
        <Outcome pending={ended ? undefined : "not ended"} took={durationOf(span)} failed={hasSpanFailed(span)}>
          {isEmpty(span.fields["cancelled_by"]) ? null : <span className={styles["cancelled"]}>cancelled</span>}
        </Outcome>
      }
    >
      {raised ? (
        <p className={styles["raised"]}>
          <InShort text={errorLine(span.fields["error"]) ?? ""} flags={span._pii} at="/error" />
        </p>
      ) : null}
      {row.open ? <Parts span={span} /> : null}
    </MachineLine>
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
