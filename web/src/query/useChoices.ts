import { useQuery } from "@tanstack/react-query";
import { facetsQuery } from "../conversations/facets";

const NO_CHOICES = { environments: [], channels: [], variants: [], functions: [] };

/** What recent conversations of a project hold, to choose from. */
export function useChoices(project: string) {
  const { data } = useQuery(facetsQuery(project));
  return data ?? NO_CHOICES;
}
