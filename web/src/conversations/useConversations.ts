/** The rows of the list: pages behind a cursor that stay where they are, and a quiet look at what is new. */

import {
  keepPreviousData,
  useInfiniteQuery,
  useQueries,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api, body } from "../api/client";
import type { ConversationPage, Row } from "../api/types";
import { placeIn } from "./place";
import { isDeep, toQuery, type ListQuery, type ListSearch } from "./search";

const PAGE_ROWS = 50;
const LOOK_MS = 5_000;
/** A deep search makes the server read conversations, so it is not repeated every few seconds. */
const LOOK_DEEP_MS = 60_000;
const LOOK_EMPTY_MS = 2_000;
const NO_ROWS: readonly Row[] = [];

export interface Conversations {
  /** When the rows were loaded. */
  loadedAt: number;
  rows: readonly Row[];
  /** How many of the first rows are live ones, put on top when the list was loaded. */
  pinned: number;
  /** How many have begun since, which are not among the rows. */
  newcomers: number;
  total: number | null;
  searchedUntil: string | null;
  isPending: boolean;
  isFetchingMore: boolean;
  hasMore: boolean;
  error: Error | null;
  /** Whether the rows are still those of the filter before. */
  isStale: boolean;
  more: () => void;
  refresh: () => void;
}

export function useConversations(project: string, search: ListSearch): Conversations {
  const queries = useQueryClient();
  const [loadedAt, setLoadedAt] = useState(() => stillLoaded(queries, project, search) ?? Date.now());
  const filters = JSON.stringify(toQuery(search, loadedAt));
  const query = useMemo(() => JSON.parse(filters) as ListQuery, [filters]);
  const deep = isDeep(search);
  const fetchPage = (more: ListQuery, signal: AbortSignal): Promise<ConversationPage> =>
    body(
      api.GET("/api/projects/{project_id}/conversations", {
        params: { path: { project_id: project }, query: { ...query, limit: PAGE_ROWS, ...more } },
        signal,
      }),
    );

  const pages = useInfiniteQuery({
    queryKey: keyOf(project, filters, loadedAt),
    queryFn: ({ pageParam, signal }) =>
      fetchPage(pageParam === null ? (deep ? {} : { with_total: true }) : { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const loaded = pages.isSuccess && !pages.isPlaceholderData;
  const listed = useMemo(() => pages.data?.pages.flatMap((page) => page.conversations) ?? [], [pages.data]);

  // What is live now, wherever in the list it would stand. Asked for once: rows do not come and go under the reader.
  const live = useQuery({
    queryKey: ["conversations live", project, filters, loadedAt],
    queryFn: ({ signal }) => fetchPage({ in_progress: true }, signal),
    enabled: loaded && !deep && search.in_progress !== false,
    refetchInterval: LOOK_MS,
  });
  const look = useQuery({
    queryKey: ["conversations look", project, filters, loadedAt],
    queryFn: ({ signal }) => fetchPage({}, signal),
    enabled: loaded,
    refetchInterval: deep ? LOOK_DEEP_MS : listed.length === 0 ? LOOK_EMPTY_MS : LOOK_MS,
  });

  const [pinnedIds, setPinnedIds] = useState<{ of: number; ids: readonly string[] } | null>(null);
  if (live.data !== undefined && pinnedIds?.of !== loadedAt) {
    setPinnedIds({
      of: loadedAt,
      ids: live.data.conversations.filter(({ status }) => status === "live").map(({ id }) => id),
    });
  }

  const stillLive = live.data?.conversations ?? NO_ROWS;
  const known = useMemo(
    () => arrange(listed, stillLive, look.data?.conversations ?? NO_ROWS, pinnedIds?.ids ?? []),
    [listed, stillLive, look.data, pinnedIds],
  );
  const left = useQueries({
    queries: departed(known.rows.slice(0, known.pinned), stillLive).map((row) => ({
      queryKey: ["conversation ended", project, row.id, loadedAt],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchRow(project, row, signal),
      refetchInterval: ({ state }: { state: { data?: Row | null | undefined } }) =>
        state.data?.status === "live" ? LOOK_MS : false,
    })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  const { rows, pinned } = useMemo(() => {
    const ended = new Map(left.map((row) => [row.id, row]));
    return { rows: known.rows.map((row) => ended.get(row.id) ?? row), pinned: known.pinned };
  }, [known, left]);
  const newcomers = useMemo(
    () => (loaded ? countNewcomers(rows, look.data?.conversations ?? []) : 0),
    [loaded, rows, look.data],
  );
  const refresh = (): void => setLoadedAt(Date.now());
  // Nothing can jump in an empty list, so what comes is shown at once.
  const isFirst = newcomers > 0 && rows.length === 0;
  if (isFirst && loadedAt !== look.dataUpdatedAt) setLoadedAt(look.dataUpdatedAt);

  return {
    loadedAt,
    rows,
    pinned,
    newcomers,
    total: pages.data?.pages[0]?.total ?? null,
    searchedUntil: pages.data?.pages.at(-1)?.searched_until ?? null,
    isPending: pages.isPending,
    isFetchingMore: pages.isFetchingNextPage,
    hasMore: pages.hasNextPage,
    error: pages.error,
    isStale: pages.isPlaceholderData,
    more: () => void pages.fetchNextPage(),
    refresh,
  };
}

const keyOf = (project: string, filters: string, loadedAt: number): readonly unknown[] => [
  "conversations",
  project,
  filters,
  loadedAt,
];

/** Returns when the rows were loaded that whoever comes back from a conversation had before, if they are still there. */
function stillLoaded(queries: QueryClient, project: string, search: ListSearch): number | undefined {
  const place = placeIn(project);
  if (place?.read === undefined) return undefined;
  const key = keyOf(project, JSON.stringify(toQuery(search, place.loadedAt)), place.loadedAt);
  return queries.getQueryData(key) === undefined ? undefined : place.loadedAt;
}

/** Returns the rows that still read as live and are no more among those that are. */
export function departed(pinned: readonly Row[], live: readonly Row[]): Row[] {
  const going = new Set(live.map(({ id }) => id));
  return pinned.filter(({ id, status }) => status === "live" && !going.has(id));
}

/** Fetches one row as it is now, whatever the list is filtered by. */
async function fetchRow(project: string, { id, started_at: start }: Row, signal: AbortSignal): Promise<Row | null> {
  const started_before = new Date(Date.parse(start) + 1).toISOString();
  const query = { started_from: start, started_before, limit: PAGE_ROWS };
  const answer = api.GET("/api/projects/{project_id}/conversations", {
    params: { path: { project_id: project }, query },
    signal,
  });
  return (await body(answer)).conversations.find((row) => row.id === id) ?? null;
}

/** Puts the pinned rows on top and the newest known state into every row, without moving any. */
export function arrange(
  listed: readonly Row[],
  live: readonly Row[],
  looked: readonly Row[],
  pinnedIds: readonly string[],
): { rows: Row[]; pinned: number } {
  const newest = new Map([...listed, ...live, ...looked].map((row) => [row.id, row]));
  const pinned = pinnedIds.flatMap((id) => newest.get(id) ?? []);
  const onTop = new Set(pinnedIds);
  const rest = listed.filter((row) => !onTop.has(row.id)).map((row) => newest.get(row.id) ?? row);
  return { rows: [...pinned, ...rest], pinned: pinned.length };
}

/** Counts what a look at the first page found that the rows do not have and that began after all of them. */
export function countNewcomers(rows: readonly Row[], looked: readonly Row[]): number {
  const known = new Set(rows.map((row) => row.id));
  const latest = rows.reduce((time, row) => (row.started_at > time ? row.started_at : time), "");
  return looked.filter((row) => !known.has(row.id) && row.started_at >= latest).length;
}
