import { useSyncExternalStore } from "react";
import { runningClock } from "../format/duration";
import styles from "./RunningClock.module.css";

/** Counts up from when something began. All clocks of the page tick together. */
export function RunningClock({ since }: { since: string }) {
  const now = useSyncExternalStore(subscribe, () => second);
  return <span className={styles["clock"]}>{runningClock(now - Date.parse(since))}</span>;
}

let second = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    second = Date.now();
    timer = setInterval(() => {
      second = Date.now();
      for (const tell of listeners) tell();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
