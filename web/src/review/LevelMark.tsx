// The level of a line by shape and colour: a dot, a triangle, an octagon. Never by colour alone.

import type { Level } from "./model/shape";
import styles from "./LevelMark.module.css";

const SHAPES: Readonly<Record<Level, string>> = {
  info: "M7 4.75a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 1 0 0-4.5z",
  warning: "M7 1.6 13.2 12.4H.8z",
  error: "M4.3.6h5.4l3.7 3.7v5.4l-3.7 3.7H4.3L.6 9.7V4.3z",
};

const NAMES: Readonly<Record<Level, string>> = { info: "Info", warning: "Warning", error: "Error" };

export function LevelMark({ level }: { level: Level }) {
  return (
    <svg className={styles["mark"]} viewBox="0 0 14 14" role="img" aria-label={NAMES[level]}>
      <path className={styles[level]} d={SHAPES[level]} />
      {level === "warning" ? <path className={styles["sign"]} d="M7 5.4v3.2M7 10.2v.6" /> : null}
      {level === "error" ? <path className={styles["sign"]} d="M4.9 4.9l4.2 4.2M9.1 4.9 4.9 9.1" /> : null}
    </svg>
  );
}
