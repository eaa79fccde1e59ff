// What a function event holds beyond its row: arguments, result, error, and the variables it changed.

import type { ReactNode } from "react";
import { stringify } from "../../api/json";
import { Time } from "../../ui/Time";
import { isEmpty, isList, isObject, text } from "../model/field";
import { hintsOfEvent } from "../model/hint";
import { below } from "../model/pointer";
import type { DetailRow } from "../model/rows";
import type { Flag, FunctionEvent, Json } from "../model/shape";
import { variablesOf } from "../model/variables";
import { count } from "../model/wording";
import { MarkEvent } from "../marking/MarkAction";
import { Key, Members, Value } from "../Value";
import { CutPlaces } from "./CutPlaces";
import { InShort, Isolated, Words } from "../Words";
import { Indent } from "./Indent";
import { RawJson } from "./RawJson";
import styles from "./lines.module.css";

const PARTS: readonly (readonly [string, string])[] = [
  ["arguments", "Arguments"],
  ["result", "Result"],
  ["content", "For the model"],
  ["utterance", "Speaks"],
  ["handoff", "Hands off"],
  ["transition", "Moves to"],
  ["variant_id_change", "Variant"],
  ["cancelled_by", "Cancelled by"],
];

export function EventDetail({ row, raw }: { row: DetailRow; raw: boolean }) {
  const { event, only } = row;
  return (
    <div className={styles["machine"]}>
      <span className={styles["offset"]} />
      <Indent depth={row.depth} />
      <div className={styles["detail"]}>
        {raw ? (
          <RawJson value={event.fields} personal={(event._pii?.length ?? 0) > 0} />
        ) : only === "variables" ? (
          <Changes event={event} />
        ) : (
          <>
            <Whole event={event} />
            <MarkEvent event={event} />
          </>
        )}
      </div>
    </div>
  );
}

function Whole({ event }: { event: FunctionEvent }) {
  const { fields, _pii: flags } = event;
  return (
    <>
      <Raised event={event} />
      {PARTS.map(([name, label]) => {
        const value = fields[name];
        // What a result says to the model and to the caller is taken out of it; the same twice tells nothing.
        if (value === undefined || value === null || (name === "content" && value === fields["result"])) return null;
        return (
          <Part key={name} label={label}>
            <Top value={value} flags={flags} at={below("", name)} />
          </Part>
        );
      })}
      <Changes event={event} />
      <Hints event={event} />
      <Cut event={event} />
      <p className={styles["origin"]}>
        <Time value={event.started_at} form="full" />
        {text(fields, "source") === undefined ? null : (
          <>
            {" "}
            · <Isolated text={text(fields, "source") ?? ""} />
          </>
        )}
        {event.id === null ? null : <> · {event.id}</>}
      </p>
    </>
  );
}

function Part({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles["part"]}>
      <span className={styles["part-name"]}>{label}</span>
      <div className={styles["part-value"]}>{children}</div>
    </div>
  );
}

/** The first level stands open: to fold what somebody has just unfolded would be rude. */
function Top({ value, flags, at }: { value: Json; flags: readonly Flag[] | undefined; at: string }) {
  if ((isObject(value) || isList(value)) && !isEmpty(value)) return <Members value={value} flags={flags} at={at} />;
  return <Value value={value} flags={flags} at={at} />;
}

function Raised({ event }: { event: FunctionEvent }) {
  const { error } = event.fields;
  if (error === undefined || isEmpty(error)) return null;
  if (!isObject(error)) {
    return (
      <Part label="Error">
        <Value value={error} flags={event._pii} at="/error" />
      </Part>
    );
  }
  const { stacktrace, ...rest } = error;
  return (
    <Part label="Error">
      <Members value={rest} flags={event._pii} at="/error" />
      {typeof stacktrace === "string" ? (
        <pre className={styles["stack"]}>
          <Words text={stacktrace} flags={event._pii} at="/error/stacktrace" lengthMax={8_000} />
        </pre>
      ) : null}
    </Part>
  );
}

/** What stands in the variables now, and what stood there before. */
function Changes({ event }: { event: FunctionEvent }) {
  const variables = variablesOf(event);
  if (variables === undefined) return null;
  const flags = event._pii;
  const at = (name: string, key: string): string => below(`/state_changes/${name}`, key);
  return (
    <Part label="Variables">
      <ul className={styles["changes"]}>
        {variables.added.map(([key, value]) => (
          <li key={key}>
            <span className={styles["sign"]}>+</span> <Key name={key} flags={flags} at="/state_changes/added" />{" "}
            <Value value={value} flags={flags} at={at("added", key)} lengthMax={300} />
          </li>
        ))}
        {variables.updated.map(([key, value]) => (
          <li key={key}>
            <span className={styles["sign"]}>~</span> <Key name={key} flags={flags} at="/state_changes/updated" />{" "}
            {isList(value) && value.length === 2 ? (
              <>
                <Value value={value[0] ?? null} flags={flags} at={below(at("updated", key), 0)} lengthMax={300} /> →{" "}
                <Value value={value[1] ?? null} flags={flags} at={below(at("updated", key), 1)} lengthMax={300} />
              </>
            ) : (
              <Value value={value} flags={flags} at={at("updated", key)} lengthMax={300} />
            )}
          </li>
        ))}
        {variables.removed.map((key, index) => (
          <li key={index}>
            <span className={styles["sign"]}>−</span>{" "}
            <InShort
              text={typeof key === "string" ? key : stringify(key)}
              flags={flags}
              at={below("/state_changes/removed", index)}
            />
          </li>
        ))}
        {variables.rest.map(([name, value]) => (
          <li key={name}>
            {name === "" ? null : (
              <>
                <Key name={name} flags={flags} at="/state_changes" />{" "}
              </>
            )}
            <Value
              value={value}
              flags={flags}
              at={name === "" ? "/state_changes" : below("/state_changes", name)}
              lengthMax={300}
            />
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Hints({ event }: { event: FunctionEvent }) {
  const hints = hintsOfEvent(event);
  if (hints.length === 0) return null;
  return (
    <Part label="Hints">
      <ul className={styles["hints"]}>
        {hints.slice(0, 20).map((hint) => (
          <li key={hint}>
            <Isolated text={hint} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Cut({ event }: { event: FunctionEvent }) {
  const { cut } = event;
  if (cut.length === 0) return null;
  return (
    <p className={styles["cut"]}>
      {count(cut.length, "value")} cut for {cut.length === 1 ? "its" : "their"} size:{" "}
      <CutPlaces paths={cut.slice(0, 5)} flags={event._pii} />
    </p>
  );
}
