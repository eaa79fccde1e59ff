/** What the filters of a project's list can choose from. */

import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../api/client";

export function facetsQuery(project: string) {
  return queryOptions({
    queryKey: ["facets", project],
    queryFn: ({ signal }) =>
      body(api.GET("/api/projects/{project_id}/facets", { params: { path: { project_id: project } }, signal })),
    staleTime: 60_000,
  });
}
