// A log line: level by shape, offset from the turn's start, content, and its fields as typed values.

import { Braces, Copy, Link2, Terminal } from "lucide-react";
import { Narrow } from "../../query/Narrow";
import { valuesOfEntry, valuesOfEvent } from "../../query/values";
import { classes } from "../../ui/classes";
import { IconButton } from "../../ui/Button";
import { Time } from "../../ui/Time";
import { useReviewContext } from "../reviewContext";
import { LevelMark } from "../LevelMark";
import { MarkAction } from "../marking/MarkAction";
import { entryContent, entryCut, entryFields, errorLine, isObject, text } from "../model/field";
import { hintsOfEntry } from "../model/hint";
import { targetOf } from "../model/link";
import type { EntryRow } from "../model/rows";
import type { Entry, Json } from "../model/shape";
import { count, offset } from "../model/wording";
import { Members, Pairs } from "../Value";
import { InShort, Isolated, Words } from "../Words";
import { CutPlaces } from "./CutPlaces";
import { Indent } from "./Indent";
import { RawJson } from "./RawJson";
import actions from "./actions.module.css";
import styles from "./lines.module.css";

export function EntryLine({ row, raw, reached }: { row: EntryRow; raw: boolean; reached: boolean }) {
  const { toggle } = useReviewContext();
  const { entry, level, open } = row;
  const content = entryContent(entry);
  const fields = entryFields(entry).filter(([key]) => key !== "exception");
  return (
    <div className={classes(styles["machine"], styles["entry"], styles[level])}>
      <span className={styles["offset"]}>{offset(row.offset)}</span>
      <Indent depth={row.depth} />
      <span className={styles["level"]}>
        <LevelMark level={level} />
      </span>
      <div className={styles["line"]}>
        <span className={styles["content"]}>
          {content === "" ? (
            <span className={styles["quiet"]}>no message</span>
          ) : (
            <Words text={content} flags={entry._pii} at="/content" lengthMax={open ? 4_000 : 600} />
          )}
        </span>{" "}
        {open || raw ? null : <Pairs pairs={fields} flags={entry._pii} onMore={() => toggle(row)} />}
        <Exception entry={entry} open={open && !raw} />
        {open && !raw ? <OpenEntry row={row} fields={fields} /> : null}
        {raw ? <RawJson value={entry.entry} personal={(entry._pii?.length ?? 0) > 0} /> : null}
        <Cut entry={entry} />
      </div>
      {/* Four buttons with tooltips on each of a thousand rows would be what scrolling waits for. */}
      {reached ? <Actions row={row} /> : null}
    </div>
  );
}

function OpenEntry({ row, fields }: { row: EntryRow; fields: [string, Json][] }) {
  const { entry } = row;
  const written = text(entry.entry, "timestamp");
  const logger = text(entry.entry, "logger");
  return (
    <div className={styles["opened-entry"]}>
      {fields.length === 0 ? null : <Members value={Object.fromEntries(fields)} flags={entry._pii} at="" />}
      <p className={styles["origin"]}>
        {written === undefined ? null : <Time value={written} form="full" />}
        {logger === undefined ? null : (
          <>
            {" "}
            · logger <Isolated text={logger} />
          </>
        )}
      </p>
      {hintsOfEntry(entry).map((hint) => (
        <p key={hint} className={styles["hints"]}>
          <Isolated text={hint} />
        </p>
      ))}
    </div>
  );
}

function Exception({ entry, open }: { entry: Entry; open: boolean }) {
  const { exception } = entry.entry;
  const line = errorLine(exception);
  if (line === undefined) return null;
  const stack = isObject(exception) ? text(exception, "stacktrace") : undefined;
  return (
    <div className={styles["exception"]}>
      <InShort text={line} flags={entry._pii} at="/exception" />
      {open && stack !== undefined ? (
        <pre className={styles["stack"]}>
          <Words text={stack} flags={entry._pii} at="/exception/stacktrace" lengthMax={8_000} />
        </pre>
      ) : null}
    </div>
  );
}

function Cut({ entry }: { entry: Entry }) {
  const cut = entryCut(entry);
  if (cut.length === 0) return null;
  const places = cut.slice(0, 5);
  return (
    <p className={styles["cut"]}>
      Cut for its size: <CutPlaces paths={places} flags={entry._pii} />
      {cut.length > places.length ? ` and ${count(cut.length - places.length, "more place")}` : ""}
    </p>
  );
}

function Actions({ row }: { row: EntryRow }) {
  const context = useReviewContext();
  const { entry } = row;
  return (
    <span className={actions["actions"]}>
      <IconButton label="Copy as JSON" tabIndex={-1} icon={<Copy />} onClick={() => context.copyJson(entry)} />
      <IconButton
        label="Copy link"
        keys="C"
        tabIndex={-1}
        icon={<Link2 />}
        onClick={() => context.copyLink(targetOf(row))}
      />
      <IconButton label="Copy as curl" tabIndex={-1} icon={<Terminal />} onClick={() => context.copyCurl(entry)} />
      <Narrow project={context.project} values={[...valuesOfEntry(entry), ...valuesOfEvent(row.event)]} />
      <MarkAction part={{ kind: "log", id: entry.id, fields: entry.entry }} />
      <IconButton label="Raw" keys="R" tabIndex={-1} icon={<Braces />} onClick={() => context.toggleRaw(row.key)} />
    </span>
  );
}
