/** One cache of what the server said. */

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/error";

const RETRIES_MAX = 2;

/** Makes the cache; `onSessionOver` is told when the server no longer knows who asks. */
export function makeQueryClient(onSessionOver: () => void): QueryClient {
  const onError = (error: Error): void => {
    if (error instanceof ApiError && error.status === 401) onSessionOver();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // What the server refuses stays refused; only silence is worth another try.
        retry: (failures, error) => error instanceof ApiError && error.away && failures < RETRIES_MAX,
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        // The browser's own idea of being offline knows nothing of a server on this machine.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}
