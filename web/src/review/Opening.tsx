// A large conversation while its outline is read: what is said of it as a whole, and the line that explains it.

import { useEffect, useMemo, useRef } from "react";
import type { First } from "./data";
import { ReviewContextProvider, type ReviewContext } from "./reviewContext";
import { ReviewHeader } from "./header/ReviewHeader";
import { LevelMark } from "./LevelMark";
import { entryContent, entryFields, entryLevel } from "./model/field";
import type { Entry, Head } from "./model/shape";
import { ofEntry } from "./model/headline";
import { count } from "./model/wording";
import { ReviewSkeletonLines } from "./ReviewSkeleton";
import styles from "./Review.module.css";
import lines from "./transcript/lines.module.css";
import { Pairs } from "./Value";
import { Words } from "./Words";

export interface OpeningProps {
  first: First;
  project: string;
  place: "panel" | "page";
  onClose: () => void;
  onExpand: (() => void) | undefined;
}

const nothing = (): void => undefined;

export function Opening({ first, project, place, onClose, onExpand }: OpeningProps) {
  const { head, lines: read, explaining } = first;
  const entry = read.find(({ id }) => id === explaining) as Entry | undefined;
  const context = useMemo<ReviewContext>(() => {
    const review = { ...(head as unknown as Head), metrics: [], turns: [] };
    // There is nothing to go to and nothing to open yet.
    const [toggle, unfold, toggleRaw, jump, retry] = [nothing, nothing, nothing, nothing, nothing];
    const [copyLink, copyJson, copyCurl, search] = [nothing, nothing, nothing, nothing];
    const pieces = undefined;
    return { review, pieces, project, toggle, unfold, toggleRaw, jump, copyLink, copyJson, copyCurl, retry, search };
  }, [head, project]);
  return (
    <ReviewContextProvider value={context}>
      <div className={styles["scroller"]} aria-busy>
        <ReviewHeader
          place={place}
          isReading={entry === undefined}
          headline={entry === undefined ? undefined : { ...ofEntry(entry, entryLevel(entry)), rest: "", link: {} }}
          onClose={onClose}
          onExpand={onExpand}
        />
        <div className={styles["transcript"]} role="list" aria-label="Transcript">
          {entry === undefined ? null : <Line entry={entry} />}
        </div>
        <p role="status" className={styles["opening"]}>
          Reading {count(head.counts.entries, "line")}
        </p>
        <ReviewSkeletonLines />
      </div>
    </ReviewContextProvider>
  );
}

/** The focus is where it will be when the rest is there. */
function Line({ entry }: { entry: Entry }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => row.current?.focus({ preventScroll: true }), []);
  const level = entryLevel(entry);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={row} role="listitem" tabIndex={0} className={lines[level]}>
      <span className={lines["machine"]}>
        <span className={lines["offset"]} />
        <span className={lines["level"]}>
          <LevelMark level={level} />
        </span>
        <span className={lines["line"]}>
          <Words text={entryContent(entry)} flags={entry._pii} at="/content" lengthMax={600} />{" "}
          <Pairs
            pairs={entryFields(entry).filter(([key]) => key !== "exception")}
            flags={entry._pii}
            onMore={nothing}
          />
        </span>
      </span>
    </div>
  );
}
