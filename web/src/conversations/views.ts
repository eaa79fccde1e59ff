/** Saved views: filters and columns under a name, kept in this browser and shared as links. */

import { writeSearch } from "../app/address";
import { useRemembered } from "../app/remembered";
import { validateListSearch, type ListSearch } from "./search";

export interface View {
  name: string;
  /** The search part of its address. */
  search: ListSearch;
}

interface Views {
  saved: View[];
  /** The name of the view a bare address shows. */
  usual: string | null;
}

export interface ViewsOfProject extends Views {
  save: (view: View) => void;
  rename: (from: string, to: string) => void;
  remove: (name: string) => void;
  makeUsual: (name: string | null) => void;
}

export function useViews(project: string): ViewsOfProject {
  const [views, setViews] = useRemembered(`views.${project}`, readViews);
  return {
    ...views,
    save: (view) => setViews(saved(views, view)),
    rename: (from, to) => setViews(renamed(views, from, to)),
    remove: (name) =>
      setViews({
        saved: views.saved.filter((view) => view.name !== name),
        usual: views.usual === name ? null : views.usual,
      }),
    makeUsual: (name) => setViews({ ...views, usual: name }),
  };
}

/** Reads what was stored; views that make no sense are dropped. */
export function readViews(stored: unknown): Views {
  const field = (of: unknown, key: string): unknown =>
    typeof of === "object" && of !== null ? Reflect.get(of, key) : undefined;
  const list = field(stored, "saved");
  const saved = (Array.isArray(list) ? list : []).flatMap((view: unknown): View[] => {
    const name = field(view, "name");
    const search = field(view, "search");
    if (typeof name !== "string" || name === "" || typeof search !== "object" || search === null) return [];
    return [{ name, search: validateListSearch(search as Record<string, unknown>) }];
  });
  const usual = field(stored, "usual");
  return { saved, usual: saved.some((view) => view.name === usual) ? (usual as string) : null };
}

/** Adds a view, or puts it in the place of the one with the same name. */
export function saved(views: Views, view: View): Views {
  const { open: _open, ...search } = view.search;
  const kept = { name: view.name, search };
  const there = views.saved.some((other) => other.name === view.name);
  return {
    ...views,
    saved: there ? views.saved.map((other) => (other.name === view.name ? kept : other)) : [...views.saved, kept],
  };
}

/** Gives a view another name; a name that is taken or empty changes nothing. */
export function renamed(views: Views, from: string, to: string): Views {
  if (to === "" || views.saved.some((view) => view.name === to)) return views;
  return {
    saved: views.saved.map((view) => (view.name === from ? { ...view, name: to } : view)),
    usual: views.usual === from ? to : views.usual,
  };
}

/** Returns the whole address of a view. */
export function linkTo(project: string, search: ListSearch): string {
  return `${location.origin}/${encodeURIComponent(project)}/conversations${writeSearch({ ...search })}`;
}

/** Whether a view shows just what is shown now. */
export function isShown(view: View, search: ListSearch): boolean {
  const { open: _open, ...shown } = search;
  const address = (of: ListSearch): string => writeSearch({ ...validateListSearch({ ...of }) });
  return address(view.search) === address(shown);
}
