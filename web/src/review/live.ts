// Following a conversation while it goes on.

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { parseAnswer } from "../api/json";
import type { LiveChanges } from "../api/types";
import { Pieces } from "./pieces/pieces";
import { type Opened, readOutline, reviewKey } from "./read";

const RETRY_MS = 5_000;

export type Connection = "none" | "following" | "waiting";

export function useLive(project: string, id: string, opened: Opened | undefined): Connection {
  const goesOn = useGoesOn(opened);
  const renew = useRenewal(project, id, opened);
  const pieces = opened instanceof Pieces ? opened : undefined;
  const [state, setState] = useState<Connection>("none");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!goesOn) return;
    const path = `/api/projects/${encodeURIComponent(project)}/conversations/${encodeURIComponent(id)}/live`;
    const source = new EventSource(path);
    let timer: ReturnType<typeof setTimeout> | undefined;
    source.addEventListener("open", () => setState("following"));
    // What is read after these misses nothing that the stream says from here on.
    source.addEventListener("begin", renew);
    source.addEventListener("restart", renew);
    source.addEventListener("changed", (event) => {
      if (pieces === undefined) renew();
      else pieces.apply(parseAnswer(String(event.data)) as LiveChanges);
    });
    source.addEventListener("end", () => {
      source.close();
      setState("none");
      renew();
    });
    source.addEventListener("error", () => {
      setState("waiting");
      // The browser tries again by itself unless the answer was no stream at all.
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => setAttempt((count) => count + 1), RETRY_MS);
    });
    return () => {
      source.close();
      clearTimeout(timer);
      setState("none");
    };
  }, [project, id, goesOn, pieces, renew, attempt]);
  return state;
}

const never = (): (() => void) => () => undefined;

function useGoesOn(opened: Opened | undefined): boolean {
  const pieces = opened instanceof Pieces ? opened : undefined;
  const status = useSyncExternalStore(pieces?.subscribe ?? never, () =>
    opened instanceof Pieces ? opened.get().status : opened?.status,
  );
  return status === "live" || status === "lost_contact";
}

/** Reads the conversation again. */
function useRenewal(project: string, id: string, opened: Opened | undefined): () => void {
  const queries = useQueryClient();
  const pieces = opened instanceof Pieces ? opened : undefined;
  const [turnstile] = useState(() => new Turnstile());
  return useCallback(() => {
    turnstile.enter(async () => {
      if (pieces === undefined) await queries.refetchQueries({ queryKey: reviewKey(project, id), exact: true });
      else pieces.renew(await readOutline(project, id), true);
    });
  }, [queries, project, id, pieces, turnstile]);
}

/** One after the other: while one wish is under way, however many others become one more. */
class Turnstile {
  #isRunning = false;
  #next: (() => Promise<void>) | undefined;

  enter(wish: () => Promise<void>): void {
    this.#next = wish;
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#next !== undefined) {
      const wish = this.#next;
      this.#next = undefined;
      // What could not be read now comes with the next change; that the server is away is told elsewhere.
      await wish().catch(() => undefined);
    }
    this.#isRunning = false;
  }
}
