import styles from "./lines.module.css";

const DEPTH_MAX = 8;

/** One line for each function that a row lies inside of; deeper than a reader can count, it stays where it is. */
export function Indent({ depth }: { depth: number }) {
  if (depth === 0) return null;
  return (
    <span className={styles["indent"]} aria-hidden>
      {Array.from({ length: Math.min(depth, DEPTH_MAX) }, (_, index) => (
        <span key={index} className={styles["indent-line"]} />
      ))}
    </span>
  );
}
