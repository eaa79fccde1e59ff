/** Where one was in a project's list, so that whoever leaves a conversation is back there. Kept in this tab. */

import { readSearch, writeSearch } from "../app/address";
import { recallInTab, rememberInTab } from "../app/tabMemory";
import { validateListSearch, type ListSearch } from "./search";

export interface Place {
  /** The filters and columns, as in the address. */
  search: ListSearch;
  /** When the rows were loaded. */
  loadedAt: number;
  /** The conversation that was read since. */
  read: string | undefined;
}

export function placeIn(project: string): Place | undefined {
  const stored = recallInTab(keyOf(project));
  if (typeof stored !== "object" || stored === null) return undefined;
  const field = (name: keyof Place): unknown => Reflect.get(stored, name);
  const [search, loadedAt, read] = [field("search"), field("loadedAt"), field("read")];
  if (typeof search !== "string" || typeof loadedAt !== "number") return undefined;
  return {
    search: validateListSearch(readSearch(search)),
    loadedAt,
    read: typeof read === "string" ? read : undefined,
  };
}

/** Called by the list with what it shows. What is open beside it is left with the conversation. */
export function rememberList(project: string, { open: _open, ...search }: ListSearch, loadedAt: number): void {
  const read = placeIn(project)?.read;
  rememberInTab(keyOf(project), { search: writeSearch({ ...search }), loadedAt, read });
}

/** Called by a conversation's page; the list forgets it again when it has led the reader there. */
export function rememberRead(project: string, read: string | undefined): void {
  const { search, loadedAt } = placeIn(project) ?? { search: {}, loadedAt: 0 };
  rememberInTab(keyOf(project), { search: writeSearch({ ...search }), loadedAt, read });
}

const keyOf = (project: string): string => `list.${project}`;
