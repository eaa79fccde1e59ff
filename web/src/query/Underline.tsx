import { useEffect, useRef, type RefObject } from "react";
import type { Characters } from "../api/error";
import { wrongPart } from "./check";
import styles from "./QueryBox.module.css";

interface UnderlineProps {
  text: string;
  at: Characters;
  /** The field that it lies under, and scrolls with. */
  follows: RefObject<HTMLInputElement | null>;
}

/** A line under what cannot be read. A field draws none itself, so the same letters lie unseen below it. */
export function Underline({ text, at, follows }: UnderlineProps) {
  const line = useRef<HTMLSpanElement>(null);
  const [before, wrong, after] = wrongPart(text, at);
  useEffect(() => {
    const field = follows.current;
    if (field === null) return;
    const follow = (): void => {
      if (line.current !== null) line.current.scrollLeft = field.scrollLeft;
    };
    follow();
    field.addEventListener("scroll", follow);
    return () => field.removeEventListener("scroll", follow);
  }, [follows, text]);
  return (
    <span ref={line} aria-hidden className={styles["under"]}>
      {before}
      <span className={styles["wrong"]}>{wrong}</span>
      {after}
    </span>
  );
}
