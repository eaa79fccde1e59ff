/** What the logs page shows, as it stands in the address. */

import { readQuery } from "../conversations/search";
import { hasAlternatives, isAboutTime } from "../query/terms";

export interface LogsSearch {
  query?: string;
  /** Without the time that is asked for where the query says none. */
  all_time?: true;
}

/** Where a query says nothing of time. Older entries are one click away. */
export const USUAL_TIME = "since:1d";

export function validateLogsSearch(raw: Record<string, unknown>): LogsSearch {
  const query = readQuery(raw["query"]);
  return {
    ...(query === undefined ? {} : { query }),
    ...(String(raw["all_time"]) === "true" ? { all_time: true as const } : {}),
  };
}

/** Whether the usual time holds beside the query. */
export function isTimeAdded({ query = "", all_time }: LogsSearch): boolean {
  return all_time !== true && !isAboutTime(query);
}

/** Returns the query that the server is asked. */
export function askedOf(search: LogsSearch): string {
  const { query = "" } = search;
  if (!isTimeAdded(search)) return query;
  if (query === "") return USUAL_TIME;
  return hasAlternatives(query) ? `(${query}) ${USUAL_TIME}` : `${query} ${USUAL_TIME}`;
}
