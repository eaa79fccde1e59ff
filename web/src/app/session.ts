/** Who is looking: the session behind the cookie, which no script can read. */

import { queryOptions, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, body } from "../api/client";
import { ApiError } from "../api/error";
import type { Session } from "../api/types";
import { forgetTab } from "./tabMemory";

/** The session, or null when there is none. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await body(api.GET("/api/session", { signal }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** The session of a page that is only shown with one. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new ApiError(401, "the session has ended");
  return data;
}

/** Starts a session with a key; what an earlier reader saw is dropped first. */
export function useLogIn(): (key: string) => Promise<Session> {
  const queries = useQueryClient();
  return async (key) => {
    const session = await body(api.POST("/api/session", { body: { key } }));
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, session);
    return session;
  };
}

/** Ends the session here and on the server, and forgets all that was shown in it. */
export function useLogOut(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await api.DELETE("/api/session").catch(() => undefined);
    // The pages go first: they cannot be shown without the session that is forgotten next.
    await navigate({ to: "/login" });
    queries.clear();
    forgetTab();
  };
}
