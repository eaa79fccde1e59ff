// The frame of a row about something that a program did: when, how deep, its name, and how it came out.

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "../../ui/classes";
import { useReviewContext } from "../reviewContext";
import type { Row } from "../model/rows";
import { duration, offset } from "../model/wording";
import { Indent } from "./Indent";
import styles from "./lines.module.css";

export interface MachineLineProps {
  row: Row;
  /** When it began, from the start of its turn, in milliseconds. */
  at: number;
  depth: number;
  /** Undefined where there is nothing to open. */
  open: boolean | undefined;
  /** Whether it stands out as something that went wrong. */
  failed: boolean;
  ended: boolean;
  /** On the button that opens it. */
  name: ReactNode;
  /** On the same row, behind the button. */
  beside: ReactNode;
  /** Under the row. */
  children: ReactNode;
}

export function MachineLine({ row, at, depth, open, failed, ended, name, beside, children }: MachineLineProps) {
  const { toggle } = useReviewContext();
  return (
    <div className={classes(styles["machine"], failed && styles["failed"])}>
      <span className={styles["offset"]}>{offset(at)}</span>
      <Indent depth={depth} />
      <div className={classes(styles["event"], !ended && styles["unfinished"])}>
        <div className={styles["event-row"]}>
          {open === undefined ? (
            <span className={classes(styles["event-button"], styles["closed-for-good"])}>
              <span className={styles["chevron"]} />
              {name}
            </span>
          ) : (
            <button
              type="button"
              tabIndex={-1}
              className={styles["event-button"]}
              aria-expanded={open}
              onClick={() => toggle(row)}
            >
              <ChevronRight aria-hidden className={classes(styles["chevron"], open && styles["opened"])} />
              {name}
            </button>
          )}
          {beside}
        </div>
        {children}
      </div>
    </div>
  );
}

export interface OutcomeProps {
  /** What is said of one that did not end. */
  pending: string | undefined;
  /** In milliseconds. */
  took: number | undefined;
  failed: boolean;
  children?: ReactNode;
}

/** How it came out, at the end of the row. */
export function Outcome({ pending, took, failed, children }: OutcomeProps) {
  return (
    <span className={styles["outcome"]}>
      {pending === undefined ? null : <span className={styles["pending"]}>{pending}</span>}
      {took === undefined ? null : <span>{duration(took)}</span>}
      {failed ? <span className={styles["failed-word"]}>failed</span> : null}
      {children}
    </span>
  );
}
