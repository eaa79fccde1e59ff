// Going to a row: by a link, from the map, with the keyboard. What lies around it is unfolded, and read if need be.

import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { notify } from "../app/Notices";
import { find, findKey, hasTarget, missing, type Target } from "./model/link";
import type { Row } from "./model/rows";
import type { Review } from "./model/shape";
import type { Pieces } from "./pieces/pieces";
import type { TranscriptHandle } from "./transcript/Transcript";

export interface Moving {
  review: Review;
  pieces: Pieces | undefined;
  rows: readonly Row[];
  transcript: RefObject<TranscriptHandle | null>;
  /** What the address names. */
  target: Target;
  /** Ends a filter that would hide the row. */
  onHidden: (() => void) | undefined;
  onUnfold: (keys: readonly string[]) => void;
}

export interface Moves {
  readonly active: string | undefined;
  readonly setActive: (key: string) => void;
  readonly marked: string | undefined;
  readonly setMarked: (key: string) => void;
  readonly go: (key: string, align: "auto" | "center") => void;
  readonly jump: (key: string) => void;
}

export function useMoves(moving: Moving): Moves {
  const { review, pieces, rows, transcript, target, onHidden, onUnfold } = moving;
  const [active, setActive] = useState<string>();
  const [marked, setMarked] = useState<string>();
  // Scrolled to only after the rendering that a wish brings about: what is to be unfolded is there only then.
  const wanted = useRef<{ key: string; align: "auto" | "center" }>(undefined);
  const [wishes, setWishes] = useState(0);
  useEffect(() => {
    if (wanted.current === undefined) return;
    if (transcript.current?.show(wanted.current.key, wanted.current.align) === true) wanted.current = undefined;
  }, [rows, wishes, transcript]);

  const go = useCallback((key: string, align: "auto" | "center") => {
    wanted.current = { key, align };
    setActive(key);
    setWishes((count) => count + 1);
  }, []);
  const read = useReading(pieces);
  const jump = useCallback(
    (key: string) => {
      const show = (of: Review): boolean => {
        const found = findKey(of, key);
        if (found === undefined && isEntry(key)) return false;
        if (found !== undefined) onUnfold(found.unfold);
        if (!rows.some((row) => row.key === key)) onHidden?.();
        setMarked(key);
        go(key, "center");
        return true;
      };
      if (show(review) || pieces === undefined) return;
      void read(key.slice("entry ".length)).then((isThere) => isThere && show(pieces.get()));
    },
    [review, pieces, rows, read, onHidden, onUnfold, go],
  );
  useTarget(review, pieces, target, jump);
  return { active, setActive, marked, setMarked, go, jump };
}

function isEntry(key: string): boolean {
  return key.startsWith("entry ");
}

/** Reads what is around an entry; another wish ends the one before. */
function useReading(pieces: Pieces | undefined): (id: string) => Promise<boolean> {
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  return useCallback(
    async (id: string) => {
      running.current?.abort();
      const stopper = new AbortController();
      running.current = stopper;
      try {
        const isThere = await pieces?.find(id, stopper.signal);
        if (isThere !== true) notify(missing(GONE, { entry: id }) ?? "");
        return isThere === true && !stopper.signal.aborted;
      } catch (error) {
        if (!stopper.signal.aborted) notify(`The line could not be read: ${(error as Error).message}`);
        return false;
      }
    },
    [pieces],
  );
}

const GONE = { turns: [] } as unknown as Review;

/** Goes to what the address names: once it is there, and again when the address names something else. */
function useTarget(review: Review, pieces: Pieces | undefined, target: Target, jump: (key: string) => void): void {
  const { turn, event, entry } = target;
  const gone = useRef<string>(undefined);
  useEffect(() => {
    const name = `${turn ?? ""} ${event ?? ""} ${entry ?? ""}`;
    const wanted: Target = { turn, event, entry };
    if (!hasTarget(wanted)) {
      const opening = pieces?.opening;
      if (gone.current === undefined && opening !== undefined) jump(opening);
      gone.current = name;
      return;
    }
    if (gone.current === name) return;
    gone.current = name;
    // Where not all entries are at hand, jumping looks for it.
    if (entry !== undefined && pieces !== undefined) {
      jump(`entry ${entry}`);
      return;
    }
    const found = find(review, wanted);
    if (found !== undefined) jump(found.key);
    const words = missing(review, wanted);
    if (words !== undefined) notify(words);
  }, [review, pieces, turn, event, entry, jump]);
}
