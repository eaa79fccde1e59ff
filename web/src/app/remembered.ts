/** What this browser remembers, in localStorage under `convlog.`; other tabs follow along. */

import { useCallback, useMemo, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

/** Returns a remembered value as text; null when there is none or storage is off. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`convlog.${key}`);
  } catch {
    return null;
  }
}

/** Remembers a value, or forgets it when it is undefined. */
export function remember(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`convlog.${key}`);
    else localStorage.setItem(`convlog.${key}`, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the memory, not the page.
  }
  for (const listener of listeners) listener();
}

/** A remembered value as state. `read` makes sense of what was stored, for an older version may have written it. */
export function useRemembered<T>(key: string, read: (stored: unknown) => T): [T, (value: T | undefined) => void] {
  const text = useSyncExternalStore(subscribe, () => recall(key));
  // `read` is a constant function of its module at every call, so the text alone decides.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const value = useMemo(() => read(parse(text)), [text]);
  const set = useCallback((next: T | undefined) => remember(key, next), [key]);
  return [value, set];
}

function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
