import { useSyncExternalStore } from "react";
import styles from "./Notices.module.css";

const SHOWN_MS = 2_500;

let text = "";
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Says for a moment that something was done, to eyes and to screen readers. */
export function notify(said: string): void {
  clearTimeout(timer);
  publish(said);
  timer = setTimeout(() => publish(""), SHOWN_MS);
}

/** Copies and says so. */
export async function copy(copied: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(copied);
    notify(`Copied ${what}`);
  } catch {
    notify(`This browser does not let the page copy ${what}`);
  }
}

/** Where notices appear; once in the shell. */
export function Notices() {
  const said = useSyncExternalStore(subscribe, () => text);
  return (
    <div role="status" className={styles["place"]}>
      {said === "" ? null : <span className={styles["notice"]}>{said}</span>}
    </div>
  );
}

function publish(next: string): void {
  text = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
