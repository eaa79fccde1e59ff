// Opening a conversation: as a whole, or piece by piece if it is large.

import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Connection, useLive } from "./live";
import { sourceOf } from "./pieces/fetch";
import { Pieces } from "./pieces/pieces";
import { type Opened, readOutline, readWhole, reviewKey } from "./read";

/** A conversation of so many entries is read at once, which is quicker than in windows. */
const ENTRIES_AT_ONCE = 2_000;

function reviewQuery(project: string, id: string, queries: QueryClient) {
  const queryKey = reviewKey(project, id);
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<Opened> => {
      const before = queries.getQueryData<Opened>(queryKey);
      if (isSmall(before)) return readWhole(project, id, signal);
      const outline = await readOutline(project, id, signal);
      if (before instanceof Pieces) {
        // Somebody may have lost the permission to see what is there, so nothing of it stays.
        before.renew(outline, false);
        return before;
      }
      if (outline.head.counts.entries <= ENTRIES_AT_ONCE) return readWhole(project, id, signal);
      const pieces = new Pieces(sourceOf(queries, project, id), outline);
      pieces.begin();
      return pieces;
    },
  });
}

function isSmall(opened: Opened | undefined): boolean {
  return opened !== undefined && !(opened instanceof Pieces) && opened.counts.entries <= ENTRIES_AT_ONCE;
}

export interface Reading {
  readonly opened: Opened | undefined;
  readonly error: Error | null;
  readonly refetch: () => void;
  readonly connection: Connection;
}

/** The conversation; while it goes on, each change takes the place of what was there and leaves what is the same. */
export function useReview(project: string, id: string): Reading {
  const queries = useQueryClient();
  const query = useQuery(reviewQuery(project, id, queries));
  const connection = useLive(project, id, query.data);
  return { opened: query.data, error: query.error, refetch: () => void query.refetch(), connection };
}
