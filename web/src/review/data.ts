// Opening a conversation: as a whole, or piece by piece if it is large, beginning with the line that explains it.

import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import type { EntriesPage, ReviewHead } from "../api/types";
import { type Connection, useLive } from "./live";
import { LINES_MAX, sourceOf } from "./pieces/fetch";
import { Pieces } from "./pieces/pieces";
import { type Opened, readHead, readOutline, readWhole, reviewKey } from "./read";

/** A conversation of so many entries is read at once, which is quicker than in windows. */
const ENTRIES_AT_ONCE = 2_000;

// What is there first is asked for again at each opening, and kept no longer than it is shown.
const FIRST = { staleTime: 0, gcTime: 0 } as const;

function headQuery(project: string, id: string) {
  return queryOptions({
    ...FIRST,
    queryKey: ["review head", project, id],
    queryFn: ({ signal }) => readHead(project, id, signal),
  });
}

/** Reads the line that explains a conversation, and the grave ones around it. */
function linesQuery(project: string, id: string, queries: QueryClient, entry: string) {
  return queryOptions({
    ...FIRST,
    queryKey: ["review lines", project, id, entry],
    queryFn: ({ signal }) =>
      sourceOf(queries, project, id).entries({ around: entry, level: "warning", limit: LINES_MAX }, signal),
  });
}

function reviewQuery(project: string, id: string, queries: QueryClient) {
  const queryKey = reviewKey(project, id);
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<Opened> => {
      const before = queries.getQueryData<Opened>(queryKey);
      if (isSmall(before)) return readWhole(project, id, signal);
      if (before instanceof Pieces) {
        // Somebody may have lost the permission to see what is there, so nothing of it stays.
        before.renew(await readOutline(project, id, signal), false);
        return before;
      }
      const head = await queries.query(headQuery(project, id));
      if (head.at_once) return readWhole(project, id, signal);
      const entry = explaining(head);
      // Not at the same time as the outline, whose making would hold it up. What cannot be read now is read when it is in
      // sight.
      const lines = entry === undefined ? undefined : queries.query(linesQuery(project, id, queries, entry));
      const first = await lines?.catch(() => undefined);
      const pieces = new Pieces(sourceOf(queries, project, id), await readOutline(project, id, signal));
      pieces.begin(first?.entries ?? []);
      return pieces;
    },
  });
}

/** Starts reading a conversation that is about to be shown. Whoever shows it tells of a failure. */
export function startReading(queries: QueryClient, project: string, id: string): void {
  queries.query(reviewQuery(project, id, queries)).catch(() => undefined);
}

function isSmall(opened: Opened | undefined): boolean {
  return opened !== undefined && !(opened instanceof Pieces) && opened.counts.entries <= ENTRIES_AT_ONCE;
}

function explaining(head: ReviewHead): string | undefined {
  return head.explained_by?.entry_id ?? undefined;
}

/** What there is to see of a large conversation before its outline has come. */
export interface First {
  readonly head: ReviewHead;
  /** The line that explains it, and those around it. */
  readonly lines: EntriesPage["entries"];
  readonly explaining: string | undefined;
}

export interface Reading {
  readonly first: First | undefined;
  readonly opened: Opened | undefined;
  readonly error: Error | null;
  readonly refetch: () => void;
  readonly connection: Connection;
}

/** The conversation; while it goes on, each change takes the place of what was there and leaves what is the same. */
export function useReview(project: string, id: string): Reading {
  const queries = useQueryClient();
  const first = useFirst(project, id);
  const query = useQuery(reviewQuery(project, id, queries));
  const connection = useLive(project, id, query.data);
  return { first, opened: query.data, error: query.error, refetch: () => void query.refetch(), connection };
}

/** Sees what opening a large conversation has read so far. */
function useFirst(project: string, id: string): First | undefined {
  const queries = useQueryClient();
  const { data: head } = useQuery({ ...headQuery(project, id), enabled: false });
  const entry = head === undefined ? undefined : explaining(head);
  const { data: page } = useQuery({ ...linesQuery(project, id, queries, entry ?? ""), enabled: false });
  return head === undefined || head.at_once ? undefined : { head, lines: page?.entries ?? [], explaining: entry };
}
