import styles from "./Pulse.module.css";

/** A dot that says that something goes on; words beside it say what. */
export function Pulse() {
  return <span className={styles["pulse"]} aria-hidden />;
}
