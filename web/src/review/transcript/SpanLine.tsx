// Something else that took time: a request to a language model, speech, an HTTP exchange.

import { Fragment } from "react";
import { Badge } from "../../ui/Badge";
import { durationOf, errorLine, hasSpanFailed, isEmpty, isList, isObject, number, text } from "../model/field";
import { below } from "../model/pointer";
import type { SpanRow } from "../model/rows";
import type { Json, Span } from "../model/shape";
import { isHttp } from "../model/tree";
import { MarkAction } from "../marking/MarkAction";
import { Members, Value } from "../Value";
import { InShort } from "../Words";
import { Chat } from "./Chat";
import { MachineLine, Outcome } from "./MachineLine";
import { messagesOf } from "./messages";
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
  const { fields, _pii: flags } = span;
  const failed = hasSpanFailed(span);
  const ended = span.status === "ended";
  const parts = PARTS.filter(([name]) => !isEmpty(fields[name]));
  const error = errorLine(fields["error"]);
  return (
    <MachineLine
      row={row}
      at={row.offset}
      depth={row.depth}
      // Nothing would be there to see.
      open={parts.length === 0 ? undefined : row.open}
      failed={failed}
      ended={ended}
      name={
        <>
          <Badge>{isHttp(span) ? "HTTP" : (NAMES[text(fields, "kind") ?? ""] ?? "span")}</Badge>{" "}
          <span className={styles["span-name"]}>
            <Name span={span} />
          </span>
        </>
      }
      beside={
        <Outcome pending={ended ? undefined : pendingOf(span)} took={durationOf(span)} failed={failed}>
          {isEmpty(fields["cancelled_by"]) ? null : <span className={styles["cancelled"]}>cancelled</span>}
        </Outcome>
      }
    >
      {error === undefined ? null : (
        <p className={styles["raised"]}>
          <InShort text={error} flags={flags} at="/error" />
        </p>
      )}
      {row.open && parts.length > 0 ? (
        <div className={styles["detail"]}>
          {parts.map(([name, label]) => (
            <div key={name} className={styles["part"]}>
              <span className={styles["part-name"]}>{label}</span>{" "}
              <div className={styles["part-value"]}>
                <Part value={fields[name] ?? null} span={span} at={below("", name)} />
              </div>
            </div>
          ))}
          <MarkAction part={{ kind: "span", id: span.id, fields }} />
        </div>
      ) : null}
    </MachineLine>
  );
}

const NAMES: Readonly<Record<string, string>> = { llm: "LLM", tts: "TTS", asr: "ASR" };

function pendingOf(span: Span): string {
  return span.status === "live" ? "still running" : "never ended";
}

/** Its name in parts, for one of them may be personal and the others not. */
function Name({ span }: { span: Span }) {
  const { fields, _pii: flags } = span;
  const names = isHttp(span)
    ? ["method", text(fields, "url") === undefined ? "name" : "url"]
    : ["name", "model"].filter((name) => text(fields, name) !== undefined);
  const status = isHttp(span) ? number(fields, "status_code") : undefined;
  const parts = names.flatMap((name) => (text(fields, name) === undefined ? [] : [[name, text(fields, name) ?? ""]]));
  if (parts.length === 0 && status === undefined) return <>without a name</>;
  return (
    <>
      {parts.map(([name = "", words = ""], index) => (
        <Fragment key={name}>
          {index === 0 ? null : isHttp(span) ? " " : " · "}
          <InShort text={words} flags={flags} at={below("", name)} />
        </Fragment>
      ))}
      {status === undefined ? null : (
        <>
          {" "}
          <span className={status >= 400 ? styles["failed-word"] : undefined}>{status}</span>
        </>
      )}
    </>
  );
}

function Part({ value, span, at }: { value: Json; span: Span; at: string }) {
  const messages = messagesOf(value, at);
  if (messages !== undefined) return <Chat messages={messages} flags={span._pii} />;
  if (isObject(value) || isList(value)) return <Members value={value} flags={span._pii} at={at} />;
  return <Value value={value} flags={span._pii} at={at} />;
}
