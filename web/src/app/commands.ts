/** What the command menu offers: the shell's commands, and those of the page that is shown. */

import { useEffect, useSyncExternalStore } from "react";

export interface Command {
  id: string;
  group: string;
  title: string;
  keys?: string;
  run: () => void;
}

let offered: readonly (readonly Command[])[] = [];
const listeners = new Set<() => void>();

/** Offers commands while the component is there. Keep the array stable (`useMemo`). */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    publish([...offered, commands]);
    return () => publish(offered.filter((other) => other !== commands));
  }, [commands]);
}

/** Returns all commands, the page's before the shell's. */
export function useOfferedCommands(): Command[] {
  const all = useSyncExternalStore(subscribe, () => offered);
  return [...all].reverse().flat();
}

function publish(next: readonly (readonly Command[])[]): void {
  offered = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
