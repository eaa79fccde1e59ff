/** The rows of the logs page: pages behind a cursor, the newest first. */

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, body } from "../api/client";
import type { FoundEntry, Histogram } from "../api/types";
import { TIME_ZONE } from "../query/timeZone";

const PAGE_ROWS = 100;

export interface Logs {
  rows: readonly FoundEntry[];
  histogram: Histogram | null;
  isPending: boolean;
  isStale: boolean;
  isFetchingMore: boolean;
  hasMore: boolean;
  /** Whether the last look found nothing, though there is more to look at. */
  isSparse: boolean;
  error: Error | null;
  more: () => void;
  refresh: () => void;
}

export function useLogs(project: string, query: string): Logs {
  const pages = useInfiniteQuery({
    queryKey: ["logs", project, query],
    queryFn: ({ pageParam, signal }) => {
      const asked = {
        query,
        time_zone: TIME_ZONE,
        limit: PAGE_ROWS,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      const path = { project_id: project };
      return body(api.GET("/api/projects/{project_id}/entries", { params: { path, query: asked }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    // Rows do not change under the reader, who comes back to them from a conversation.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.entries) ?? [], [pages.data]);
  const last = pages.data?.pages.at(-1);
  return {
    rows,
    histogram: pages.data?.pages[0]?.histogram ?? null,
    isPending: pages.isPending,
    isStale: pages.isPlaceholderData,
    isFetchingMore: pages.isFetchingNextPage,
    hasMore: pages.hasNextPage,
    isSparse: last?.entries.length === 0 && last.next !== null,
    error: pages.error,
    more: () => void pages.fetchNextPage(),
    refresh: () => void pages.refetch(),
  };
}
