// Opening a conversation: as a whole, or piece by piece if it is large; and following it while it goes on.

import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, body } from "../api/client";
import { parseAnswer } from "../api/json";
import type { ReviewOutline } from "../api/types";
import { known, type Head, type Review } from "./model/shape";
import { sourceOf } from "./pieces/fetch";
import { Pieces } from "./pieces/pieces";

const RETRY_MS = 5_000;
/** A conversation of so many entries is read at once, which is quicker than in windows. */
const ENTRIES_AT_ONCE = 2_000;

/** All of a conversation, or what its pieces are read by. */
export type Opened = Review | Pieces;

export function reviewQuery(project: string, id: string, queries: QueryClient) {
  const params = { path: { project_id: project, conversation_id: id } };
  return queryOptions({
    queryKey: reviewKey(project, id),
    queryFn: async ({ signal }): Promise<Opened> => {
      const outline = await body(
        api.GET("/api/projects/{project_id}/conversations/{conversation_id}/outline", { params, signal }),
      );
      if (outline.counts.entries > ENTRIES_AT_ONCE) return piecesOf(queries, project, id, outline);
      return known(
        await body(api.GET("/api/projects/{project_id}/conversations/{conversation_id}", { params, signal })),
      );
    },
  });
}

export function reviewKey(project: string, id: string): readonly string[] {
  return ["review", project, id];
}

function piecesOf(queries: QueryClient, project: string, id: string, outline: ReviewOutline): Pieces {
  const { turns, marks, ...head } = outline;
  return new Pieces(sourceOf(queries, project, id), { head: head as unknown as Head, turns, marks });
}

export type Connection = "none" | "following" | "waiting";

export interface Following {
  readonly opened: Opened | undefined;
  readonly error: Error | null;
  readonly refetch: () => void;
  readonly connection: Connection;
}

/** The conversation; while it goes on, each change replaces what is there and keeps what is the same. */
export function useReview(project: string, id: string): Following {
  const queries = useQueryClient();
  const query = useQuery(reviewQuery(project, id, queries));
  const opened = query.data;
  const status = opened instanceof Pieces ? opened.get().status : opened?.status;
  const connection = useLive(project, id, status === "live" || status === "lost_contact");
  return { opened, error: query.error, refetch: () => void query.refetch(), connection };
}

function useLive(project: string, id: string, goesOn: boolean): Connection {
  const queries = useQueryClient();
  const [state, setState] = useState<Connection>("none");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!goesOn) return;
    const queryKey = reviewKey(project, id);
    const path = `/api/projects/${encodeURIComponent(project)}/conversations/${encodeURIComponent(id)}/live`;
    const source = new EventSource(path);
    let timer: ReturnType<typeof setTimeout> | undefined;
    source.addEventListener("open", () => setState("following"));
    source.addEventListener("review", (event) => {
      setState("following");
      // The cache shares what is the same with what was there, so that only new rows are drawn.
      queries.setQueryData(queryKey, parseAnswer(String(event.data)) as Review);
    });
    source.addEventListener("end", () => {
      source.close();
      setState("none");
      void queries.invalidateQueries({ queryKey });
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
  }, [project, id, goesOn, queries, attempt]);
  return state;
}
