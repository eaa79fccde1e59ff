// Searching in a conversation: here where all of it is at hand, else on the server.

import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { type Filter, isActive } from "./model/search";
import { Hunt, type Hunted } from "./pieces/hunt";
import type { Pieces } from "./pieces/pieces";

export interface Hunting {
  /** What was found so far; undefined where the page looks by itself. */
  readonly hunted: Hunted | undefined;
  /** Searches on: because the reader came to the end of what was found, or asked for it. */
  readonly more: (why: "end" | "asked") => void;
}

const never = (): (() => void) => () => undefined;
const nothing = (): undefined => undefined;

export function useHunt(pieces: Pieces | undefined, filter: Filter): Hunting {
  const hunt = useMemo(
    () => (pieces === undefined || !isActive(filter) ? undefined : new Hunt(pieces, filter)),
    [pieces, filter],
  );
  useEffect(() => {
    if (hunt === undefined) return;
    hunt.start();
    return () => hunt.stop();
  }, [hunt]);
  const hunted = useSyncExternalStore(hunt?.subscribe ?? never, hunt?.get ?? nothing);
  const more = useCallback(
    (why: "end" | "asked") => {
      // What has failed is tried again by who asks for it, and not by scrolling.
      if (why === "asked" || hunt?.get().state === "more") hunt?.more();
    },
    [hunt],
  );
  return { hunted, more };
}
