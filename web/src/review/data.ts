// Fetching a conversation, and following it while it goes on.

import { queryOptions, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, body } from "../api/client";
import { parseAnswer } from "../api/json";
import { known, type Review } from "./model/shape";

const RETRY_MS = 5_000;

export function reviewQuery(project: string, id: string) {
  return queryOptions({
    queryKey: ["review", project, id],
    queryFn: async ({ signal }) => {
      const path = { project_id: project, conversation_id: id };
      const answer = await body(
        api.GET("/api/projects/{project_id}/conversations/{conversation_id}", { params: { path }, signal }),
      );
      return known(answer);
    },
  });
}

export type Connection = "none" | "following" | "waiting";

/** The conversation; while it goes on, each change replaces what is there and keeps what is the same. */
export function useReview(project: string, id: string): UseQueryResult<Review> & { connection: Connection } {
  const query = useQuery(reviewQuery(project, id));
  const status = query.data?.status;
  const connection = useLive(project, id, status === "live" || status === "lost_contact");
  return { ...query, connection };
}

function useLive(project: string, id: string, goesOn: boolean): Connection {
  const queries = useQueryClient();
  const [state, setState] = useState<Connection>("none");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!goesOn) return;
    const { queryKey } = reviewQuery(project, id);
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
