/** What recent conversations of a project hold, to choose from. */

import { useQuery } from "@tanstack/react-query";
import { api, body } from "../api/client";

const NO_CHOICES = { environments: [], channels: [], variants: [], functions: [] };

export function useChoices(project: string) {
  const { data } = useQuery({
    queryKey: ["facets", project],
    queryFn: ({ signal }) =>
      body(api.GET("/api/projects/{project_id}/facets", { params: { path: { project_id: project } }, signal })),
    staleTime: 60_000,
  });
  return data ?? NO_CHOICES;
}
