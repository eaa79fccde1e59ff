import { useLocation } from "@tanstack/react-router";
import { askedQuery } from "./place";

/** What is asked now: on a list what its address says, elsewhere what the list was asked that one came from. */
export function useAskedQuery(project: string): string {
  const { pathname, search } = useLocation();
  const isList = /^\/[^/]+\/(conversations|logs)\/?$/.test(pathname);
  if (!isList) return askedQuery(project);
  const query: unknown = Reflect.get(search, "query");
  return typeof query === "string" ? query : "";
}
