import { Fragment, type MouseEvent, type ReactNode } from "react";
import type { Row } from "../api/types";
import { classes } from "../ui/classes";
import { Time } from "../ui/Time";
import { Cell, Contact, Errors, Field, Failures, Handoff, Lasted, Warnings } from "./Cells";
import type { Column } from "./columns";
import { Narrow } from "../query/Narrow";
import { valuesOfRow } from "../query/values";
import { MatchedLine } from "./MatchedLine";
import styles from "./Table.module.css";

export interface RowProps {
  project: string;
  row: Row;
  index: number;
  /** Two lines instead of columns, for a narrow place. */
  compact: boolean;
  top: number;
  columns: Column[];
  isActive: boolean;
  isOpen: boolean;
  isLastPinned: boolean;
  href: string;
  onOpen: (row: Row) => void;
  onPage: (row: Row) => void;
  onActive: (index: number) => void;
}

/** A conversation. The same element in both forms, so that focus stays when a panel makes the list narrow. */
export function ListRow(props: RowProps) {
  const { row, compact, columns } = props;
  return (
    <RowFrame {...props}>
      {compact ? <Lines {...props} /> : <Columns {...props} />}
      {row.matched === null ? null : (
        <span role="gridcell" aria-colindex={(compact ? 1 : columns.length) + 1} className={styles["matched"]}>
          <MatchedLine matched={row.matched} />
        </span>
      )}
    </RowFrame>
  );
}

function Columns(props: RowProps) {
  const { row, columns } = props;
  return (
    <>
      {columns.map((column, at) => (
        <span
          key={column.id}
          role="gridcell"
          aria-colindex={at + 1}
          className={classes(styles["cell"], column.number && styles["number"])}
        >
          {at === 0 ? (
            <>
              <TitleLink {...props}>
                <Cell column={column.id} row={row} />
              </TitleLink>
              <RowNarrow {...props} />
            </>
          ) : (
            <Cell column={column.id} row={row} />
          )}
        </span>
      ))}
    </>
  );
}

function Lines(props: RowProps) {
  const { row } = props;
  const about = (["channel", "environment", "variant_name"] as const).filter((name) => row[name] !== null);
  return (
    <span role="gridcell" aria-colindex={1} className={styles["card"]}>
      <span className={styles["card-line"]}>
        <TitleLink {...props}>
          <Contact row={row} />
        </TitleLink>
        <span className={styles["card-time"]}>
          <Time value={row.started_at} />
        </span>
        <RowNarrow {...props} />
      </span>
      <span className={styles["card-line"]}>
        <span className={styles["card-about"]}>
          <Lasted row={row} /> · {row.turns} {row.turns === 1 ? "turn" : "turns"}
          {about.map((name) => (
            <Fragment key={name}>
              {" · "}
              <Field row={row} name={name} />
            </Fragment>
          ))}
        </span>
        <span className={styles["card-marks"]}>
          {row.handoff ? <Handoff /> : null}
          {row.warnings > 0 ? <Warnings row={row} /> : null}
          {row.errors > 0 ? <Errors row={row} /> : null}
          {row.failed_functions > 0 ? <Failures row={row} /> : null}
        </span>
      </span>
    </span>
  );
}

/** On the row that one is on, so that Tab leads from the row to it. */
function RowNarrow({ project, row, isActive }: RowProps) {
  return isActive ? <Narrow project={project} values={valuesOfRow(row)} className={styles["narrow"]} /> : null;
}

function RowFrame(props: RowProps & { children: ReactNode }) {
  const { row, index, top, isActive, isOpen, isLastPinned, onOpen, onActive, compact, children } = props;
  const isBad = row.errors > 0 || row.failed_functions > 0;
  return (
    // The keyboard's Enter is bound once for the whole list, so that it also works where focus was lost.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      tabIndex={isActive ? 0 : -1}
      className={classes(
        styles["row"],
        styles["item"],
        compact && styles["compact"],
        row.matched !== null && styles["tall"],
        isOpen && styles["open"],
        isBad && styles["bad"],
        isLastPinned && styles["last-pinned"],
      )}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onActive(index)}
      onClick={(event) => {
        const { currentTarget: own, target } = event;
        // What floats above the row is not in it, and a button in it is there for something else.
        if (target instanceof Element && own.contains(target) && target.closest("button") === null) onOpen(row);
      }}
    >
      {children}
    </div>
  );
}

/**
 * The row's name, and the way to its page. A middle click opens it in another tab, as links do. In the narrow form the
 * link is the whole row and does what the row does: two targets would be too close for a finger.
 */
function TitleLink({ row, href, compact, onOpen, onPage, children }: RowProps & { children: ReactNode }) {
  const follow = (event: MouseEvent): void => {
    event.stopPropagation();
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    if (compact) onOpen(row);
    else onPage(row);
  };
  return (
    <a href={href} tabIndex={-1} className={styles["title"]} onClick={follow}>
      {children}
    </a>
  );
}
