import type { MouseEvent } from "react";
import type { FoundEntry } from "../api/types";
import { Narrow } from "../query/Narrow";
import { valuesOfEntry, valuesOfEvent } from "../query/values";
import { LevelMark } from "../review/LevelMark";
import { entryContent, entryFields, entryLevel, errorLine } from "../review/model/field";
import type { Entry } from "../review/model/shape";
import { Pairs } from "../review/Value";
import { InShort, Isolated } from "../review/Words";
import { classes } from "../ui/classes";
import { Time } from "../ui/Time";
import styles from "./LogTable.module.css";

export interface LogRowProps {
  project: string;
  row: FoundEntry;
  index: number;
  top: number;
  isActive: boolean;
  href: string;
  onActive: (index: number) => void;
  onOpen: (row: FoundEntry) => void;
}

const SHOWN_FIELDS = 6;
const CONTENT_CHARS_MAX = 400;

/** A log line of any conversation. */
export function LogRow({ project, row, index, top, isActive, href, onActive, onOpen }: LogRowProps) {
  const entry = row as unknown as Entry;
  const level = entryLevel(entry);
  const fields = entryFields(entry).filter(([key]) => key !== "exception");
  const raised = errorLine(entry.entry["exception"]);
  const time = entry.entry["timestamp"];
  const follow = (event: MouseEvent): void => {
    event.stopPropagation();
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(row);
  };
  return (
    // The keyboard's Enter is bound once for the whole list.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      tabIndex={isActive ? 0 : -1}
      className={classes(styles["row"], styles["item"], styles[level])}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onActive(index)}
      onClick={({ currentTarget: own, target }) => {
        if (target instanceof Element && own.contains(target) && target.closest("button") === null) onOpen(row);
      }}
    >
      <span role="gridcell" className={styles["time"]}>
        {typeof time === "string" ? <Time value={time} /> : null}
      </span>
      <span role="gridcell" className={styles["level"]}>
        <LevelMark level={level} />
      </span>
      <span role="gridcell" className={styles["function"]}>
        {row.function === null ? null : <Isolated text={row.function} />}
      </span>
      <span role="gridcell" className={styles["message"]}>
        <InShort text={entryContent(entry).slice(0, CONTENT_CHARS_MAX)} flags={entry._pii} at="/content" />{" "}
        {raised === undefined ? null : (
          <span className={styles["raised"]}>
            <InShort text={raised} flags={entry._pii} at="/exception" />
          </span>
        )}{" "}
        <Pairs pairs={fields.slice(0, SHOWN_FIELDS)} flags={entry._pii} />
      </span>
      <span role="gridcell" className={styles["conversation"]}>
        <a href={href} tabIndex={-1} onClick={follow}>
          {row.conversation_id}
        </a>
        {isActive ? (
          <Narrow
            project={project}
            className={styles["narrow"]}
            values={[...valuesOfEntry(entry), ...valuesOfEvent({ fields: { name: row.function }, outcome: null })]}
          />
        ) : null}
      </span>
    </div>
  );
}
