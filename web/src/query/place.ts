/** Which list of a project one was on and what it was asked, so that both lists and the way back know. Kept in this tab. */

import { readSearch, writeSearch } from "../app/address";
import { recallInTab, rememberInTab } from "../app/tabMemory";

export type ListPage = "conversations" | "logs";

export interface ListPlace {
  page: ListPage;
  /** Its search, as in the address. */
  search: Record<string, unknown>;
}

export function listPlace(project: string): ListPlace {
  const stored = recallInTab(keyOf(project));
  const field = (name: keyof ListPlace): unknown =>
    typeof stored === "object" && stored !== null ? Reflect.get(stored, name) : undefined;
  const search = field("search");
  return {
    page: field("page") === "logs" ? "logs" : "conversations",
    search: typeof search === "string" ? readSearch(search) : {},
  };
}

export function rememberListPlace(project: string, page: ListPage, search: object): void {
  rememberInTab(keyOf(project), { page, search: writeSearch({ ...search }) });
}

/** What is asked now, whichever list it was asked of; empty for nothing. */
export function askedQuery(project: string): string {
  const { query } = listPlace(project).search;
  return typeof query === "string" ? query : "";
}

const keyOf = (project: string): string => `place.${project}`;
