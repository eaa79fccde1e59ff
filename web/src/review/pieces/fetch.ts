// Reading the parts of a conversation.

import type { QueryClient } from "@tanstack/react-query";
import { api, body } from "../../api/client";
import type { EntriesPage, OutlineEvent, PlacedEntry, TurnPiece } from "../../api/types";
import { WINDOW_LENGTH } from "./outline";

/** Marked lines that are read together. */
export const LINES_MAX = 60;

export interface EntriesAsked {
  readonly after?: string;
  readonly around?: string;
  readonly at?: string;
  readonly event?: string;
  readonly outside?: boolean;
  readonly level?: "warning" | "error";
  readonly text?: string;
  readonly limit: number;
}

/** Turns from a number on, or from where an answer ended. */
export interface TurnsAsked {
  readonly from?: number;
  readonly cursor?: string;
  readonly limit: number;
}
export interface TurnsPage {
  readonly turns: readonly TurnPiece[];
  readonly next: string | number | null;
}

/** Where the pieces come from. */
export interface Source {
  readonly entries: (asked: EntriesAsked, signal: AbortSignal) => Promise<EntriesPage>;
  readonly turns: (asked: TurnsAsked, signal: AbortSignal) => Promise<TurnsPage>;
}

export function sourceOf(queries: QueryClient, project: string, id: string): Source {
  const path = { project_id: project, conversation_id: id };
  let count = 0;
  // Through the one cache for its retries and its care of the session; each request stands by itself there, because one
  // that was given up must not end another for the same.
  const ask = <T>(run: () => Promise<T>): Promise<T> => {
    count += 1;
    const options = { gcTime: 0, staleTime: 0, structuralSharing: false } as const;
    return queries.query({ ...options, queryKey: ["piece", project, id, count], queryFn: run });
  };
  return {
    entries: (asked, signal) =>
      ask(() =>
        body(
          api.GET("/api/projects/{project_id}/conversations/{conversation_id}/entries", {
            params: { path, query: asked },
            signal,
          }),
        ),
      ),
    turns: (asked, signal) =>
      ask(() =>
        body(
          api.GET("/api/projects/{project_id}/conversations/{conversation_id}/turns", {
            params: { path, query: asked },
            signal,
          }),
        ),
      ),
  };
}

/** Reads a window of an event's entries, in as many requests as it takes: an answer ends where it has become large. */
export async function readWindow(
  source: Source,
  event: OutlineEvent,
  index: number,
  signal: AbortSignal,
): Promise<readonly PlacedEntry[]> {
  const steps = event.steps ?? [];
  // From the last place that is known before it.
  const known = Math.min(index, steps.length);
  const first = (index - known) * WINDOW_LENGTH;
  const wanted = first + Math.min(WINDOW_LENGTH, event.entries - index * WINDOW_LENGTH);
  const end = steps[index]?.after;
  const found = new Map<string, PlacedEntry>();
  const of = event.id === null ? { outside: true } : { event: event.id };
  const step = known === 0 ? undefined : steps[known - 1];
  let from: Pick<EntriesAsked, "after" | "at"> = step === undefined ? { at: event.started_at } : { after: step.after };
  for (;;) {
    const limit = Math.max(1, Math.min(LIMIT_MAX, wanted - found.size));
    const answer = await source.entries({ ...of, ...from, limit }, signal);
    const own = answer.entries.filter((entry) => entry.event_id === event.id);
    for (const entry of own) found.set(entry.id, entry);
    const isWhole = found.size >= wanted || own.some((entry) => entry.cursor === end);
    if (isWhole || answer.later === null) return [...found.values()].slice(first);
    from = { after: answer.later };
  }
}

/** The server gives no more at once. */
const LIMIT_MAX = 500;
