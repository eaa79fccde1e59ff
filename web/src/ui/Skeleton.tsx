import styles from "./Skeleton.module.css";

/** Stands where text will be, in its size, so that nothing moves when it comes. */
export function Skeleton({ width, height = 12 }: { width: number | string; height?: number }) {
  return <span aria-hidden className={styles["skeleton"]} style={{ width, height }} />;
}
