// What the dialog for marking is open about. It stands beside the transcript: a row is gone as soon as one scrolls on.

import { useSyncExternalStore } from "react";
import type { Part } from "./parts";

/** A part, and what of the page was selected when it was asked for. */
export interface Marking {
  readonly part: Part;
  readonly selected: string;
}

let current: Marking | null = null;
const listeners = new Set<() => void>();

export function openMarking(part: Part): void {
  publish({ part, selected: (window.getSelection()?.toString() ?? "").trim() });
}

export function closeMarking(): void {
  publish(null);
}

export function useMarking(): Marking | null {
  return useSyncExternalStore(subscribe, () => current);
}

function publish(next: Marking | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
