// Lines that are not at hand yet: as much room as they will take, and what to do if they cannot be had.

import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import { Skeleton } from "../../ui/Skeleton";
import { useReviewContext } from "../reviewContext";
import { LevelMark } from "../LevelMark";
import type { AbsentRow } from "../model/rows";
import { count, offset } from "../model/wording";
import { useFailure } from "../pieces/use";
import { Indent } from "./Indent";
import styles from "./absent.module.css";
import lines from "./lines.module.css";
import said from "./said.module.css";

export const LINE_HEIGHT = 26;

export function AbsentLine({ row }: { row: AbsentRow }) {
  const failure = useFailure(row);
  if (failure !== undefined) return <Failed row={row} words={failure.message} />;
  if (row.what === "caller" || row.what === "agent") {
    return (
      <div className={classes(said["said"], said[row.what])} aria-busy>
        <span className={said["who"]}>{row.what === "caller" ? "Caller" : "Agent"}</span>
        <Skeleton width="48%" />
      </div>
    );
  }
  return (
    <div className={lines["machine"]} style={{ minHeight: row.count * LINE_HEIGHT }} aria-busy>
      <span className={lines["offset"]}>{row.what === "line" ? offset(row.offset) : ""}</span>
      <Indent depth={row.depth} />
      {row.what === "line" ? (
        <>
          <span className={lines["level"]}>
            <LevelMark level={row.level} />
          </span>
          <Skeleton width="40%" />
        </>
      ) : (
        <div className={styles["lines"]}>
          <span className={styles["words"]}>{count(row.count, "line")}</span>
        </div>
      )}
    </div>
  );
}

function Failed({ row, words }: { row: AbsentRow; words: string }) {
  const { retry } = useReviewContext();
  return (
    <div className={lines["machine"]} style={{ minHeight: row.count * LINE_HEIGHT }}>
      <span className={lines["offset"]} />
      <Indent depth={row.depth} />
      <div className={styles["failed"]} role="alert">
        <LevelMark level="warning" />
        <span>
          {row.what === "lines" ? count(row.count, "line") : "This part"} could not be read: {words}
        </span>
        <Button onClick={() => retry(row)}>Try again</Button>
      </div>
    </div>
  );
}
